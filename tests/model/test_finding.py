from __future__ import annotations

import pytest

from evidence.model import Counts

IMPOSSIBLE = [
    pytest.param(Counts(n_treated=17, n_partial=18), "n_partial 18 exceeds n_treated 17", id="part-above-whole"),
    pytest.param(Counts(n_treated=-1), "n_treated is negative (-1)", id="negative"),
    pytest.param(
        Counts(n_treated=28, n_complete=22, n_partial=5, n_no_response=2),
        "complete + partial + no response = 29 exceeds n_treated 28",
        id="parts-together",
    ),
    pytest.param(
        Counts(n_any_response=3, n_complete=4), "n_complete 4 exceeds n_any_response 3", id="completes-above-any"
    ),
]


@pytest.mark.parametrize(("counts", "sentence"), IMPOSSIBLE)
def test_impossible_numbers_are_named(counts: Counts, sentence: str) -> None:
    assert sentence in counts.faults()


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param(Counts(), id="nothing-said"),
        pytest.param(Counts(n_treated=28, n_complete=22, n_partial=5, n_no_response=1), id="sum-closes"),
        pytest.param(Counts(n_treated=17, n_partial=9), id="rest-unreported"),
        pytest.param(Counts(n_complete=3), id="whole-unreported"),
    ],
)
def test_what_is_blank_is_no_fault(counts: Counts) -> None:
    assert counts.faults() == ()
