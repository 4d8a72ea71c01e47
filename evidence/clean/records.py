"""An entry before any candidate: from its text, or from the record (.bib, .ris, .nbib) that it was given as."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evidence.clean.entry import Entry, entry_of
from evidence.clean.parse import parse
from evidence.clean.reading import read
from evidence.clean.wording import phrase
from evidence.model import ParsedField, Record, Reference
from evidence.normalise.citation import citation_of
from evidence.normalise.text import fold, strip_markup

__all__ = ["read_entry", "reference_of", "wording"]

_ACCENT = re.compile(r"\\[uvHckrdb](?=[\s{])")  # of LaTeX: its letter is no letter of the word


def reference_of(record: Record) -> Reference:
    """A record as an entry without number, with its own text and the places of its fields in it."""
    # What was not found in the text has all of it for a place, and comes last.
    fields = sorted(_fields(record), key=lambda f: (f.end - f.start == len(record.raw), f.start))
    return Reference(None, record.raw, record.place, tuple(fields), record=record)


def read_entry(reference: Reference) -> Entry:
    """An entry without any candidate; one given as a record has the words of its fields and says what that says."""
    record = reference.record
    if record is None:
        return parse(read(reference.raw))
    text, offsets = "", list[int]()
    for field in reference.fields:
        text += f"{field.value}. "
        offsets += [field.start] * (len(field.value) + 2)
    offsets.append(len(reference.raw))
    reading = read(text)
    places = tuple(offsets[at] for at in reading.offsets)
    return entry_of(replace(reading, raw=reference.raw, offsets=places), reference.fields, citation_of(record))


def wording(reference: Reference) -> str:
    """What an entry says of its paper: its text, or the values of its record without keys and abstract."""
    return reference.raw if reference.record is None else " ".join(field.value for field in reference.fields)


def _fields(record: Record) -> Iterator[ParsedField]:
    squeezed, places = _squeezed(record.raw)
    first, _, last = re.sub(r"\s*[-\u2010-\u2015]+\s*", "-", record.pages).partition("-")
    values = [("authors", name.family) for name in record.names]
    values += [("title", record.title), ("journal", record.journal or record.journal_abbrev)]
    values += [("year", str(record.year or "")), ("volume", record.volume), ("issue", record.issue)]
    values += [("fpage", first), ("lpage", last)]
    values += [("doi", record.doi), ("pmid", record.pmid), ("pmcid", record.pmcid)]
    for name, value in values:
        if wanted := _squeezed(value)[0]:
            at = _find(
                wanted, squeezed, [bisect_left(places, hit.end()) for hit in phrase(f"tag_{name}").finditer(record.raw)]
            )
            start, end = (places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else (0, len(record.raw))
            yield ParsedField(name, strip_markup(value), start, end)


def _find(wanted: str, text: str, tagged: Sequence[int]) -> int:
    """Where a value stands: right after one of its tags, else behind the first of them, else anywhere, else -1."""
    if (at := next((start for start in tagged if text.startswith(wanted, start)), -1)) >= 0:
        return at
    behind = text.find(wanted, tagged[0]) if tagged else -1
    return behind if behind >= 0 else text.find(wanted)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Letters and digits alone, folded, and the place of each: wraps, braces and accents stand in no one's way."""
    kept: list[str] = []
    places: list[int] = []
    for at, character in enumerate(_ACCENT.sub(lambda hit: " " * len(hit[0]), text)):
        if character.isalnum():
            folded = character.lower() if character.isascii() else fold(character)
            kept.append(folded)
            places += [at] * len(folded)
    return "".join(kept), places
