from __future__ import annotations

from dataclasses import replace

from evidence.model import Coding, Unanswered
from evidence.tabulate.gaps import gaps
from evidence.tabulate.rows import study_rows
from tests.tabulate.build import PROTOCOL, cluster, finding

COLCHICINE = {"intervention": "colchicine", "intervention_class": "colchicine"}


def test_unstudied_is_said_once_for_a_class_and_per_disease_where_some_have_it() -> None:
    rows = study_rows([finding("f1", "a"), finding("f2", "b", **COLCHICINE)], (), (), PROTOCOL)
    found = {(g.intervention_class, g.disease): g.sentence for g in gaps(PROTOCOL, rows)}
    assert set(found) == {("mtor_inhibitor", ""), ("bisphosphonate", ""), ("surgery", "DM"), ("colchicine", "DM")}
    assert found["mtor_inhibitor", ""] == (
        "No human report of mTOR inhibitors for calcinosis in these records: unstudied here, not ineffective."
    )


def test_a_combination_is_a_report_on_each_of_its_classes() -> None:
    both = finding("f1", "a", intervention="colchicine; surgery", intervention_class="colchicine; surgery")
    found = {(g.intervention_class, g.disease) for g in gaps(PROTOCOL, study_rows([both], (), (), PROTOCOL))}
    assert ("colchicine", "SLE") not in found
    assert ("colchicine", "") not in found


def test_hearsay_fills_no_gap_but_is_named() -> None:
    told = finding("f1", "a", coding=Coding("news item", "https://example.org", second_hand=True), **COLCHICINE)
    found = {g.intervention_class: g.sentence for g in gaps(PROTOCOL, study_rows([told], (), (), PROTOCOL))}
    assert found["colchicine"].startswith("Only reviews or second-hand accounts of colchicine")


def test_a_cohort_that_is_not_split_may_hold_the_patients() -> None:
    cohort = finding("f1", "balin", disease="MIXED_CTD_COHORT", n_treated=28, design="retrospective_cohort")
    found = {
        (g.intervention_class, g.disease): g.sentence for g in gaps(PROTOCOL, study_rows([cohort], (), (), PROTOCOL))
    }
    assert found["surgery", "SLE; DM"] == (
        "No human report of surgery for calcinosis in these records where the disease is systemic lupus erythematosus "
        "or dermatomyositis alone: unstudied here, not ineffective. Reports on several diseases together may hold such "
        "patients."
    )
    assert "together" not in found["colchicine", ""]


def test_a_report_on_the_wider_disease_may_hold_the_patients() -> None:
    wider = finding("f1", "a", disease="SSc", **COLCHICINE)
    protocol = replace(PROTOCOL, diseases=("SSc", "lcSSc", "dcSSc"), leading=("colchicine",))
    assert [g.sentence for g in gaps(protocol, study_rows([wider], (), (), protocol))] == [
        "No human report of colchicine for calcinosis in these records where the disease is limited cutaneous systemic "
        "sclerosis or diffuse cutaneous systemic sclerosis alone: unstudied here, not ineffective. Reports on systemic "
        "sclerosis as a whole may hold such patients."
    ]


def test_a_retracted_report_fills_no_gap_and_is_not_called_unstudied() -> None:
    rows = study_rows([finding("f1", "a", **COLCHICINE)], [cluster("a", retracted=True)], (), PROTOCOL)
    found = {(g.intervention_class, g.disease): g.sentence for g in gaps(PROTOCOL, rows)}
    assert found["colchicine", ""] == "Only retracted reports of colchicine for calcinosis in these records."


def test_per_disease_the_retracted_the_heard_of_and_the_unstudied_are_told_apart() -> None:
    findings = [
        finding("f1", "stands", disease="MCTD", **COLCHICINE),
        finding("f2", "gone", disease="DM", **COLCHICINE),
        finding(
            "f3", "heard", disease="DM", coding=Coding("news", "https://example.org", second_hand=True), **COLCHICINE
        ),
    ]
    rows = study_rows(findings, [cluster("gone", retracted=True)], (), PROTOCOL)
    found = {g.disease: g.sentence for g in gaps(PROTOCOL, rows) if g.intervention_class == "colchicine"}
    assert found == {
        "SLE": "No human report of colchicine for calcinosis in these records where the disease is systemic lupus "
        "erythematosus alone: unstudied here, not ineffective.",
        "DM": "Only reviews or second-hand accounts or retracted reports of colchicine for calcinosis in these records "
        "where the disease is dermatomyositis alone.",
    }


def test_a_report_that_only_names_the_treatment_is_told_beside_the_gap() -> None:
    unsaid = Unanswered(intervention_class="mtor_inhibitor", given=(), named=("r1", "r2"))
    found = {g.intervention_class: g.sentence for g in gaps(PROTOCOL, (), [unsaid])}
    assert found["mtor_inhibitor"].endswith("not ineffective. 2 reports name it without an outcome that could be read.")


def test_a_review_that_was_left_out_is_told_where_nothing_else_is_there() -> None:
    unsaid = Unanswered(intervention_class="mtor_inhibitor", given=(), named=(), reviews=("r1",))
    found = {g.intervention_class: g.sentence for g in gaps(PROTOCOL, (), [unsaid])}
    assert found["mtor_inhibitor"] == (
        "Only reviews or second-hand accounts of mTOR inhibitors for calcinosis in these records."
    )
