"""The text of an entry as it is read: encoding damage undone, words folded, every word with its place in the raw."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.normalise.text import words

__all__ = ["Reading", "Word", "read"]

_LONGEST = 5000  # characters; no reference is longer, and what is pasted as one stays whole in `raw`
_WORD = re.compile(r"[^\W_]+(?:['\u2019]s\b)?")
_LATER = bytes(range(0x80, 0xC0))  # those of a letter in UTF-8 but its first
_DAMAGE = re.compile(f"[\u00c2-\u00f4][{_LATER.decode('latin-1')}{_LATER.decode('cp1252', 'ignore')}]{{1,3}}")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and its place in `Reading.text`."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is the raw (its first 5,000 characters) with UTF-8-read-as-Latin-1 undone.

    `offsets[i]` is where code point i of `text` stands in the raw.
    """

    raw: str
    text: str
    words: tuple[Word, ...]
    offsets: Sequence[int]
    damaged: bool = False


def read(raw: str) -> Reading:
    """Read an entry.

    >>> read("Â«UnÃ©Â» 379â€“389").text
    '«Uné» 379–389'
    """
    text: str = raw[:_LONGEST]
    offsets: Sequence[int] = range(len(text) + 1)
    whole = text
    if _DAMAGE.search(text):
        text, offsets = _repaired(text)
    found = (Word("".join(words(hit[0])), *hit.span()) for hit in _WORD.finditer(text))
    return Reading(raw, text, tuple(word for word in found if word.word), offsets, text != whole)


def _repaired(raw: str) -> tuple[str, Sequence[int]]:
    text: list[str] = []
    offsets: list[int] = []
    at = 0
    for hit in _DAMAGE.finditer(raw):
        for size in range(len(hit[0]), 1, -1):
            if meant := _decoded(hit[0][:size]):
                text.append(raw[at : hit.start()])
                offsets.extend(range(at, hit.start()))
                text.append(meant)
                offsets.extend([hit.start()] * len(meant))
                at = hit.start() + size
                break
    text.append(raw[at:])
    offsets.extend(range(at, len(raw) + 1))
    return "".join(text), offsets


def _decoded(text: str) -> str:
    """The one character that these are the bytes of, or ''."""
    try:
        meant = b"".join(c.encode("latin-1") if ord(c) < 256 else c.encode("cp1252") for c in text).decode("utf-8")
    except UnicodeError:
        return ""
    return meant if len(meant) == 1 else ""
