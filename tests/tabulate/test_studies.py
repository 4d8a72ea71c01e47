from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.tabulate.studies import studies_of
from tests.tabulate.build import cluster, finding, record

RECORDS = (record("poster", 2024), record("text", None), record("cohort", 2020), record("copy", 2020), record("alone"))
FINDINGS = (
    finding("f1", "poster", group="g_poster"),
    finding("f2", "text", group="g_poster", coding=None, rule="r1", n_treated=9),
    finding("f3", "cohort", n_treated=20),
    finding("f4", "copy", n_treated=20, coding=None),
)
CLUSTERS = (cluster("cohort", "copy"), cluster("poster"), cluster("text"), cluster("alone"))


def test_a_group_shares_patients_and_the_coded_report_leads() -> None:
    poster = next(s for s in studies_of(RECORDS, CLUSTERS, FINDINGS) if "poster" in s.record_ids)
    assert (poster.record_ids, poster.lead, poster.certain) == (("poster", "text"), "poster", False)
    assert "may share, patients (g_poster)" in poster.note


def test_one_publication_twice_is_certain_and_needs_no_note() -> None:
    cohort = next(s for s in studies_of(RECORDS, CLUSTERS, FINDINGS) if "cohort" in s.record_ids)
    assert (cohort.lead, cohort.certain, cohort.note) == ("cohort", True, "")


def test_a_record_without_findings_is_no_study() -> None:
    assert all("alone" not in s.record_ids for s in studies_of(RECORDS, CLUSTERS, FINDINGS))


def test_groups_chain_through_a_shared_report() -> None:
    chained = (finding("a", "one", group="g1"), finding("b", "two", group="g1"), finding("c", "two", group="g2"))
    (study,) = studies_of((), (), (*chained, finding("d", "three", group="g2", n_treated=7)))
    assert study.record_ids == ("one", "three", "two")
    assert study.lead == "three"


def test_a_retracted_report_never_leads_over_a_sound_one() -> None:
    records = (record("bad", types=("Retracted Publication",)), record("good"))
    (study,) = studies_of(records, (), (finding("a", "bad", group="g", n_treated=40), finding("b", "good", group="g")))
    assert study.lead == "good"


@given(st.permutations(FINDINGS), st.permutations(RECORDS), st.permutations(CLUSTERS))
@settings(max_examples=30, deadline=None)
def test_order_of_the_input_does_not_matter(findings: list, records: list, clusters: list) -> None:  # type: ignore[type-arg]
    assert studies_of(records, clusters, findings) == studies_of(RECORDS, CLUSTERS, FINDINGS)
