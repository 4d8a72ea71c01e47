from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence.model import Coding, Name
from evidence.tabulate.rows import stratum_of, study_rows
from evidence.tabulate.studies import studies_of
from tests.tabulate.build import PROTOCOL, cluster, finding, record

CASES = json.loads((Path(__file__).parents[1] / "cases" / "tabulate_counted.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_counts_and_what_does_not(case: dict[str, Any]) -> None:
    said = dict(case["finding"])
    if said.pop("second_hand", False):
        said["coding"] = Coding("news item", "https://example.org", second_hand=True)
    (row,) = study_rows(
        [finding("f", "r", **said)], [cluster("r", retracted=case.get("retracted", False))], (), PROTOCOL
    )
    assert row.counted == (not case["why_not"]), case["note"]
    assert case["why_not"] in row.why_not, case["note"]


@pytest.mark.parametrize(
    ("said", "stratum"),
    [
        pytest.param({"design": "rct", "n_treated": 3}, "comparative", id="trial-however-small"),
        pytest.param({"design": "case_series", "n_treated": 5}, "series", id="five"),
        pytest.param({"design": "case_series", "n_treated": 4}, "cases", id="four"),
        pytest.param({"design": "case_report", "n_treated": 21, "count_unit": "lesions"}, "cases", id="many-lesions"),
        pytest.param({"design": "retrospective_cohort", "n_partial": 1}, "series", id="cohort-without-number"),
        pytest.param({"design": "case_series", "n_partial": 1}, "cases", id="series-without-number"),
    ],
)
def test_stratum(said: dict[str, Any], stratum: str) -> None:
    assert stratum_of(finding("f", "r", **said), PROTOCOL) == stratum


def test_the_same_patients_count_from_one_report_only() -> None:
    findings = (finding("f1", "poster", group="g"), finding("f2", "text", group="g", coding=None, rule="r"))
    studies = studies_of((record("poster"), record("text")), (), findings)
    rows = study_rows(findings, (), studies, PROTOCOL)
    assert {row.finding.finding_id: row.counted for row in rows} == {"f1": True, "f2": False}
    assert "share, patients is counted instead: poster" in next(row.why_not for row in rows if not row.counted)
    assert [row.shared_with for row in rows] == [("text",), ("poster",)]


def test_one_report_counts_a_treatment_and_outcome_once() -> None:
    twice = (finding("f1", "r", n_treated=6, n_any_response=2), finding("f2", "r", n_treated=5))
    counted = [row.finding.finding_id for row in study_rows(twice, (), (), PROTOCOL) if row.counted]
    assert counted == ["f1"]


def test_leading_classes_come_first_and_every_finding_has_a_row() -> None:
    findings = [
        finding("f1", "a", intervention="warfarin", intervention_class="warfarin"),
        finding("f2", "b", intervention="colchicine", intervention_class="colchicine"),
        finding("f3", "c", intervention="colchicine; warfarin", intervention_class="colchicine; warfarin"),
        finding("f4", "d"),
    ]
    rows = study_rows(findings, (), (), PROTOCOL)
    assert [row.finding.finding_id for row in rows] == ["f2", "f4", "f1", "f3"]


def test_remarks_name_reports_and_no_ids() -> None:
    said = "The same patients (narvaez2019a)."
    told = finding(
        "f1", "b", countable=False, why_not_countable=said, coding=Coding("introduction of narvaez2019a", "")
    )
    known = cluster("narvaez2019a")
    named = replace(known, citation=replace(known.citation, names=(Name("Narváez"),), year=2019))
    (row,) = study_rows([told], [named], (), PROTOCOL)
    assert (row.why_not, row.finding.coding) == (
        "The same patients (Narváez 2019).",
        Coding("introduction of Narváez 2019", ""),
    )
