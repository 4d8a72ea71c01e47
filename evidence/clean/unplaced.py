"""What of an entry no field holds: such an entry cannot be printed in another style without losing words."""

from __future__ import annotations

from evidence.clean.align import Entry
from evidence.model import Problem

__all__ = ["cannot_place", "unplaced"]

_SEVERAL = frozenset({"authors", "initials", "editors", "editor_initials", "wording"})
_LINKS = frozenset({"and", "et", "und", "y", "e", "u"})


def unplaced(entry: Entry) -> tuple[str, ...]:
    """The stretches of an entry that stand in no field of what it prints; a field's first value is printed."""
    seen: dict[str, int] = {}
    firsts = {f.start for f in entry.fields if f.field in _SEVERAL or seen.setdefault(f.field, f.start) == f.start}
    held = [(f.start, f.end) for f in entry.fields if f.start in firsts]
    found: list[list[int]] = []
    for at, word in enumerate(entry.reading.words):
        edges = (entry.reading.offsets[word.start], entry.reading.offsets[word.end] - 1)
        whole = all(any(a <= edge < b for a, b in held) for edge in edges)
        if entry.zones[at] == "et al" or word.word in _LINKS or whole:
            continue
        if found and found[-1][1] == at - 1:
            found[-1][1] = at
        else:
            found.append([at, at])
    words = entry.reading.words
    return tuple(entry.reading.text[words[a].start : words[b].end] for a, b in found)


def cannot_place(entry: Entry) -> Problem | None:
    """Why an entry that has a title and no paper is printed as it was written; None if it can be put in a style."""
    printed = entry.printed
    if not printed.title:
        return None
    left = unplaced(entry)
    if "et al" in entry.zones and not printed.names:
        left = (*left, "et al")
    told = ", ".join(f"“{text[:80]}”" for text in left[:4])
    if not told and not (printed.kind or printed.book or (printed.names and printed.year and printed.journal)):
        told = "its author, journal or year"
    if not told:
        return None
    return Problem("not-placed", f"It is printed as it was written: no field was found for {told}.")
