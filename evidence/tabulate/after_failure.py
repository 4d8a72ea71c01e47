"""What else was tried where treatments had failed, as far as one report tells of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evidence.model import StudyRow
from evidence.tabulate.rows import codes_of

# A recurrence row that says "none" is good news, and a harm is no response.
_JUDGED = ("deposits", "symptoms", "ulcers", "function")
_FAILED = ("none", "worse")


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterFailure:
    """A report on one disease in which treatments failed (`failed`), and what else it tells of (`then`).

    `missing` are the asked treatments that it does not tell to have failed. `same_patient`: a report of one patient,
    who had all of it; otherwise what else was tried may have been given to others. The order in time is not known.
    """

    failed: tuple[StudyRow, ...]
    then: tuple[StudyRow, ...]
    missing: tuple[str, ...]
    same_patient: bool

    @property
    def disease(self) -> str:
        """The disease of the patients."""
        return self.failed[0].finding.disease


def after_failure(rows: Sequence[StudyRow], asked: Collection[str]) -> tuple[AfterFailure, ...]:
    """Reports, of any disease, where at least one treatment of `asked` (classes or INNs) gave no response or worse.

    Most complete first, one patient before several, then in the order of the rows.
    """
    reports: dict[tuple[str, str], list[StudyRow]] = defaultdict(list)
    for row in rows:
        if row.finding.state != "rejected":
            reports[row.finding.record_id, row.finding.disease].append(row)
    found = [one for own in reports.values() if (one := _of_report(own, asked))]
    return tuple(sorted(found, key=lambda one: (len(one.missing), not one.same_patient)))


def _of_report(rows: Sequence[StudyRow], asked: Collection[str]) -> AfterFailure | None:
    failed = [row for row in rows if _has_failed(row) and codes_of(row.finding) & set(asked)]
    if not failed:
        return None
    told = frozenset(code for row in failed for code in codes_of(row.finding))
    drugs = {drug for row in failed for drug in row.finding.intervention.split("; ")}
    then = [row for row in rows if not set(row.finding.intervention.split("; ")) <= drugs]
    return AfterFailure(
        failed=tuple(failed),
        then=tuple(then),
        missing=tuple(code for code in asked if code not in told),
        same_patient=all(_one_patient(row) for row in (*failed, *then)),
    )


def _has_failed(row: StudyRow) -> bool:
    return row.finding.domain in _JUDGED and row.finding.response in _FAILED


def _one_patient(row: StudyRow) -> bool:
    f = row.finding
    return f.design == "case_report" and f.counts.n_treated == 1 and (f.count_unit or "patients") == "patients"
