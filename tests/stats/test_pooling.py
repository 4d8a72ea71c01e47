from __future__ import annotations

import subprocess
import sys
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import UsageError
from evidence.stats import pool_proportions
from evidence.stats.pooling import Method

METHODS: tuple[Method, ...] = ("glmm", "reml", "dl")


@pytest.mark.parametrize(
    ("events", "totals", "method", "reason"),
    [
        pytest.param([3, 4], [10, 10], "glmm", "2 series", id="two-series"),
        pytest.param([3, 4, 1], [10, 10, 4], "reml", "series 3 has 4 patients", id="too-small"),
        pytest.param([3, 4, 11], [10, 10, 10], "dl", "series 3 says 11 of 10", id="above-total"),
        pytest.param([3, -1, 5], [10, 10, 10], "dl", "series 2 says -1 of 10", id="negative"),
        pytest.param([3, 4, 5], [10, 10], "dl", "3 numbers of events but 2 totals", id="lengths"),
        pytest.param([3, 4, 5], [10, 10, 10], "mean", "no method", id="method"),
        pytest.param([0, 0, 0], [10, 10, 10], "glmm", "no finite estimate", id="nothing-happened"),
    ],
)
def test_refused_with_the_reason(events: list[int], totals: list[int], method: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        pool_proportions(events, totals, method)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["reml", "dl"])
def test_half_is_added_only_to_series_with_none_or_all(method: str) -> None:
    # With equal series the pooled logit is the mean of the corrected logits' inverse-variance weights.
    pooled = pool_proportions([0, 0, 0], [9, 9, 9], method)  # type: ignore[arg-type]
    assert pooled.estimate == pytest.approx(0.5 / 10)
    plain = pool_proportions([3, 3, 3], [9, 9, 9], method)  # type: ignore[arg-type]
    assert plain.estimate == pytest.approx(3 / 9)
    assert plain.tau2 == 0


def test_series_that_agree_give_the_binomial_answer() -> None:
    pooled = pool_proportions([5, 10, 20], [10, 20, 40], "glmm")
    assert pooled.tau2 == 0
    assert pooled.estimate == pytest.approx(0.5)
    assert pooled.se == pytest.approx((70 * 0.25) ** -0.5)
    assert (pooled.prediction_lower, pooled.prediction_upper) == (pooled.lower, pooled.upper)


def test_large_series_do_not_fall_between_the_nodes() -> None:
    shares = (0.1, 0.3, 0.5, 0.7, 0.9)
    pooled = pool_proportions([round(20000 * s) for s in shares], [20000] * 5, "glmm")
    logits = (-2.1972, -0.8473, 0.0, 0.8473, 2.1972)
    assert pooled.logit == pytest.approx(mean(logits), abs=1e-3)
    assert pooled.tau2 == pytest.approx(sum(x * x for x in logits) / 5, rel=1e-3)


def test_all_against_none_has_no_finite_estimate() -> None:
    with pytest.raises(UsageError, match="without bound"):
        pool_proportions([0, 0, 5], [5, 5, 5], "glmm")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(21, 40)), min_size=3, max_size=8))
def test_order_does_not_matter_and_bounds_are_in_order(series: list[tuple[int, int]]) -> None:
    for method in METHODS:
        one = pool_proportions([k for k, _ in series], [n for _, n in series], method)
        back = series[::-1]
        two = pool_proportions([k for k, _ in back], [n for _, n in back], method)
        assert one.estimate == pytest.approx(two.estimate, abs=1e-4)
        assert 0 <= one.prediction_lower <= one.lower <= one.estimate <= one.upper <= one.prediction_upper <= 1


def test_importing_the_room_leaves_scipy_alone() -> None:
    code = "import sys, evidence.stats; sys.exit('scipy' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
