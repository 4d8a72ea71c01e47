"""CSL-JSON as records and back; variables without a field of ours stay in `extra` as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from evidence.formats.fields import Fields, Table, text_reader
from evidence.model import Fault, Name, Place, Record
from evidence.normalise.dates import parse_date
from evidence.normalise.names import initials_of

_TYPE = "article-journal"
_CHAPTERS = frozenset({"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary"})
_KINDS = frozenset({"thesis", "report", "webpage", "paper-conference", "article"})
_OURS = frozenset({"id", "type", "author", "editor", "issued", "accessed"})
_TABLE = Table(
    "csl",
    """
    title=title title_vernacular=original-title journal=container-title
    journal_abbrev=container-title-short,journalAbbreviation volume=volume issue=issue,number pages=page doi=DOI
    pmid=PMID pmcid=PMCID issn=ISSN languages=language types=genre abstract=abstract keywords=keyword url=URL isbn=ISBN
    publisher=publisher publisher_place=publisher-place edition=edition page_count=number-of-pages
    """,
    {"issn": (r"[,\s]", " "), "languages": (r"\s", " "), "types": ("; ", "; "), "keywords": (",", ", ")},
    also="kind accessed editor",
)
_HINT = "Export the list again as CSL JSON."


def _items(text: str, file: str) -> Iterator[Record | Fault]:
    decoder = json.JSONDecoder()
    at = _skip(text, 0, " \t\n")
    if text[at : at + 1] != "[":
        yield from _single(text, file)
        return
    at, position = _skip(text, at + 1, " \t\n,"), 0
    while at < len(text) and text[at] != "]":
        position += 1
        place = Place(file, text.count("\n", 0, at) + 1, f"item {position}")
        try:
            item, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            message = f"Item {position} is not JSON ({error}); it and what follows were not read."
            yield Fault(place, "json", message, _HINT, text[at:])
            return
        yield _item(item, text[at:end], place)
        at = _skip(text, end, " \t\n,")
    if at >= len(text):
        yield Fault(Place(file, text.count("\n") + 1), "truncated", "The list is not closed with ].", _HINT)


# Records in file order; `id` is the key. Of a cut-off list the whole items are read first.
read_csl = text_reader(_items)


def _single(text: str, file: str) -> Iterator[Record | Fault]:
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        yield Fault(Place(file, line), "json", f"The file is not JSON ({error}).", _HINT, text)
        return
    items = whole.get("items", [whole]) if isinstance(whole, dict) else [whole]
    for position, item in enumerate(items if isinstance(items, list) else [items], 1):
        yield _item(item, json.dumps(item, ensure_ascii=False), Place(file, None, f"item {position}"))


def _skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _item(item: object, raw: str, place: Place) -> Record | Fault:
    if not isinstance(item, dict):
        return Fault(place, "json", f"{place.item.capitalize()} is no object; it was not read.", _HINT, raw)
    plain = [(name, str(value)) for name, value in item.items() if _is_plain(value) and name not in _OURS]
    fields = Fields(plain)
    values = _TABLE.read(fields)
    kind = str(item.get("type") or _TYPE)
    if book := values["title"] if kind == "book" else values["journal"] if kind in _CHAPTERS else "":
        values["journal"] = fields.first("collection-title")
    names, strange = _authors(item.get("author"))
    editors, strangers = _authors(item.get("editor"))
    date, spoken, unusual = _date(item.get("issued"))
    day, accessed, odd_day = _date(item.get("accessed"))
    record = Record(
        key=str(item["id"]) if item.get("id") not in {None, ""} else "",
        source="csl",
        place=place,
        raw=raw,
        names=names,
        year=parse_date(date or spoken)[0],
        date=date or parse_date(spoken)[1],
        date_text=spoken,
        book=book,
        kind=kind if kind in _KINDS else "",
        editors=editors,
        accessed=accessed or day,
        **values,
    )
    left = {name for name, _ in fields.rest()}
    extra = [("type", kind)] if kind != _kind(record) else []
    extra += [(n, _json(v)) for n, v in item.items() if n not in _OURS and v and (not _is_plain(v) or n in left)]
    held = (("author", strange), ("editor", strangers), ("issued", unusual), ("accessed", odd_day))
    extra += [(n, _json(item[n])) for n, odd in held if odd]
    return replace(record, extra=tuple(extra))


def _kind(record: Record) -> str:
    in_book = "chapter" if record.book != record.title else "book"
    return record.kind or (in_book if record.book else _TYPE)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _authors(value: object) -> tuple[tuple[Name, ...], bool]:
    """The names, and whether they hold more than a Name can keep (particles apart, odd keys)."""
    if value is None:
        return (), False
    authors = value if isinstance(value, list) else [value]
    people = [author for author in authors if isinstance(author, dict)]
    names = tuple(name for author in people if (name := _author({k: str(v) for k, v in author.items()})).family)
    known = all(author.keys() <= {"family", "given", "suffix", "literal"} for author in people)
    return names, not known or len(names) != len(authors)


def _author(author: Mapping[str, str]) -> Name:
    if author.get("literal"):
        return Name(author["literal"], collective=True)
    particles = (author.get("dropping-particle"), author.get("non-dropping-particle"), author.get("family"))
    given = author.get("given", "")
    return Name(" ".join(filter(None, particles)), given, initials_of(given), author.get("suffix", ""))


def _date(value: object) -> tuple[str, str, bool]:
    """(ISO date, text, whether there is more to it: a range, a season, circa)."""
    if not isinstance(value, dict):
        return "", str(value or ""), False
    spoken = str(value.get("raw") or value.get("literal") or "")
    parts = value.get("date-parts") or []
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    text = "-".join(str(part).zfill(2) for part in first if part not in {None, ""})
    unusual = not value.keys() <= {"date-parts", "raw"} or (bool(parts) and len(parts) != 1)
    return parse_date(text)[1], spoken, unusual


def write_csl(records: Iterable[Record]) -> Iterator[str]:
    """Records as a CSL-JSON list; what CSL has no variable for goes into `custom`."""
    before, after = "[", "[]\n"
    for record in records:
        yield before + json.dumps([csl_item(record)], ensure_ascii=False, indent=1).removeprefix("[").removesuffix(
            "\n]"
        )
        before, after = ",", "\n]\n"
    yield after


def csl_item(record: Record) -> dict[str, object]:
    """One record as a CSL item, blank variables left out."""
    extra = _TABLE.own_extra(record)
    own = {name: json.loads(value) for name, value in extra if name != "type"}
    custom: dict[str, list[str]] = {}
    for name, value in _TABLE.foreign(record):
        custom.setdefault(name, []).append(value)
    dates = {
        "issued": _csl_date(record.date or str(record.year or ""), record.date_text),
        "accessed": _csl_date(parse_date(record.accessed)[1], record.accessed),
    }
    item: dict[str, object] = {
        "id": record.key,
        "type": dict(extra).get("type") or _kind(record),
        "author": [_csl_name(name) for name in record.names],
        "editor": [_csl_name(name) for name in record.editors],
        **dates,
        **dict(_TABLE.write(record)),
        "custom": custom,
    }
    if record.book:
        item |= {"container-title": record.book * (record.book != record.title), "collection-title": record.journal}
    if record.kind == "report":
        item["number"] = item.pop("issue")
    return {name: value for name, value in (item | own).items() if value}


def _csl_date(date: str, text: str) -> dict[str, object]:
    parts = [int(part) for part in date.split("-") if part]
    issued = {"date-parts": [parts] if parts else None, "raw": text if text != date else ""}
    return {name: value for name, value in issued.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if name.collective:
        return {"literal": name.family}
    # A processor takes "FC" for one word and shortens it to "F."
    given = name.given or " ".join(f"{initial}." for initial in name.initials)
    parts = {"family": name.family, "given": given, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}
