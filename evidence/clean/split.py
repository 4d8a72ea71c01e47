"""A pasted list taken apart into its entries; what is wrong with the list is named, nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from evidence.model import Place, Problem, Reference

__all__ = ["SplitList", "split_list"]

_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_STYLES: tuple[tuple[str, str], ...] = (
    ("(1)", r"\(\s*(\d{1,4})\s*\)[.:]?"),
    ("[1]", r"\[\s*(\d{1,4})\s*\][.:]?"),
    ("1.", r"(\d{1,4})\s?\.(?!\d)"),
    ("1)", r"(\d{1,4})\s?\)[.:]?"),
    ("1-", r"(\d{1,4})\s?[-–—:/](?=\s)"),
    ("¹", r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"),
    ("1", r"(\d{1,4})(?=\s)"),
    ("•", r"([•·‣▪◦●■*–—-])(?=\s)"),
)
_HEADS = {name: re.compile(rf"\s*{pattern}\s*") for name, pattern in _STYLES}
_INNER = {name: re.compile(rf"(?<=[\w.)\]»”\"'’:;,])\s+{pattern}\s*(?=[«“\"'‘(—]?\w)") for name, pattern in _STYLES[:6]}
_HEADING = re.compile(
    r"\W*(?:\d+\W+)?(?:r[ée]f[ée]rences?|bibliograph\w*|references? list|list of references|works cited"
    r"|literature(?: cited)?|literatur(?:verzeichnis)?|sources|referencias|bibliograf[ií]a|quellen)"
    r"(?:\s+bibliogra\w+|\s+cited|\s+list)?\W*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_STARTS = re.compile(
    r"[«“\"'‘(]?(?:(?:d|de|van|von|der|la|le|du|di|da|al|el)['’\s-]+){0,2}[^\W\d_][\w'’-]+,?\s+(?:[^\W\d_]{1,3}\b\.?[\s-]?){1,4}[,;.:(–—]"
    r"|(?:[^\W\d_]\.[\s-]?){1,4}\s*[^\W\d_][\w'’-]+\s*[,;(]|[^\W\d_][\w'’-]+ (?:et al|et coll|y cols|and|et|&|y|und) "
)
_ENDS = re.compile(r"(?:[\d)\]»”\"/]|\d[a-z]?|\.)\s*\.*\s*$")
_WRAP = re.compile(
    r"[,;:&–—-]$|\b(?:and|et|of|the|in|de|du|des|la|le|for|und|von|y|with|on|al|a|an|to|by)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SplitList:
    """The entries in order, and what is wrong with the list as a whole."""

    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Entry:
    number: int | None
    line: int
    lines: list[str] = field(default_factory=list)
    broken: bool = False
    problems: list[Problem] = field(default_factory=list)


def split_list(text: str, file: str = "-") -> SplitList:
    """Take a list apart, numbered in any style or not at all. Never raises; text that is no entry becomes a problem."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")
    problems: list[Problem] = []
    body: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if _HEADING.fullmatch(line):
            problems.append(
                Problem("heading", f"Line {number} is a heading, not a reference: “{line.strip()}”.", number)
            )
        elif line.strip() and not re.search(r"[^\W_]", line):
            problems.append(Problem("stray-text", f"Line {number} holds no reference: “{line.strip()[:80]}”.", number))
        else:
            body.append((number, line.strip()))
    style = _style([line for _, line in body])
    entries = list(_numbered(body, style, problems)) if style else list(_unnumbered(body))
    references = tuple(_reference(entry, file) for entry in entries)
    problems += _numbering(entries)
    return SplitList(references, tuple(problems))


def _style(lines: list[str]) -> str:
    """The way in which most entries are numbered; '' for an unnumbered list."""
    filled = [line for line in lines if line]
    votes: Counter[str] = Counter()
    for name, head in _HEADS.items():
        last = 0
        for line in filled:
            if hit := head.match(line):
                number = last if name == "•" else int(hit[1].translate(_DIGITS))
                if _follows(last, number):
                    votes[name], last = votes[name] + 1, number
    best = max(_HEADS, key=lambda name: (votes[name], -list(_HEADS).index(name)))
    enough = votes[best] >= 2 or (votes[best] == 1 and best != "1" and len(filled) <= 3)
    return best if enough and (best != "1" or votes[best] * 3 >= len(filled)) else ""


def _follows(before: int, number: int) -> bool:
    return before <= number <= before + 4


def _numbered(body: list[tuple[int, str]], style: str, problems: list[Problem]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    last = 0
    ahead = [(at, _marker(style, line)) for at, (_, line) in enumerate(body)]
    for at, (number, line) in enumerate(body):
        marker = ahead[at][1]
        if marker is not None and _plausible(
            style, marker[0], last, entry, [m[0] for _, m in ahead[at + 1 : at + 60] if m]
        ):
            if entry:
                yield entry
            last = marker[0] if style != "•" else 0
            entry = _Entry(marker[0] if style != "•" else None, number)
            line = line[marker[1] :]
        elif entry is None:
            if line and not _YEAR.search(line):
                problems.append(
                    Problem("stray-text", f"Line {number} stands before the first reference: “{line[:80]}”.", number)
                )
                continue
            if not line:
                continue
            entry = _Entry(None, number)
        if style in _INNER:
            for head, inner, rest in _run_ons(line, style, last):
                sentence = f"Two references stand on line {number}: number ({inner}) begins in the middle of it."
                entry.lines.append(head)
                entry.problems.append(Problem("run-on", sentence))
                yield entry
                entry = _Entry(inner, number, problems=[Problem("run-on", sentence)])
                last, line = inner, rest
        if line:
            entry.lines.append(line)
    if entry:
        yield entry


def _marker(style: str, line: str) -> tuple[int, int] | None:
    hit = _HEADS[style].match(line)
    if hit is None or hit.end() == len(line):
        return None
    return (0 if style == "•" else int(hit[1].translate(_DIGITS))), hit.end()


def _plausible(style: str, number: int, last: int, entry: _Entry | None, later: list[int]) -> bool:
    """Whether a number at the start of a line is an entry's, not a year or page that the line happens to begin with."""
    if style == "•" or (entry is None and number < 1900):
        return True
    if number in (last, last + 1):
        return True
    if style in ("(1)", "[1]"):
        return number < 1900 or last >= 1000
    # A number out of turn is an entry's if the list then goes on from it.
    return abs(number - last) < 10 and any(_follows(number, n) and n > number for n in later[:2])


def _run_ons(line: str, style: str, last: int) -> list[tuple[str, int, str]]:
    """(text before, number, text from there on) for every entry that begins inside a line."""
    found: list[tuple[str, int, str]] = []
    at = 0
    for hit in _INNER[style].finditer(line):
        number, before, rest = int(hit[1].translate(_DIGITS)), line[at : hit.start()], line[hit.end() :]
        if number != last + 1 or len(before) < 12 or len(rest) < 4 or rest[0].islower():
            continue
        bracketed = style in ("(1)", "[1]")
        if bracketed or _YEAR.search(before) or (_ENDS.search(before) and _STARTS.match(rest)):
            found.append((before, number, rest))
            last, at = number, hit.end()
    return found


def _unnumbered(body: list[tuple[int, str]]) -> Iterator[_Entry]:
    blocks: list[list[tuple[int, str]]] = [[]]
    for number, line in body:
        if line:
            blocks[-1].append((number, line))
        elif blocks[-1]:
            blocks.append([])
    blocks = [block for block in blocks if block]
    spaced = len(blocks) > 1 and sum(len(block) for block in blocks) < 6 * len(blocks)
    for block in blocks:
        entry: _Entry | None = None
        for number, line in block:
            if entry is not None and _begins(entry.lines[-1], line, " ".join(entry.lines), spaced):
                yield entry
                entry = None
            if entry is None:
                entry = _Entry(None, number)
            entry.lines.append(line)
        if entry:
            yield entry


def _begins(before: str, line: str, so_far: str, spaced: bool) -> bool:
    """Whether an unnumbered line begins a new entry: the last one is complete and this one looks like a beginning."""
    if _WRAP.search(before) or (line[0].islower() and not _STARTS.match(line)):
        return False
    complete = bool(_ENDS.search(before)) and bool(_YEAR.search(so_far) or "doi" in so_far.lower())
    if _STARTS.match(line):
        return complete or (bool(_YEAR.search(so_far)) and not spaced and not line[0].islower())
    return complete and not spaced and not line[0].isdigit() and bool(re.search(r"\d\W*$", before))


def _reference(entry: _Entry, file: str) -> Reference:
    raw = " ".join(entry.lines)
    problems = list(entry.problems)
    if len(entry.lines) > 1:
        problems.append(
            Problem(
                "broken-lines", f"The reference that begins on line {entry.line} runs over {len(entry.lines)} lines."
            )
        )
    return Reference(entry.number, raw, Place(file, entry.line), problems=tuple(problems))


def _numbering(entries: list[_Entry]) -> list[Problem]:
    found: list[Problem] = []
    numbered = [(e.number, e.line) for e in entries if e.number is not None]
    first: dict[int, int] = {}
    for number, line in numbered:
        if number in first:
            found.append(
                Problem(
                    "number-repeated",
                    f"Number ({number}) is used twice: on line {first[number]} and on line {line}.",
                    line,
                )
            )
        first.setdefault(number, line)
    seen = sorted(first)
    for before, after in pairwise(seen):
        missing = list(range(before + 1, after))
        if missing:
            which = (
                f"Number ({missing[0]}) is" if len(missing) == 1 else f"Numbers ({missing[0]}) to ({missing[-1]}) are"
            )
            found.append(
                Problem(
                    "number-skipped",
                    f"{which} skipped: ({after}) on line {first[after]} follows ({before}).",
                    first[after],
                )
            )
    return found
