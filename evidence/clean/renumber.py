"""A manuscript's citations brought to the numbers of the cleaned list: what is unclear is told, not guessed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise

from evidence.clean.repeats import Renumbered
from evidence.clean.wording import phrase
from evidence.model import Edit, Problem

__all__ = ["BREAK", "applied", "renumbered", "unsettled"]

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_DASH = r"\-‐-―−"
_ROW = rf"\d{{1,4}}(?:\s*[{_DASH},;]\s*\d{{1,4}})*"
_NUMBERS = rf"\s*{_ROW}\s*"
_STYLES = {
    "brackets": re.compile(rf"\[\^?(?P<said>{_NUMBERS})\]"),
    "superscript": re.compile(
        rf"(?P<tag>\^|<sup>\s*)?(?P<said>(?(tag){_ROW}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:(?:[⁻{_DASH}]|, ?)[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*))"
        r"(?(tag)\s*(?:\^|</sup>))",
        re.IGNORECASE,
    ),
    "parentheses": re.compile(rf"\((?P<said>{_NUMBERS})\)"),
}
_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(rf"(\d+)(?:\s*([{_DASH}])\s*(\d+))?")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
# What a superscript belongs to that cites nothing: a power of ten, a unit, an exponent, the charge of an ion.
_POWER = re.compile(r"(?:[\d⁻⁺]|\d[-−–]|(?<![^\W\d_])(?:[cdkmnµμ]?m|ft|in|s|h|min))\Z")
_SYMBOL = re.compile(r"(?:(?<![^\W\d_])[^\W\d_]|[-−–+])\Z")
_COUNTED = re.compile(r"\d%?\s*\Z")
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:1[89]|20)\d\d[a-z]?\s*\Z")
# A raised number that pasting has lowered: "first,1 second2,3 third.1–4".
_FALLEN = re.compile(
    rf"(?<=[^\W\d_]{{3}})(?:[.,;:]|(?<=[a-zà-ÿ]))\d{{1,3}}(?:[{_DASH},]\d{{1,3}})*(?=[\s.,;:)]|\Z)|(?<=%\.)\d{{1,3}}(?=\s|\Z)"
)
_CLEARLY = 0.5  # of the list: what numbers in parentheses must cite before they are taken for citations
_POINT = re.compile(r"(?:(?:^|[\r\n\x0c])\s*|(?<!\))(?:[:;,–—]\s+|\s(?:and|or|et|ou|und|oder|y|o)\s+))\Z")
# What may cite in words: "ref. 3", "[see also 3,4]"; a value has a unit, a sign or decimals.
_NAMED = re.compile(rf"\b(?:refs?|r[eé]f[eé]rences?)\b\.?\s*{_ROW}", re.IGNORECASE)
_WORDED = re.compile(
    rf"\[(?!\^?{_NUMBERS}\])(?![^\[\]\r\n]{{0,80}}(?:[=%<>±]|\d\.\d))[^\[\]\d\r\n]{{0,80}}\d{{1,4}}(?!\d)[^\[\]\r\n]{{0,80}}\]"
)
BREAK = re.compile(r"\r\n|[\r\n\x0c]")
_LINE = re.compile(r"(?:\A|[\r\n\x0c])[ \t]*(?=\S)")
_FIRST_LINES = 30  # in which a manuscript names its authors and where they work


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits that do not overlap, in any order."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join((*pieces, text[at:]))


def renumbered(
    text: str, renumbering: Sequence[Renumbered], places: Sequence[str] = ()
) -> tuple[tuple[Edit, ...], tuple[Problem, ...]]:
    """What to change in a text (without its list), so that it cites the cleaned list, and what was left as it stood.

    Citations are [1,2], (1) or ¹⁻³ (^1-3^, <sup>1-3</sup>), in the one style that most of the text uses. A citation
    stays whole and is reported where a number is not in the list, stands there for two references, or may be no
    citation. `places[i]` says where line i + 1 stands; left out where lines are the text's own.
    """
    meant = _meant(renumbering)
    style, hits, plain = _style(text, renumbering, meant)
    if not plain[style]:
        return (), (Problem("no-citation", "No numbered citation was found in the text; nothing was renumbered."),)
    front = _front(text, style)
    left: list[tuple[re.Match[str], str]] = []
    edits: list[Edit] = []
    for hit in hits[style]:
        new, why = _renumbered(hit, style, meant, front)
        if why:
            left.append((hit, why))
        elif new != hit["said"]:
            said = hit["said"]  # the spaces around the numbers stay: in Word they may be of another run
            start, end = hit.start("said") + len(said) - len(said.lstrip()), hit.start("said") + len(said.rstrip())
            edits.append(Edit(start, end, new))
    worded = (*_NAMED.finditer(text), *(_WORDED.finditer(text) if style == "brackets" else ()))
    left += [(hit, "may cite by a number beside words") for hit in worded if _moves(hit[0], meant)]
    left += [
        (hit, "may be a citation whose digits were raised once")
        for hit in _fallen(text, meant)
        if _moves(hit[0], meant)
    ]
    left += [
        (hit, f"is in {other}, and the text cites in {style}")
        for other in ("brackets", "superscript")
        for hit in (plain[other] if other != style else ())
        if _moves(hit["said"], meant)
    ]
    begins = [found.end() for found in BREAK.finditer(text)]
    problems: list[Problem] = []
    for hit, why in sorted(left, key=lambda pair: pair[0].start()):
        line = bisect_right(begins, hit.start()) + 1
        where = places[min(line, len(places)) - 1] if places else f"in line {line}"
        sentence = f"“{hit[0]}” {where} {why}; it was left as it is."
        problems.append(Problem("citation-left", sentence, None if places else line))
    return tuple(edits), tuple(problems)


def unsettled(text: str, renumbering: Sequence[Renumbered]) -> str:
    """Why it is not certain how a text (without its list) cites, where numbers would change; '' if it is, or none does.

    Parentheses are taken for citations only where they cite half of the list.
    """
    meant = _meant(renumbering)
    if all(new == {number} for number, new in meant.items()):
        return ""
    style, _, plain = _style(text, renumbering, meant)
    if (fallen := len(_fallen(text, meant))) > len(plain[style]):
        return f"{fallen} numbers may be citations whose raised digits were lost (“{_fallen(text, meant)[0][0]}”)"
    if not plain[style]:
        numbered = any(line.number is not None for line in renumbering)
        return "no numbered citation was found in the text" if numbered else ""
    cited = {n for hit in plain[style] for n in _numbers(hit["said"])}
    if style == "parentheses" and len(cited & meant.keys()) < _CLEARLY * len(meant):
        return "its numbers in parentheses cite too little of the list to be told from other numbers"
    return ""


def _style(
    text: str, renumbering: Sequence[Renumbered], meant: Mapping[int, frozenset[int]]
) -> tuple[str, dict[str, list[re.Match[str]]], dict[str, list[re.Match[str]]]]:
    """The one style in which most of a text cites, and for every style all that looks like it and what is no doubt."""
    hits = {name: list(pattern.finditer(text)) for name, pattern in _STYLES.items()}
    fronts = {name: _front(text, name) for name in _STYLES}
    plain = {name: [hit for hit in found if _doubt(hit, name, fronts[name]) is None] for name, found in hits.items()}
    if all(line.number is None for line in renumbering):  # "(2)" may be anything where the list has no numbers
        plain = {name: found if name == "brackets" else [] for name, found in plain.items()}
    known = {name: sum(_known(hit["said"], meant) for hit in found) for name, found in plain.items()}
    return max(known, key=lambda name: (known[name], name != "parentheses", len(plain[name]))), hits, plain


def _fallen(text: str, meant: Mapping[int, frozenset[int]]) -> list[re.Match[str]]:
    return [hit for hit in _FALLEN.finditer(text) if _known(hit[0], meant)]


def _numbers(said: str) -> set[int]:
    ranges = ((int(first), int(last or first)) for first, _, last in _RANGE.findall(said.translate(_LOWERED)))
    return {n for first, last in ranges for n in range(first, last + 1)}


def _front(text: str, style: str) -> int:
    """Where the names of the authors and the places where they work end, if these are numbered in this style."""
    lines = (line.end() for line in islice(_LINE.finditer(text), _FIRST_LINES))
    keys = [hit for line in lines if (hit := _STYLES[style].match(text, line))]
    numbered = style != "brackets" and any(key["said"].translate(_LOWERED).strip() == "1" for key in keys)
    return keys[-1].end() if numbered else 0


def _meant(renumbering: Iterable[Renumbered]) -> Mapping[int, frozenset[int]]:
    """For every number of the list the new numbers it may mean; an unnumbered list is cited by position."""
    lines = list(renumbering)
    numbered = any(line.number is not None for line in lines)
    meant: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        number = line.number if numbered else line.position
        if number is not None:
            meant[number].add(line.new)
    return {number: frozenset(new) for number, new in meant.items()}


def _moves(said: str, meant: Mapping[int, frozenset[int]]) -> bool:
    """Whether any number in a text would be another, or is unclear, if it were a citation."""
    return any(meant.get(n, {n}) != {n} for n in _numbers(said))


def _known(said: str, meant: Mapping[int, frozenset[int]]) -> bool:
    return all(int(number) in meant for number in _NUMBER.findall(said.translate(_LOWERED)))


def _renumbered(hit: re.Match[str], style: str, meant: Mapping[int, frozenset[int]], front: int) -> tuple[str, str]:
    """The numbers as they should stand, and why they were left; '' for what was changed or is plainly no citation."""
    said = hit["said"]
    doubt = _doubt(hit, style, front)
    if doubt is not None:
        return said, doubt if _moves(said, meant) else ""
    numbers: set[int] = set()
    for first, dash, last in _RANGE.findall(said.translate(_LOWERED)):
        if dash and int(last) <= int(first):
            return said, "is no range from a lower to a higher number"
        numbers.update(range(int(first), int(last or first) + 1))
    if unknown := sorted(number for number in numbers if number not in meant):
        return said, f"cites number {unknown[0]}, which is not in the list"
    if double := sorted(number for number in numbers if len(meant[number]) > 1):
        return said, f"cites number {double[0]}, which stands in the list for more than one reference"
    new = {next(iter(meant[number])) for number in numbers}
    if new == numbers:
        return said, ""
    commas, dashed = re.findall(r"[,;]\s*", said), re.search(f"[⁻{_DASH}]", said)
    raised = style == "superscript" and not hit["tag"]
    comma, broken = (commas or [","])[0], next((comma for comma in commas if BREAK.search(comma)), "")
    if broken:  # the line ends where it did, or, with one comma less, later
        comma = f"{broken[0]} "
    written = _written(sorted(new), comma, dashed[0] if dashed else "⁻" if raised else "–")
    written = written.replace(comma, broken, 1) if broken else written
    return written.translate(_RAISED) if raised else written, ""


def _doubt(hit: re.Match[str], style: str, front: int) -> str | None:
    """None for a citation, '' for what is plainly none, else what it may be instead."""
    numbers = _NUMBER.findall(hit["said"].translate(_LOWERED))
    before, after = hit.string[max(0, hit.start() - 40) : hit.start()], hit.string[hit.end() : hit.end() + 1]
    if "0" in numbers or (style == "parentheses" and _YEAR.fullmatch(numbers[0])):
        return ""
    if hit.start() < front:
        return "may say where an author works"
    if style == "superscript":
        if _POWER.search(before) or after in ("⁺", "⁻", "+"):
            return ""
        # ¹⁸F and ⁹⁹ᵐTc are isotopes, ²- is a charge
        joined = after.isalpha() or after in ("-", "−", "–")
        return "may belong to a symbol" if joined or _SYMBOL.search(before) else None
    counted = _COUNTED.search(before) and not _YEAR_BEFORE.search(before)
    if style == "parentheses" and before[-1:].isalnum():
        return ""
    if phrase(f"measured_{style}").search(before):
        return "may be a value, or the number of something"
    if style == "parentheses":
        if counted:
            return "may be a count or a range of values"
        return "may number a point of the text" if len(numbers) == 1 and _POINT.search(before) else None
    if after == "(":
        return "is the text of a link"
    return "may be a range of values" if counted and len(numbers) > 1 else None


def _written(numbers: Sequence[int], comma: str, dash: str) -> str:
    """Ascending numbers in a row, three or more that follow each other as a range."""
    runs: list[list[int]] = [[numbers[0]]]
    for one, other in pairwise(numbers):
        if other == one + 1:
            runs[-1].append(other)
        else:
            runs.append([other])
    return comma.join(f"{run[0]}{dash}{run[-1]}" if len(run) > 2 else comma.join(map(str, run)) for run in runs)
