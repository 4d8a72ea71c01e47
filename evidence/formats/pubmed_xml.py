"""PubMed XML: efetch answers, exports, baseline files and the old MedlineCitationSet, as a stream of records.

Titles and abstracts are the text of their element, markup (i, b, sup, sub, MathML) included and whitespace untouched,
so that offsets of quotes hold. A record's `raw` is its own XML, byte for byte. The DOI is the article's own
(ELocationID, then PubmedData/ArticleIdList), never one of its reference list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO
from xml.etree import ElementTree

from evidence.formats import pubmed_plain
from evidence.formats.fields import pmid_fault
from evidence.formats.pubmed_article import article_record, book_record
from evidence.formats.xml_scan import Slice, scan
from evidence.model import Fault, Place, Record

_ANY_PMID = re.compile(rb"<PMID[^>]*>([^<]*)<")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)


def read_pubmed_xml(stream: BinaryIO, file: str, cited: bool = False) -> Iterator[Record | Fault]:
    """Records in file order, articles and books alike; memory is bounded by the longest record.

    With `cited` only what a reference says is read of them, which takes a third of the time.
    """
    last = ""
    for item in scan(stream, file):
        if isinstance(item, Fault):
            if item.code == "truncated":
                after = f" The last complete record is PMID {last}." if last else " No record before it is complete."
                item = replace(item, message=item.message + after)
            yield item
            continue
        for result in _read_slice(item, file, cited):
            if isinstance(result, Record):
                last = result.pmid
            yield result


def _read_slice(item: Slice, file: str, cited: bool) -> Iterator[Record | Fault]:
    xml = pubmed_plain.cited(item.xml) if cited else item.xml
    found = _ANY_PMID.search(xml)
    name = found.group(1).decode("utf-8", "replace").strip() if found else ""
    place = Place(file, item.line, f"PMID {name}" if name else "")
    try:
        raw = xml.decode("utf-8")
    except UnicodeDecodeError as error:
        raw = xml.decode("cp1252", "replace")
        message = f"The record is not UTF-8 ({error.reason} at byte {error.start}); it was read as Windows-1252."
        yield Fault(place, "encoding", message, "Fetch this record again.")
    record = pubmed_plain.plain_record(raw, place) if cited else None
    if record is None:
        try:
            root = ElementTree.fromstring(raw)
        except ElementTree.ParseError as error:
            line = item.line + error.position[0] - 1
            message = f"The record is not well-formed ({error}); it was not read."
            yield Fault(Place(file, line, place.item), "xml", message, "Fetch this record again.", raw)
            return
        if item.tag.startswith("Delete"):
            gone = " ".join(pmid.text or "" for pmid in root.iter("PMID"))
            yield Fault(place, "deleted", f"PubMed has deleted these PMIDs: {gone}.", raw=gone, notice=True)
            return
        record = (book_record if item.tag == "PubmedBookArticle" else article_record)(root, raw, place)
    yield pmid_fault(record.pmid, place, raw) or record


def write_pubmed_xml(records: Iterable[Record]) -> Iterator[str]:
    """One PubmedArticleSet of the records' own XML; those that `without_xml` names are left out."""
    yield _HEAD
    yield from (_wrapped(record.raw) + "\n" for record in records if _has_xml(record))
    yield "</PubmedArticleSet>\n"


def without_xml(records: Iterable[Record]) -> tuple[str, ...]:
    """The ids of the records that `write_pubmed_xml` cannot write, since they came from another format."""
    return tuple(record.record_id for record in records if not _has_xml(record))


def _has_xml(record: Record) -> bool:
    return record.source == "pubmed_xml" and record.raw.startswith("<")


def _wrapped(raw: str) -> str:
    return f"<PubmedArticle>{raw}</PubmedArticle>" if raw.startswith("<MedlineCitation") else raw
