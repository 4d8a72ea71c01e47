from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import UsageError
from evidence.stats import proportion_interval


@pytest.mark.parametrize("method", ["wilson", "clopper-pearson"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_interval_holds_the_share_and_stays_in_bounds(method: str, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 400))
    k = data.draw(st.integers(0, n))
    lower, upper = proportion_interval(k, n, method)  # type: ignore[arg-type]
    assert 0 <= lower <= k / n <= upper <= 1
    assert (lower == 0) == (k == 0)
    assert (upper == 1) == (k == n)
    mirrored = proportion_interval(n - k, n, method)  # type: ignore[arg-type]
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((lower, upper), abs=1e-9)


def test_wilson_of_nine_in_seventeen() -> None:
    # Newcombe 1998, formula of method 3, worked by hand to four places.
    assert proportion_interval(9, 17) == pytest.approx((0.3096, 0.7383), abs=1e-4)


@pytest.mark.parametrize(("k", "n"), [(1, 0), (-1, 5), (6, 5)], ids=["no-patients", "negative", "above-total"])
def test_what_is_no_proportion_is_refused(k: int, n: int) -> None:
    with pytest.raises(UsageError, match="no proportion"):
        proportion_interval(k, n)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(UsageError, match="normal"):
        proportion_interval(1, 2, "normal")  # type: ignore[arg-type]
