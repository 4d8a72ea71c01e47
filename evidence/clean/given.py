"""What was given, as entries: those of a list, those of the list in a manuscript, or the records of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evidence.clean.manuscript import Context, Section, context_of, find_section
from evidence.clean.records import reference_of
from evidence.clean.split import MOST_ENTRIES, SplitList, lines_of, split_list
from evidence.errors import BadDataError
from evidence.model import Fault, GivenList, Problem

__all__ = ["taken"]


def taken(given: GivenList, file: str) -> tuple[SplitList, Context]:
    """The entries of what was given, and the manuscript around them. Raises BadDataError for more than 10,000."""
    if len(given.records) > MOST_ENTRIES:
        raise BadDataError(f"{file} holds {len(given.records)} records", hint=f"Give at most {MOST_ENTRIES} at a time.")
    if given.records:
        unread = tuple(_unread(fault) for fault in given.faults if not fault.notice)
        return SplitList(tuple(reference_of(record) for record in given.records), unread), Context()
    lines = lines_of(given.text)
    section = find_section(lines)
    before = [""] * (section.first - 1)
    split = split_list("\n".join(before + lines[section.first - 1 : section.last]), file, given.places)
    if section.body or any(line.strip() for line in lines[section.last :]):
        split = replace(split, problems=(_told(section, given.places), *split.problems))
    return split, context_of(lines, section)


def _unread(fault: Fault) -> Problem:
    """A record of the file that could not be read, as a defect of the list: it is in no entry."""
    where = f"On line {fault.place.line}: " if fault.place.line else ""
    return Problem("not-read", f"{where}{fault.message} {fault.hint}".strip(), fault.place.line)


def _told(section: Section, places: Sequence[str]) -> Problem:
    """That the list was taken out of a longer text, and from where to where."""
    first, last, *others = (
        places[line - 1] if line <= len(places) else f"on line {line}"
        for line in (section.body + 1, section.last, *section.others)
    )
    sentence = (
        f"The references were read from the heading {first} to what stands {last}; the rest is no part of the list."
    )
    if others:
        sentence += f" Another such heading stands {' and '.join(others)}: its list was not read; give it by itself."
    return Problem("manuscript", sentence)
