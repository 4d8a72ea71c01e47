"""Where a text cites by number: in brackets, raised, or in parentheses; and what may cite or be something else."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from evidence.clean.wording import phrase, source
from evidence.normalise.text import LOWERED

__all__ = ["Cited", "cited_in", "citing_numbers", "numbers", "ranges"]

_STYLES = ("brackets", "superscript", "parentheses")
_RANGE = re.compile(rf"(\d+)(?:\s*([{source('dash')}])\s*(\d+))?")
_COUNTED = re.compile(r"\d%?\s*\Z")
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:1[89]|20)\d\d[a-z]?\s*\Z")
_LINE = re.compile(r"(?:\A|[\r\n\x0c])[ \t]*(?=\S)")
_FIRST_LINES = 30  # in which a manuscript names its authors and where they work
_BEFORE = 40  # characters that tell what a number is

_Doubted = tuple[re.Match[str], str]


@dataclass(frozen=True, slots=True)
class Cited:
    """The citations of a text in the one style in which most of it cites, each a hit with the group `said`.

    `doubtful` are hits that may be citations, each with why it is no clear one: in the style, in words, in another
    style, or with digits that were raised once (which are `fallen` as well).
    """

    style: str
    clear: tuple[re.Match[str], ...]
    doubtful: tuple[_Doubted, ...]
    fallen: tuple[re.Match[str], ...]


def ranges(said: str) -> list[tuple[int, int]]:
    """The numbers of a citation, each as the range that it begins and ends."""
    found = _RANGE.findall(said.translate(LOWERED))
    return [(int(first), int(last or first)) for first, _, last in found]


def numbers(said: str) -> set[int]:
    """The numbers that a citation names, ranges in full."""
    return {n for first, last in ranges(said) for n in range(first, last + 1)}


def citing_numbers(sentence: str) -> frozenset[int]:
    """The numbers that stand as citations in a sentence, in whatever style."""
    return frozenset(n for style in _STYLES for hit in phrase(style).finditer(sentence) for n in numbers(hit["said"]))


def cited_in(text: str, known: Collection[int], numbered: bool) -> Cited:
    """The citations of a text by the numbers of a list, `known`; where it is not `numbered` only brackets can cite."""
    found: dict[str, list[tuple[re.Match[str], str | None]]] = {}
    for style in _STYLES:
        front = _front(text, style)
        found[style] = [(hit, _doubt(hit, style, front)) for hit in phrase(style).finditer(text)]
    clear = {style: [hit for hit, doubt in hits if doubt is None] for style, hits in found.items()}
    if not numbered:
        clear |= {"superscript": [], "parentheses": []}
    votes = {style: sum(numbers(hit["said"]) <= {*known} for hit in hits) for style, hits in clear.items()}
    style = max(_STYLES, key=lambda name: (votes[name], name != "parentheses", len(clear[name])))
    doubtful = [(hit, doubt) for hit, doubt in found[style] if doubt]
    in_words = ("cites_by_name", "cites_in_words") if style == "brackets" else ("cites_by_name",)
    doubtful += [(hit, "may cite by a number beside words") for name in in_words for hit in phrase(name).finditer(text)]
    fallen = tuple(hit for hit in phrase("fallen").finditer(text) if numbers(hit[0]) <= {*known})
    doubtful += [(hit, "may be a citation whose digits were raised once") for hit in fallen]
    doubtful += [
        (hit, f"is in {other}, and the text cites in {style}")
        for other in ("brackets", "superscript")
        for hit in (clear[other] if other != style else ())
    ]
    return Cited(style, tuple(clear[style]), tuple(doubtful), fallen)


def _front(text: str, style: str) -> int:
    """Where the names of the authors and the places where they work end, if these are numbered in this style."""
    lines = (line.end() for line in islice(_LINE.finditer(text), _FIRST_LINES))
    keys = [hit for line in lines if (hit := phrase(style).match(text, line))]
    numbered = style != "brackets" and any(numbers(key["said"]) == {1} for key in keys)
    return keys[-1].end() if numbered else 0


def _doubt(hit: re.Match[str], style: str, front: int) -> str | None:
    """None for a citation, '' for what is plainly none, else what it may be instead."""
    said = ranges(hit["said"])
    before, after = hit.string[max(0, hit.start() - _BEFORE) : hit.start()], hit.string[hit.end() : hit.end() + 1]
    if any(0 in pair for pair in said) or (style == "parentheses" and 1800 <= said[0][0] < 2100):
        return ""
    if hit.start() < front:
        return "may say where an author works"
    if style == "superscript":
        if phrase("power").search(before) or after in ("⁺", "⁻", "+"):
            return ""
        # ¹⁸F and ⁹⁹ᵐTc are isotopes, ²- is a charge
        joined = after.isalpha() or after in ("-", "−", "–")
        return "may belong to a symbol" if joined or phrase("symbol").search(before) else None
    if style == "parentheses" and before[-1:].isalnum():
        return ""
    if phrase(f"measured_{style}").search(before):
        return "may be a value, or the number of something"
    counted = _COUNTED.search(before) and not _YEAR_BEFORE.search(before)
    if style == "parentheses":
        if counted:
            return "may be a count or a range of values"
        lone = len(said) == 1 and len(set(said[0])) == 1
        return "may number a point of the text" if lone and phrase("point").search(before) else None
    if after == "(":
        return "is the text of a link"
    return "may be a range of values" if counted and (len(said) > 1 or len(set(said[0])) > 1) else None
