from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Citation, Cluster, Decision, Finding, Name, Record, Section, StudyRow, Verb
from evidence.tabulate.overlap import spoken
from evidence.tabulate.pooled import pools
from evidence.tabulate.rows import study_rows
from evidence.tabulate.summary import summarise
from tests.tabulate.build import PROTOCOL, finding, record

CASES = json.loads((Path(__file__).parents[1] / "cases" / "tabulate_overlap.json").read_text(encoding="utf-8"))
AUTHORS = (["Alpha A", "Beta B"], ["Beta B", "Alpha A", "Nu N"], ["Omega O"])
Report = tuple[Finding, Cluster, Record]


def report(key: str, told: dict[str, Any]) -> Report:
    names = tuple(Name(family=a.split()[0], initials=a.split()[1]) for a in told["authors"])
    drug = {"intervention": told.get("intervention", "diltiazem"), "intervention_class": "calcium_channel_blocker"}
    said = {"design": told.get("design", "case_series"), "disease": told.get("disease", "SSc"), **drug}
    made = replace(record(key, told["year"]), names=names, sections=(Section("", told.get("text", "")),))
    cited = Citation(citation_id=key, names=names, year=told["year"])
    n = told["n"]
    return finding(f"f-{key}", key, n_treated=n, n_any_response=n // 2, **said), Cluster(key, (key,), cited), made


def rows_of(reports: list[Report], said: list[Decision], included: tuple[str, ...] = ()) -> dict[str, StudyRow]:
    findings, clusters, records = ([one[i] for one in reports] for i in range(3))
    rows = study_rows(findings, clusters, (), PROTOCOL, (), records, spoken(said, included))  # type: ignore[arg-type]
    return {row.finding.record_id: row for row in rows}


def decision(verb: Verb) -> Decision:
    when = "2026-01-01T00:00:00Z"
    return Decision(decision_id="d", when=when, who="DH", verb=verb, subject="pair:a|b", value="same_study")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_reports_that_may_share_patients_count_once(case: dict[str, Any]) -> None:
    word = case.get("said", "")
    said = [decision(word)] if word in ("split", "link") else []
    both = [report(key, case[key]) for key in "ab"]
    for reports in (both, both[::-1]):
        rows = rows_of(reports, said, ("b",) if word == "include" else ())
        if "counts" not in case:
            assert all(row.counted and not row.shared_with for row in rows.values()), case.get("note")
            continue
        led, other = rows[case["counts"]], rows["b" if case["counts"] == "a" else "a"]
        assert (led.counted, led.leads, other.counted, other.leads) == (True, True, False, False), case.get("note")
        label = f"{led.citation.names[0].family} {led.citation.year}"
        assert f"Possibly the same patients as in {label}, which is counted instead: " in other.why_not
        assert case["why"] in other.why_not
        assert (led.shared_with, other.shared_with) == ((other.finding.record_id,), (led.finding.record_id,))
        assert other.shares == ()


def test_what_the_smaller_report_alone_tells_still_counts() -> None:
    authors = ["Martin A", "Durand B"]
    first, second = (report(key, {"authors": authors, "year": 2015, "n": n}) for key, n in (("a", 9), ("b", 6)))
    pain = replace(second[0], finding_id="pain", domain="symptoms")
    rows = study_rows([first[0], second[0], pain], [first[1], second[1]], (), PROTOCOL)
    assert {row.finding.finding_id: row.counted for row in rows} == {"f-a": True, "f-b": False, "pain": True}


def test_pooling_leaves_the_same_patients_out() -> None:
    told = [("a", "Alpha A", 2001, 9), ("b", "Beta B", 2005, 17), ("c", "Gamma G", 2009, 6), ("d", "Gamma G", 2010, 6)]
    reports = [report(key, {"authors": [who], "year": year, "n": n}) for key, who, year, n in told]
    (pool,) = pools(list(rows_of(reports, []).values()))
    assert [row.finding.record_id for row in pool.series] == ["d", "b", "a"]
    assert pool.pooled is not None
    ((why, n),) = pool.left_out
    assert (n, why.startswith("Possibly the same patients as in Gamma 2010")) == (1, True)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_total_holds_the_same_patients_twice_nor_a_review_nor_two_strata(data: st.DataObject) -> None:
    reports = [
        report(
            f"r{i}",
            {
                "authors": data.draw(
                    st.sampled_from([["Alpha A", "Beta B"], ["Beta B", "Alpha A", "Nu N"], ["Omega O"]])
                ),
                "year": data.draw(st.sampled_from([2001, 2003, 2015])),
                "n": data.draw(st.integers(1, 12)),
                "design": data.draw(st.sampled_from(["case_report", "case_series", "rct", "review"])),
                "disease": data.draw(st.sampled_from(["SSc", "lcSSc", "DM"])),
            },
        )
        for i in range(data.draw(st.integers(1, 9)))
    ]
    rows = rows_of(reports, [])
    by_id = {row.finding.finding_id: row for row in rows.values()}
    assert rows_of(reports[::-1], []) == rows
    counted = [row for row in rows.values() if row.counted]
    for one in counted:
        for other in counted:
            alike = {one.finding.disease, other.finding.disease} <= {"SSc", "lcSSc"} or (
                one.finding.disease == other.finding.disease
            )
            near = abs((one.citation.year or 0) - (other.citation.year or 0)) <= 3
            theirs = {n.family for n in other.citation.names}
            authors = {n.family for n in one.citation.names} & theirs
            assert one is other or not (alike and near and authors), "the same patients twice"
    for whole_class in (False, True):
        for cell in summarise(list(rows.values()), PROTOCOL, whole_class=whole_class):
            inside = [by_id[i] for i in cell.findings]
            assert all(row.counted and row.stratum == cell.stratum for row in inside)
            assert not any(row.finding.design == "review" for row in inside)
            assert (cell.treated.k or 0) == sum(row.finding.counts.n_treated or 0 for row in inside)
            assert [one.finding_id for one in cell.told] == list(cell.findings)
