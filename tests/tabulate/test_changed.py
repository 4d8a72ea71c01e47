from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Name, Place, Record, Relation, Section
from evidence.tabulate.changed import corrected, what_changed

CASES = json.loads((Path(__file__).parents[1] / "cases" / "tabulate_changed.json").read_text(encoding="utf-8"))
BASE = Record(key="1", source="pubmed_xml", place=Place("a.xml", 1), pmid="1", title="T")


def version(said: dict[str, Any]) -> Record:
    parts = {"names": Name, "sections": Section, "other_sections": Section, "relations": Relation}
    built = {name: tuple(parts[name](*x) for x in said[name]) for name in said if name in parts}
    listed = {name: tuple(said[name]) for name in said if name in {"types", "mesh", "keywords", "languages", "issn"}}
    extra = {"extra": tuple((a, b) for a, b in said["extra"])} if "extra" in said else {}
    return replace(BASE, **said | built | listed | extra)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_difference_is_told_in_words(case: dict[str, Any]) -> None:
    assert list(what_changed(version(case["before"]), version(case["after"]))) == case["told"]


@pytest.mark.parametrize(
    ("kind", "is_one"),
    [("erratum_in", True), ("expression_of_concern_in", True), ("partial_retraction_in", True), ("comment_in", False)],
)
def test_a_correction_is_known_by_its_words(kind: str, is_one: bool) -> None:
    assert corrected(what_changed(BASE, replace(BASE, relations=(Relation(kind, "9"),)))) == is_one
    assert not corrected(what_changed(replace(BASE, relations=(Relation(kind, "9"),)), BASE))


words = st.sampled_from(["", "a", "b", "x" * 130 + "a", "x" * 130 + "b"])
several = st.lists(st.sampled_from(["Retracted Publication", "a", "b"]), max_size=3).map(tuple)
sections = st.lists(st.builds(Section, words, words, words), max_size=2).map(tuple)
kinds = st.sampled_from(["retraction_in", "erratum_in", "comment_on", ""])
TEXTS = (
    "title", "title_vernacular", "journal", "journal_abbrev", "nlm_id", "date", "date_text", "volume", "issue", "pages",
    "pmid", "pmcid", "doi", "book", "revised", "url",
)  # fmt: skip
LISTS = ("issn", "languages", "types", "mesh", "keywords")
FIELDS = (*TEXTS, *LISTS, "year", "names", "sections", "other_sections", "relations")
versions = st.builds(
    Record,
    key=st.just("1"),
    source=st.just("pubmed_xml"),
    place=st.just(Place("a.xml", 1)),
    extra=st.sampled_from([(), (("publication_status", "aheadofprint"),)]),
    year=st.none() | st.integers(0, 2),
    names=st.lists(st.builds(Name, words, words, words, words, st.booleans()), max_size=2).map(tuple),
    relations=st.lists(st.builds(Relation, kinds, words, words), max_size=2).map(tuple),
    **dict.fromkeys(TEXTS, words),
    **dict.fromkeys(LISTS, several),
    **dict.fromkeys(("sections", "other_sections"), sections),
)


@given(versions, versions, st.sets(st.sampled_from(FIELDS), max_size=2))
@settings(max_examples=300, deadline=None)
def test_something_is_told_exactly_when_the_content_differs(one: Record, other: Record, moved: set[str]) -> None:
    near = replace(one, extra=other.extra, **{name: getattr(other, name) for name in moved})
    for after in (near, other):
        assert bool(what_changed(one, after)) == (one.content_hash != after.content_hash)
        assert all(what_changed(one, after))
