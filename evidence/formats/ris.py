"""RIS files as records and back. Tags without a field of ours stay in `extra`, under their own names and in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evidence.formats.fields import Fields, Table, lines_between, text_reader, written_name
from evidence.formats.ris_grammar import Entry, entries
from evidence.model import Fault, Name, Place, Record
from evidence.normalise import identifiers
from evidence.normalise.author_lists import is_person, parse_names
from evidence.normalise.names import is_group

_TABLE = Table(
    "ris",
    """
    title=TI,T1 title_vernacular=TT,OP journal=JF,T2,JO,JA,J2 journal_abbrev=JA,J2,JO,J1 issn=SN volume=VL issue=IS
    pmcid=C2 doi=DO languages=LA types=M3 abstract=AB,N2 keywords=KW url=UR
    accessed=Y2 publisher=PB publisher_place=CY edition=ET
    """,
    also="mesh page_count kind isbn editor",
)

_KINDS = {
    "THES": "thesis", "RPRT": "report", "ELEC": "webpage", "WEB": "webpage", "CPAPER": "paper-conference",
    "CONF": "paper-conference", "UNPB": "article",
}  # fmt: skip
_TYPES = {kind: tag for tag, kind in reversed(_KINDS.items())}
_IN_BOOKS = frozenset({"CHAP", "BOOK", "ECHAP", "CPAPER", "CONF"})
_WHOLE = frozenset({"BOOK", "THES", "RPRT"})  # SP is the number of their pages
_ISBN = re.compile(r"[\d-]{9,16}[\dXx]")


def _items(text: str, file: str) -> Iterator[Record | Fault]:
    for item in entries(text, file):
        if isinstance(item, Fault):
            yield item
        elif any(tag not in {"", "TY"} for tag, _ in item.pairs):
            yield _record(item, file)
        else:
            raw = "\n".join(item.raw)
            yield Fault(Place(file, item.line), "empty-record", "A record without any field.", raw=raw, notice=True)


read_ris = text_reader(_items)  # records in file order; the ID tag is the key


def _record(entry: Entry, file: str) -> Record:
    fields = Fields(entry.pairs)
    key, kind = fields.first("ID"), fields.first("TY") or "JOUR"
    year, date, date_text = fields.dated(("PY", "Y1"), ("DA",))
    start, end = fields.first("SP"), fields.first("EP")
    counted = kind in _WHOLE and start.isdigit() and not end
    database = "".join(value for name, value in fields.rest() if name == "DB")
    in_pubmed = not database or re.search("pubmed|medline", database, re.IGNORECASE)
    book = fields.first("T2", "BT") if kind in _IN_BOOKS else ""
    return Record(
        key=key,
        source="ris",
        place=Place(file, entry.line, key),
        raw="\n".join(entry.raw),
        names=_names(fields.every("AU", "A1")),
        year=year,
        date=date,
        date_text=date_text,
        pages="" if counted else f"{start}-{end}" if end and end != start else start,
        page_count=start if counted else "",
        pmid=fields.valid(_pmid, "AN") if in_pubmed else "",
        book=book,
        kind=_KINDS.get(kind, ""),
        editors=_names(fields.every("ED", *["A2"] * (kind in _IN_BOOKS))),
        isbn=fields.valid(_isbn, "SN"),
        **_TABLE.read(fields),
        extra=((("TY", kind),) if kind != "JOUR" else ()) + fields.rest(),
    )


def _names(values: Iterable[str]) -> tuple[Name, ...]:
    """Authors, mostly one to a value; "World Health Organization," is a group, "Weber, A.," a person."""
    return tuple(name for value in values for name in _authors(value))


def _authors(value: str) -> tuple[Name, ...]:
    whole = value.rstrip(" ,")
    if whole != value and "," not in whole and (is_group(whole) or " " not in whole or not is_person(whole)):
        return (Name(whole, collective=True),)
    return parse_names(value, apart=True)


def _isbn(text: str) -> str:
    return text if _ISBN.fullmatch(text) and not identifiers.issn(text) else ""


def _pmid(text: str) -> str:
    return identifiers.pmid(text) if re.fullmatch(r"(?i)(?:pmid:?\s*)?\d+", text) else ""


def write_ris(records: Iterable[Record]) -> Iterator[str]:
    """Records as RIS; what RIS has no tag for goes into N1 with its name."""
    return lines_between("\n".join((*_lines(record), "ER  - ", "")) for record in records)


def _lines(record: Record) -> Iterator[str]:
    for tag, value in _pairs(record):
        if value:
            first, *more = value.split("\n")
            yield f"{tag}  - {first}" if tag else first
            yield from (f"      {line}" for line in more)


def _pairs(record: Record) -> Iterator[tuple[str, str]]:
    extra = _TABLE.own_extra(record)
    kind = next((value for tag, value in extra if tag == "TY"), "")
    in_book = "CHAP" if record.book != record.title else "BOOK"
    plain = _TYPES.get(record.kind) or (in_book if record.book else "JOUR")
    start, dash, end = record.pages.partition("-")
    spans = bool(start and dash and end and start != end)
    year = "" if record.year is None else str(record.year)
    date = record.date_text or (record.date.replace("-", "/") if record.date != year else "")
    yield "TY", kind or plain
    yield from ((tag, value) for tag, value in extra if not tag)
    yield "ID", record.key
    yield from (("AU", written_name(name, collective="{},")) for name in record.names)
    yield from (("ED", written_name(name, collective="{},")) for name in record.editors)
    yield "T2", record.book
    yield "SN", record.isbn
    yield "PY", year
    yield "DA", date
    yield "SP", start if spans else record.pages or record.page_count
    yield "EP", end if spans else ""
    yield "AN", record.pmid
    yield from _TABLE.write(record)
    yield from (("KW", term) for term in record.mesh)
    yield from (
        (tag, value) if len(tag) == 2 else ("N1", f"{tag}: {value}") for tag, value in extra if tag not in {"", "TY"}
    )
    notes = _TABLE.foreign(record)
    yield from (("N1", f"{name}: {value}") for name, value in notes)
