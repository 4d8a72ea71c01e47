"""An entry while it is read: what was found, and what of the text nobody has understood yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evidence.clean.reading import Reading
from evidence.clean.wording import source
from evidence.model import Name, ParsedField

__all__ = ["UNREAD", "YEAR", "Scan", "partner"]

YEAR = source("year")
UNREAD = "\1"  # stands where text was set aside that no field holds
_DONE = "\0"
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}
_CLOSING = {close: mark for mark, close in _PAIRS.items()}
_AFTER = " \t.,;:"
_TRIM = " \t.,;:()]–—-«»“”\"'/\0\1"


def partner(text: str, start: int, end: int) -> int:
    """Where the bracket or quotation mark at `start` closes before `end`, nested ones aside; -1 if it does not."""
    mark, deep = text[start], 0
    closes = _PAIRS.get(mark, "") or ("“”" if mark == "„" else mark if mark == '"' else "")
    for at in range(start + 1, end if closes else start):
        if text[at] in closes:
            if not deep:
                return at
            deep -= 1
        deep += text[at] == mark
    return -1


@dataclass(slots=True)
class Scan:
    """`text` is the reading's with what is understood blanked, place by place."""

    reading: Reading
    text: str
    fields: list[ParsedField] = field(default_factory=list)
    people: dict[str, list[Name]] = field(default_factory=lambda: {"authors": [], "editors": []})

    def take(self, name: str, start: int, end: int) -> str:
        """Note a field, without the punctuation around it; its value."""
        text = self.reading.text
        while start < end and self._is_edge(start) and not self._opens(start, end):
            start += 1
        while end > start and self._is_edge(end - 1) and not self._closes(start, end):
            end -= 1
        if start < end:
            self.fields.append(
                ParsedField(name, text[start:end], self.reading.offsets[start], self.reading.offsets[end])
            )
        return text[start:end]

    def _is_edge(self, at: int) -> bool:
        return self.text[at] in _TRIM or self.reading.text[at] in _TRIM

    def _opens(self, start: int, end: int) -> bool:
        """Whether the first sign is a bracket or quotation mark that closes within, not around all of it."""
        return start < partner(self.text, start, end) < len(self.text[:end].rstrip(_AFTER)) - 1

    def _closes(self, start: int, end: int) -> bool:
        """Whether the last sign is a bracket or quotation mark that was opened within."""
        mark = _CLOSING.get(self.text[end - 1])
        return mark is not None and mark in self.reading.text[start:end]

    def understand(self, hit: re.Match[str]) -> None:
        """Note every named group of a hit as the field of that name, and read no further in the hit."""
        for name, value in hit.groupdict().items():
            if value:
                self.take(name.rstrip("0123456789"), *hit.span(name))
        self.blank(*hit.span())

    def blank(self, start: int, end: int, mark: str = _DONE) -> None:
        """Read no further in a stretch: it is understood, or (`UNREAD`) set aside."""
        self.text = self.text[:start] + mark * (end - start) + self.text[end:]

    def has(self, *names: str) -> bool:
        """Whether any of these fields was found."""
        return any(f.field in names for f in self.fields)

    def wording(self) -> list[ParsedField]:
        """The words that were understood and say nothing of the work themselves ("In:", "Available from")."""
        held = [(f.start, f.end) for f in self.fields]
        found = []
        for word in self.reading.words:
            start, end = self.reading.offsets[word.start], self.reading.offsets[word.end]
            if self.text[word.start] == _DONE and not any(a < end and start < b for a, b in held):
                found.append(ParsedField("wording", self.reading.text[word.start : word.end], start, end))
        return found
