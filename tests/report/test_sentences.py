from __future__ import annotations

import pytest

from evidence.model import Counts, Finding
from evidence.report.sentences import directions, numbers, summary_words
from evidence.report.words import words
from evidence.tabulate import studies_of, study_rows, summarise
from tests.report.build import PROTOCOL, citation, coded, records


def said(counts: dict[str, int], unit: str = "patients", language: str = "en") -> str:
    base = Finding(
        finding_id="f", record_id="r", disease="SLE", intervention="surgery", intervention_class="surgery",
        domain="deposits", response="mixed", counts=Counts(**counts), count_unit=unit,  # type: ignore[arg-type]
    )  # fmt: skip
    return numbers(base, words(language))


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
        pytest.param({"n_treated": 6, "n_any_response": 4, "n_no_response": 2, "n_complete": 1},
                     "1 complete, 4 responded, 2 no response of 6 patients", id="nothing-left"),
    ],
)  # fmt: skip
def test_numbers(counts: dict[str, int], text: str) -> None:
    assert said(counts) == text


def test_lesions_are_called_lesions() -> None:
    assert said({"n_treated": 21, "n_complete": 12}, "lesions") == "12 complete of 21 lesions; rest unreported"
    french = "12 complètes sur 21 lésions\u00a0; reste non rapporté"
    assert said({"n_treated": 21, "n_complete": 12}, "lesions", "fr") == french


def test_a_count_that_some_reports_state_says_how_many_and_of_whom() -> None:
    given = [r for r in records() if r.record_id in ("balin", "review", "retracted")]
    findings = [
        coded("a", "balin", n_treated=28, n_complete=22, n_partial=5),
        coded("b", "review", n_treated=10, n_complete=4),
    ]
    from evidence.model import Cluster

    clusters = tuple(Cluster(r.record_id, (r.record_id,), citation(r)) for r in given)
    rows = study_rows(findings, clusters, studies_of(given, clusters, findings), PROTOCOL)
    (row,) = summarise(rows, PROTOCOL)
    assert summary_words(row, words()) == (
        "2 reports, 38 patients: 26 complete, 5 partial of 28 patients (stated by 1 of 2 reports); rest unreported"
    )


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
