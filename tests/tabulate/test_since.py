"""What became of records since the last complete run: each told once, with what changed."""

from __future__ import annotations

from evidence.model import Place, Record, RecordChange, Relation
from evidence.tabulate.since import record_changes


def record(pmid: str, title: str = "T", *, retracted: bool = False) -> Record:
    relations = (Relation("retraction_in", "9"),) if retracted else ()
    return Record(key=pmid, source="pubmed_xml", place=Place("PubMed"), pmid=pmid, title=title, relations=relations)


def changes(
    found: str, listed: dict[str, bool], records: list[Record], earlier: list[Record]
) -> dict[str, RecordChange]:
    told = record_changes(
        [f"pmid:{pmid}" for pmid in found.split()],
        {f"pmid:{pmid}": at_last for pmid, at_last in listed.items()},
        {record.record_id: record for record in records},
        {record.record_id: record for record in earlier},
    )
    assert len({change.record_id for change in told}) == len(told)
    return {change.record_id.removeprefix("pmid:"): change for change in told}


def test_an_equal_state_has_nothing_to_tell() -> None:
    assert changes("1 2", {"1": True, "2": True}, [record("1"), record("2")], []) == {}


def test_each_kind_is_told_once() -> None:
    told = changes(
        "1 2 3 5",
        {"1": True, "2": True, "4": True, "5": False},
        [record("1", "after"), record("2", retracted=True), record("3"), record("4"), record("5")],
        [record("1", "before"), record("2")],
    )
    assert {pmid: change.kind for pmid, change in told.items()} == {
        "1": "changed",
        "2": "retracted",
        "3": "new",
        "4": "vanished",
        "5": "changed",
    }
    assert "title" in told["1"].what[0]
    assert told["5"].what == ("matches the search again",)


def test_a_new_record_that_is_retracted_says_so() -> None:
    told = changes("1", {}, [record("1", retracted=True)], [])
    assert told["1"].kind == "new"
    assert told["1"].what == ("already retracted",)


def test_a_retracted_record_that_changes_again_is_changed_not_retracted_anew() -> None:
    told = changes("1", {"1": True}, [record("1", "b", retracted=True)], [record("1", "a", retracted=True)])
    assert told["1"].kind == "changed"


def test_what_could_not_be_fetched_is_no_news_of_records() -> None:
    assert changes("1 2", {}, [record("1")], []).keys() == {"1"}


def test_what_vanished_earlier_is_not_told_again() -> None:
    assert changes("", {"1": False}, [record("1")], []) == {}
