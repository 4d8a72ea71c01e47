"""Published figures for dat.pritz1997 (Zhou 1999; metadat documentation, metafor output): 14 small series."""

from __future__ import annotations

import pytest

from evidence.stats import pool_proportions, proportion_interval

EVENTS = (16, 10, 4, 43, 10, 25, 13, 12, 22, 4, 5, 18, 58, 6)
TOTALS = (17, 12, 8, 58, 10, 42, 14, 12, 41, 5, 6, 23, 68, 10)
PRINTED = 0.5e-4


@pytest.mark.parametrize(
    ("method", "estimate", "lower", "upper", "prediction_lower", "prediction_upper"),
    [
        pytest.param("reml", 0.7575, 0.6605, 0.8337, 0.4661, 0.9179, id="logit-reml"),
        pytest.param("glmm", 0.7984, 0.6924, 0.8746, 0.4426, 0.9518, id="binomial-normal"),
    ],
)
def test_pooled_proportion_as_printed(
    method: str, estimate: float, lower: float, upper: float, prediction_lower: float, prediction_upper: float
) -> None:
    pooled = pool_proportions(EVENTS, TOTALS, method)  # type: ignore[arg-type]
    assert pooled.estimate == pytest.approx(estimate, abs=PRINTED * 1.01)
    assert pooled.lower == pytest.approx(lower, abs=PRINTED * 1.01)
    assert pooled.upper == pytest.approx(upper, abs=PRINTED * 1.01)
    assert pooled.prediction_lower == pytest.approx(prediction_lower, abs=PRINTED * 1.01)
    assert pooled.prediction_upper == pytest.approx(prediction_upper, abs=PRINTED * 1.01)


def test_dersimonian_laird_as_printed_by_statsmodels() -> None:
    pooled = pool_proportions(EVENTS, TOTALS, "dl")
    assert (pooled.estimate, pooled.lower, pooled.upper) == pytest.approx((0.7573, 0.6606, 0.8334), abs=PRINTED * 1.01)


def test_variance_between_series_as_printed_by_pymare() -> None:
    assert pool_proportions(EVENTS, TOTALS, "reml").tau2 == pytest.approx(0.36459, abs=0.5e-5)


def test_clopper_pearson_of_all_as_binom_test_prints_it() -> None:
    assert proportion_interval(246, 326, "clopper-pearson") == pytest.approx((0.7041627, 0.8003469), abs=0.5e-7)
