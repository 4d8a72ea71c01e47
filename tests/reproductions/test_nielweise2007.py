"""Published figures for dat.nielweise2007 (Stijnen, Hamza and Özdemir 2010): catheter infections in 18 trials.

The trials' own numbers (Niel-Weise 2007) are public; that they stand here as they were printed is shown by both arms
giving the published figures.
"""

from __future__ import annotations

import pytest

from evidence.stats import pool_proportions

STANDARD = (
    (3, 117), (3, 35), (9, 195), (7, 136), (6, 157), (4, 139), (3, 177), (2, 39), (19, 103), (2, 122), (7, 64),
    (1, 58), (5, 175), (11, 180), (0, 105), (1, 262), (3, 362), (1, 69),
)  # fmt: skip
COATED = (
    (0, 116), (1, 44), (2, 208), (0, 130), (5, 151), (1, 98), (1, 174), (1, 74), (1, 97), (1, 113), (0, 66),
    (0, 70), (3, 188), (6, 187), (0, 118), (0, 252), (1, 345), (4, 64),
)  # fmt: skip


@pytest.mark.parametrize(
    ("arm", "logit", "se", "tau2", "tau2_within"),
    [
        pytest.param(STANDARD, -3.4964, 0.2570, 0.8124, 5e-4, id="standard-catheters"),
        # The published integral has fewer nodes than ours, which shows in tau² where five arms have no event.
        pytest.param(COATED, -4.8121, 0.3555, 0.8265, 2e-3, id="coated-catheters"),
    ],
)
def test_binomial_normal_model_as_printed(
    arm: tuple[tuple[int, int], ...], logit: float, se: float, tau2: float, tau2_within: float
) -> None:
    pooled = pool_proportions([k for k, _ in arm], [n for _, n in arm], "glmm")
    assert (pooled.logit, pooled.se) == pytest.approx((logit, se), abs=5e-4)
    assert pooled.tau2 == pytest.approx(tau2, abs=tau2_within)
