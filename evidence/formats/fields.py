"""Named values of one record, taken one by one: what no field of Record claims is left over and kept."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from evidence.model import Fault, Name, Place, Record, Relation, Section
from evidence.normalise.dates import parse_date


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


def written_name(name: Name, *, collective: str = "{}") -> str:
    """ "Family, Given, Suffix" (initials where no given name is known); a group in the mark that its format uses."""
    if name.collective:
        return collective.format(name.family)
    return ", ".join(part for part in (name.family, name.given or name.initials, name.suffix) if part)


def own_extra(record: Record, source: str) -> tuple[tuple[str, str], ...]:
    """The `extra` of a record that was read from this format; the names of another format mean nothing in it."""
    return record.extra if record.source == source else ()


def foreign(record: Record, source: str, *written: str) -> Iterator[tuple[str, str]]:
    """What a format keeps only as notes: the `extra` of other formats, and the fields that it has not `written`."""
    if record.source != source:
        yield from ((name or record.source, value) for name, value in record.extra)
    yield from _leftovers(record, written)


def _leftovers(record: Record, written: Container[str]) -> Iterator[tuple[str, str]]:
    """(name, value) of what only some formats have a field for."""
    pairs = [
        ("vernacular_title", record.title_vernacular),
        ("pmcid", record.pmcid),
        ("nlm_id", record.nlm_id),
        ("authors_complete", "" if record.names_complete else "no"),
        *(("mesh", term) for term in record.mesh),
        *(("relation", relation_text(relation)) for relation in record.relations),
        *(("other_abstract", _labelled(section)) for section in record.other_sections),
        ("revised", record.revised),
    ]
    return ((name, value) for name, value in pairs if value and name not in written)


def _labelled(section: Section) -> str:
    language = f"[{section.language}] " if section.language else ""
    return f"{language}{section.label}: {section.text}" if section.label else f"{language}{section.text}"


def relation_text(relation: Relation) -> str:
    """ "retraction_in: Lancet 2010;375:445. PMID: 20137807"."""
    pmid = f"PMID: {relation.pmid}" if relation.pmid else ""
    return f"{relation.kind}: {' '.join(part for part in (relation.text, pmid) if part)}"


def fallback_key(file: str, position: int) -> str:
    """The key of a record whose source gives it none: the file's name and the record's place in it, from 1."""
    return f"{PurePath(file).name}:{position}"


def distinct_keys(items: Iterable[Record | Fault]) -> Iterator[Record | Fault]:
    """The same items with every key once: a repeated key gets "#2", "#3", and a notice names the place of the first."""
    first: dict[str, Place] = {}
    seen: dict[str, int] = {}
    for item in items:
        if isinstance(item, Record):
            key = item.key
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                renamed = f"{key}#{seen[key]}"
                message = f"The key {key!r} stands already at {first[key]}; this record is called {renamed!r}."
                yield Fault(item.place, "duplicate-key", message, "Give each record a key of its own.", notice=True)
                item = replace(item, key=renamed)
            first.setdefault(key, item.place)
        yield item
