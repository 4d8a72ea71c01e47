from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.model import Citation, Cluster, Counts, Finding, StudyRow
from evidence.report.sentences import directions, numbers, summary_words
from evidence.report.words import words
from evidence.tabulate.rows import study_rows
from evidence.tabulate.studies import studies_of
from evidence.tabulate.summary import summarise
from tests.report.build import PROTOCOL, citation, coded, records


def said(counts: dict[str, int], unit: str = "patients", language: str = "en") -> str:
    base = Finding(
        finding_id="f", record_id="r", disease="SLE", intervention="surgery", intervention_class="surgery",
        domain="deposits", response="mixed", counts=Counts(**counts), count_unit=unit,  # type: ignore[arg-type]
    )  # fmt: skip
    row = StudyRow(finding=base, citation=Citation(), stratum="series", counted=True)
    return numbers(row, words(language))


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        pytest.param({"n_treated": 1, "n_no_response": 1, "n_any_response": 0}, "1 patient", id="one-patient"),
        pytest.param({"n_treated": 1, "n_recurrence": 1}, "1 patient, recurred", id="one-recurrence"),
        pytest.param({"n_treated": 6}, "6 patients treated; numbers unreported", id="unsaid"),
        pytest.param({"n_partial": 3}, "3 partial of an unstated number; rest unreported", id="no-n"),
        pytest.param({"n_treated": 5, "n_complete": 0, "n_partial": 0, "n_no_response": 5},
                     "0 complete, 0 partial, 5 no response of 5 patients", id="zero-is-said"),
        pytest.param({"n_treated": 28, "n_complete": 22}, "22 complete of 28 patients; rest unreported", id="rest"),
        pytest.param({"n_treated": 6, "n_any_response": 6}, "6 responded of 6 patients", id="all-responded"),
        pytest.param({"n_treated": 42, "n_complete": 30, "n_any_response": 30},
                     "30 complete of 42 patients; rest unreported", id="of-the-rest-nothing-is-known"),
        pytest.param({"n_treated": 6, "n_any_response": 4, "n_no_response": 2, "n_complete": 1},
                     "1 complete (4 responded in all), 2 no response of 6 patients", id="nothing-left"),
    ],
)  # fmt: skip
def test_numbers(counts: dict[str, int], text: str) -> None:
    assert said(counts) == text


def test_lesions_are_called_lesions() -> None:
    assert said({"n_treated": 21, "n_complete": 12}, "lesions") == "12 complete of 21 lesions; rest unreported"
    french = "12 complètes sur 21 lésions\u00a0; reste non rapporté"
    assert said({"n_treated": 21, "n_complete": 12}, "lesions", "fr") == french


def test_series_are_told_each_by_itself_with_its_interval() -> None:
    given = [r for r in records() if r.record_id in ("balin", "review", "retracted")]
    findings = [
        coded("a", "balin", n_treated=28, n_complete=22, n_partial=5),
        coded("b", "review", n_treated=10, n_complete=4),
    ]
    clusters = tuple(Cluster(r.record_id, (r.record_id,), citation(r)) for r in given)
    rows = study_rows(findings, clusters, studies_of(given, clusters, findings), PROTOCOL)
    (row,) = summarise(rows, PROTOCOL)
    assert summary_words(row, words(), lambda i: f" [{i}]") == (
        "2 reports, each by itself: 22 complete (60–90%), 5 partial (8–36%) of 28 patients [a] / "
        "4 complete (17–69%) of 10 patients [b]"
    )


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ([("improved", 2, 1)], "1 report, 2 patients: 1 responded"),
        ([("improved", 2, 2)], "1 report, 2 patients: improved"),
        (
            [("mixed", 3, 1), ("none", 1, 0)],
            "2 reports, each by itself: 1 responded of 3 patients / 1 patient: no response",
        ),
        ([("improved", 1, 1), ("none", 1, 0)], "2 reports, 2 patients: 1 improved, 1 no response"),
    ],
)
def test_cases_of_whom_some_responded_are_told_by_their_numbers(told: list[tuple[str, int, int]], text: str) -> None:
    findings = [
        replace(coded(f"f{i}", f"r{i}", n_treated=n, n_any_response=k), response=response, design="case_series")  # type: ignore[arg-type]
        for i, (response, n, k) in enumerate(told)
    ]
    (row,) = summarise(study_rows(findings, (), (), PROTOCOL), PROTOCOL)
    assert summary_words(row, words()) == text


@pytest.mark.parametrize(
    ("told", "each", "text"),
    [
        ({"none": 4}, False, "no response in every report"),
        ({"none": 1}, False, "no response"),
        ({"improved": 2, "none": 1}, False, "improved in 2 reports, no response in 1 report"),
        ({"improved": 2, "none": 1}, True, "2 improved, 1 no response"),
    ],
)
def test_directions(told: dict[str, int], each: bool, text: str) -> None:
    assert directions(told, each, words()) == text


@pytest.mark.parametrize(
    ("response", "language", "text"),
    [
        ("none", "en", "no recurrence"),
        ("worse", "en", "recurred"),
        ("none", "fr", "pas de récidive"),
        ("worse", "fr", "récidive"),
    ],
)
def test_no_response_of_a_recurrence_is_no_recurrence(response: str, language: str, text: str) -> None:
    assert directions({response: 1}, True, words(language), "recurrence") == text
    assert "réponse" not in directions({response: 3}, False, words(language), "recurrence")


def test_a_recurrence_of_a_single_case_is_told() -> None:
    given = [r for r in records() if r.record_id == "case"]
    findings = [replace(coded("a", "case", n_treated=1, n_recurrence=1), response="improved")]
    clusters = tuple(Cluster(r.record_id, (r.record_id,), citation(r)) for r in given)
    rows = study_rows(findings, clusters, studies_of(given, clusters, findings), PROTOCOL)
    (row,) = summarise([replace(row, stratum="cases") for row in rows], PROTOCOL)
    assert summary_words(row, words()) == "1 report, 1 patient: improved; recurrence told in 1 report"


def test_a_comparison_names_its_control_and_says_where_its_result_is() -> None:
    finding = coded("a", "balin", n_treated=15, n_any_response=8)
    row = StudyRow(finding=finding, citation=Citation(), stratum="comparative", counted=True, control="placebo")
    said = "8 responded of 15 patients; compared with "
    assert numbers(row, words(), brief=True) == f"{said}placebo, whose result is not shown here: read the source"
    arm = replace(row, control="diltiazem", control_counts=Counts(n_treated=12, n_any_response=2))
    assert numbers(arm, words(), brief=True) == f"{said}diltiazem: 2 responded of 12 patients"
    french = "8 ont répondu sur 15 patients\u00a0; comparé avec\u00a0: diltiazem\u00a0: 2 ont répondu sur 12 patients"
    assert numbers(arm, words("fr"), brief=True) == french
