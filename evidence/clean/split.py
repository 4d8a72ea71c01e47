"""A pasted list taken apart into its entries; what is wrong with the list is named, nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice, pairwise

from evidence.clean.authors import author_block, is_body
from evidence.clean.headings import is_heading, stands_apart
from evidence.clean.numbering import number_defects
from evidence.clean.run_ons import begins_with_name, may_hold_two, taken_apart
from evidence.clean.wording import phrase, source, styles
from evidence.errors import BadDataError
from evidence.model import Place, Problem, Reference
from evidence.normalise.text import LOWERED

__all__ = ["KEYED", "MOST_ENTRIES", "SplitList", "lines_of", "split_list"]

MOST_ENTRIES = 10_000  # a thesis has 500
_STYLES = styles()
_MARKED = list(_STYLES)[:7]  # their numbers may be told inside a line
KEYED = re.compile(rf"(?:{source('bullet')}\s*)?{_STYLES['[Key05]']}")  # the beginning of a line
_NUMBERLESS = ("[Key05]", "•")
_HEADS = {name: re.compile(rf"\s*{pattern}\s*") for name, pattern in _STYLES.items()}
_INNER = {name: re.compile(rf"(?<=[\w.)\]»”\"'’:;,])\s+{_STYLES[name]}\s*(?=[«“\"'‘(—]?\w)") for name in _MARKED}
_LEFT = {name: re.compile(rf"(?<=[\w.)\]»”\"'’:;,])\s+(?={_STYLES[name]}\Z)") for name in _MARKED}
_BULLETED = re.compile(rf"{source('bullet')}\s*(?={'|'.join(list(_STYLES.values())[:-1])})")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_DATED = re.compile(r"\((?:1[89]|20)\d\d[a-z]?\)\W*$")  # the year after the authors: the title is still to come
_TAIL = 80  # characters in which the end of a line is looked for
_IDENTIFIED = re.compile(r"\b10\.\d{4,9}/\S|\bPM(?:C|ID)|https?://", re.IGNORECASE)
_CELL = re.compile(r"\A\d{1,4}\t")  # of a row, its number
_HEADING_WORDS = 3  # in a list without numbers, where a longer line may be a title
_UNSEEN = " \t\u00a0\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_EDGE = re.compile(rf"\A[{_UNSEEN}]+|[{_UNSEEN}]+\Z")
_HOUSE = re.compile(rf"(?i)\b{source('house')}\b")


@dataclass(frozen=True, slots=True)
class SplitList:
    """The entries in order, and what is wrong with the list as a whole."""

    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list: its number, where it stands ("on line 3", "in paragraph 3"), its text; `under` a heading."""

    number: int
    where: str
    text: str
    under: bool = False

    def problem(self, code: str, said: str = "holds no reference") -> Problem:
        named = self.where.partition(" ")[2]
        return Problem(code, f"{named[:1].upper()}{named[1:]} {said}: “{self.text[:80]}”.", self.number)


@dataclass(slots=True)
class _Entry:
    number: int | None
    first: _Line
    last: _Line
    lines: list[str] = field(default_factory=list)
    dated: bool = False
    located: bool = False
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: _Line, text: str) -> None:
        self.lines.append(text)
        self.last = line
        self.dated = self.dated or bool(_YEAR.search(text))
        self.located = self.located or self.dated or "doi" in text.lower()

    @property
    def ended(self) -> bool:
        """Whether it ends as references do."""
        return bool(self.lines) and bool(phrase("ends").search(self.lines[-1][-_TAIL:]))

    @property
    def whole(self) -> bool:
        """Whether nothing seems to be missing: it ends as references do, and holds a year or a DOI."""
        return self.located and self.ended


_BLANK = _Line(0, "", "")


def split_list(text: str, file: str = "-", places: Sequence[str] = ()) -> SplitList:
    """Take a list apart, numbered in any style or not at all; text that is no entry becomes a problem.

    `places[i]` says where line i + 1 stands, if that is not simply "on line i + 1". Raises BadDataError for more than
    10,000 entries.
    """
    problems: list[Problem] = []
    body: list[_Line] = []
    under = False
    for number, given in enumerate(lines_of(text), 1):
        if not given or given.isspace():
            if body and body[-1] is not _BLANK:
                body.append(_BLANK)
            continue
        where = places[number - 1] if number <= len(places) else f"on line {number}"
        line = _Line(number, where, _EDGE.sub("", given.strip()), under)
        under = is_heading(line.text)
        if under:
            problems.append(line.problem("heading", "is a heading, not a reference"))
        elif line.text and not re.search(r"[^\W_]", line.text):
            problems.append(line.problem("stray-text"))
        else:
            body.append(line)
    bare = [replace(line, text=_BULLETED.sub("", line.text, count=1)) for line in body]
    style = _style([line.text for line in bare])
    body = body if style == "•" else bare  # a bullet before a number is no part of it
    entries = list(islice(_numbered(body, style, problems) if style else _unnumbered(body, problems), MOST_ENTRIES + 1))
    if len(entries) > MOST_ENTRIES:
        raise BadDataError(
            f"{file} holds more than {MOST_ENTRIES} entries; it was not cleaned", hint="Give the list in parts."
        )
    references: list[Reference] = []
    for entry in entries:
        if entry.lines:
            references += _references(entry, file, bool(places))
        else:
            sentence = f"Number ({entry.number}) stands {entry.first.where} alone."
            problems.append(Problem("stray-text", sentence, entry.first.number))
    problems += number_defects((e.number, e.first.number, e.first.where) for e in entries if e.number is not None)
    return SplitList(tuple(references), tuple(problems))


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")


def _style(lines: list[str]) -> str:
    """The way in which most entries are numbered; '' for an unnumbered list."""
    filled = [line for line in lines if line]
    votes: Counter[str] = Counter()
    for name, head in _HEADS.items():
        last = 0
        for line in filled:
            if hit := head.match(line):
                number = last if name in _NUMBERLESS else int(hit[1].translate(LOWERED))
                if _follows(last, number):
                    votes[name], last = votes[name] + 1, number
    best = max(_HEADS, key=lambda name: (votes[name], -list(_HEADS).index(name)))
    enough = votes[best] >= 2 or (votes[best] == 1 and best != "1" and len(filled) <= 3)
    return best if enough and (best != "1" or votes[best] * 3 >= len(filled) or _counts_up(filled)) else ""


def _counts_up(lines: list[str]) -> bool:
    """Whether numbers without a mark, each before a name, count up from 1 as those of a wrapped list do."""
    named = (hit for line in lines if (hit := _HEADS["1"].match(line)) and phrase("starts").match(line, hit.end()))
    numbers = [int(hit[1]) for hit in named]
    following = sum(b == a + 1 for a, b in pairwise([0, *numbers]))
    return following >= 2 and following * 2 > len(numbers)


def _follows(before: int, number: int) -> bool:
    return before <= number <= before + 4


def _numbered(body: list[_Line], style: str, problems: list[Problem]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    last = 0
    body = list(_unwrapped(body, style))
    markers = [_marker(style, line.text) for line in body]
    for at, line in enumerate(body):
        marker, text = markers[at], line.text
        if marker is None and style not in _NUMBERLESS:
            marker = _next_in_other_style(last, entry, text)
        row = style in _NUMBERLESS and _is_row(text)
        if _stands_apart(body, markers, at, entry):
            problems.append(line.problem("stray-text"))
            continue
        if row or (marker is not None and _plausible(style, last, entry, line, marker, _later(markers, at))):
            if entry:
                yield entry
            last, begin = marker or (last, 0)
            entry = _Entry(None if style in _NUMBERLESS else last, line, line)
            text = _CELL.sub("", text) if row else text[begin:]
        elif entry is None:
            if text and not _YEAR.search(text) and not _IDENTIFIED.search(text):
                problems.append(line.problem("stray-text", "stands before the first reference"))
                continue
            if not text:
                continue
            entry = _Entry(None, line, line)
        if style in _INNER:
            begun = 0
            for end, inner, begin in _run_ons(text, style, last):
                sentence = f"Two references stand {line.where}: number ({inner}) begins in the middle of it."
                entry.add(line, text[begun:end])
                entry.problems.append(Problem("run-on", sentence))
                yield entry
                entry = _Entry(inner, line, line, problems=[Problem("run-on", sentence)])
                last, begun = inner, begin
            text = text[begun:]
        if text:
            entry.add(line, text)
    if entry:
        yield entry


def _unwrapped(body: Sequence[_Line], style: str) -> Iterator[_Line]:
    """The same lines, a number that was left at the end of one put before the text that it belongs to."""
    held = ""
    for line, after in pairwise([*body, _BLANK]):
        text = f"{held} {line.text}" if held and line.text else line.text
        held = ""
        goes_on = style in _LEFT and phrase("starts").match(after.text) and _marker(style, after.text) is None
        if goes_on and (hit := _LEFT[style].search(text)):
            text, held = text[: hit.start()], text[hit.end() :]
        yield replace(line, text=text)


def _marker(style: str, line: str) -> tuple[int, int] | None:
    hit = _HEADS[style].match(line)
    if hit is None or (hit.end() == len(line) and style in _NUMBERLESS):
        return None
    return (0 if style in _NUMBERLESS else int(hit[1].translate(LOWERED))), hit.end()


def _next_in_other_style(last: int, entry: _Entry | None, line: str) -> tuple[int, int] | None:
    """The next number, written in another way than the rest, between a whole entry and a name."""
    if entry is None or not entry.whole:
        return None
    markers = (_marker(name, line) for name in _STYLES if name not in _NUMBERLESS)
    return next(
        (found for found in markers if found and found[0] == last + 1 and begins_with_name(line, found[1])), None
    )


def _is_row(text: str) -> bool:
    """Whether a line is a row of a table, its cells set apart by tabs, that may be a reference."""
    return text.count("\t") > 1 and bool(_YEAR.search(text) or re.search(r"\d.*\t|\t.*[A-Z]{1,3}\t", text))


def _stands_apart(
    body: Sequence[_Line], markers: Sequence[tuple[int, int] | None], at: int, entry: _Entry | None
) -> bool:
    """Whether a line between a whole entry and the next is a heading, a note or the foot of a page."""
    if entry is None or markers[at] is not None or not entry.lines or not entry.whole:
        return False
    rest = at
    while rest < len(body) and (not body[rest].text or (markers[rest] is None and stands_apart(body[rest].text))):
        rest += 1
    digits = body[at].text.strip("-–— ").isdigit() and (body[at - 1].text or body[at + 1].text)
    return at < rest < len(body) and bool(body[at].text) and not digits


def _later(markers: Sequence[tuple[int, int] | None], at: int) -> Iterator[int]:
    return (found[0] for found in markers[at + 1 : at + 60] if found)


def _plausible(
    style: str, last: int, entry: _Entry | None, line: _Line, marker: tuple[int, int], later: Iterator[int]
) -> bool:
    """Whether a number at the start of a line is an entry's, not a year or page that the line happens to begin with."""
    number, begin = marker
    if begin == len(line.text):  # alone on its line: of an entry that is missing or begins below
        ended = entry is None or entry.ended
        return number == last + 1 and ended and next(later, number + 1) > number
    if style in _NUMBERLESS or (entry is None and number < 1900) or (line.under and number == 1):
        return True
    if number in (last, last + 1):
        begins = line.text[begin].isupper() or line.text[begin] in '«“"' or phrase("starts").match(line.text, begin)
        return style != "1" or bool(begins)
    if style in ("(1)", "[1]"):
        return number < 1900 or last >= 1000
    whole = entry is not None and entry.whole
    if whole and _follows(last, number) and phrase("starts").match(line.text, begin):
        return True
    # A number out of turn is an entry's if a name follows a whole entry, or if the list then goes on from it.
    if abs(number - last) >= 10:
        return False
    return (whole and begins_with_name(line.text, begin)) or any(
        _follows(number, n) and n > number for n in islice(later, 2)
    )


def _run_ons(line: str, style: str, last: int) -> Iterator[tuple[int, int, int]]:
    """(end of the text before, number, start of its text) for every entry that begins inside a line."""
    at = 0
    for hit in _INNER[style].finditer(line):
        number = int(hit[1].translate(LOWERED))
        if number != last + 1 or hit.start() - at < 12 or len(line) - hit.end() < 4 or line[hit.end()].islower():
            continue
        before = line[at : hit.start()]
        ends, starts = phrase("ends").search(before[-_TAIL:]), phrase("starts").match(line, hit.end())
        closed = ends or before.endswith(";") or phrase("undated").search(before)
        if style in ("(1)", "[1]") or (closed and starts) or (_YEAR.search(before) and (ends or starts)):
            yield hit.start(), number, hit.end()
            last, at = number, hit.end()


def _unnumbered(body: list[_Line], problems: list[Problem]) -> Iterator[_Entry]:
    blocks = [[*run] for filled, run in groupby(body, lambda line: bool(line.text)) if filled]
    spaced = len(blocks) > 1 and sum(len(block) for block in blocks) < 6 * len(blocks)
    lines = [line for block in blocks for line in block]
    followed = {one.number for one, other in pairwise(lines) if phrase("starts").match(other.text)}
    for block in blocks:
        entry: _Entry | None = None
        for line in block:
            apart = (
                stands_apart(line.text) and len(line.text.split()) <= _HEADING_WORDS and not _HOUSE.search(line.text)
            )
            if apart and line.number in followed and line is not blocks[0][0] and (entry is None or entry.whole):
                problems.append(line.problem("stray-text"))
                continue
            if entry is not None and _begins(entry, line.text, spaced):
                yield entry
                entry = None
            if entry is None:
                entry = _Entry(None, line, line)
            entry.add(line, line.text)
        if entry:
            yield entry


def _begins(entry: _Entry, line: str, spaced: bool) -> bool:
    """Whether an unnumbered line begins a new entry: the last one is complete and this one looks like a beginning."""
    before = entry.lines[-1][-_TAIL:]
    starts = bool(phrase("starts").match(line)) or _names_body(line)
    if phrase("goes_on").match(line) or phrase("wrap").search(before) or (line[0].islower() and not starts):
        return False
    complete = entry.whole
    if starts:
        return complete or (entry.dated and not spaced and not line[0].islower())
    if spaced or line[0].isdigit() or _DATED.search(before):
        return False
    return complete and bool(re.search(r"\d\W*$", before))


def _names_body(line: str) -> bool:
    """Whether a line begins with a committee or society as its author, not with the publisher of the one before."""
    return any(is_body(hit["family"]) and not _HOUSE.search(hit["family"]) for hit in author_block(line).people[:1])


def _references(entry: _Entry, file: str, placed: bool) -> list[Reference]:
    """The references that an entry holds; where it is not certain that these are two it stays whole, with a problem."""
    where, text, problems = entry.first.where, " ".join(entry.lines), list(entry.problems)
    kind = where.split()[1]
    if len(entry.lines) > 1 and where != entry.last.where and kind != "page":  # a page wraps its lines by itself
        sentence = f"The reference that begins {where} runs over {len(entry.lines)} {kind}s."
        problems.append(Problem("broken-lines", sentence))
    number = f"number ({entry.number})" if entry.number is not None else "the entry"
    parts = taken_apart(text)
    if len(parts) > 1:
        sentence = f"{len(parts)} references stand in {number} {where}; they were taken apart."
        problems.append(Problem("run-on", sentence))
    elif may_hold_two(text):
        sentence = f"Two references may stand in {number} {where}: it was read as one; put each on its own line."
        problems.append(Problem("may-be-two", sentence))
    place = Place(file, entry.first.number, where.partition(" ")[2] if placed else "")
    return [Reference(entry.number, part, place, problems=tuple(problems)) for part in parts]
