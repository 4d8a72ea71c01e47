"""The headings of a manuscript: what they are called in the languages in which one is likely to be written."""

from __future__ import annotations

import re

from evidence.clean.wording import phrase, words_of
from evidence.normalise.text import fold

__all__ = ["depth", "is_heading", "names_list", "names_notes", "names_other_part", "stands_apart"]

_NAME = re.compile(r"\W*(?:(?:\d+(?:\.\d+)*|[ivx]+)[\W_]+)?(.*?)[\W_]*")
_PLACED = re.compile(r"\d\s*[;:(]\s*\d")  # such a line is a reference
_MARKED = re.compile(r"#{1,6}\s+\S")
_LONGEST = 120  # characters of a heading


def is_heading(line: str) -> bool:
    """Whether a line is no entry but a heading: that of a list, or any that is marked as one (`## …`)."""
    return bool(_MARKED.match(line)) or names_list(line)


def depth(line: str) -> int:
    """How deep a heading is marked, 1 to 6; 0 for a line without such marks."""
    return len(line) - len(line.lstrip("#")) if _MARKED.match(line) else 0


def names_list(line: str) -> bool:
    """Whether a line is the heading of a reference list."""
    return _name(line) in words_of("list_heading")


def names_notes(line: str) -> bool:
    """Whether a line is the heading of footnotes or endnotes."""
    return _name(line) in words_of("notes_heading")


def names_other_part(line: str) -> bool:
    """Whether a line is the heading of what may follow a reference list, a caption, or a closing line of a paper."""
    closes = phrase("closing").match(line) and not _PLACED.search(line)
    return _name(line) in words_of("other_heading") or bool(phrase("caption").match(line) or closes)


def stands_apart(line: str) -> bool:
    """Whether a line between two entries may be a heading, a note or a page's number or running head."""
    return phrase("apart").fullmatch(line) is not None


def _name(line: str) -> str:
    """What a line says if it is short enough for a heading, without its number and marks."""
    found = _NAME.fullmatch(fold(line)) if 2 < len(line) < _LONGEST else None
    return found[1] if found else ""
