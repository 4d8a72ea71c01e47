"""Random-effects pooling of proportions over series, on request only, with what it must refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

from evidence.errors import UsageError
from evidence.stats.intervals import Z95

Method = Literal["glmm", "reml", "dl"]
FEWEST_SERIES = 3
SMALLEST_SERIES = 5


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled proportion with 95 % confidence and prediction intervals; `logit`, `se`, `tau2` on the logit scale."""

    method: Method
    series: int
    estimate: float
    lower: float
    upper: float
    prediction_lower: float
    prediction_upper: float
    tau2: float
    logit: float
    se: float


def pool_proportions(events: Sequence[int], totals: Sequence[int], method: Method = "glmm") -> Pooled:
    """Pool events of totals, a series each: binomial-normal model (glmm), or logits by REML or DerSimonian–Laird.

    glmm: Stijnen, Hamza and Özdemir 2010, maximum likelihood. reml and dl add 1/2 to both sides of a series
    with 0 or n events, as metafor does. UsageError, with the reason, where pooling would mislead.
    """
    for sentence in _refusals(events, totals, method):
        raise UsageError(f"Not pooled: {sentence}.", hint="Show the series side by side, each with its own interval.")
    if method == "glmm":
        from evidence.stats.glmm import fit

        logit, se, tau2 = fit(events, totals)
    else:
        logit, se, tau2 = _two_step(events, totals, method)
    lower, upper = (_expit(logit + side * Z95 * se) for side in (-1, 1))
    least, most = (_expit(logit + side * Z95 * sqrt(tau2 + se * se)) for side in (-1, 1))
    return Pooled(method, len(events), _expit(logit), lower, upper, least, most, tau2, logit, se)


def _refusals(events: Sequence[int], totals: Sequence[int], method: str) -> list[str]:
    found = []
    if method not in {"glmm", "reml", "dl"}:
        found.append(f"no method “{method}” (glmm, reml, dl)")
    if len(events) != len(totals):
        return [f"{len(events)} numbers of events but {len(totals)} totals"]
    if len(events) < FEWEST_SERIES:
        found.append(f"{len(events)} series; at least {FEWEST_SERIES} are needed to see how much series differ")
    for place, (k, n) in enumerate(zip(events, totals, strict=True), start=1):
        if n < SMALLEST_SERIES:
            found.append(f"series {place} has {n} patients; below {SMALLEST_SERIES} it is counted, not pooled")
        if not 0 <= k <= n:
            found.append(f"series {place} says {k} of {n}")
    if not found and method == "glmm" and sum(events) in (0, sum(totals)):
        found.append("every series has none, or every series has all, of its events: the model has no finite estimate")
    return found


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def _two_step(events: Sequence[int], totals: Sequence[int], method: Method) -> tuple[float, float, float]:
    given = zip(events, totals, strict=True)
    corrected = [(k + 0.5, n + 1.0) if k in (0, n) else (float(k), float(n)) for k, n in given]
    logits = [log(k / (n - k)) for k, n in corrected]
    variances = [1 / k + 1 / (n - k) for k, n in corrected]
    tau2 = _reml(logits, variances) if method == "reml" else _dersimonian_laird(logits, variances)
    weights = [1 / (v + tau2) for v in variances]
    return _mean(logits, weights), 1 / sqrt(sum(weights)), tau2


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(w * y for w, y in zip(weights, values, strict=True)) / sum(weights)


def _dersimonian_laird(logits: Sequence[float], variances: Sequence[float]) -> float:
    weights = [1 / v for v in variances]
    mean = _mean(logits, weights)
    q = sum(w * (y - mean) ** 2 for w, y in zip(weights, logits, strict=True))
    scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
    return max(0.0, (q - (len(logits) - 1)) / scale)


def _reml(logits: Sequence[float], variances: Sequence[float]) -> float:
    """The restricted maximum likelihood variance between series, by Fisher scoring (Viechtbauer 2005)."""
    tau2 = _dersimonian_laird(logits, variances)
    for _ in range(500):
        weights = [1 / (v + tau2) for v in variances]
        total, squares, cubes = (sum(w**power for w in weights) for power in (1, 2, 3))
        mean = _mean(logits, weights)
        score = sum(w * w * (y - mean) ** 2 for w, y in zip(weights, logits, strict=True)) - (total - squares / total)
        information = squares - 2 * cubes / total + (squares / total) ** 2
        following = max(0.0, tau2 + score / information)
        if abs(following - tau2) < 1e-10:
            return following
        tau2 = following
    return tau2
