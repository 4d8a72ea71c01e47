"""The share that responded in each series, with its interval; single cases, small series and trial arms have none."""

from __future__ import annotations

from evidence.model import Counts, Share, Stratum
from evidence.stats import proportion_interval

MEASURES = ("complete", "partial", "any_response", "recurrence")


def shares_of(counts: Counts, stratum: Stratum) -> tuple[Share, ...]:
    """One per measure that a series states, with Wilson's 95 % interval.

    A whole that one of its parts makes up ("12 complete, 12 responded") is told once, as the part.
    """
    n = counts.n_treated
    stated = {measure: k for measure in MEASURES if (k := getattr(counts, f"n_{measure}")) is not None}
    if told_twice(counts):
        del stated["any_response"]
    if not n or stratum != "series":
        return ()
    return tuple(Share(measure, k, n, *proportion_interval(k, n)) for measure, k in stated.items())


def told_twice(counts: Counts) -> bool:
    """Whether the responders are just those of one part ("12 complete"): of the rest, nothing more is known."""
    return bool(counts.n_any_response) and counts.n_any_response in (counts.n_complete, counts.n_partial)
