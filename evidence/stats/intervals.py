"""95 % intervals for one proportion: never the normal one, which claims certainty from 0 of 1."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import Literal

from evidence.errors import UsageError

Z95 = NormalDist().inv_cdf(0.975)


def proportion_interval(k: int, n: int, method: Literal["wilson", "clopper-pearson"] = "wilson") -> tuple[float, float]:
    """The 95 % interval of k of n, within [0, 1]; exactly 0 at 0 of n and exactly 1 at n of n.

    Wilson 1927 (score interval) or Clopper and Pearson 1934 (exact). UsageError where k of n is no proportion.
    """
    if n < 1 or not 0 <= k <= n:
        raise UsageError(f"{k} of {n} is no proportion.", hint="Give 0 <= k <= n and n >= 1.")
    if method == "wilson":
        lower, upper = _wilson(k, n)
    elif method == "clopper-pearson":
        lower, upper = _clopper_pearson(k, n)
    else:
        raise UsageError(f"No interval method “{method}”.", hint="Choose wilson or clopper-pearson.")
    share = k / n
    return 0.0 if k == 0 else max(0.0, min(lower, share)), 1.0 if k == n else min(1.0, max(upper, share))


def _wilson(k: int, n: int) -> tuple[float, float]:
    share, square = k / n, Z95 * Z95
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return centre - half, centre + half


def _clopper_pearson(k: int, n: int) -> tuple[float, float]:
    from scipy.special import betaincinv

    lower = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, 0.025))
    return lower, 1.0 if k == n else float(betaincinv(k + 1, n - k, 0.975))
