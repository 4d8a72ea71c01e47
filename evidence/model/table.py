"""What is shown: counts with their state, rows of the evidence tables, PRISMA numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence.model.citation import Citation
from evidence.model.finding import Finding

Stratum = Literal["comparative", "series", "cases"]
STRATA: tuple[Stratum, ...] = ("comparative", "series", "cases")


@dataclass(frozen=True, slots=True)
class Count:
    """k of n in a unit. `reported` is how many of the reports behind it state k: unreported is not zero."""

    k: int | None
    n: int | None
    unit: str = "patients"
    reported: int = 0
    reports: int = 0
    state: Literal["reported", "derived-by-sum", "unreported"] = "unreported"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """Disease × intervention × stratum for one outcome domain and unit; strata are never added up.

    `findings` are counted, each study once; `also` are shown but not counted (second-hand, same patients,
    reviews, retracted, no number), each with its reason in `Finding.why_not_countable`.
    `direction` counts reports by response word. Sums run over the reports that state the number.
    """

    disease: str
    intervention_class: str
    intervention: str
    domain: str
    stratum: Stratum
    unit: str
    reports: int
    treated: Count
    complete: Count
    partial: Count
    any_response: Count
    no_response: Count
    worse: Count
    recurrence: Count
    direction: tuple[tuple[str, int], ...]
    findings: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """One finding with its citation, ready to be printed."""

    finding: Finding
    citation: Citation
    stratum: Stratum
    counted: bool
    why_not: str = ""
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrismaCount:
    """A box of the PRISMA 2020 flow: its id, a label, a number and, for exclusions, the reasons with their numbers."""

    box: str
    label: str
    n: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What was looked for and not found: unstudied is not ineffective."""

    intervention_class: str
    disease: str
    sentence: str


__all__ = [
    "STRATA",
    "Count",
    "Gap",
    "PrismaCount",
    "Stratum",
    "StudyRow",
    "SummaryRow",
]
