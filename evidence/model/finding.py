"""What was tried, in whom, with what response, and where that is said."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal

Domain = Literal["deposits", "symptoms", "ulcers", "function", "recurrence", "adverse"]
Response = Literal["complete", "partial", "improved", "stable", "none", "worse", "mixed", "not_reported"]
State = Literal["proposed", "confirmed", "corrected", "rejected"]

DOMAINS: tuple[Domain, ...] = ("deposits", "symptoms", "ulcers", "function", "recurrence", "adverse")
RESPONSES: tuple[Response, ...] = (
    "complete",
    "partial",
    "improved",
    "stable",
    "none",
    "worse",
    "mixed",
    "not_reported",
)
DESIGNS: tuple[str, ...] = (
    "case_report",
    "case_series",
    "retrospective_cohort",
    "prospective",
    "rct",
    "review",
    "systematic_review",
    "survey",
    "letter",
    "other",
)
UNITS: tuple[str, ...] = ("patients", "lesions", "limbs", "sessions")


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim quote: `start` and `end` count code points in the text of the section (or abstract, or title).

    `text_hash` is the SHA-256 of that text, so that a quote can be seen to be of another version.
    """

    record_id: str
    field: Literal["title", "title_vernacular", "abstract", "text"]
    section: str | None
    start: int
    end: int
    quote: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Coding:
    """Provenance of a finding that a person coded: where in the source, its address, who or what table."""

    where: str
    address: str
    note: str = ""
    second_hand: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers as the text states them; None is unreported, never zero; `derived` names closing sums."""

    n_treated: int | None = None
    n_complete: int | None = None
    n_partial: int | None = None
    n_any_response: int | None = None
    n_no_response: int | None = None
    n_worse: int | None = None
    n_recurrence: int | None = None
    derived: frozenset[str] = frozenset()

    def items(self) -> tuple[tuple[str, int | None], ...]:
        """(name, value) of the seven counts in order."""
        return tuple((f.name, getattr(self, f.name)) for f in fields(self) if f.name != "derived")

    def faults(self) -> tuple[str, ...]:
        """Sentences on impossible numbers: a part above the whole, parts that together exceed it."""
        found = [f"{name} is negative ({value})" for name, value in self.items() if value is not None and value < 0]
        whole = self.n_treated
        if whole is not None:
            found += [
                f"{name} {value} exceeds n_treated {whole}"
                for name, value in self.items()
                if name != "n_treated" and value is not None and value > whole
            ]
            parts = [self.n_complete, self.n_partial, self.n_no_response]
            total = sum(p for p in parts if p is not None)
            if not found and total > whole:
                found.append(f"complete + partial + no response = {total} exceeds n_treated {whole}")
        if self.n_any_response is not None and (self.n_complete or 0) > self.n_any_response:
            found.append(f"n_complete {self.n_complete} exceeds n_any_response {self.n_any_response}")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One treatment × one outcome domain × one patient group in one publication.

    `intervention` is the INN, drugs given together in alphabetical order joined by "; " (class likewise).
    Has spans, or a `coding`; never neither. `read_as` explains a name that was not matched exactly
    ("porozimax read as Porosimax (alendronic acid), near spelling"). `group` is the study group: findings of
    one group share, or may share, patients. `disputed` holds the words of two readers who differ on it.
    """

    finding_id: str
    record_id: str
    disease: str
    intervention: str
    intervention_class: str
    domain: Domain
    response: Response
    counts: Counts = field(default_factory=Counts)
    count_unit: str | None = None
    design: str = "other"
    dose: str = ""
    route: str = ""
    duration: str = ""
    concomitant: str = ""
    adverse_events: str = ""
    follow_up: str = ""
    outcome_measure: str = ""
    disease_as_said: str = ""
    intervention_as_said: str = ""
    spans: tuple[Span, ...] = ()
    coding: Coding | None = None
    read_as: str = ""
    rule: str = ""
    confidence: float = 1.0
    state: State = "proposed"
    countable: bool = True
    why_not_countable: str = ""
    group: str = ""
    disputed: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A record (or a mention) left out, with the reason: animal, uraemic, review, other indication, ….

    `seen` is what was met and not told as a finding ("colchicine or diltiazem: deposits improved").
    """

    record_id: str
    code: str
    reason: str
    spans: tuple[Span, ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """Publications about the same patients: only `lead` counts; `certain` says if identity is sure."""

    study_id: str
    record_ids: tuple[str, ...]
    lead: str
    certain: bool = True
    note: str = ""
