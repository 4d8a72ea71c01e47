"""Pooling over the series of a table, on request: what it rests on, what it leaves out, or why it is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evidence.errors import UsageError
from evidence.model import StudyRow
from evidence.stats import Pooled, pool_proportions
from evidence.tabulate.rows import named
from evidence.tabulate.shares import MEASURES, told_twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """One measure over the series that state it: an estimate, or the reasons for which there is none.

    `left_out` says why how many rows are not in it.
    """

    measure: str
    series: tuple[StudyRow, ...]
    pooled: Pooled | None
    refusals: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]


def pools(rows: Sequence[StudyRow]) -> tuple[Pool, ...]:
    """A pool per measure that some series states, by the binomial-normal model; () where no series states any.

    Only rows that count are looked at, so no review, second-hand or retracted report, and no patient twice; and of
    those only series, never single cases or the arms of a trial. Refused: fewer than three series, a series below five,
    mixed treatments, outcomes, units or definitions, several rows of one report, reports that may share patients.
    """
    series = [row for row in rows if row.counted and row.stratum == "series"]
    out = Counter(_why_out(row) for row in rows if row not in series)
    measures = (measure for measure in MEASURES if measure != "partial")  # a part of those with any response
    return tuple(pool for measure in measures if (pool := _pool(measure, series, out)).series)


def _pool(measure: str, series: Sequence[StudyRow], out: Counter[str]) -> Pool:
    stating = [row for row in series if _events(row, measure) is not None]
    left_out = out + Counter({"The series does not state it: unreported is not zero.": len(series) - len(stating)})
    refusals = list(_refusals(stating))
    pooled = None
    events = [k for row in stating if (k := _events(row, measure)) is not None]
    try:
        pooled = pool_proportions(events, [row.finding.counts.n_treated or 0 for row in stating])
    except UsageError as refused:
        refusals.append(refused.message.removeprefix("Not pooled: "))
    return Pool(
        measure=measure,
        series=tuple(stating),
        pooled=None if refusals else pooled,
        refusals=tuple(refusals),
        left_out=tuple(sorted(left_out.items(), key=lambda item: (-item[1], item[0]))),
    )


def _events(row: StudyRow, measure: str) -> int | None:
    """How many; complete responses alone do not say how many responded, unless all others are told not to have."""
    counts = row.finding.counts
    k: int | None = getattr(counts, f"n_{measure}")
    if measure == "any_response" and told_twice(counts) and (k or 0) + (counts.n_no_response or 0) != counts.n_treated:
        return None
    return k


def _why_out(row: StudyRow) -> str:
    if not row.counted:
        return row.why_not
    if row.stratum == "cases":
        return "Single cases and small series are counted, not pooled."
    return "The arm of a comparative study is no series."


def _refusals(rows: Sequence[StudyRow]) -> Iterator[str]:
    mixtures: tuple[tuple[str, Callable[[StudyRow], str]], ...] = (
        ("treatments", lambda row: row.finding.intervention_class.replace("_", " ")),
        ("outcomes", lambda row: row.finding.domain),
        ("units", lambda row: row.finding.count_unit or "patients"),
        ("definitions of the outcome", lambda row: row.finding.outcome_measure.casefold() or "not stated"),
    )
    for what, of in mixtures:
        if len(kinds := sorted({of(row) for row in rows})) > 1:
            yield f"mixed {what}: {' / '.join(kinds)}."
    names = {row.finding.record_id: named(row.citation, row.finding.record_id) for row in rows}
    reports = Counter(row.finding.record_id for row in rows)
    if twice := sorted(names[record_id] for record_id, n in reports.items() if n > 1):
        yield f"several rows of one report: {', '.join(twice)}."
    if sharing := sorted(names[i] for i in {i for row in rows for i in row.shared_with} & set(reports)):
        yield f"these reports share, or may share, patients: {', '.join(sharing)}."
