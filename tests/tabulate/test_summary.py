from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Count, Finding, SummaryRow
from evidence.tabulate.rows import study_rows
from evidence.tabulate.summary import summarise
from tests.tabulate.build import COUNTS, PROTOCOL, cluster, finding


def table(*findings: Finding) -> tuple[SummaryRow, ...]:
    return summarise(study_rows(findings, (), (), PROTOCOL), PROTOCOL)


def test_balin_2012_as_printed() -> None:
    # Balin 2012, abstract: 28 excised (22 complete, 5 partial, 1 none); diltiazem 9 of 17 partial, the rest unsaid.
    cohort = {"disease": "MIXED_CTD_COHORT", "design": "retrospective_cohort"}
    excision = finding(
        "f1", "balin", n_treated=28, n_complete=22, n_partial=5, n_no_response=1, response="mixed", **cohort
    )
    diltiazem = finding(
        "f2", "balin", intervention="diltiazem", intervention_class="calcium_channel_blocker", response="partial",
        n_treated=17, n_partial=9, **cohort,
    )  # fmt: skip
    surgery, blocker = table(excision, diltiazem)
    assert [c.k for c in (surgery.treated, surgery.complete, surgery.partial, surgery.no_response)] == [28, 22, 5, 1]
    assert blocker.partial == Count(9, 17, "patients", 1, 1, "reported")
    for unsaid in (blocker.complete, blocker.no_response, surgery.any_response):
        assert (unsaid.k, unsaid.n, unsaid.reported, unsaid.state) == (None, None, 0, "unreported")


def test_a_sum_runs_over_the_reports_that_state_the_number() -> None:
    series = {"design": "case_series", "response": "mixed"}
    (row,) = table(
        finding("f1", "a", n_treated=10, n_complete=4, **series), finding("f2", "b", n_treated=7, n_partial=2, **series)
    )
    assert row.treated == Count(17, 17, "patients", 2, 2, "reported")
    assert row.complete == Count(4, 10, "patients", 1, 2, "reported")
    assert row.partial == Count(2, 7, "patients", 1, 2, "reported")


def test_a_review_is_listed_but_never_summed_with_its_primary_reports() -> None:
    primary = finding("f1", "a", design="case_series", n_treated=8, n_any_response=3)
    review = finding("f2", "b", design="systematic_review", n_treated=288, n_any_response=100)
    (row,) = table(primary, review)
    assert (row.treated.k, row.any_response.k, row.findings, row.also) == (8, 3, ("f1",), ("f2",))


def test_lesions_are_not_patients_and_strata_stay_apart() -> None:
    rows = table(
        finding("f1", "a", design="case_series", n_treated=6, n_complete=1),
        finding("f2", "b", design="case_series", n_treated=21, n_complete=12, count_unit="lesions"),
        finding("f3", "c", n_treated=1),
        finding("f4", "d", design="rct", n_treated=6),
    )
    assert [(row.stratum, row.unit, row.treated.k) for row in rows] == [
        ("comparative", "patients", 6),
        ("series", "patients", 6),
        ("series", "lesions", 21),
        ("cases", "patients", 1),
    ]


def test_drugs_given_together_have_a_row_of_their_own() -> None:
    rows = table(
        finding("f1", "a"),
        finding("f2", "b", intervention="colchicine; surgery", intervention_class="colchicine; surgery"),
    )
    assert [row.intervention for row in rows] == ["surgery", "colchicine; surgery"]


def test_one_patient_given_two_drugs_of_a_class_counts_once_in_the_class() -> None:
    said = {"intervention_class": "bisphosphonate", "n_treated": 1, "n_no_response": 1, "response": "none"}
    both = (
        finding("f1", "a", intervention="alendronic acid", **said),
        finding("f2", "a", intervention="zoledronic acid", **said),
    )
    (row,) = summarise(study_rows(both, (), (), PROTOCOL), PROTOCOL, whole_class=True)
    assert (row.reports, row.treated.k, row.no_response.k, row.findings) == (1, 1, 1, ("f1", "f2"))
    differing = (both[0], finding("f2", "a", intervention="zoledronic acid", **said | {"response": "improved"}))
    (row,) = summarise(study_rows(differing, (), (), PROTOCOL), PROTOCOL, whole_class=True)
    assert (row.treated.k, row.no_response.k, row.direction) == (1, None, (("mixed", 1),))


def test_one_report_on_two_diseases_counts_once_in_the_class() -> None:
    groups = (finding("f1", "a", disease="SLE", n_treated=3), finding("f2", "a", disease="DM", n_treated=4))
    (row,) = summarise(study_rows(groups, (), (), PROTOCOL), PROTOCOL, whole_class=True)
    assert (row.reports, row.disease, row.findings) == (1, "", ("f1", "f2"))


def test_retracted_is_listed_and_not_counted() -> None:
    (row,) = summarise(study_rows([finding("f1", "a")], [cluster("a", retracted=True)], (), PROTOCOL), PROTOCOL)
    assert (row.reports, row.treated.k, row.also) == (0, None, ("f1",))


@st.composite
def some_findings(draw: st.DrawFn) -> list[Finding]:
    return [
        finding(
            f"f{i}",
            f"r{draw(st.integers(0, 6))}",
            design=draw(st.sampled_from(["case_report", "case_series", "rct", "review"])),
            intervention=draw(st.sampled_from(["surgery", "alendronic acid"])),
            n_treated=(n := draw(st.integers(1, 12))),
            n_complete=draw(st.none() | st.integers(0, n)),
        )
        for i in range(draw(st.integers(1, 12)))
    ]


@given(some_findings(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_every_finding_is_in_one_cell_and_no_sum_exceeds_its_reports(findings: list[Finding], random: object) -> None:
    rows = table(*findings)
    listed = sorted(i for row in rows for i in (*row.findings, *row.also))
    assert listed == sorted(f.finding_id for f in findings)
    by_id = {f.finding_id: f for f in findings}
    for row in rows:
        assert (row.treated.k or 0) == sum(by_id[i].counts.n_treated or 0 for i in row.findings)
        assert not any(by_id[i].design == "review" for i in row.findings)
        for name in COUNTS[1:]:
            count = getattr(row, {"n_complete": "complete"}.get(name, "partial"))
            assert (count.k is None) == (count.reported == 0)
    assert table(*reversed(findings)) == rows
