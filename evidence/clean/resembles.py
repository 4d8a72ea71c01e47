"""Whether a text is a reference list or prose: for a note to whoever gave one command what is for another."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_list", "is_prose"]

_YEAR = r"(?=.*\b(?:1[89]|20)\d\d\b)"
_REFERENCE = re.compile(rf"{_YEAR}(?:\W{{0,2}}\d{{1,4}}[.)\]]\s|.*\d\s*[;:(]\s*\d)")
_LONGEST = 1000  # characters of a line that are looked at
_LEAST_WORDS = 25  # of a paragraph: a reference is mostly shorter


def is_list(text: str) -> bool:
    """Whether half of the lines of a text, and two at least, look like references."""
    lines = [line for line in text.splitlines() if line.strip()]
    alike = sum(map(_is_reference, lines))
    return alike >= 2 and alike * 2 >= len(lines)


def is_prose(entries: Sequence[str]) -> bool:
    """Whether of the entries of what was given as a list none looks like a reference, and most are paragraphs."""
    words = sum(len(entry.split()) for entry in entries)
    return words >= _LEAST_WORDS * max(len(entries), 1) and not any(map(_is_reference, entries))


def _is_reference(line: str) -> bool:
    return bool(_REFERENCE.match(line[:_LONGEST]))
