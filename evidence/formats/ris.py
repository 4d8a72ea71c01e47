"""RIS files as records and back. Tags without a field of ours stay in `extra`, under their own names and in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from evidence.formats.decode import read_text
from evidence.formats.fields import Fields, distinct_keys, fallback_key, foreign, own_extra, written_name
from evidence.formats.ris_grammar import Entry, entries
from evidence.model import Fault, Place, Record, Section
from evidence.normalise import identifiers
from evidence.normalise.names import parse_name


def read_ris(stream: BinaryIO, file: str) -> Iterator[Record | Fault]:
    """Records in file order; the ID tag is the key."""
    text, faults = read_text(stream, file)
    yield from faults
    yield from distinct_keys(_items(text, file))


def _items(text: str, file: str) -> Iterator[Record | Fault]:
    position = 0
    for item in entries(text, file):
        if isinstance(item, Fault):
            yield item
        elif any(tag not in {"", "TY"} for tag, _ in item.pairs):
            position += 1
            yield _record(item, file, position)
        else:
            raw = "\n".join(item.raw)
            yield Fault(Place(file, item.line), "empty-record", "A record without any field.", raw=raw, notice=True)


def _record(entry: Entry, file: str, position: int) -> Record:
    fields = Fields(entry.pairs)
    kind = fields.first("TY") or "JOUR"
    year, date, date_text = fields.dated(("PY", "Y1"), ("DA",))
    start, end = fields.first("SP"), fields.first("EP")
    title = fields.first("TI", "T1")
    book = fields.first("T2", "BT") if kind in {"CHAP", "BOOK", "ECHAP"} else ""
    abstract = fields.first("AB", "N2")
    database = "".join(value for name, value in fields.rest() if name == "DB")
    in_pubmed = not database or re.search("pubmed|medline", database, re.IGNORECASE)
    key = fields.first("ID")
    return Record(
        key=key or fallback_key(file, position),
        source="ris",
        place=Place(file, entry.line, key),
        raw="\n".join(entry.raw),
        title=title,
        title_vernacular=fields.first("TT", "OP"),
        names=tuple(parse_name(a, collective=a.endswith(",")) for a in fields.every("AU", "A1")),
        journal=fields.first("JF", "T2", "JO", "JA", "J2"),
        journal_abbrev=fields.first("JA", "J2", "JO", "J1"),
        issn=fields.every("SN"),
        year=year,
        date=date,
        date_text=date_text,
        volume=fields.first("VL"),
        issue=fields.first("IS"),
        pages=f"{start}-{end}" if end and end != start else start,
        pmid=fields.valid(_pmid, "AN") if in_pubmed else "",
        pmcid=fields.valid(identifiers.pmcid, "C2"),
        doi=fields.valid(identifiers.doi, "DO"),
        languages=fields.every("LA"),
        types=fields.every("M3"),
        sections=(Section("", abstract),) if abstract else (),
        keywords=fields.every("KW"),
        book=book,
        url=fields.first("UR"),
        extra=((("TY", kind),) if kind != "JOUR" else ()) + fields.rest(),
    )


def _pmid(text: str) -> str:
    return identifiers.pmid(text) if re.fullmatch(r"(?i)(?:pmid:?\s*)?\d+", text) else ""


def write_ris(records: Iterable[Record]) -> str:
    """Records as RIS; what RIS has no tag for goes into N1 with its name."""
    return "\n".join(line for record in records for line in (*_lines(record), "ER  - ", "", ""))[:-1]


def _lines(record: Record) -> Iterator[str]:
    for tag, value in _pairs(record):
        if value:
            first, *more = value.split("\n")
            yield f"{tag}  - {first}" if tag else first
            yield from (f"      {line}" for line in more)


def _pairs(record: Record) -> Iterator[tuple[str, str]]:
    extra = own_extra(record, "ris")
    kind = next((value for tag, value in extra if tag == "TY"), "")
    chapter = "CHAP" if record.book and record.book != record.title else "BOOK" if record.book else "JOUR"
    start, dash, end = record.pages.partition("-")
    spans = bool(start and dash and end and start != end)
    year = "" if record.year is None else str(record.year)
    date = record.date_text or (record.date.replace("-", "/") if record.date != year else "")
    yield "TY", kind or chapter
    yield from ((tag, value) for tag, value in extra if not tag)
    yield "ID", record.key
    yield "TI", record.title
    yield "TT", record.title_vernacular
    yield from (("AU", written_name(name, collective="{},")) for name in record.names)
    yield ("T2", record.book) if record.book else ("JF", record.journal)
    if record.book and record.journal:
        yield "JF", record.journal
    yield "JA", record.journal_abbrev
    yield "PY", year
    yield "DA", date
    yield "VL", record.volume
    yield "IS", record.issue
    yield "SP", start if spans else record.pages
    yield "EP", end if spans else ""
    yield "DO", record.doi
    yield "AN", record.pmid
    yield "C2", record.pmcid
    yield from (("SN", issn) for issn in record.issn)
    yield from (("LA", language) for language in record.languages)
    yield from (("M3", kind) for kind in record.types)
    yield "AB", record.abstract
    yield from (("KW", word) for word in (*record.keywords, *record.mesh))
    yield "UR", record.url
    yield from ((tag, value) for tag, value in extra if tag and tag != "TY")
    notes = foreign(record, "ris", "vernacular_title", "pmcid", "mesh")
    yield from (("N1", f"{name}: {value}") for name, value in notes)
