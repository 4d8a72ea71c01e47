from __future__ import annotations

import pytest

from evidence.tabulate import study_rows
from evidence.tabulate.shares import shares
from tests.tabulate.build import PROTOCOL, finding


def test_a_series_has_both_intervals_of_what_it_states() -> None:
    balin = finding("f", "balin", n_treated=28, n_complete=22, n_partial=5, design="retrospective_cohort")
    (share,) = shares(study_rows([balin], (), (), PROTOCOL))
    assert (share.measure, share.k, share.n) == ("complete", 22, 28)
    # R: binom.test(22, 28) and prop.test(22, 28, correct = FALSE)
    assert share.clopper_pearson == pytest.approx((0.5905, 0.9170), abs=1e-4)
    assert share.wilson == pytest.approx((0.6046, 0.8979), abs=1e-4)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"n_treated": 4, "n_complete": 2, "design": "case_series"}, id="small"),
        pytest.param({"n_treated": 1, "n_complete": 1}, id="case"),
        pytest.param({"n_complete": 3, "design": "retrospective_cohort"}, id="number-unstated"),
        pytest.param({"n_treated": 9, "n_partial": 4, "design": "case_series"}, id="response-unstated"),
    ],
)
def test_there_is_no_share_where_the_numbers_carry_none(said: dict[str, object]) -> None:
    assert list(shares(study_rows([finding("f", "r", **said)], (), (), PROTOCOL))) == []
