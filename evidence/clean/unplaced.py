"""What of an entry no field holds: such an entry cannot be printed in another style without losing words."""

from __future__ import annotations

import re
from itertools import groupby

from evidence.clean.entry import Entry
from evidence.clean.scan import YEAR
from evidence.model import Problem
from evidence.normalise import journals

__all__ = ["cannot_place", "unplaced"]

_SEVERAL = frozenset({"authors", "initials", "editors", "editor_initials", "suffix", "wording"})
_LINKS = frozenset({"and", "et", "und", "y", "e", "u"})


def unplaced(entry: Entry) -> tuple[str, ...]:
    """The stretches of an entry that stand in no field of what it prints; a field's first value is printed."""
    seen: dict[str, int] = {}
    firsts = {f.start for f in entry.fields if f.field in _SEVERAL or seen.setdefault(f.field, f.start) == f.start}
    held = [(f.start, f.end) for f in entry.fields if f.start in firsts]
    words, offsets = entry.reading.words, entry.reading.offsets

    def is_held(at: int) -> bool:
        edges = (offsets[words[at].start], offsets[words[at].end] - 1)
        known = entry.zones[at] == "et al" or words[at].word in _LINKS
        return known or all(any(a <= edge < b for a, b in held) for edge in edges)

    runs = ([*run] for known, run in groupby(range(len(words)), is_held) if not known)
    return tuple(entry.reading.text[words[run[0]].start : words[run[-1]].end] for run in runs)


def cannot_place(entry: Entry) -> Problem | None:
    """Why an entry that has a title and no paper is printed as it was written; None if it can be put in a style."""
    printed = entry.printed
    if not printed.title:
        return None
    left = unplaced(entry)
    if "et al" in entry.zones and not printed.names:
        left = (*left, "et al")
    paper = not printed.kind and not printed.book
    told = ", ".join(f"“{text[:80]}”" for text in left[:4])
    if not told and paper and not (printed.names and printed.year and printed.journal):
        told = "its author, journal or year"
    why = f"no field was found for {told}" if told else "; ".join(_odd(entry)) if paper else ""
    return Problem("not-placed", f"It is printed as it was written: {why}.") if why else None


def _odd(entry: Entry) -> tuple[str, ...]:
    """What makes it unsure that the fields of a paper were read right, so that another style would spread the error."""
    printed, journal = entry.printed, entry.printed.journal
    known = journals.authority().find(journal) is not None
    bare = re.sub(r"\([^()]*\)", "", journal)
    found = []
    if not known and (re.search(r"\d", bare) or not journal[:1].isupper()):
        found.append(f"“{journal[:80]}” reads as no name of a journal")
    if not printed.doi and not printed.pmid and bool(printed.volume) != bool(printed.first_page):
        found.append("volume and page do not both stand where they are expected")
    if " " in printed.doi:
        found.append(f"the DOI “{printed.doi}” is broken by a space")
    if re.match(rf"{YEAR}[a-z]?[.,)]|\W*[a-zà-þ]{{1,2}}\.\s|.*\bet al\b", printed.title):
        found.append("its title holds what may belong to the authors")
    return tuple(found)
