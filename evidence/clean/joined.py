"""Two references that stand in one item: where the second begins, or that the item may hold two."""

from __future__ import annotations

import re
from itertools import pairwise

from evidence.clean.wording import phrase

__all__ = ["begins_with_name", "may_hold_two", "taken_apart"]

_LONGEST = 5000  # characters; no item is longer, and each place in it is looked at more than once
_YEAR = r"(?:1[89]|20)\d\d[a-z]?\b"
_PAGE = r"[A-Za-z]{0,6}\d+(?:[A-Za-z]\d{0,3})?\b"
_PAGES = rf"{_PAGE}(?:\s*[-‐-―]\s*{_PAGE})?"
_VOLUME = r"(?<![-‐-―])\b\d{1,4}(?:\s*\([^()]{1,20}\))?"
_PLACE = (
    rf"(?:\(?{_YEAR}\)?[^\d.:]{{0,12}}[;,:.]?\s*{_VOLUME}\s*[:,]\s*{_PAGES}"
    rf"|\b\d{{1,4}}\s*\({_YEAR}\)\s*[:,]?\s*{_PAGES}"
    rf"|{_VOLUME}\s*[:,]\s*{_PAGES}\s*[,.]?\s*\(?{_YEAR}\)?)"
)
_PLACED = re.compile(_PLACE)
_LOCATED = re.compile(rf"{_VOLUME}\s*[:,]\s*{_PAGES}|{_PLACE}")
_DATED = re.compile(rf"\b{_YEAR}")
_IDENTIFIED = r"(?:[\s.,;]*\b(?:doi|https?|PMID|PMCID|PMC)\b[:\s]*\S+)*"
_CLOSED = re.compile(rf"(?:{_LOCATED.pattern})\s*{_IDENTIFIED}[\s.;,]*\Z", re.IGNORECASE)
_TAIL = 300  # characters in which the end of a reference is looked for
_UPPER = "A-ZÀ-ÖØ-Þ"
_FAMILY = rf"(?:(?:d|de|van|von|der|la|le|du|di|da|al|el)['’\s-]+){{0,2}}[{_UPPER}][\w'’-]+(?:[ -][{_UPPER}][\w'’-]+)?"
_INITIALS = rf"(?:[{_UPPER}]\.?[\s-]?){{1,4}}"
_NAME = (
    rf"(?:{_FAMILY},?\s+{_INITIALS}(?<![\s-])\s*[,;.:(]"
    rf"|(?:[{_UPPER}]\.[\s-]?){{1,4}}\s*{_FAMILY}\s*[,;]|{_FAMILY},? et al\b)"
)
_JOINT = re.compile(rf"(?:[.;,]|(?<=[\w)]))\s+(?:\(?(?P<letter>[b-h])\)\s*)?(?={_NAME})")
_NAMED = re.compile(_NAME)
_LETTER = re.compile(r"\A\s*\(?a\)\s*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS = 5  # of names and a title


def begins_with_name(text: str, at: int) -> bool:
    """Whether at a place in a text stands an author: a family name and initials, in either order, or "et al"."""
    return _NAMED.match(text, at) is not None


def taken_apart(text: str) -> tuple[str, ...]:
    """The references of an item: more than one only where each has names, a year, a volume and a page."""
    if len(text) > _LONGEST or (len(_PLACED.findall(text)) < 2 and len(_DATED.findall(text)) < 2):
        return (text,)
    parts: list[str] = []
    at = 0
    for hit in _JOINT.finditer(text):
        before, after = text[at : hit.start()], text[hit.end() :]
        whole = all(_DATED.search(part) and _LOCATED.search(part) for part in (before, after))
        said = len(_WORD.findall(after)) >= _LEAST_WORDS or hit["letter"]
        if whole and said and _CLOSED.search(before[-_TAIL:]):
            parts.append(f"{before}{'.' if text[hit.start()] == '.' else ''}")
            at = hit.end()
    if not parts:
        return (text,)
    return (_LETTER.sub("", parts[0], count=1), *parts[1:], text[at:])


def may_hold_two(text: str) -> bool:
    """Whether an item holds two places of papers, and words between them that name no second place of the same one."""
    found = list(_PLACED.finditer(text[:_LONGEST]))
    between = [text[one.end() : other.start()] for one, other in pairwise(found)]
    return any(len(_WORD.findall(words)) >= _LEAST_WORDS and not phrase("again").search(words) for words in between)
