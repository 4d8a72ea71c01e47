"""Texts in, findings out: the literal cases, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.extract.extract import extract
from evidence.extract.output import finding_object, findings_jsonl
from evidence.model import Record
from tests.extract.cases import Case, line_of, load_cases, make_record, same

CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    got = extract(case.record)
    lines = [line_of(f) for f in got.findings]
    expected = [same(line) for line in case.expect]
    missing = [line for line in expected if line not in lines]
    wrong = [line for line in lines if line.split(" | ")[2] == "deposits" and line not in expected]
    assert (missing, wrong) == ([], []), case.why
    if case.excluded:
        assert [x.code for x in got.exclusions] == [case.excluded]
    if case.read_as:
        assert case.read_as in {f.read_as for f in got.findings}


def test_a_record_without_findings_says_why() -> None:
    for case in CASES:
        got = extract(case.record)
        assert got.findings or got.exclusions, case.id


def _host(record: Record, section: str | None, field: str) -> str:
    if field == "title":
        return record.title
    if section is not None:
        return next(s.text for s in record.sections if s.label == section)
    return record.abstract


def _assert_quotes(record: Record) -> None:
    for finding in extract(record).findings:
        assert finding.spans
        for span in finding.spans:
            assert span.quote == _host(record, span.section, span.field)[span.start : span.end]
            assert span.quote.strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_quote_stands_at_its_offsets(case: Case) -> None:
    _assert_quotes(case.record)


_ODD = st.sampled_from(
    [
        "\r\n",
        "\u0301",
        "ﬁ",
        "İ",
        "𝒞",
        "<i>",
        "</sup>",
        "\u00a0",
        "œ",
        "ß",
        "\u200b",
        "(",
        "%",
        "½",
        "٣",
        "\ud800",
        "e\u0301",
        "K",
        "²",
        ". ",
    ]
)
_TEXT = st.lists(
    st.one_of(
        _ODD,
        st.sampled_from(
            [
                "Colchicine failed in two patients with calcinosis. ",
                "La calcinose a été améliorée par le diltiazem chez 3 malades sur 5. ",
                "Calcinosis resolved with minocycline; ",
                "surgery was successful ",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=12,
).map("".join)


@given(st.lists(st.tuples(st.sampled_from(["", "RESULTS", "Résultats", "RESULTS"]), _TEXT), max_size=3), _TEXT)
@settings(max_examples=60, deadline=None)
def test_quotes_hold_for_any_text(sections: list[tuple[str, str]], title: str) -> None:
    record = make_record("Calcinosis in dermatomyositis " + title, [list(section) for section in sections])
    _assert_quotes(record)
    assert findings_jsonl(extract(record).findings) == findings_jsonl(extract(record).findings)


def test_the_object_of_a_finding_follows_the_contract() -> None:
    finding = extract(next(c for c in CASES if c.id == "en-k-of-n").record).findings[0]
    made = finding_object(finding)
    assert " ".join(list(made)[:22]) == (
        "id record_id disease intervention intervention_class domain response n_treated n_complete n_partial "
        "n_any_response n_no_response n_worse n_recurrence count_unit design dose route duration concomitant "
        "evidence rule"
    )
    assert made["record_id"] == "pmid:1"
    assert made["n_complete"] is None


def test_the_study_group_is_kept() -> None:
    case = next(c for c in CASES if c.id == "en-both")
    from dataclasses import replace

    grouped = replace(case.record, extra=(("Study-Group", "g7"),))
    plain, kept = extract(case.record).findings[0], extract(grouped).findings[0]
    assert kept.group == "g7"
    assert kept.finding_id != plain.finding_id


def test_a_dose_is_that_of_its_own_drug() -> None:
    for text in (
        "In lupus calcinosis progressed on colchicine, then partially regressed on diltiazem (240 mg daily).",
        "Dans un lupus la calcinose a progressé sous colchicine, puis a régressé sous 240 mg de diltiazem.",
    ):
        doses = {f.intervention: f.dose for f in extract(make_record("Calcinosis", [["", text]])).findings}
        assert set(doses) == {"colchicine", "diltiazem"}
        assert doses["colchicine"] == ""
        assert doses["diltiazem"].startswith("240 mg")


def test_the_dose_is_kept_where_the_outcome_names_the_drug_again() -> None:
    text = (
        "A 35-year-old woman with calcinosis took oral diltiazem 120 mg daily for six months. "
        "The calcinosis did not respond to diltiazem."
    )
    (finding,) = extract(make_record("Calcinosis", [["", text]])).findings
    assert (finding.dose, finding.route, finding.duration) == ("120 mg daily", "oral", "six months")
    assert any(finding.dose in span.quote for span in finding.spans)
    other = text.replace("respond to diltiazem", "respond to minocycline")
    assert {f.dose for f in extract(make_record("Calcinosis", [["", other]])).findings} == {""}


def test_a_sentence_too_long_to_read_is_named() -> None:
    long = "The calcinosis regressed, " * 250 + "in two."
    text = f"Diltiazem was given to 9 patients. {long} Calcinosis regressed in 3 of 9."
    record = make_record("Calcinosis", [["", text]])
    got = extract(record)
    assert [f.counts.n_any_response for f in got.findings] == [3]
    assert [x.code for x in got.exclusions] == ["too_long"]
    (span,) = got.exclusions[0].spans
    assert span.quote == record.abstract[span.start : span.end]
    assert span.start == text.index(long)
    silent = extract(make_record("Calcinosis", [["", f"Diltiazem was given. {long}"]]))
    assert [x.code for x in silent.exclusions] == ["no_outcome", "too_long"]
