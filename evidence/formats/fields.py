"""What the text formats share: named values of a record, one table of names for reading and writing, keys, left-overs.

Values are taken one by one: what no field of Record claims is left over and kept in `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any, BinaryIO

from evidence.formats.decode import read_text
from evidence.model import Fault, Name, Place, Record, Relation, Section
from evidence.normalise import identifiers
from evidence.normalise.dates import parse_date

_VALID: Mapping[str, Callable[[str], str]] = {
    "doi": identifiers.doi,
    "pmid": identifiers.pmid,
    "pmcid": identifiers.pmcid,
}
_SEVERAL = frozenset({"issn", "languages", "types", "keywords"})
_OF_BOOKS = ("kind", "publisher", "publisher_place", "edition", "page_count", "isbn", "accessed")


class Fields:
    """The (name, value) pairs of a record in source order; each can be taken once."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = [(name, value) for name, value in pairs if value]

    def first(self, *names: str) -> str:
        """Take the first value of the first of these names that has one."""
        return self.valid(str, *names)

    def valid(self, parse: Callable[[str], str], *names: str) -> str:
        """Take the first value that `parse` makes something of, and return that; what it refuses stays."""
        for wanted in names:
            for index, (name, value) in enumerate(self._pairs):
                if name == wanted and (parsed := parse(value)):
                    del self._pairs[index]
                    return parsed
        return ""

    def every(self, *names: str) -> tuple[str, ...]:
        """Take all values of these names, in source order."""
        return tuple(value for _, value in self.pairs(names))

    def pairs(self, names: Container[str]) -> tuple[tuple[str, str], ...]:
        """Take all pairs of these names, in source order."""
        taken = tuple(pair for pair in self._pairs if pair[0] in names)
        self._pairs = [pair for pair in self._pairs if pair[0] not in names]
        return taken

    def rest(self) -> tuple[tuple[str, str], ...]:
        """What nobody took."""
        return tuple(self._pairs)

    def dated(self, year_names: tuple[str, ...], date_names: tuple[str, ...]) -> tuple[int | None, str, str]:
        """Take (year, ISO date, text of the date); a date of another year than the year field gives no day or month."""
        year_text, date_text = self.first(*year_names), self.first(*date_names)
        year, date = parse_date(year_text)
        full_year, full = parse_date(date_text)
        if year is None:
            if year_text and date_text:
                self._pairs.append((year_names[0], year_text))
            return (full_year, full, date_text) if date_text else (None, "", year_text)
        text = date_text or (year_text if year_text != str(year) else "")
        return year, full if full_year == year else date, text


class Table:
    """The names that a format has for fields of Record ("title=TI,T1"): all are read, the first is written.

    `joined` gives, for fields whose several values stand in one, the pattern that divides and the text that joins them;
    `also` names what the format writes besides.
    """

    def __init__(
        self, source: str, names: str, joined: Mapping[str, tuple[str, str]] | None = None, also: str = ""
    ) -> None:
        self._source = source
        self._names = {field: spelt.split(",") for field, _, spelt in (word.partition("=") for word in names.split())}
        self._joined = joined or {}
        self._written = {*self._names, *also.split()}

    def read(self, fields: Fields) -> dict[str, Any]:
        """Arguments of Record, taken out of `fields` in the order of the table."""
        values: dict[str, Any] = {}
        for name, given in self._names.items():
            if name in self._joined:
                between, _ = self._joined[name]
                pieces = (piece for text in fields.every(*given) for piece in re.split(between, text))
                values[name] = tuple(part for piece in pieces if (part := piece.strip()))
            elif name in _SEVERAL:
                values[name] = fields.every(*given)
            else:
                values[name] = fields.valid(_VALID.get(name, str), *given)
        abstract = values.pop("abstract")
        return values | {"sections": (Section("", abstract),) if abstract else ()}

    def write(self, record: Record) -> Iterator[tuple[str, str]]:
        """The same fields as (name, value); several values one by one, or joined."""
        for name, given in self._names.items():
            value = getattr(record, name)
            if name in self._joined:
                value = self._joined[name][1].join(value)
            yield from ((given[0], one) for one in (value if isinstance(value, tuple) else (value,)))

    def own_extra(self, record: Record) -> tuple[tuple[str, str], ...]:
        """The `extra` of a record that was read from this format; the names of another format mean nothing in it."""
        return record.extra if record.source == self._source else ()

    def foreign(self, record: Record) -> Iterator[tuple[str, str]]:
        """What the format keeps only as notes: the `extra` of other formats, and fields that it has no name for."""
        if record.source != self._source:
            yield from ((name or record.source, value) for name, value in record.extra)
        told = [
            ("title_vernacular", record.title_vernacular),
            ("pmcid", record.pmcid),
            ("nlm_id", record.nlm_id),
            ("url", record.url),
            ("authors_complete", "" if record.names_complete else "no"),
            *(("mesh", term) for term in record.mesh),
            *(("relation", relation_text(relation)) for relation in record.relations),
            *(("other_abstract", _labelled(section)) for section in record.other_sections),
            ("revised", record.revised),
            *((name, getattr(record, name)) for name in _OF_BOOKS),
            *(("editor", written_name(name)) for name in record.editors),
        ]
        shown = {"title_vernacular": "vernacular_title"}
        yield from ((shown.get(name, name), value) for name, value in told if value and name not in self._written)


def text_reader(
    items: Callable[[str, str], Iterator[Record | Fault]],
) -> Callable[[BinaryIO, str], Iterator[Record | Fault]]:
    """A reader of a stream out of one of a whole text; every record gets a key, and every key stands once."""

    def read(stream: BinaryIO, file: str) -> Iterator[Record | Fault]:
        text, faults = read_text(stream, file)
        yield from faults
        yield from _distinct_keys(items(text, file), PurePath(file).name)

    return read


def pmid_fault(pmid: str, place: Place, raw: str) -> Fault | None:
    """Why a record whose PMID is none is not read."""
    if identifiers.is_pmid(pmid):
        return None
    shown = f"{pmid!r} is not a PMID" if pmid else "There is no PMID"
    message = f"{shown} (1 to 9 digits without a leading zero); the record was not read."
    return Fault(place, "pmid", message, "Correct or remove the record, or fetch it again.", raw)


def subject_terms(descriptor: str, qualifiers: Iterable[str]) -> list[str]:
    """Subject headings with one qualifier each."""
    return [f"{descriptor}/{qualifier}" for qualifier in qualifiers] or [descriptor]


def written_name(name: Name, *, collective: str = "{}") -> str:
    """ "Family, Given, Suffix" (initials where no given name is known); a group in the mark that its format uses."""
    if name.collective:
        return collective.format(name.family)
    return ", ".join(part for part in (name.family, name.given or name.initials, name.suffix) if part)


def _labelled(section: Section) -> str:
    language = f"[{section.language}] " if section.language else ""
    return f"{language}{section.label}: {section.text}" if section.label else f"{language}{section.text}"


def relation_text(relation: Relation) -> str:
    """ "retraction_in: Lancet 2010;375:445. PMID: 20137807"."""
    pmid = f"PMID: {relation.pmid}" if relation.pmid else ""
    return f"{relation.kind}: {' '.join(part for part in (relation.text, pmid) if part)}"


def _distinct_keys(items: Iterable[Record | Fault], file: str) -> Iterator[Record | Fault]:
    """A record without key is called by its file and position; a repeated key gets "#2", "#3" and a notice."""
    first: dict[str, Place] = {}
    seen: dict[str, int] = {}
    position = 0
    for item in items:
        if isinstance(item, Record):
            position += 1
            key = item.key or f"{file}:{position}"
            seen[key] = seen.get(key, 0) + 1
            given = f"{key}#{seen[key]}" if seen[key] > 1 else key
            if given != key:
                message = f"The key {key!r} stands already at {first[key]}; this record is called {given!r}."
                yield Fault(item.place, "duplicate-key", message, "Give each record a key of its own.", notice=True)
            first.setdefault(key, item.place)
            item = item if given == item.key else replace(item, key=given)
        yield item


def lines_between(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, with an empty line in front of all but the first."""
    return (f"\n{piece}" if number else piece for number, piece in enumerate(pieces))
