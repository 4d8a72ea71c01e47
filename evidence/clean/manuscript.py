"""Where the reference list stands in a manuscript, and what the manuscript says where it cites an entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evidence.clean.citations import citing_numbers
from evidence.clean.headings import depth, names_list, names_notes, names_other_part
from evidence.clean.wording import phrase
from evidence.normalise.text import RAISED_DIGITS

__all__ = ["Context", "Section", "context_of", "find_section", "why_no_manuscript"]

_ENTRY = re.compile(r"\W{0,2}\d{1,4}[\s.)\]:-]|.*(?:\b(?:1[89]|20)\d\d\b|\bdoi\b|\bPMID\b)", re.IGNORECASE)
_LEAST_WORDS = 40  # fewer before a heading are no manuscript, but a note on the list
_SENTENCE = re.compile(rf"(?<=[.!?»\]){RAISED_DIGITS}])\s+(?=[«“\"]?\s?[A-ZÀ-Þ])|\n")
_WRAPPED = 60  # characters of a line that is likely to be full


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a text that is the list: its first and last line (1-based), and where the manuscript before it ends.

    `body` is 0 where no manuscript stands before; `others` are lines of further such headings, which were not taken.
    """

    body: int
    first: int
    last: int
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The manuscript around a list: its title, and its citing sentences, each with the numbers that it cites."""

    title: str = ""
    sentences: tuple[tuple[str, frozenset[int]], ...] = ()

    def citing(self, number: int | None, family: str, year: int | None) -> tuple[str, ...]:
        """The sentences that cite an entry by its number, or by its first author and year."""
        by_name = (family, str(year)) if family and year else None
        return tuple(
            sentence
            for sentence, numbers in self.sentences
            if number in numbers or (by_name is not None and all(part in sentence for part in by_name))
        )


def find_section(lines: Sequence[str]) -> Section:
    """The last reference section that entries follow; all lines of a text that is a list and nothing more."""
    for names in (names_list, names_notes):
        headings = [at for at, line in enumerate(lines) if names(line)]
        found = [(at, end) for at in headings if _holds_entries(lines[at + 1 : (end := _end(lines, at))])]
        if found:
            at, end = found[-1]
            if _is_prose(lines[:at]):
                return Section(at, at + 2, end, tuple(other + 1 for other, _ in found[:-1]))
            return Section(0, 1, end)
    return Section(0, 1, len(lines))


def why_no_manuscript(lines: Sequence[str]) -> str:
    """Why a text that has the heading of a list was read as a list alone; '' where no text stands before a heading."""
    headings = [at for at, line in enumerate(lines) if names_list(line)]
    headings = headings or [at for at, line in enumerate(lines) if names_notes(line)]
    words = _words(lines[: headings[-1]]) if headings else 0
    if not words:
        return ""
    heading = f"the heading “{lines[headings[-1]].strip()}”"
    if not _holds_entries(lines[headings[-1] + 1 : _end(lines, headings[-1])]):
        return f"no reference stands under {heading}"
    if words < _LEAST_WORDS:
        counted = "word stands" if words == 1 else "words stand"
        return f"only {words} {counted} before {heading}, and a manuscript has {_LEAST_WORDS} or more"
    return f"what stands before {heading} looks like a part of the list"


def context_of(lines: Sequence[str], section: Section) -> Context:
    """The title and the citing sentences of the text before a section."""
    body = lines[: section.body]
    title = next((line.strip("#* \t") for line in body if line.strip("#* \t")), "")
    joined = "".join(_goes_on(before, line) + line for before, line in pairwise(["", *map(str.strip, body)]))
    texts = (" ".join(text.split()) for text in _SENTENCE.split(joined))
    cited = ((text, citing_numbers(text)) for text in texts if text)
    return Context(title, tuple((text, numbers) for text, numbers in cited if numbers or re.search(r"\d{4}", text)))


def _goes_on(before: str, line: str) -> str:
    """What joins a line to the one before: a space where a paragraph was wrapped, else a newline."""
    wrapped = len(before) > _WRAPPED and before[-1] not in ".!?:"
    return " " if line and (wrapped or line[0].islower() or line[0] in "[(") else "\n"


def _end(lines: Sequence[str], heading: int) -> int:
    """The line (0-based) after the last one of the section under a heading."""
    own = depth(lines[heading])
    end = next((at for at in range(heading + 1, len(lines)) if _begins_part(lines[at], own)), len(lines))
    while not lines[end - 1].strip():
        end -= 1
    return end


def _begins_part(line: str, own: int) -> bool:
    return 0 < depth(line) <= own or names_list(line) or names_notes(line) or names_other_part(line)


def _holds_entries(lines: Sequence[str]) -> bool:
    """Whether of the first lines one in five begins with a number or holds what only a reference holds."""
    first = [line for line in lines if line.strip()][:20]
    return bool(first) and sum(bool(_ENTRY.match(line[:1000])) for line in first) * 5 >= len(first)


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether the text before a heading is a manuscript, and not the first half of the list."""
    filled = [line.strip() for line in lines if line.strip()]
    ahead = sum(bool(phrase("ahead").match(line)) for line in filled)
    return ahead * 5 < len(filled) and _words(filled) >= _LEAST_WORDS


def _words(lines: Sequence[str]) -> int:
    return sum(len(line.split()) for line in lines)
