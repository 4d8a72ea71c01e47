"""CSV tables of records and back: one row a record, columns found by their headers in several spellings.

A cell that a spreadsheet would take for a formula (its text begins with = + - @, tab or carriage return, perhaps after
blanks or apostrophes) is written with one apostrophe in front; reading takes one apostrophe off such a cell again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from evidence.formats.fields import Fields, Table, text_reader, written_name
from evidence.model import Fault, Name, Place, Record
from evidence.normalise import identifiers
from evidence.normalise.author_lists import parse_names
from evidence.normalise.names import parse_name

COLUMNS = (
    *("id", "title", "author", "year", "journal", "volume"),
    *("number", "pages", "doi", "pmid", "abstract", "source"),
)
_MORE = ("pmcid", "date", "journal_abbrev", "issn", "language", "type", "keywords", "book", "url")
_OF_BOOKS = ("csl_type", "editor", "publisher", "place", "edition", "page_count", "isbn", "accessed")
_LIST = (";", "; ")
_TABLE = Table(
    "csv",
    """
    title=title journal=journal volume=volume issue=number pages=pages doi=doi pmid=pmid abstract=abstract
    pmcid=pmcid journal_abbrev=journal_abbrev issn=issn languages=language types=type keywords=keywords book=book
    url=url kind=csl_type publisher=publisher publisher_place=place edition=edition page_count=page_count isbn=isbn
    accessed=accessed
    """,
    {"issn": _LIST, "languages": _LIST, "types": _LIST, "keywords": _LIST},
    also="editor",
)
_SYNONYMS = {
    "id": ("record_id", "recordid", "key", "citation key", "label", "item"),
    "title": ("article title", "document title", "primary title", "ti", "titre"),
    "author": ("authors", "author(s)", "author names", "author full names", "au", "auteurs"),
    "year": ("publication year", "pub year", "pubyear", "py", "published", "annee", "année"),
    "journal": ("journal/book", "journal title", "source title", "publication title", "secondary title", "revue"),
    "volume": ("vol", "vl"),
    "number": ("issue", "issue number", "no", "numéro"),
    "pages": ("page", "page numbers", "pagination"),
    "doi": ("digital object identifier",),
    "pmid": ("pubmed id", "pubmed_id", "pubmedid"),
    "abstract": ("abstract note", "summary", "ab", "résumé"),
    "pmcid": ("pmc", "pmc id"),
    "language": ("language of original document", "langue"),
    "type": ("document type", "publication type", "item type"),
    "keywords": ("author keywords", "keyword", "manual tags"),
    "url": ("link",),
}
_NAMES = {spelt: name for name, spellings in _SYNONYMS.items() for spelt in spellings}
# PubMed's export before 2020 had columns of its own.
_SUMMARY = {"entrezuid": "pmid", "description": "author", "details": "Citation"}
# First page, last page, article number, as Scopus and Web of Science head them.
_PLACES = (("Page start", "Start Page"), ("Page end", "End Page"), ("Art. No.", "Article Number"))
_AGAIN = "other "  # before the name of a column whose place another value has taken
_RISKY = re.compile(r"'*\s*[=+\-@\t\r]")
_GUARDED = re.compile(r"''*\s*[=+\-@\t\r]")
_CITATION = re.compile(
    r"(?P<journal>.+?)\. (?P<year>\d{4})[^;:.]*(?:;(?P<volume>[\w. ]+?)?(?:\((?P<issue>[^)]+)\))?"
    r"(?::(?P<pages>[\w-]+))?)?\.(?= |\Z)"
)
_LIMIT = 1 << 24


def _items(text: str, file: str) -> Iterator[Record | Fault]:
    try:
        yield from _table(text, file)
    except csv.Error as error:
        message = f"The table cannot be read further ({error})."
        yield Fault(Place(file), "csv", message, "Look for a quote that is not closed.")


# Records in row order; `id` is the key, else the PMID. A row with too many or cut-off cells is a fault.
read_csv = text_reader(_items)


def _table(text: str, file: str) -> Iterator[Record | Fault]:
    csv.field_size_limit(_LIMIT)
    rows = rows_of(text)
    line, header, _ = next(rows, (1, [], ""))
    known = _NAMES | _SUMMARY if "EntrezUID" in header else _NAMES
    names = [_column(cell, known) for cell in header]
    if not {"title", "doi", "pmid"} & set(names):
        message = "The first row names no column title, doi or pmid, so the table cannot be read."
        yield Fault(Place(file, line), "no-header", message, f"Begin with a header such as {','.join(COLUMNS)}.", text)
        return
    lines = text.count("\n") + (not text.endswith("\n"))
    for line, row, raw in rows:
        last = line + raw.count("\n") >= lines
        if not any(row):
            continue
        place = Place(file, line)
        cut = last and not text.endswith("\n") and len(row) < len(names)
        if (last and raw.count('"') % 2) or cut:
            message = (
                f"The row is cut off ({len(row)} of {len(names)} cells, or a quote is left open); it was not read."
            )
            yield Fault(place, "truncated", message, "Export the table again.", raw)
        elif any(row[len(names) :]):
            message = f"The row has {len(row)} cells, the header {len(names)}; it was not read."
            yield Fault(place, "row-length", message, "Put cells that hold the delimiter in quotes.", raw)
        else:
            if len(row) < len(names):
                message = f"The row has {len(row)} of {len(names)} cells; the others are blank."
                yield Fault(place, "row-length", message, raw=raw, notice=True)
            cells = [(name, _unguarded(cell)) for name, cell in zip(names, row, strict=False)]
            yield _record(Fields(cells), raw, place)


def rows_of(text: str) -> Iterator[tuple[int, list[str], str]]:
    """(first line, cells, text) of every row; the delimiter is the one that the first line has most of."""
    consumed: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text):
            consumed.append(line)
            yield line

    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    number = 1
    reader = csv.reader(lines(), delimiter=delimiter)
    for row in reader:
        yield number, row, "".join(consumed)
        number += len(consumed)
        consumed.clear()


def _column(cell: str, known: Mapping[str, str]) -> str:
    """The name of a column: ours where its header is a known spelling, else as it stands."""
    name = _unguarded(cell).strip()
    folded = name.lower().removeprefix(_AGAIN)
    if folded in {*COLUMNS, *_MORE, *_OF_BOOKS}:
        return folded
    return known.get(name.lower(), name)


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _guarded(cell: str) -> str:
    return f"'{cell}" if _RISKY.match(cell) else cell


def _record(fields: Fields, raw: str, place: Place) -> Record:
    key = fields.first("id")
    year, date, date_text = fields.dated(("year",), ("date",))
    names, editors = _names(fields.first("author")), _names(fields.first("editor"))
    values = _TABLE.read(fields)
    if (printed := dict(fields.rest()).get("Citation")) and not (values["volume"] or values["pages"]):
        # PubMed's exports print volume, issue and pages only inside the citation.
        found = _CITATION.match(printed)
        told = found.groupdict("") if found else {}
        year, date = (year, date) if year or not told else (int(told["year"]), told["year"])
        values |= {name: values[name] or told.get(name, "") for name in ("journal", "volume", "issue", "pages")}
        values["doi"] = values["doi"] or identifiers.doi(printed)
    if not values["pages"]:
        told = dict(fields.rest())
        first, last, number = (next((told[name] for name in names if told.get(name)), "") for names in _PLACES)
        values["pages"] = f"{first}-{last}" if first and last else first or number
    return Record(
        key=key or values["pmid"],
        source="csv",
        place=Place(place.file, place.line, key or values["pmid"]),
        raw=raw,
        names=names,
        editors=editors,
        year=year,
        date=date,
        date_text=date_text,
        **values,
        extra=fields.rest(),
    )


def _names(text: str) -> tuple[Name, ...]:
    """Authors as printed in any list; "{...}" is a group."""
    if "{" not in text:
        return parse_names(text)
    pieces = (piece.strip("; ") for piece in re.findall(r"\{[^}]*\}|[^;{}]+", text))
    return tuple(parse_name(p.strip("{} "), collective=p.startswith("{")) for p in pieces if p)


def _written_names(names: tuple[Name, ...]) -> str:
    """A single "Garcia Lopez, Maria Jose" would read as two authors, so a semicolon follows it."""
    text = "; ".join(written_name(name, collective="{{{}}}") for name in names)
    return f"{text};" if len(names) == 1 and _names(text) != names else text


def write_csv(records: Iterable[Record]) -> Iterator[str]:
    """Records as CSV: the columns of COLUMNS always, then those that any record fills, in a fixed order."""
    records = list(records) if iter(records) is records else records
    filled = dict.fromkeys(name for record in records for name, value in _row(_cells(record)).items() if value)
    known = (*COLUMNS, *_MORE, *_OF_BOOKS)
    columns = [
        *COLUMNS,
        *(name for name in (*_MORE, *_OF_BOOKS) if name in filled),
        *(n for n in filled if n not in known),
    ]
    yield _line(columns)
    for record in records:
        row = _row(_cells(record))
        yield _line([row.get(name, "") for name in columns])


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(map(_guarded, cells))
    return out.getvalue()


def _row(cells: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Cells by column; a second value for a column goes beside it."""
    row: dict[str, str] = {}
    for name, value in cells:
        row[f"{_AGAIN}{name}" if row.get(name) else name] = value
    return row


def _cells(record: Record) -> Iterator[tuple[str, str]]:
    extra: dict[str, list[str]] = {}
    for name, value in _TABLE.own_extra(record):
        extra.setdefault(name, []).append(value)
    for name, value in _TABLE.foreign(record):
        extra.setdefault(f"{record.source} {name}", []).append(value)
    year = "" if record.year is None else str(record.year)
    yield "id", record.key
    yield "author", _written_names(record.names)
    yield "editor", _written_names(record.editors)
    yield "year", year
    yield "source", "; ".join(extra.pop("source", [])) or ("" if record.source == "csv" else record.source)
    yield "date", record.date_text or (record.date if record.date != year else "")
    yield from _TABLE.write(record)
    for name, values in extra.items():
        yield name, "; ".join(values)
