"""Two references that stand in one item: where the second begins, or that the item may hold two."""

from __future__ import annotations

import re
from itertools import pairwise

from evidence.clean.wording import phrase

__all__ = ["begins_with_name", "may_hold_two", "taken_apart"]

_LONGEST = 5000  # characters; no item is longer, and each place in it is looked at more than once
_TAIL = 300  # characters in which the end of a reference is looked for
_LETTER = re.compile(r"\A\s*\(?a\)\s*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS = 5  # of names and a title


def begins_with_name(text: str, at: int) -> bool:
    """Whether at a place in a text stands an author: a family name and initials, in either order, or "et al"."""
    return phrase("item_name").match(text, at) is not None


def taken_apart(text: str) -> tuple[str, ...]:
    """The references of an item: more than one only where each has names, a year, a volume and a page."""
    if len(text) > _LONGEST or all(len(phrase(name).findall(text)) < 2 for name in ("item_place", "item_year")):
        return (text,)
    parts: list[str] = []
    at = 0
    for hit in phrase("joint").finditer(text):
        before, after = text[at : hit.start()], text[hit.end() :]
        whole = all(phrase(name).search(part) for part in (before, after) for name in ("item_year", "item_located"))
        said = len(_WORD.findall(after)) >= _LEAST_WORDS or hit["letter"]
        if whole and said and phrase("item_closed").search(before[-_TAIL:]):
            parts.append(f"{before}{'.' if text[hit.start()] == '.' else ''}")
            at = hit.end()
    if not parts:
        return (text,)
    return (_LETTER.sub("", parts[0], count=1), *parts[1:], text[at:])


def may_hold_two(text: str) -> bool:
    """Whether an item holds two places of papers, and words between them that name no second place of the same one."""
    found = list(phrase("item_place").finditer(text[:_LONGEST]))
    between = [text[one.end() : other.start()] for one, other in pairwise(found)]
    return any(len(_WORD.findall(words)) >= _LEAST_WORDS and not phrase("again").search(words) for words in between)
