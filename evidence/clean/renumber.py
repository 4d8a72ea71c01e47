"""A manuscript's citations brought to the numbers of the cleaned list: what is unclear is told, not guessed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from evidence.clean.citations import Cited, cited_in, numbers, ranges
from evidence.clean.repeats import Renumbered
from evidence.clean.wording import source
from evidence.model import Edit, Problem
from evidence.normalise.text import RAISED

__all__ = ["BREAK", "applied", "renumbered", "unsettled"]

_DASH = re.compile(f"[⁻{source('dash')}]")
_CLEARLY = 0.5  # of the list: what numbers in parentheses must cite before they are taken for citations
BREAK = re.compile(r"\r\n|[\r\n\x0c]")


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
    cited = _cited(text, renumbering, meant)
    if not cited.clear:
        return (), (Problem("no-citation", "No numbered citation was found in the text; nothing was renumbered."),)
    left = [(hit, why) for hit, why in cited.doubtful if any(meant.get(n, {n}) != {n} for n in numbers(hit[0]))]
    edits: list[Edit] = []
    for hit in cited.clear:
        new, why = _renumbered(hit, meant, cited.style == "superscript" and not hit["tag"])
        if why:
            left.append((hit, why))
        elif new != hit["said"]:
            said = hit["said"]  # the spaces around the numbers stay: in Word they may be of another run
            start, end = hit.start("said") + len(said) - len(said.lstrip()), hit.start("said") + len(said.rstrip())
            edits.append(Edit(start, end, new))
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
    cited = _cited(text, renumbering, meant)
    if len(cited.fallen) > len(cited.clear):
        return f"{len(cited.fallen)} numbers may be citations whose raised digits were lost (“{cited.fallen[0][0]}”)"
    if not cited.clear:
        numbered = any(line.number is not None for line in renumbering)
        return "no numbered citation was found in the text" if numbered else ""
    said = {n for hit in cited.clear for n in numbers(hit["said"])}
    if cited.style == "parentheses" and len(said & meant.keys()) < _CLEARLY * len(meant):
        return "its numbers in parentheses cite too little of the list to be told from other numbers"
    return ""


def _cited(text: str, renumbering: Sequence[Renumbered], meant: Mapping[int, frozenset[int]]) -> Cited:
    return cited_in(text, meant.keys(), any(line.number is not None for line in renumbering))


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


def _renumbered(hit: re.Match[str], meant: Mapping[int, frozenset[int]], raised: bool) -> tuple[str, str]:
    """The numbers of a citation as they should stand, or why they were left."""
    said = hit["said"]
    if any(last < first for first, last in ranges(said)):
        return said, "is no range from a lower to a higher number"
    cited = numbers(said)
    if unknown := sorted(number for number in cited if number not in meant):
        return said, f"cites number {unknown[0]}, which is not in the list"
    if double := sorted(number for number in cited if len(meant[number]) > 1):
        return said, f"cites number {double[0]}, which stands in the list for more than one reference"
    new = {next(iter(meant[number])) for number in cited}
    if new == cited:
        return said, ""
    commas, dashed = re.findall(r"[,;]\s*", said), _DASH.search(said)
    comma, broken = (commas or [","])[0], next((comma for comma in commas if BREAK.search(comma)), "")
    if broken:  # the line ends where it did, or, with one comma less, later
        comma = f"{broken[0]} "
    written = _written(sorted(new), comma, dashed[0] if dashed else "⁻" if raised else "–")
    written = written.replace(comma, broken, 1) if broken else written
    return written.translate(RAISED) if raised else written, ""


def _written(numbers: Sequence[int], comma: str, dash: str) -> str:
    """Ascending numbers in a row, three or more that follow each other as a range."""
    runs: list[list[int]] = [[numbers[0]]]
    for one, other in pairwise(numbers):
        if other == one + 1:
            runs[-1].append(other)
        else:
            runs.append([other])
    return comma.join(f"{run[0]}{dash}{run[-1]}" if len(run) > 2 else comma.join(map(str, run)) for run in runs)
