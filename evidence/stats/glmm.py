"""The binomial-normal model of Stijnen, Hamza and Özdemir (2010): one random intercept, maximum likelihood.

The integral over the random intercept is taken by Gauss–Hermite quadrature centred on each series' own mode
(Liu and Pierce 1994), so that large series do not fall between the nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from typing import TYPE_CHECKING

from evidence.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    Pair = np.ndarray[tuple[int], np.dtype[np.float64]]
    Vector = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

_NODES = 30
_FLAT = 1e-3
_WIDEST = 8.0


def fit(events: Sequence[int], totals: Sequence[int]) -> tuple[float, float, float]:
    """(logit, its standard error, tau²). Where the series do not differ (tau² = 0) the error is the binomial one.

    UsageError where the likelihood has no finite maximum (some series all, the others none).
    """
    import numpy as np
    from scipy.optimize import minimize

    k, n = np.asarray(events, dtype=float), np.asarray(totals, dtype=float)
    nodes, weights = np.polynomial.hermite.hermgauss(_NODES)
    share = k.sum() / n.sum()

    def loss(mean: float, tau: float) -> float:
        return _deviance(mean, tau, k, n, nodes, weights)

    start = np.zeros(2)
    start[:] = log(share / (1 - share)), 0.5

    def objective(p: Pair) -> float:
        return loss(float(p[0]), float(p[1]))

    found = minimize(
        objective,
        start,
        method="Nelder-Mead",
        bounds=[(-30.0, 30.0), (0.0, _WIDEST)],
        tol=1e-8,
    )
    mean, tau = float(found.x[0]), float(found.x[1])
    if tau > 0.9 * _WIDEST:
        raise UsageError("Not pooled: the series differ without bound, so the model has no finite estimate.")
    if tau < _FLAT:
        mean, p = log(share / (1 - share)), share
        return mean, 1 / sqrt(float(n.sum()) * p * (1 - p)), 0.0
    h = 1e-3
    centre = loss(mean, tau)
    mm = (loss(mean + h, tau) - 2 * centre + loss(mean - h, tau)) / h**2
    tt = (loss(mean, tau + h) - 2 * centre + loss(mean, tau - h)) / h**2
    mt = (loss(mean + h, tau + h) - loss(mean + h, tau - h) - loss(mean - h, tau + h) + loss(mean - h, tau - h)) / (
        4 * h**2
    )
    return mean, sqrt(tt / (mm * tt - mt * mt)), tau * tau


def _deviance(mean: float, tau: float, k: Vector, n: Vector, nodes: Vector, weights: Vector) -> float:
    """Minus the log likelihood, up to the binomial coefficients."""
    import numpy as np
    from scipy.special import expit, logsumexp

    u = np.zeros_like(k)
    for _ in range(50):
        p = expit(mean + tau * u)
        step = (tau * (k - n * p) - u) / (tau * tau * n * p * (1 - p) + 1)
        u = u + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    p = expit(mean + tau * u)
    width = np.sqrt(2 / (tau * tau * n * p * (1 - p) + 1))
    at = u[:, None] + width[:, None] * nodes
    eta = mean + tau * at
    inside = k[:, None] * eta - n[:, None] * np.logaddexp(0, eta) - at * at / 2 + nodes * nodes
    return -float(np.sum(logsumexp(inside, axis=1, b=weights) + np.log(width)))
