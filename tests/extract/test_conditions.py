"""Another condition than calcinosis: its literal cases, and that reading for one leaves the other as it was."""

from __future__ import annotations

import pytest

from evidence.extract.explain import explain
from evidence.extract.extract import extract
from evidence.protocol.vocabulary import vocabulary
from tests.extract.cases import Case, line_of, load_cases, same

CASES = load_cases("digital_ulcers")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    got = extract(case.record, "digital-ulcers")
    lines = [line_of(f) for f in got.findings]
    expected = [same(line) for line in case.expect]
    missing = [line for line in expected if line not in lines]
    wrong = [line for line in lines if line.split(" | ")[2] in {"ulcers", "deposits"} and line not in expected]
    assert (missing, wrong) == ([], []), case.why
    if case.excluded:
        assert [x.code for x in got.exclusions] == [case.excluded]


def test_reading_for_one_condition_leaves_the_other_as_it_was() -> None:
    records = [case.record for case in (*CASES, *load_cases()[:40])]
    before = [extract(record) for record in records]
    assert any(extract(record, "digital-ulcers") != first for record, first in zip(records, before, strict=True))
    assert [extract(record) for record in records] == before


def test_a_finding_is_explained_by_the_words_of_its_condition() -> None:
    record = next(case.record for case in CASES if case.id == "en-failed-then-healed")
    found = next(f for f in extract(record, "digital-ulcers").findings if f.intervention == "sildenafil")
    assert ("response", "“healed” is a response: complete") in explain(found).why
    assert found.finding_id not in {f.finding_id for f in extract(record).findings}


def test_every_condition_says_what_it_is() -> None:
    known = vocabulary().conditions
    assert list(known) == ["calcinosis", "digital-ulcers"]
    assert known["digital-ulcers"].domain == "ulcers"
    assert known["digital-ulcers"].name("fr") == "les ulcères digitaux"
