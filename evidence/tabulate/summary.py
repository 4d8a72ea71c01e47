"""What the findings add up to, and what they do not: three strata side by side, unreported never zero."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from evidence.model import (
    DOMAINS,
    RESPONSES,
    STRATA,
    UNITS,
    Count,
    Counts,
    Domain,
    Finding,
    Protocol,
    Stratum,
    StudyRow,
    SummaryRow,
    Told,
)
from evidence.tabulate.levels import best_level
from evidence.tabulate.order import class_rank, disease_rank
from evidence.tabulate.shares import shares_of

Key = tuple[str, str, str, Domain, Stratum, str]


def summarise(rows: Sequence[StudyRow], protocol: Protocol, *, whole_class: bool = False) -> tuple[SummaryRow, ...]:
    """A row per disease × treatment × stratum × outcome domain × unit; combinations have rows of their own.

    Of a `whole_class`: over all its drugs and diseases (`intervention` and `disease` are blank). One report's findings
    on several drugs or groups may tell of the same patients, so each report counts once: with the finding of most
    patients, its result blank and "mixed" where the results differ.
    """
    cells: dict[Key, list[StudyRow]] = defaultdict(list)
    for row in rows:
        f = row.finding
        disease, treatment = ("", "") if whole_class else (f.disease, f.intervention)
        unit = f.count_unit or "patients"
        cells[(disease, f.intervention_class, treatment, f.domain, row.stratum, unit)].append(row)

    def place(key: Key) -> tuple[object, ...]:
        disease, treatment_class, treatment, domain, stratum, unit = key
        return (
            DOMAINS.index(domain),
            class_rank(treatment_class, protocol),
            treatment,
            disease_rank(disease),
            STRATA.index(stratum),
            UNITS.index(unit) if unit in UNITS else len(UNITS),
            unit,
        )

    return tuple(_cell(key, cells[key]) for key in sorted(cells, key=place))


def _cell(key: Key, rows: Sequence[StudyRow]) -> SummaryRow:
    disease, treatment_class, treatment, domain, stratum, unit = key
    counted = [row.finding for row in rows if row.counted]
    told = _once_per_report(counted)
    row_of = {row.finding.finding_id: row for row in rows}
    words = Counter(finding.response for finding in told)
    level, level_why = best_level([row for row in rows if row.counted])
    return SummaryRow(
        disease=disease,
        intervention_class=treatment_class,
        intervention=treatment,
        domain=domain,
        stratum=stratum,
        unit=unit,
        reports=len(told),
        treated=_count(told, "n_treated", unit),
        complete=_count(told, "n_complete", unit),
        partial=_count(told, "n_partial", unit),
        any_response=_count(told, "n_any_response", unit),
        no_response=_count(told, "n_no_response", unit),
        worse=_count(told, "n_worse", unit),
        recurrence=_count(told, "n_recurrence", unit),
        direction=tuple((word, words[word]) for word in RESPONSES if words[word]),
        findings=tuple(finding.finding_id for finding in counted),
        also=tuple(row.finding.finding_id for row in rows if not row.counted),
        level=level,
        level_why=level_why,
        told=tuple(
            Told(
                finding_id=f.finding_id,
                response=f.response,
                counts=f.counts,
                shares=shares_of(f.counts, stratum),
                control=row_of[f.finding_id].control,
                control_counts=row_of[f.finding_id].control_counts,
            )
            for f in told
        ),
    )


def _once_per_report(findings: Sequence[Finding]) -> list[Finding]:
    reports: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        reports[finding.record_id].append(finding)
    return [_one(findings) for findings in reports.values()]


def _one(findings: Sequence[Finding]) -> Finding:
    """The report's single voice: the larger group, mute on the result where the drugs of one class disagree."""
    first = min(findings, key=lambda f: (-(f.counts.n_treated or 0), f.finding_id))
    if len({finding.response for finding in findings}) == 1:
        return first
    return replace(first, response="mixed", counts=Counts(n_treated=first.counts.n_treated))


def _count(findings: Sequence[Finding], name: str, unit: str) -> Count:
    stated = [(f, k) for f in findings if (k := getattr(f.counts, name)) is not None]
    if not stated:
        return Count(k=None, n=None, unit=unit, reported=0, reports=len(findings), state="unreported")
    return Count(
        k=sum(k for _, k in stated),
        n=sum(f.counts.n_treated or 0 for f, _ in stated),
        unit=unit,
        reported=len(stated),
        reports=len(findings),
        state="derived-by-sum" if any(name in f.counts.derived for f, _ in stated) else "reported",
    )
