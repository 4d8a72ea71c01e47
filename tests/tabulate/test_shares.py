from __future__ import annotations

import pytest

from evidence.tabulate.rows import study_rows
from tests.tabulate.build import PROTOCOL, finding


def test_a_series_has_the_interval_of_what_it_states() -> None:
    balin = finding("f", "balin", n_treated=28, n_complete=22, n_partial=5, design="retrospective_cohort")
    (row,) = study_rows([balin], (), (), PROTOCOL)
    complete, partial = row.shares
    assert (complete.measure, complete.k, complete.n) == ("complete", 22, 28)
    # R: prop.test(22, 28, correct = FALSE)
    assert (complete.lower, complete.upper) == pytest.approx((0.6046, 0.8979), abs=1e-4)
    assert (partial.measure, partial.k) == ("partial", 5)


def test_a_whole_that_is_one_of_its_parts_is_told_once() -> None:
    # Vayssairat 1998: 12 complete of 20 lesions, none partial.
    said = {"n_treated": 20, "n_complete": 12, "n_any_response": 12, "design": "case_series"}
    (row,) = study_rows([finding("f", "r", **said)], (), (), PROTOCOL)
    assert [(share.measure, share.k, share.n) for share in row.shares] == [("complete", 12, 20)]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"n_treated": 4, "n_complete": 2, "design": "case_series"}, id="small"),
        pytest.param({"n_treated": 1, "n_complete": 1}, id="case"),
        pytest.param({"n_complete": 3, "design": "retrospective_cohort"}, id="number-unstated"),
        pytest.param({"n_treated": 9, "n_worse": 4, "design": "case_series"}, id="response-unstated"),
        pytest.param({"n_treated": 15, "n_complete": 8, "design": "rct"}, id="an-arm-without-its-control"),
        pytest.param({"n_treated": 288, "n_complete": 80, "design": "systematic_review"}, id="review"),
    ],
)
def test_there_is_no_share_where_the_numbers_carry_none(said: dict[str, object]) -> None:
    (row,) = study_rows([finding("f", "r", **said)], (), (), PROTOCOL)
    assert row.shares == ()
