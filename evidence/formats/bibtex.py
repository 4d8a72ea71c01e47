"""BibTeX and BibLaTeX as records and back. Values are decoded from LaTeX; the entry as written stays in `raw`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from evidence.formats.fields import Fields, Table, lines_between, text_reader, written_name
from evidence.formats.latex import decode, encode
from evidence.model import Fault, Name, Place, Record
from evidence.normalise.author_lists import parse_names, unfinished
from evidence.normalise.dates import parse_date
from evidence.normalise.names import parse_name

_CHAPTERS = frozenset({"incollection", "inbook", "inproceedings", "conference"})
_WHOLE_BOOKS = frozenset({"book", "booklet", "proceedings", "mvbook", "collection"})
_KINDS = {
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis", "report": "report", "techreport": "report",
    "online": "webpage", "electronic": "webpage", "www": "webpage", "inproceedings": "paper-conference",
    "conference": "paper-conference", "unpublished": "article",
}  # fmt: skip
_TYPES = {kind: entry for entry, kind in reversed(_KINDS.items())}
_HOUSES = {
    "phdthesis": "school", "mastersthesis": "school", "thesis": "institution", "techreport": "institution",
    "report": "institution",
}  # fmt: skip
_OTHERS = "others"
_TYPE = "entry_type"
_TABLE = Table(
    "bibtex",
    """
    title=title journal=journal,journaltitle journal_abbrev=shortjournal issn=issn volume=volume issue=number,issue
    pages=pages doi=doi pmid=pmid pmcid=pmcid,pmc languages=language abstract=abstract keywords=keywords url=url
    accessed=urldate publisher_place=address,location edition=edition page_count=pagetotal isbn=isbn
    """,
    {"issn": (r"[,;\s]", ", "), "keywords": ("[;,]", "; "), "languages": ("[;,]", "; ")},
    also="authors_complete kind publisher editor",
)
_BRACED = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}\Z")
_MORE = re.compile(rf"(?:\A\s*|\sand\s+){_OTHERS}\s*\Z")
_WHOLE_NAME = re.compile(r"^\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\Z|\{[^{}]*\sand\s")
# A braced or quoted string (to its last mark before "#" or the end), or a bare word.
_PIECE = re.compile(r'(?:\{.*\}|".*")(?=\s*(?:#\s*[\w{"]|\Z))|[^\s#"{}]+', re.DOTALL)


def _items(text: str, file: str) -> Iterator[Record | Fault]:
    from bibtexparser import model
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it tells stderr what we tell as faults
    blocks = Splitter(text).split().blocks
    strings = {block.key.lower(): block.value for block in blocks if isinstance(block, model.String)}
    for block in blocks:
        place = Place(file, (block.start_line or 0) + 1)
        raw = block.raw or ""
        if isinstance(block, model.DuplicateFieldKeyBlock):
            names = ", ".join(sorted(block.duplicate_keys))
            yield Fault(place, "duplicate-field", f"The entry gives {names} more than once; all are kept.", notice=True)
        entry = getattr(block, "ignore_error_block", None) or block
        if isinstance(entry, model.Entry):
            given = [(field.key.lower(), _value(str(field.value), strings)) for field in entry.fields]
            pairs = [(name, value if name in {"author", "editor"} else decode(value)) for name, value in given]
            yield _record(entry.entry_type.lower(), Fields(pairs), raw, Place(file, place.line, entry.key))
        elif isinstance(block, model.ParsingFailedBlock):
            yield Fault(place, "bibtex", "The entry is not well-formed; it was not read.", "Check its braces.", raw)
        elif isinstance(block, model.Preamble | model.ExplicitComment | model.ImplicitComment) and raw.strip():
            yield Fault(place, "comment", "A comment or preamble; it belongs to no record.", raw=raw, notice=True)


# Records in file order; a block that cannot be read is a fault, the next is read.
read_bibtex = text_reader(_items)


def _value(text: str, strings: Mapping[str, str], depth: int = 0) -> str:
    """A field's text without its braces or quotes; macros that the file defines are put in (to five levels)."""
    parts = []
    for piece in _PIECE.findall(text.strip()):
        if piece[0] in '{"':
            parts.append(piece[1:-1])
        elif piece.lower() in strings and depth < 5:
            parts.append(_value(strings[piece.lower()], strings, depth + 1))
        else:
            parts.append(piece)
    return "".join(parts)


def _record(kind: str, fields: Fields, raw: str, place: Place) -> Record:
    year, date, date_text = fields.dated(("year",), ("date",))
    if month := dict(fields.rest()).get("month"):
        date = parse_date(f"{month} {year}")[1] if year and not date_text else date
    authors = fields.first("author")
    stands_for = _KINDS.get(kind, "")
    genre = fields.first("type") if stands_for else ""
    values = _TABLE.read(fields)
    book = values["title"] if kind in _WHOLE_BOOKS else fields.first("booktitle") if kind in _CHAPTERS else ""
    return Record(
        key=place.item,
        source="bibtex",
        place=place,
        raw=raw,
        **values | {"pages": values["pages"].replace("--", "-")},
        names=tuple(_names(authors)),
        names_complete=not (_MORE.search(authors) or unfinished(authors)),
        year=year,
        date=date,
        date_text=date_text,
        book=book,
        kind=stands_for,
        editors=tuple(_names(fields.first("editor"))),
        publisher=fields.first(*((_HOUSES[kind],) if kind in _HOUSES else ()), "publisher"),
        types=(genre,) if genre else (),
        extra=((_TYPE, kind),) * (kind != "article") + fields.rest(),
    )


def _split(authors: str) -> Iterator[str]:
    """Authors between "and"s that stand outside braces."""
    depth, start = 0, 0
    for found in re.finditer(r"[{}]|\s+and\s+", authors):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if found.group() not in "{}" and depth == 0:
            yield authors[start : found.start()]
            start = found.end()
    if authors.strip():
        yield authors[start:]


def _names(text: str) -> Iterator[Name]:
    """A name wholly in braces is a group; what "and" stands in within braces is not taken apart."""
    text = _MORE.sub("", " ".join(text.split()))
    if "{" not in text:
        yield from parse_names(decode(text), apart=True)
        return
    for whole, authors in groupby(_split(text), key=lambda author: bool(_WHOLE_NAME.search(author))):
        if whole:
            yield from (parse_name(decode(a), collective=bool(_BRACED.match(a.strip()))) for a in authors)
        else:
            yield from parse_names(decode(" and ".join(authors)), apart=True)


def write_bibtex(records: Iterable[Record]) -> Iterator[str]:
    """Records as BibTeX in UTF-8; what BibTeX has no field for goes into a field under its own name."""
    return lines_between(map(_entry, records))


def _entry(record: Record) -> str:
    in_book = "incollection" if record.book != record.title else "book"
    plain = _TYPES.get(record.kind) or (in_book if record.book else "article")
    kind = dict(_TABLE.own_extra(record)).get(_TYPE) or plain
    unfit = r"[\s,{}\\%]" if record.source == "bibtex" else r"[^\w:.+/#-]"  # \cite names an author's key as it is
    key = re.sub(unfit, "_", record.key) or "record"
    lines = [f"  {name} = {{{value}}},\n" for name, value in _pairs(record, kind) if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def _pairs(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    extra = _TABLE.own_extra(record)
    year = "" if record.year is None else str(record.year)
    by_month = any(name == "month" for name, _ in extra)
    yield "author", " and ".join([*map(_written, record.names), *([] if record.names_complete else [_OTHERS])])
    yield "editor", " and ".join(map(_written, record.editors))
    yield _HOUSES.get(kind, "publisher"), encode(record.publisher)
    yield "type", encode("; ".join(record.types)) if record.kind else ""
    for name, value in _TABLE.write(record):
        yield name, encode(value).replace("-", "--") if name == "pages" else encode(value)
    yield "booktitle", encode(record.book) if kind in _CHAPTERS else ""
    yield "year", year
    yield "date", record.date_text or (record.date if record.date != year and not by_month else "")
    yield from ((name, encode(value)) for name, value in extra if name != _TYPE)
    for name, value in _TABLE.foreign(record):
        yield "x-" + (re.sub(r"[^a-z0-9_-]", "", name.lower()) or "note"), encode(value)


def _written(name: Name) -> str:
    if name.collective:
        return f"{{{encode(name.family)}}}"
    if name.suffix:
        return encode(f"{name.family}, {name.suffix}, {name.given or name.initials}")
    return encode(written_name(name))
