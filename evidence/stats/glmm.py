"""The binomial-normal model of Stijnen, Hamza and Özdemir (2010): one random intercept, maximum likelihood.

The integral over the random intercept is taken by Gauss–Hermite quadrature centred on each series' own mode
(Liu and Pierce 1994), so that large series do not fall between the nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt

from evidence.errors import UsageError

_NODES = 30
_FLAT = 1e-3
_WIDEST = 8.0
_STEP = 1e-3


def fit(events: Sequence[int], totals: Sequence[int]) -> tuple[float, float, float]:
    """(logit, its standard error, tau²). Where the series do not differ (tau² = 0) the error is the binomial one.

    UsageError where the likelihood has no finite maximum (some series all, the others none).
    """
    import numpy as np
    from scipy.optimize import minimize

    share, of = sum(events) / sum(totals), sum(totals)

    def loss(mean: float, tau: float) -> float:
        return _deviance(mean, tau, events, totals)

    def objective(p: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return loss(float(p[0]), float(p[1]))

    start = np.array([log(share / (1 - share)), 0.5], dtype=np.float64)
    bounds = [(-30.0, 30.0), (0.0, _WIDEST)]
    found = minimize(objective, start, method="Nelder-Mead", bounds=bounds, tol=1e-8)
    mean, tau = float(found.x[0]), float(found.x[1])
    if tau > 0.9 * _WIDEST:
        raise UsageError("Not pooled: the series differ without bound, so the model has no finite estimate.")
    if tau < _FLAT:
        return log(share / (1 - share)), 1 / sqrt(of * share * (1 - share)), 0.0
    h, centre = _STEP, loss(mean, tau)
    mm = (loss(mean + h, tau) - 2 * centre + loss(mean - h, tau)) / h**2
    tt = (loss(mean, tau + h) - 2 * centre + loss(mean, tau - h)) / h**2
    along = loss(mean + h, tau + h) + loss(mean - h, tau - h)
    mt = (along - loss(mean + h, tau - h) - loss(mean - h, tau + h)) / (4 * h**2)
    return mean, sqrt(tt / (mm * tt - mt * mt)), tau * tau


def _deviance(mean: float, tau: float, events: Sequence[int], totals: Sequence[int]) -> float:
    """Minus the log likelihood, up to the binomial coefficients."""
    import numpy as np
    from scipy.special import expit, logsumexp

    k, n = np.asarray(events, dtype=float), np.asarray(totals, dtype=float)
    nodes, weights = np.polynomial.hermite.hermgauss(_NODES)
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
