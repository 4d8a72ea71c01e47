"""What becomes of every line of a manuscript's reference list when the clean list takes its place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from evidence.clean.citations import LOWERED, RAISED
from evidence.clean.clean import CleanedList
from evidence.clean.manuscript import Section
from evidence.clean.renumber import BREAK
from evidence.clean.split import lines_of
from evidence.formats.docx_copy import Listed
from evidence.model import Cleaned, GivenList, Problem

__all__ = ["list_text", "relisted"]

_NUMBER = re.compile(
    r"(\s*(?:[•·‣▪◦●■*+–—-]\s+)?\\?[\[(]?\s?\^?)(\d{1,4}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})(?!\d)(\s?\\?[\].):/–—-]*\s*)"
)
_BULLET = re.compile(r"\s*(?:[•·‣▪◦●■*+–—-]\s+)?")
_MARKUP = re.compile(r"[\\`*<]|(?<!\w)_|_(?!\w)")


def relisted(
    lines: Sequence[str],
    given: GivenList,
    section: Section,
    cleaned: CleanedList,
    printed: Sequence[str],
    *,
    own_numbers: bool = False,
) -> tuple[Listed, list[Problem]]:
    """For every line (1-based) its new entries as mark and text, none where it goes, None where it stays as it is.

    `lines` are those of the file, with the markup that `given.text` is without; `printed` is the clean list, an entry
    for each of the cleaned ones that is no duplicate. An entry whose text is right keeps its line but for the number.
    With `own_numbers` every entry keeps its number, a repeated one too.
    """
    plain = lines_of(given.text)
    begun: dict[int, list[Cleaned]] = defaultdict(list)
    for item in cleaned.entries:
        begun[item.reference.place.line or section.first].append(item)
    numbered = any(item.reference.number is not None for item in cleaned.entries)
    marks = (_NUMBER.match(plain[at - 1]) for at, items in begun.items() if items[0].reference.number is not None)
    model = next((hit for hit in marks if hit), None)
    stray = {problem.line for problem in cleaned.problems if problem.code in ("heading", "stray-text")}
    listed: dict[int, Sequence[tuple[str, str]] | None] = dict.fromkeys(range(section.first, section.last + 1))
    problems: list[Problem] = []
    new = iter(enumerate(printed, 1))
    for at, after in pairwise([*sorted(begun), section.last + 1]):
        more = [line for line in range(at + 1, after) if plain[line - 1].strip() and line not in stray]
        kept = [next(new) for item in begun[at] if item.duplicate_of is None]
        first = begun[at][0].reference.number
        if own_numbers and (len(begun[at]) > 1 or not kept or (numbered and first is None)):
            continue
        own, said = (_head(text[at - 1], first, numbered) for text in (lines, plain))
        if own_numbers and numbered and first is not None:
            kept = [(first, kept[0][1])]
        if own and said and len(begun[at]) == len(kept) == 1:
            number, text = kept[0]
            if " ".join([plain[at - 1][said.end() :], *(plain[line - 1] for line in more)]).split() == text.split():
                if numbered and number != first:
                    listed[at] = [(_mark(own, number), lines[at - 1][own.end() :])]
                continue
        bullet = own[0] if own and not numbered else ""
        listed[at] = [
            (_mark(model, number) if numbered else bullet, _escaped(text) if given.kind == "markdown" else text)
            for number, text in kept
        ]
        ends = _ends(begun[at][-1])
        for line in more:
            if begun[at][-1].reference.raw.find(plain[line - 1].strip()) < ends:
                listed[line] = ()
                continue
            place = given.places[line - 1] if given.places else f"on line {line}"
            sentence = f"“{plain[line - 1].strip()[:80]}” {place} was not read as a part of the reference before it;"
            problems.append(Problem("text-left", f"{sentence} it was left in the list."))
    return listed, problems


def list_text(own: Sequence[str], first: int, listed: Listed) -> str:
    """The list as text: `own` are its lines with their ends, of which `first` is the number of the first."""
    newline = next((hit[0] for line in own if (hit := BREAK.search(line))), "\n")
    made: list[str] = []
    gone = False
    for at, line in enumerate(own, first):
        entries = listed[at]
        if entries:
            hit = BREAK.search(line)
            made += [f"{mark}{text}{hit[0] if hit else newline}" for mark, text in entries]
        elif entries is None and (line.strip() or not gone or (made and made[-1].strip())):
            made.append(line)
        gone = entries is not None and not entries
    return "".join(made).rstrip("\r\n\x0c")


def _head(line: str, number: int | None, numbered: bool) -> re.Match[str] | None:
    """What stands before an entry that begins a line: its number, in a list with numbers, or a bullet or nothing."""
    hit = (_NUMBER if numbered else _BULLET).match(line)
    return hit if hit and (not numbered or int(hit[2].translate(LOWERED)) == number) else None


def _mark(model: re.Match[str] | None, number: int) -> str:
    """A number as the list writes its numbers."""
    if model is None:
        return f"{number}. "
    raised = model[2].translate(LOWERED) != model[2]
    return f"{model[1]}{str(number).translate(RAISED) if raised else number}{model[3]}"


def _ends(item: Cleaned) -> int:
    """Where in an entry ends what will be printed of it: all of it where no paper was claimed."""
    if item.match is None:
        return len(item.reference.raw) + 1
    return max((field.end for field in item.reference.fields), default=len(item.reference.raw) + 1)


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda hit: f"\\{hit[0]}", text)
