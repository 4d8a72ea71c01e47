"""The answer to a question as it is read: in words, as Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from evidence.model import Appraisal, Coding, Dossier, Finding, Span, TableSpec
from evidence.report.asked.block import Block
from evidence.report.asked.blocks import blocks
from evidence.report.asked.written import as_csv, as_markdown, as_object
from evidence.report.columns import STUDY
from evidence.report.words import words
from evidence.tabulate.asked import answer
from evidence.tabulate.rows import study_rows
from tests.tabulate.build import PROTOCOL, dossier, finding

T = words()
HEARSAY = Coding("a news item", "https://example.org/news", second_hand=True)
DRUG = {"intervention": "colchicine", "intervention_class": "colchicine"}


EVERYTHING = TableSpec()


def parts(evidence: Dossier, spec: TableSpec = EVERYTHING, *, pool: bool = False, quotes: bool = False) -> list[Block]:
    return blocks(evidence, answer(evidence, spec, pool=pool), T, quotes=quotes)


def told(found: list[Block]) -> str:
    return as_markdown(found)


def block(found: list[Block], title: str) -> Block:
    return next(one for one in found if one.title.startswith(title))


def series(name: str, k: int, n: int, **said: Any) -> Finding:
    return finding(f"f-{name}", name, **{"design": "case_series", "n_treated": n, "n_any_response": k} | said)


def test_a_series_has_its_interval_and_a_small_one_only_its_numbers() -> None:
    found = parts(dossier(series("balin", 9, 17), series("few", 1, 2)))
    rows = {line[1].split()[0]: line[3] for line in block(found, "The reports").lines}
    assert "9 responded (31–74%) of 17 patients" in rows["Balin"]
    assert "%" not in rows["Few"]
    summary = block(found, "What was tried")
    assert summary.columns[3:] == ("Series", "Single cases and small series")
    assert summary.lines[0][3:] == (
        "1 report, 17 patients: 9 responded (31–74%)",
        "1 report, 2 patients: 1 responded",
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"n_any_response": 6, "n_complete": 6, "n_no_response": 3}, "Deposits: 6 complete"),
        ({"n_any_response": 9, "n_complete": 9}, "Deposits: complete response; 9 complete"),
        ({"n_any_response": None}, "Deposits: complete response; 9 patients"),
    ],
)
def test_a_series_is_not_named_by_its_best_response(said: dict[str, object], told: str) -> None:
    found = parts(dossier(series("balin", 9, 9, response="complete", **said)))
    assert block(found, "The reports").lines[0][3].startswith(told)


def test_what_does_not_count_says_why_and_what_is_withdrawn_stands_out() -> None:
    found = parts(
        dossier(
            finding("f1", "gone"),
            finding("f2", "heard", coding=HEARSAY),
            finding("f3", "poster", group="g", read_as="porozimax read as Porosimax, near spelling"),
            finding("f4", "text", group="g", coding=None, rule="r"),
            finding("f5", "silent", response="not_reported"),
            finding("f6", "sure", state="confirmed"),
            retracted=("gone",),
        )
    )
    rows = {line[1].split()[0]: line[3] for line in block(found, "The reports").lines}
    assert "RETRACTED: not counted." in rows["Gone"]
    assert "Not counted: Second-hand" in rows["Heard"]
    assert "Shares, or may share, patients with Text 2012. Porozimax read as Porosimax" in rows["Poster"]
    assert "is counted instead: Poster 2012." in rows["Text"]
    assert rows["Silent"].endswith("Not counted: The treatment was given; its result is not stated.")
    assert rows["Sure"].endswith("Confirmed by a person.")


def test_the_question_is_told_as_it_was_understood() -> None:
    spec = TableSpec(diseases=("SSc",), treatments=("bisphosphonate",), domains=("deposits",), confirmed_only=True)
    (first, nothing, *_) = parts(dossier(finding("f1", "a")), spec)
    assert first.sentences == (
        "Asked of 1 publications: systemic sclerosis with limited cutaneous systemic sclerosis and diffuse cutaneous "
        "systemic sclerosis; bisphosphonates; judged on deposits; only what a person confirmed or corrected.",
    )
    assert nothing.sentences == ("No finding in these records fits. 1 findings wait for a person to confirm them.",)


def test_what_no_table_can_use_is_told() -> None:
    spec = TableSpec(diseases=("SLE",), unused=("age", "sex", "intolerance"))
    (first, *_) = parts(dossier(finding("f1", "a")), spec)
    assert first.sentences[0].endswith(
        "erythematosus. Not used: age, sex, that it was not tolerated (asked as: gave no response)."
    )


def test_after_failure_each_kind_of_report_stands_apart() -> None:
    failed = DRUG | {"response": "none"}
    group = {"design": "case_series", "n_treated": 6}
    found = parts(
        dossier(
            finding("f1", "one", **failed), finding("f2", "one"),
            finding("f3", "many", **failed | group), finding("f4", "many", **group),
            finding("f5", "other", disease="DM", **failed), finding("f6", "other", disease="DM", response="worse"),
        ),
        TableSpec(diseases=("SLE",), failed=("colchicine",)),
    )  # fmt: skip
    lines = {one.title: [line[0] for line in one.lines] for one in found if one.columns[:2] == ("Report", "Failed")}
    assert lines == {
        "One patient in whom this had failed": ["One 2012 (SLE)"],
        "Several patients: those in whom it failed and those given something else may be others": ["Many 2012 (SLE)"],
        "Other diseases, where this had failed": ["Other 2012 (DM)"],
    }
    assert block(found, "Several").lines[0][1:] == (
        "colchicine: deposits, no response (6 patients).",
        "surgery: deposits, improved (6 patients).",
    )
    assert [line[1] for line in block(found, "The reports").lines] == ["One 2012 (case report, level 4)"]


def test_where_nothing_is_told_it_says_so_and_claims_no_failure() -> None:
    spec = TableSpec(failed=("colchicine", "surgery"))
    text = told(parts(dossier(finding("f1", "a")), spec))
    assert "No report in these records tells of such a patient." in text
    both = {"intervention": "colchicine; surgery", "intervention_class": "colchicine; surgery", "response": "none"}
    text = told(parts(dossier(finding("f1", "a", **both)), spec))
    assert "1 report tells of such a patient, and of nothing else that was tried: unstudied here" in text
    partly = block(parts(dossier(finding("f1", "a", **DRUG, response="none")), spec), "Only some")
    assert partly.lines[0][1] == "colchicine: deposits, no response. Not told: surgery."


def test_pooling_tells_its_intervals_its_series_and_what_it_leaves_out() -> None:
    found = dossier(series("a", 4, 9), series("b", 9, 17), series("c", 2, 6), finding("f", "case"))
    text = " ".join(block(parts(found, pool=True), "Pooled").sentences)
    assert "Any response: 46.9 %, 95 % CI" in text
    assert "prediction interval" in text
    assert "A 2012 4/9 (surgery, systemic lupus erythematosus); B 2012 9/17" in text
    assert "No series states how the outcome was judged" in text
    assert "Left out, 1 row: Single cases and small series are counted, not pooled." in text
    mixed = dossier(series("a", 4, 9), series("b", 9, 17, domain="ulcers"))
    text = " ".join(block(parts(mixed, pool=True), "Pooled").sentences)
    assert "Any response: not pooled. Mixed outcomes: deposits / ulcers. 2 series; at least 3 are needed" in text
    assert "Not pooled: no series here states" in told(parts(dossier(finding("f", "a")), pool=True))


def test_every_line_has_its_evidence_when_asked() -> None:
    quote = Span("a", "abstract", "RESULTS", 0, 8, "It went.", "hash")
    evidence = dossier(
        finding("f1", "a", coding=None, spans=(quote,), **DRUG, response="none"),
        finding("f2", "a", coding=Coding("abstract", "https://example.org/a", "two of three")),
    )
    for spec in (TableSpec(), TableSpec(failed=("colchicine",))):
        said = [line[2] for line in block(parts(evidence, spec, quotes=True), "Where it is said").lines]
        assert any("Colchicine, deposits: “It went.” (RESULTS)" in text for text in said)
        assert any("Surgery, deposits: Coded from abstract. two of three. https://example.org/a" in x for x in said)


def test_an_appraisal_is_shown_with_its_evidence_and_in_the_csv() -> None:
    findings = (finding("f1", "a"),)
    given = Appraisal(record_id="a", question="murad4", answer="no", who="DH", note="infection")
    rows = study_rows(findings, (), (), PROTOCOL, [given])
    evidence = replace(dossier(*findings), rows=rows)
    found = parts(evidence, quotes=True)
    assert block(found, "The reports").lines[0][3].endswith("Appraised: murad4 no (DH).")
    assert "Appraised by DH: causality (murad4) no: infection." in block(found, "Where it is said").lines[0][2]
    (row,) = csv.DictReader(io.StringIO(as_csv(evidence, answer(evidence, TableSpec())).decode()))
    assert row["appraisal"] == "murad4 no (DH) infection"


def test_a_profile_tells_what_is_unreported() -> None:
    evidence = dossier(finding("f1", "a", dose="1 mg", adverse_events="diarrhoea", **DRUG), finding("f2", "b", **DRUG))
    profile = block(parts(evidence, TableSpec(treatments=("colchicine",))), "How it was given")
    assert profile.lines == (("Colchicine", "1 mg", "diarrhoea; unreported in 1 of 2 reports", "unreported"),)


def test_markdown_and_csv_carry_no_markup_or_formula_of_the_sources() -> None:
    hostile = finding("f1", "a", dose="=1+1 <script>| x", intervention_as_said="=HYPERLINK(1)")
    evidence = dossier(hostile)
    text = told(parts(evidence))
    assert "<script>" not in text
    assert "\\<script\\>\\| x" in text
    (row,) = csv.DictReader(io.StringIO(as_csv(evidence, answer(evidence, TableSpec())).decode()))
    assert list(row) == [column.name for column in STUDY]
    assert row["dose"].startswith("'=")


def test_the_object_holds_the_columns_and_can_be_written() -> None:
    evidence = dossier(series("a", 4, 9), finding("f1", "b", **DRUG, response="none"))
    found = json.loads(json.dumps(as_object(evidence, answer(evidence, TableSpec(), pool=True), T)))
    assert [row["finding_id"] for row in found["studies"]] == ["f1", "f-a"]
    assert found["question"]["understood"] == "everything"
    assert found["pooled"][0]["refused"] == ["1 series; at least 3 are needed to see how much series differ."]
    assert {row["reports"] for row in found["summary"]} == {1}
