"""What is shown: counts with their state, rows of the evidence tables, PRISMA numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence.model.appraisal import Appraisal
from evidence.model.citation import Citation
from evidence.model.finding import Counts, Domain, Finding, Response

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


@dataclass(frozen=True, slots=True)
class Share:
    """k of n as one series states it, with its 95 % Wilson interval on the proportion scale; `measure` is a count."""

    measure: str
    k: int
    n: int
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one counted report tells by itself: numbers of several reports are no rate of anything.

    `response` and `counts` are blank of results where its drugs of one class differ. `control` and `control_counts` are
    as in `StudyRow`.
    """

    finding_id: str
    response: Response
    counts: Counts
    shares: tuple[Share, ...] = ()
    control: str = ""
    control_counts: Counts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """Disease × intervention × stratum for one outcome domain and unit; strata are never added up.

    `findings` are counted, each study once; `also` are shown but not counted (second-hand, same patients,
    reviews, retracted, no number), each with its reason in `StudyRow.why_not`.
    `direction` counts reports by response word. `told` is each counted report by itself, in the order of `findings`'
    reports: responders are shown from there. Sums run over the reports that state the number and are for checking.
    `level` is that of the best study counted (OCEBM 2011), `level_why` says why; None where nothing is counted.
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
    level: int | None = None
    level_why: str = ""
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """One finding with its citation, ready to be printed.

    `level` is its level of evidence (OCEBM 2011, question on treatment benefits; 1 highest, 5 lowest), None where it
    has none; `level_why` says why, always. `appraisal` is what people answered on its report, if they did. `leads` is
    False where another report of the same patients is counted instead. `shares` are those of a series that counts.
    `control` is what a comparative report compares with: "placebo", "none" (no treatment), a treatment, or "unnamed"
    where no name was found; blank for all that is not comparative. `control_counts` are its numbers on this outcome
    where its arm has a row of its own, None where they are to be read in the source.
    """

    finding: Finding
    citation: Citation
    stratum: Stratum
    counted: bool
    why_not: str = ""
    shared_with: tuple[str, ...] = ()
    leads: bool = True
    level: int | None = None
    level_why: str = ""
    appraisal: tuple[Appraisal, ...] = ()
    shares: tuple[Share, ...] = ()
    control: str = ""
    control_counts: Counts | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Reports that name a treatment class and tell no outcome of it that could be read: the denominator gap.

    `given` say that patients had it (a finding without a result), `named` only hold its name, `reviews` are those left
    out that name it; record ids, sorted, in one of the three. None is a sign of no effect.
    """

    intervention_class: str
    given: tuple[str, ...]
    named: tuple[str, ...]
    reviews: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A wording, and the findings that it is from."""

    text: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one treatment was given and what came with it, in the words of its first-hand reports.

    `reports` is how many there are; `silent` how many of them say nothing of adverse events and of recurrence, which
    is not none.
    """

    intervention: str
    intervention_class: str
    reports: int
    doses: tuple[Said, ...] = ()
    routes: tuple[Said, ...] = ()
    durations: tuple[Said, ...] = ()
    follow_ups: tuple[Said, ...] = ()
    adverse_events: tuple[Said, ...] = ()
    recurrences: tuple[Said, ...] = ()
    silent_on_adverse_events: int = 0
    silent_on_recurrence: int = 0

    @property
    def times(self) -> tuple[Said, ...]:
        """Durations and follow-ups, the same words once."""
        told = {said.text for said in self.durations}
        return (*self.durations, *(said for said in self.follow_ups if said.text not in told))


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """Which findings a table shows; an empty limit is none.

    `treatments` and `failed` are class codes or INNs. `failed`: only reports in which all of these gave no response
    or worse, and of those what else was tried. `unused` is what a question says that no table can use (age, sex).
    """

    name: str = ""
    title: str = ""
    diseases: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    domains: tuple[Domain, ...] = ()
    designs: tuple[str, ...] = ()
    confirmed_only: bool = False
    unused: tuple[str, ...] = ()


__all__ = [
    "STRATA",
    "Count",
    "Gap",
    "PrismaCount",
    "Profile",
    "Said",
    "Share",
    "Stratum",
    "StudyRow",
    "SummaryRow",
    "TableSpec",
    "Told",
    "Unanswered",
]
