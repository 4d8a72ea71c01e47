"""Reading then writing loses nothing: read(write(read(x))) is read(x), in every format that has a writer of its own."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formats import READERS, WRITERS
from evidence.model import Fault, Name, Place, Record, Relation, Section

KINDS = ("nbib", "ris", "bibtex", "csl", "csv")
SAMPLES = json.loads((Path(__file__).parents[1] / "cases" / "formats_samples.json").read_text(encoding="utf-8"))


def read(kind: str, text: str) -> list[Record]:
    return [item for item in READERS[kind](io.BytesIO(text.encode()), f"x.{kind}") if isinstance(item, Record)]


def content(records: Sequence[Record]) -> list[tuple[object, ...]]:
    return [(r.key, r.content_hash, r.extra, r.url, r.revised, r.names_complete, of_book(r)) for r in records]


def of_book(r: Record) -> tuple[object, ...]:
    said = r.kind, r.publisher, r.publisher_place, r.edition, r.isbn, r.accessed, r.page_count
    return (*said, [(name.family, name.initials) for name in r.editors])


marks = " .,;:-–'\"&%$#_{}\\[]()@=+/<>éÉœß\n"
text = st.text(alphabet="abcdefgh XYZ0123" + marks, max_size=25)
line = text.map(lambda t: " ".join(t.split()))
word = st.text(alphabet="abcdéXYZ", min_size=2, max_size=8)
names = st.one_of(
    st.builds(
        Name,
        family=word.map(str.capitalize),
        given=word.map(str.capitalize),
        suffix=st.sampled_from(["", "Jr", "3rd"]),
    ),
    st.builds(Name, family=word.map(lambda w: f"{w} and Lupus Study Group"), collective=st.just(True)),
    st.builds(Name, family=st.sampled_from(["Madonna", "de la Cruz"])),
)
extras = st.tuples(st.sampled_from(["N1", "ZZ", "GN", "note", "custom x", "AN", "TY", "MH", "author"]), line)
records = st.builds(
    Record,
    key=word,
    source=st.sampled_from(["pubmed_xml", "ris", "nbib", "bibtex", "csv", "library"]),
    place=st.just(Place("x")),
    title=line,
    title_vernacular=line,
    names=st.lists(names, max_size=3).map(tuple),
    names_complete=st.booleans(),
    journal=line,
    journal_abbrev=line,
    issn=st.sampled_from([(), ("0315-162X",), ("0315-162X", "1499-2752")]),
    year=st.sampled_from([None, 1998, 2021]),
    date=st.sampled_from(["", "2021", "2021-03", "2021-03-07"]),
    date_text=st.sampled_from(["", "2021 Mar", "2020 Dec-2021 Jan", "1998 Fall", "in press"]),
    volume=st.sampled_from(["", "34", "12 Suppl 1"]),
    issue=st.sampled_from(["", "6", "3-4"]),
    pages=st.sampled_from(["", "805-12", "e36", "S12-S15", "12-5; discussion 16-7", "-5", "1-2-3"]),
    pmid=st.sampled_from(["", "15942915"]),
    pmcid=st.sampled_from(["", "PMC123"]),
    doi=st.sampled_from(["", "10.1000/a_b(1)2:3", "10.1016/j.x.2005.01.016"]),
    languages=st.sampled_from([(), ("fre",), ("eng", "fre")]),
    types=st.sampled_from([(), ("Case Reports",), ("Journal Article", "Retracted Publication")]),
    sections=st.lists(st.builds(Section, label=st.sampled_from(["", "RESULTS"]), text=text), max_size=2).map(tuple),
    other_sections=st.lists(st.builds(Section, st.just(""), line, st.just("fre")), max_size=1).map(tuple),
    mesh=st.sampled_from([(), ("Calcinosis/drug therapy", "Humans")]),
    keywords=st.lists(line, max_size=2).map(tuple),
    relations=st.sampled_from(
        [(), (Relation("retraction_in", "202", "J X. 2020;1:2"), Relation("unheard_of", "", "Y"))]
    ),
    book=st.one_of(st.just(""), line),
    revised=st.sampled_from(["", "2022-05-06"]),
    url=st.sampled_from(["", "https://example.org/a_b?c=%20#d"]),
    kind=st.sampled_from(["", "", "thesis", "report", "webpage", "paper-conference", "article"]),
    editors=st.lists(names, max_size=2).map(tuple),
    publisher=line,
    publisher_place=st.sampled_from(["", "Paris", "New York (NY)"]),
    edition=st.sampled_from(["", "2nd"]),
    isbn=st.sampled_from(["", "978-2-1234-5680-3"]),
    accessed=st.sampled_from(["", "2020 Jan 3", "12 mars 2021", "2021-03-12"]),
    extra=st.lists(extras, max_size=3).map(tuple),
)


def possible(record: Record) -> Record:
    """The record with only such `extra` as a reader of its own source can have made."""
    tagged, fielded = record.source in {"ris", "nbib"}, record.source in {"csv", "bibtex"}
    kept = [(n, v) for n, v in record.extra if not (tagged and not n.isupper()) and not (fielded and n == "author")]
    return replace(record, extra=tuple(kept))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(batch=st.lists(records.map(possible), max_size=3, unique_by=lambda r: r.key))
def test_records_from_anywhere(kind: str, batch: list[Record]) -> None:
    once = read(kind, "".join(WRITERS[kind](batch)))
    again = read(kind, "".join(WRITERS[kind](once)))
    assert content(again) == content(once)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(record=records.map(possible).filter(lambda r: bool(r.title and r.pmid)))
def test_what_every_format_has_a_place_for_arrives(kind: str, record: Record) -> None:
    (found,) = read(kind, "".join(WRITERS[kind]([record])))
    assert (found.title, found.pmid, found.doi, found.volume) == (record.title, record.pmid, record.doi, record.volume)
    assert [name.family for name in found.names] == [name.family for name in record.names]


@pytest.mark.parametrize("kind", ["ris", "bibtex", "csl", "csv"])
@settings(max_examples=30, deadline=None)
@given(record=records.map(possible).map(lambda r: replace(r, extra=(), source="citation", kind=r.kind or "thesis")))
def test_what_a_book_says_arrives(kind: str, record: Record) -> None:
    (found,) = read(kind, "".join(WRITERS[kind]([record])))
    assert of_book(found)[:6] == of_book(record)[:6]
    assert [name.family for name in found.editors] == [name.family for name in record.editors]


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{s['kind']}-{s['id']}" for s in SAMPLES])
def test_samples(sample: dict[str, str]) -> None:
    kind = sample["kind"]
    once = read(kind, sample["text"])
    written = "".join(WRITERS[kind](once))
    again = read(kind, written)
    if kind == "text":
        assert [(r.title, r.sections, r.extra) for r in again] == [(r.title, r.sections, r.extra) for r in once]
        return
    assert len(once) == len(sample["expected"])
    assert content(again) == content(once)
    assert "".join(WRITERS[kind](again)) == written


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from([*KINDS, "text", "pubmed_xml"]), data=st.binary(max_size=300))
def test_no_bytes_break_a_reader(kind: str, data: bytes) -> None:
    for item in READERS[kind](io.BytesIO(data), "x"):
        assert isinstance(item, Record | Fault)
