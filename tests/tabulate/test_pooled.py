from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Coding, Finding
from evidence.stats import pool_proportions
from evidence.tabulate.pooled import Pool, pools
from evidence.tabulate.rows import study_rows
from tests.tabulate.build import PROTOCOL, cluster, finding

HEARSAY = Coding("news", "https://example.org", second_hand=True)


def series(name: str, k: int | None = 4, n: int = 10, **said: Any) -> Finding:
    return finding(f"f-{name}", name, **{"design": "case_series", "n_treated": n, "n_any_response": k} | said)


def pooled(*findings: Finding, retracted: str = "") -> Pool:
    clusters = [cluster(retracted, retracted=True)] if retracted else []
    (pool,) = pools(study_rows(findings, clusters, (), PROTOCOL))
    return pool


THREE = (series("a", 4, 9), series("b", 9, 17), series("c", 2, 6))


def test_three_series_of_one_kind_are_pooled_as_their_numbers_are() -> None:
    pool = pooled(*THREE)
    assert pool.pooled == pool_proportions([4, 9, 2], [9, 17, 6])
    assert (pool.measure, pool.refusals, pool.left_out) == ("any_response", (), ())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"count_unit": "lesions"}, "mixed units: lesions / patients.", id="units"),
        pytest.param({"domain": "symptoms"}, "mixed outcomes: deposits / symptoms.", id="domains"),
        pytest.param({"outcome_measure": "Radiology"}, "mixed definitions of the outcome: not stated / radiology.",
                     id="definitions"),
        pytest.param({"intervention_class": "warfarin", "intervention": "warfarin"},
                     "mixed treatments: surgery / warfarin.", id="treatments"),
        pytest.param({"record_id": "a", "disease": "DM"}, "several rows of one report: a.", id="one-report"),
    ],
)  # fmt: skip
def test_what_is_mixed_is_not_pooled(changed: dict[str, Any], reason: str) -> None:
    pool = pooled(*THREE, replace(series("d"), **changed))
    assert (pool.pooled, pool.refusals) == (None, (reason,))


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        pytest.param(series("d", 3, 4), "Single cases and small series are counted, not pooled.", id="below-five"),
        pytest.param(series("d", 7, 7, design="rct"), "The arm of a comparative study is no series.", id="trial"),
        pytest.param(series("d", 90, 99, design="review"), "A review or survey: its patients", id="review"),
        pytest.param(series("d", 7, 7, coding=HEARSAY), "Second-hand: the report itself was not seen.", id="hearsay"),
        pytest.param(series("gone", 7, 7), "The publication was retracted.", id="retracted"),
        pytest.param(series("d", None, 7, n_partial=1), "does not state it: unreported is not zero", id="unstated"),
    ],
)
def test_what_does_not_belong_is_left_out_with_its_reason(extra: Finding, reason: str) -> None:
    pool = pooled(*THREE, extra, retracted="gone")
    assert pool.pooled == pool_proportions([4, 9, 2], [9, 17, 6])
    ((why, n),) = pool.left_out
    assert reason in why
    assert n == 1


@pytest.mark.parametrize(("others", "events"), [({}, [4, 9, 2]), ({"n_no_response": 6}, [4, 9, 2, 3])])
def test_complete_responses_alone_do_not_say_how_many_responded(others: dict[str, int], events: list[int]) -> None:
    four = (*THREE, series("d", 3, 9, n_complete=3, **others))
    found = {pool.measure: pool for pool in pools(study_rows(four, (), (), PROTOCOL))}
    assert found["any_response"].pooled == pool_proportions(events, [9, 17, 6, 9][: len(events)])


def test_two_series_are_too_few() -> None:
    pool = pooled(*THREE[:2])
    assert pool.pooled is None
    assert "2 series; at least 3 are needed" in pool.refusals[0]


def test_reports_that_may_share_patients_are_not_pooled_together() -> None:
    rows = study_rows(THREE, (), (), PROTOCOL)
    (pool,) = pools([replace(row, shared_with=("b",)) if row.finding.record_id == "a" else row for row in rows])
    assert (pool.pooled, pool.refusals) == (None, ("these reports share, or may share, patients: b.",))


def test_where_no_series_states_a_number_there_is_nothing_to_refuse() -> None:
    assert pools(study_rows([finding("f", "r")], (), (), PROTOCOL)) == ()


@given(st.lists(st.sampled_from(["case_series", "review", "rct", "case_report"]), min_size=1, max_size=7), st.data())
@settings(max_examples=40, deadline=None)
def test_nothing_is_pooled_that_is_not_counted(designs: list[str], data: st.DataObject) -> None:
    findings = [series(f"r{i}", 2, data.draw(st.integers(2, 9)), design=d) for i, d in enumerate(designs)]
    rows = study_rows(findings, (), (), PROTOCOL)
    for pool in pools(rows):
        assert all(row.counted and row.stratum == "series" for row in pool.series)
        assert len(pool.series) + sum(n for _, n in pool.left_out) == len(rows)
        assert (pool.pooled is None) == bool(pool.refusals)
