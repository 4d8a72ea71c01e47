"""RIS as tagged lines with their places: what belongs to which record, decided by the grammar and not by prefixes.

`ER  - ` ends a record only where nothing follows it on its line and the next tag is TY or the file ends. Anything else
that looks like an end (text after it, more fields after it) is told and kept. rispy gives no line places, drops
what it does not know and ends a record at any `ER` line: docs/decisions/0001-own-tagged-grammars.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evidence.model import Fault, Place

_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*)|)\Z")
_TITLES = frozenset({"TI", "T1"})
# Values of one line by nature: a bare line after them continues nothing (Embase: "Link to the Ovid Full Text").
_ONE_LINE = frozenset(
    {"TY", "ER", "ID", "UR", "LK", "L1", "L2", "L3", "L4", "DO", "PY", "Y1", "Y2", "DA", "SP", "EP", "VL", "IS", "SN"}
    | {"AN", "C2", "LA", "DB"}
)


@dataclass(slots=True)
class Entry:
    """The lines of one record: tags and values in order; a line without a tag has the tag ''."""

    line: int
    pairs: list[tuple[str, str]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)

    def add(self, tag: str, value: str) -> None:
        self.pairs.append((tag, value))

    def extend(self, text: str) -> None:
        """A continuation line: part of the value before, a further keyword, or stray."""
        tag, value = self.pairs[-1] if self.pairs else ("", "")
        if tag == "KW" and value:
            self.add("KW", text)
        elif tag and tag not in _ONE_LINE:
            self.pairs[-1] = (tag, f"{value}\n{text}" if value else text)
        else:
            self.add("", text)


def entries(text: str, file: str) -> Iterator[Entry | Fault]:
    """The records of an RIS text in order, with notices on what had to be understood."""
    lines = text.split("\n")
    entry: Entry | None = None
    for number, line in enumerate(lines, 1):
        place = Place(file, number)
        found = _TAG.match(line.strip("\f\x1a").rstrip())
        tag, value = (found.group(1), (found.group(2) or "").strip()) if found else ("", line.strip())
        if entry is None:
            if tag in {"", "ER"}:
                if value:
                    yield Fault(place, "stray", "Text outside a record; it was not read.", raw=line, notice=True)
                elif tag:
                    yield Fault(place, "phantom-er", "An end (ER) without a record; it was passed over.", notice=True)
                continue
            entry = Entry(number)
            if tag != "TY":
                yield Fault(place, "no-type", "The record does not begin with TY; it was read.", raw=line, notice=True)
        elif tag == "TY":
            yield Fault(place, "no-end", f"The record of line {entry.line} has no end (ER).", raw=line, notice=True)
            yield entry
            entry = Entry(number)
        if tag == "ER":
            if not value and _ends(lines, number, entry):
                yield entry
                entry = None
                continue
            message = "A line that looks like an end (ER) but is not: the record goes on."
            yield Fault(place, "phantom-er", message, "Indent the line if it is text.", line, notice=True)
            if value:
                entry.extend(line.strip())
        elif tag:
            entry.add(tag, value)
        elif value:
            entry.extend(value)
        entry.raw.append(line)
    if entry is not None:
        yield Fault(Place(file, len(lines)), "no-end", f"The record of line {entry.line} has no end (ER).", notice=True)
        yield entry


def _ends(lines: list[str], number: int, entry: Entry) -> bool:
    """Whether an empty ER (line `number`) is an end: a blank line, TY or nothing follows, or a further title does."""
    if number == len(lines) or not lines[number].strip():
        return True
    titled = any(tag in _TITLES for tag, _ in entry.pairs)
    for position, line in enumerate(lines[number:]):
        found = _TAG.match(line.rstrip())
        tag = found.group(1) if found else ""
        if tag in {"TY", "ER"}:
            return position == 0
        if titled and tag in _TITLES:
            return True
    return False
