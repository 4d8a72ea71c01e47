from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import TableSpec
from evidence.tabulate.asked import answer, with_parts
from tests.tabulate.build import dossier, finding

DRUG = {"intervention": "alendronic acid", "intervention_class": "bisphosphonate"}
SOME = dossier(
    finding("f1", "a"),
    finding("f2", "b", disease="lcSSc", domain="ulcers", design="rct"),
    finding("f3", "c", disease="SSc", state="confirmed", **DRUG),
    finding("f4", "d", intervention="colchicine; surgery", intervention_class="colchicine; surgery"),
)


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        pytest.param(TableSpec(), {"f1", "f2", "f3", "f4"}, id="no-limit"),
        pytest.param(TableSpec(diseases=("SSc",)), {"f2", "f3"}, id="a-disease-holds-its-forms"),
        pytest.param(TableSpec(diseases=("lcSSc",)), {"f2"}, id="a-form-does-not-hold-the-disease"),
        pytest.param(TableSpec(treatments=("bisphosphonate",)), {"f3"}, id="class"),
        pytest.param(TableSpec(treatments=("alendronic acid", "colchicine")), {"f3", "f4"}, id="drug-or-combination"),
        pytest.param(TableSpec(domains=("ulcers",), designs=("rct",)), {"f2"}, id="domain-and-design"),
        pytest.param(TableSpec(confirmed_only=True), {"f3"}, id="confirmed"),
        pytest.param(TableSpec(diseases=("PM",)), set(), id="nothing"),
    ],
)
def test_the_rows_that_are_asked_for(spec: TableSpec, found: set[str]) -> None:
    assert {row.finding.finding_id for row in answer(SOME, spec).rows} == found


def test_a_confirmed_report_counts_where_the_one_that_led_it_is_not_confirmed() -> None:
    twice = dossier(
        finding("f1", "poster", group="g", n_treated=9), finding("f2", "paper", group="g", state="confirmed")
    )
    assert [row.finding.finding_id for row in answer(twice, TableSpec()).rows if row.counted] == ["f1"]
    assert [row.counted for row in answer(twice, TableSpec(confirmed_only=True)).rows] == [True]


def test_a_gap_is_told_of_what_is_asked_for_only() -> None:
    asked = answer(SOME, TableSpec(diseases=("SLE",), treatments=("zoledronic acid", "surgery")))
    assert [(gap.intervention_class, gap.disease) for gap in asked.gaps] == [("zoledronic acid", "")]
    nowhere = answer(SOME, TableSpec(diseases=("SLE",), treatments=("bisphosphonate",)))
    assert [(gap.intervention_class, gap.disease) for gap in nowhere.gaps] == [("bisphosphonate", "SLE")]


def test_after_failure_only_the_same_patient_is_summed() -> None:
    failed = {"intervention": "colchicine", "intervention_class": "colchicine", "response": "none"}
    asked = answer(
        dossier(
            finding("f1", "one", **failed),
            finding("f2", "one"),
            finding("f3", "many", n_treated=6, design="case_series", **failed),
            finding("f4", "many", n_treated=6, design="case_series"),
            finding("f5", "other", disease="DM", **failed),
            finding("f6", "other", disease="DM"),
        ),
        TableSpec(diseases=("SLE",), failed=("colchicine",)),
    )
    assert [row.finding.finding_id for row in asked.rows] == ["f2"]
    assert [(one.disease, one.same_patient) for one in asked.failures] == [("SLE", True), ("DM", True), ("SLE", False)]


def test_after_failure_the_treatment_that_is_asked_for_limits_every_table() -> None:
    failed = {"intervention": "colchicine", "intervention_class": "colchicine", "response": "none"}
    group = {"n_treated": 6, "design": "case_series"}
    evidence = dossier(
        finding("f1", "one", **failed), finding("f2", "one"), finding("f3", "one", **DRUG),
        finding("f4", "many", **failed | group), finding("f5", "many", **DRUG | group),
        finding("f6", "alone", **failed),
    )  # fmt: skip
    asked = answer(evidence, TableSpec(failed=("colchicine",), treatments=("surgery",)))
    told = [[row.finding.finding_id for row in one.then] for one in asked.failures]
    assert told == [["f2"]]
    assert [row.finding.finding_id for row in asked.rows] == ["f2"]


def test_an_outcome_limits_what_else_was_tried_and_not_what_had_failed() -> None:
    failed = {"intervention": "diltiazem", "intervention_class": "calcium_channel_blocker", "response": "none"}
    evidence = dossier(finding("f1", "one", **failed), finding("f2", "one", domain="ulcers"), finding("f3", "one"))
    asked = answer(evidence, TableSpec(failed=("diltiazem",), domains=("ulcers",)))
    assert [row.finding.finding_id for row in asked.rows] == ["f2"]


def test_the_parts_of_a_disease() -> None:
    assert with_parts(["SSc", "SLE"]) == ("SSc", "lcSSc", "dcSSc", "SLE")


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_question_makes_a_sum_of_reviews_or_of_patients_twice(data: st.DataObject) -> None:
    findings = [
        finding(
            f"f{i}",
            f"r{data.draw(st.integers(0, 5))}",
            group=data.draw(st.sampled_from(["", "g"])),
            disease=data.draw(st.sampled_from(["SLE", "DM"])),
            domain=data.draw(st.sampled_from(["deposits", "ulcers"])),
            design=data.draw(st.sampled_from(["case_report", "case_series", "rct", "review"])),
            state=data.draw(st.sampled_from(["proposed", "confirmed", "rejected"])),
            n_treated=data.draw(st.integers(1, 12)),
        )
        for i in range(data.draw(st.integers(1, 12)))
    ]
    spec = TableSpec(
        diseases=data.draw(st.sampled_from([(), ("SLE",)])),
        domains=data.draw(st.sampled_from([(), ("deposits",)])),
        confirmed_only=data.draw(st.booleans()),
    )
    asked = answer(dossier(*findings), spec)
    by_id = {row.finding.finding_id: row for row in asked.rows}
    for row in asked.summary:
        counted = [by_id[i] for i in row.findings]
        assert all(one.stratum == row.stratum and one.finding.design != "review" for one in counted)
        assert row.reports == len({one.finding.record_id for one in counted}) == len(counted)
        assert len([one for one in counted if one.finding.group]) <= 1, "one group is one set of patients"
        assert (row.treated.k or 0) == sum(one.finding.counts.n_treated or 0 for one in counted)
    listed = sorted(i for row in asked.summary for i in (*row.findings, *row.also))
    assert listed == sorted(by_id)
