from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formats.pubmed_xml import read_pubmed_xml, without_xml, write_pubmed_xml
from evidence.model import Fault, Name, Place, Record, Relation, Section

CASES = json.loads((Path(__file__).parents[1] / "cases" / "formats_pubmed_xml.json").read_text(encoding="utf-8"))
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet SYSTEM "https://example.org/pubmed.dtd">\n'


def article(pmid: str, inside: str = "<Article/>") -> str:
    return f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID>{inside}</MedlineCitation></PubmedArticle>"


def read(xml: str | bytes) -> list[Record | Fault]:
    return list(read_pubmed_xml(io.BytesIO(xml.encode() if isinstance(xml, str) else xml), "x.xml"))


def pmids(items: list[Record | Fault]) -> list[str]:
    return [item.pmid for item in items if isinstance(item, Record)]


def faults(items: list[Record | Fault]) -> list[tuple[str, int | None]]:
    return [(item.code, item.place.line) for item in items if isinstance(item, Fault)]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
@pytest.mark.parametrize("wrapped", [True, False])
def test_fields(case: dict[str, Any], wrapped: bool) -> None:
    root = "MedlineCitationSet" if case["id"] == "medline-citation" else "PubmedArticleSet"
    xml = f"{HEAD}<{root}>\n{case['xml']}\n</{root}>" if wrapped else case["xml"]
    (record,) = read(xml)
    assert isinstance(record, Record)
    kinds: dict[str, Any] = {"names": Name, "sections": Section, "other_sections": Section, "relations": Relation}
    for field, expected in case["expected"].items():
        found = getattr(record, field)
        if field in kinds:
            expected = tuple(kinds[field](*item) for item in expected)
        elif isinstance(expected, list):
            expected = tuple(tuple(item) if isinstance(item, list) else item for item in expected)
        assert found == expected, field
    assert record.raw == case["xml"]
    assert record.record_id == "pmid:101"


def test_maintenance_dates_do_not_move_the_content_hash() -> None:
    old, new = (article("1", f"<DateRevised><Year>{year}</Year></DateRevised>") for year in (2020, 2021))
    (a,), (b,) = read(old), read(new)
    assert isinstance(a, Record)
    assert isinstance(b, Record)
    assert a.revised != b.revised
    assert a.content_hash == b.content_hash


def test_places_count_lines_across_records() -> None:
    items = read(f"{HEAD}<PubmedArticleSet>\n{article('1')}\n\n{article('2')}</PubmedArticleSet>")
    assert [item.place for item in items] == [Place("x.xml", 4, "PMID 1"), Place("x.xml", 6, "PMID 2")]


@pytest.mark.parametrize("pmid", ["", "0123", "12a", "1234567890", "-1", " 12", "١٢"])
def test_a_pmid_that_is_none_is_refused_and_stops_nothing(pmid: str) -> None:
    items = read(f"<PubmedArticleSet>{article(pmid)}{article('2')}</PubmedArticleSet>")
    assert faults(items) == [("pmid", 1)]
    assert pmids(items) == ["2"]


def test_truncated_file_gives_its_good_records_then_one_fault() -> None:
    xml = f"{HEAD}<PubmedArticleSet>\n{article('1')}\n{article('2')}\n{article('3')}"
    items = read(xml[:-20])
    assert pmids(items) == ["1", "2"]
    assert faults(items) == [("truncated", 6)]
    assert isinstance(items[-1], Fault)
    assert "PMID 2" in items[-1].message
    assert items[-1].raw == article("3")[:-20]


def test_a_missing_end_tag_of_the_set_is_a_truncation() -> None:
    items = read(f"<PubmedArticleSet>{article('1')}\n")
    assert pmids(items) == ["1"]
    assert faults(items) == [("truncated", 2)]


def test_a_broken_record_is_a_fault_and_the_next_is_read() -> None:
    broken = article("2").replace("<Article/>", "<Article>")
    unended = article("3").removesuffix("</PubmedArticle>")
    items = read(f"<PubmedArticleSet>\n{article('1')}\n{broken}\n{unended}\n{article('4')}\n</PubmedArticleSet>")
    assert pmids(items) == ["1", "4"]
    assert faults(items) == [("xml", 3), ("xml", 4)]


@pytest.mark.parametrize(
    "declaration",
    ['[<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]', '[<!ENTITY x SYSTEM "file:///etc/passwd">]', "[<!ELEMENT a ANY>]"],
)
def test_an_internal_subset_is_refused_before_any_record(declaration: str) -> None:
    items = read(f"<!DOCTYPE PubmedArticleSet {declaration}>\n<PubmedArticleSet>{article('1')}</PubmedArticleSet>")
    assert faults(items) == [("entities", 2)]
    assert pmids(items) == []


def test_an_undefined_entity_refuses_its_record_only() -> None:
    bad = article("1", "<Article><ArticleTitle>caf&eacute;</ArticleTitle></Article>")
    items = read(f"<PubmedArticleSet>{bad}{article('2')}</PubmedArticleSet>")
    assert faults(items) == [("xml", 1)]
    assert pmids(items) == ["2"]


def test_bytes_that_are_no_utf8_are_told_and_read_as_windows_1252() -> None:
    xml = article("1", "<Article><ArticleTitle>Étude</ArticleTitle></Article>").encode("cp1252")
    items = read(b"<PubmedArticleSet>" + xml + b"</PubmedArticleSet>")
    assert faults(items) == [("encoding", 1)]
    assert [item.title for item in items if isinstance(item, Record)] == ["Étude"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_declared_encodings(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = article("1", "<Article><ArticleTitle>Étude</ArticleTitle></Article>")
    xml = f'<?xml version="1.0" encoding="{declared}"?><PubmedArticleSet>{text}</PubmedArticleSet>'
    (record,) = read(xml.encode(encoding))
    assert isinstance(record, Record)
    assert record.title == "Étude"


def test_deleted_pmids_are_a_notice() -> None:
    items = read("<PubmedArticleSet><DeleteCitation><PMID>5</PMID><PMID>6</PMID></DeleteCitation></PubmedArticleSet>")
    assert [(item.code, item.raw, item.notice) for item in items if isinstance(item, Fault)] == [
        ("deleted", "5 6", True)
    ]


def test_commented_out_records_are_not_read_and_comments_hide_no_end() -> None:
    inside = article("2", "<!-- </PubmedArticle> --><Article/>")
    items = read(f"<PubmedArticleSet><!-- {article('1')} -->{inside}{article('3')}</PubmedArticleSet>")
    assert pmids(items) == ["2", "3"]
    assert faults(items) == []


@pytest.mark.parametrize(
    "xml",
    ["<eSearchResult><Count>0</Count></eSearchResult>", "<!DOCTYPE html><html><body/></html>"],
)
def test_another_root_is_named(xml: str) -> None:
    assert faults(read(xml)) == [("not-pubmed", 1)]


def test_an_empty_set_holds_no_records_and_no_fault() -> None:
    assert read("<PubmedArticleSet></PubmedArticleSet>") == []


def test_two_documents_in_one_file_lose_no_record() -> None:
    one = f'<?xml version="1.0"?>\n<PubmedArticleSet>{article("1")}</PubmedArticleSet>\n'
    items = read(one + one.replace(">1<", ">2<"))
    assert pmids(items) == ["1", "2"]
    assert [code for code, _ in faults(items)] == ["xml"]


def test_writing_wraps_the_raw_xml_and_names_what_has_none() -> None:
    first = article("1", "<Article><ArticleTitle>A &amp; <i>b</i></ArticleTitle></Article>")
    old = "<MedlineCitation><PMID>2</PMID></MedlineCitation>"
    records = [r for r in read(f"<x>{first}</x>") + read(old) if isinstance(r, Record)]
    stranger = Record(key="k", source="ris", place=Place("x.ris"))
    written = "".join(write_pubmed_xml([*records, stranger]))
    again = [r for r in read(written) if isinstance(r, Record)]
    assert first in written
    assert [r.content_hash for r in again] == [r.content_hash for r in records]
    assert without_xml([*records, stranger]) == ("k",)


class Slow(io.BytesIO):
    """A stream that gives a few bytes at a time, so that every cut is tried."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._step)


@settings(max_examples=40, deadline=None)
@given(step=st.integers(min_value=1, max_value=90), cut=st.integers(min_value=0, max_value=700))
def test_where_the_stream_is_cut_does_not_matter(step: int, cut: int) -> None:
    xml = f"{HEAD}<PubmedArticleSet>\n{article('1')}<!-- x -->\n{article('2')}\n<DeleteCitation/></PubmedArticleSet>"
    data = xml.encode()[: cut or None]
    slow = list(read_pubmed_xml(Slow(data, step), "x.xml"))
    assert slow == read(data)
    assert sum(isinstance(item, Fault) and not item.notice for item in slow) <= 1
