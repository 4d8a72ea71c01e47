"""Why a finding says what it says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evidence.extract.explain import Explanation, explain
from evidence.extract.extract import extract
from evidence.extract.output import findings_jsonl, read_finding
from evidence.model import Coding
from tests.extract.cases import Case, load_cases, make_record

CASES = load_cases()
TEXT = (
    "A 17-year-old boy with juvenile dermatomyositis had calcinosis. "
    "Prednisone improved strength but calcinosis did not improve. Diltiazem may help."
)


def explained(text: str, which: int = 0) -> Explanation:
    return explain(extract(make_record("Calcinosis", [["", text]])).findings[which])


def test_every_word_that_counts_is_marked_with_its_part() -> None:
    told = explained(TEXT)
    quote = told.sentences[0].span.quote
    assert [(quote[m.start : m.end], m.role, m.note) for m in told.sentences[0].marks] == [
        ("Prednisone", "treatment", "prednisone"),
        ("improved", "other outcome", "improved"),
        ("strength", "judged on", "other"),
        ("calcinosis", "judged on", "deposits"),
        ("did not", "negation", ""),
        ("improve", "outcome", "none"),
    ]


def test_the_rule_the_polarity_and_the_numbers_are_said_in_words() -> None:
    why = dict(explained(TEXT).why)
    assert "same sentence" in why["treatment"]
    assert why["response"] == "“improve” under a negation is no response"
    assert why["n_no_response"] == "1: a report of one patient"
    assert why["confidence"].startswith("0.85 of at most 0.95, less for the distance")


def test_what_was_seen_and_not_used_is_told() -> None:
    assert explained(TEXT).rejected == ("“improved”: judged on something else than the calcinosis",)
    aside = explained("While continuing methotrexate, a girl with lupus got infliximab; calcinosis regressed in 50%.")
    assert aside.rejected == (
        "methotrexate (“methotrexate”): went on beside it",
        "a percentage: no number of patients is made of it",
    )


@pytest.mark.parametrize(
    ("text", "of", "reason"),
    [
        ("Two girls with lupus took colchicine with diltiazem; calcinosis regressed.", "treatment", "given together"),
        ("Two girls with lupus took colchicine or diltiazem; calcinosis regressed.", "treatment", "one or the other"),
        ("Nine girls with lupus took porozimax; calcinosis regressed in 3 of 9.", "treatment", "near spelling"),
        ("Nine girls with lupus took colchicine; calcinosis regressed in 3 of 9.", "n_any_response", "3: “3 of 9”"),
        ("Nine girls with lupus took colchicine; calcinosis regressed slightly.", "response", "degree (partial)"),
        ("Nine girls with lupus took colchicine. Calcinosis resolved in 8 and shrank in 7.", "counts", "left out"),
    ],
)
def test_a_reason_for_each_turn(text: str, of: str, reason: str) -> None:
    assert any(reason in said for part, said in explained(text).why if part == of), explained(text).why


def test_a_coded_finding_names_its_source() -> None:
    coding = Coding("table 2", "https://example.org", "degree not seen", second_hand=True)
    made = replace(extract(CASES[0].record).findings[0], coding=coding, spans=())
    assert explain(read_finding(findings_jsonl([made]))).why == (
        ("source", "coded by a person from table 2, second-hand"),
        ("address", "https://example.org"),
        ("note", "degree not seen"),
    )


def test_a_coded_finding_of_a_file_without_sources_claims_no_confidence() -> None:
    made = replace(extract(CASES[0].record).findings[0], coding=Coding("table 2", ""), spans=())
    line = json.loads(findings_jsonl([made]))
    del line["coding"]
    told = explain(read_finding(json.dumps(line))).why
    assert told == (("source", "coded by a person; this file does not keep from where"),)


def test_a_proposal_names_its_plugin() -> None:
    made = replace(extract(CASES[0].record).findings[0], rule="plugin:mine")
    assert explain(made).why == (("source", "proposed by the plug-in mine; only its quote was checked"),)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_any_finding_is_read_back_and_explained(case: Case) -> None:
    for finding in extract(case.record).findings:
        assert read_finding(findings_jsonl([finding])) == finding
        told = explain(finding)
        assert {part for part, _ in told.why} >= {"treatment", "confidence"}
        for sentence in told.sentences:
            ends = [
                0,
                *(place for mark in sentence.marks for place in (mark.start, mark.end)),
                len(sentence.span.quote),
            ]
            assert ends == sorted(ends)
