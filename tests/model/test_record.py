from __future__ import annotations

from dataclasses import replace

from evidence.model import Place, Record, Relation, Section

RECORD = Record(key="1", source="pubmed_xml", place=Place("a.xml", 3), pmid="1", title="T", revised="2020-01-01")


def test_the_content_hash_moves_with_content_only() -> None:
    same = replace(RECORD, place=Place("b.xml", 9), revised="2021-01-01", raw="<x/>", extra=(("status", "MEDLINE"),))
    assert same.content_hash == RECORD.content_hash
    changed = replace(RECORD, sections=(Section("RESULTS", "None improved."),))
    assert changed.content_hash != RECORD.content_hash


def test_the_notice_of_a_retraction_is_not_retracted() -> None:
    assert replace(RECORD, relations=(Relation("retraction_in", "2"),)).retracted
    assert replace(RECORD, types=("Retracted Publication",)).retracted
    assert replace(RECORD, relations=(Relation("retracted_and_republished_in", "2"),)).retracted
    assert replace(RECORD, title="RETRACTED: An example of calcinosis").retracted
    assert not replace(RECORD, title="Retracted nipples: an example").retracted
    notice = replace(RECORD, types=("Retraction of Publication",), relations=(Relation("retraction_of", "1"),))
    assert not notice.retracted


def test_ids_say_which_source_they_are_of() -> None:
    assert RECORD.record_id == "pmid:1"
    assert replace(RECORD, source="csv", key="k7").record_id == "k7"
