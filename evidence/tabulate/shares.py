"""The share that responded in each series, with its intervals; single cases and small series have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence.model import StudyRow
from evidence.stats import proportion_interval

MEASURES = ("complete", "any_response", "recurrence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """k of n of one finding as it states them, with 95 % intervals (lower, upper) on the proportion scale."""

    finding_id: str
    measure: str
    k: int
    n: int
    wilson: tuple[float, float]
    clopper_pearson: tuple[float, float]


def shares(rows: Sequence[StudyRow]) -> Iterator[Share]:
    """One per row of a series or comparative study and measure that it states; also of rows that are not counted."""
    for row in rows:
        n = row.finding.counts.n_treated
        for measure in MEASURES if n and row.stratum != "cases" else ():
            k = getattr(row.finding.counts, f"n_{measure}")
            if n and k is not None:
                yield Share(
                    finding_id=row.finding.finding_id,
                    measure=measure,
                    k=k,
                    n=n,
                    wilson=proportion_interval(k, n),
                    clopper_pearson=proportion_interval(k, n, "clopper-pearson"),
                )
