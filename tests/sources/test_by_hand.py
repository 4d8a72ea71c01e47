"""Entries by hand: what is kept is read again as it was entered, and marked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.model import Decision
from evidence.sources.by_hand import entered, key_of, value_of

CASE = {"title": "A case of ours", "authors": "Doe J", "year": "2024", "design": "case_report"}
OUTCOME = {
    "disease": "SLE",
    "intervention": "colchicine",
    "domain": "deposits",
    "response": "none",
    "n_treated": "1",
}


def added(value: str = "", *, at: int = 1, who: str = "DH", key: str = key_of(CASE), topic: str = "t") -> Decision:
    when = f"2026-01-{at:02}T00:00:00Z"
    return Decision(
        when, f"d{at}", "add", f"record:{key}", who, topic, value or value_of(CASE, "", [OUTCOME]), "our clinic"
    )


def test_an_entry_is_a_record_and_a_finding_that_say_who_entered_them() -> None:
    made = entered([added()], "t")
    (record,), (finding,) = made.records, made.findings
    assert (record.record_id, record.source, record.year, made.faults) == (key_of(CASE), "entered by hand", 2024, ())
    assert finding.finding_id.startswith("hand-")
    assert (finding.counts.n_treated, finding.design, finding.countable) == (1, "case_report", True)
    assert finding.coding is not None
    assert finding.coding.where == "entered by hand by DH on 2026-01-01"
    assert finding.coding.address == "our clinic"


def test_the_same_publication_entered_twice_is_one_with_the_outcomes_of_both() -> None:
    other = OUTCOME | {"intervention": "diltiazem"}
    better = OUTCOME | {"response": "partial"}
    made = entered([added(), added(value_of(CASE, "", [other, better]), at=2, who="AB")], "t")
    assert len(made.records) == 1
    assert sorted((f.intervention, f.response) for f in made.findings) == [
        ("colchicine", "partial"),
        ("diltiazem", "none"),
    ]


def test_an_entry_is_of_its_topic() -> None:
    assert entered([added()], "another").records == ()


def test_the_key_is_of_what_it_is_cited_by_whatever_the_case_and_blanks() -> None:
    assert key_of(CASE) == key_of(CASE | {"title": "A  case of OURS", "note": "n"})
    assert key_of(CASE) != key_of(CASE | {"year": "2023"})


@pytest.mark.parametrize(
    "value", ["", "[]", "{", '{"outcomes": 1}', '{"outcomes": ["a"]}', '{"publication": {"title": 1}}']
)
def test_an_entry_that_cannot_be_read_is_named(value: str) -> None:
    made = entered([replace(added(), value=value)], "t")
    assert (made.records, [(f.code, f.place.item) for f in made.faults]) == ((), [("bad-entry", "d1")])


def test_an_impossible_count_or_an_unknown_field_is_a_fault_with_its_place() -> None:
    wrong = value_of(CASE | {"colour": "red"}, "", [OUTCOME | {"n_partial": "2"}])
    assert sorted(f.code for f in entered([added(wrong)], "t").faults) == ["impossible-count", "unknown-column"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_is_entered_comes_back(title: str, text: str) -> None:
    publication = CASE | {"title": title}
    made = entered([added(value_of(publication, text, []))], "t")
    assert [(r.title, r.abstract) for r in made.records] == [(title, text)]


_NAMES = st.sampled_from(["publication", "text", "outcomes", "title", "n_treated"])
_PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_ROWS = st.lists(_PLAIN, max_size=3) | st.dictionaries(_NAMES, _PLAIN, max_size=4)
_JSON = _PLAIN | st.lists(_ROWS, max_size=3) | st.dictionaries(_NAMES, _PLAIN | _ROWS | st.lists(_ROWS), max_size=3)


@given(_JSON)
def test_no_entry_of_whatever_origin_stops_a_run(value: object) -> None:
    made = entered([replace(added(), value=json.dumps(value))], "t")
    assert len(made.records) + len(made.faults) >= 1
