"""Counts of patients (lesions, limbs, sessions): k, k of n, all, both, none; everything else with a number is left out.

A count has `k`, or `of_all` with the share it takes of whatever the group is (all, none). Percentages never become
counts; ages, delays, doses, ranges, dates, scores and numbers of studies are no counts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from evidence.extract.lexicon import Mention, find
from evidence.extract.numbers import Number, numbers
from evidence.extract.patterns import pattern, scan, stands
from evidence.extract.text import Passage

OTHER = "the other"  # who is neither the one nor counted with him
_NO_COUNT = "not a count"
_TO_UNIT = re.compile(r"[\s-]*(?:\([^)]*\)\s*)?(?:(?:of\s+(?:the|these|our)|des)\s+)?(?P<between>(?:[a-z'-]+\s+){0,3})")


@dataclass(frozen=True, slots=True)
class Tally:
    """k of n in a unit at a place; `share` is "all" or "none" where the text gives no number of its own.

    `who` tells one patient from the others ("patient 2", "the elder").
    """

    start: int
    end: int
    k: int | None
    n: int | None = None
    unit: str = ""
    share: str = ""
    ratio: bool = False
    group: bool = False
    who: str = ""


@lru_cache(maxsize=256)
def tallies(passage: Passage, start: int, end: int) -> tuple[Tally, ...]:
    """The counts in folded[start:end], in order, none inside another."""
    folded = passage.folded.text
    found = numbers(folded, start, end, passage.language)
    units = tuple(find("unit", folded, start, end))
    scored = stands("scale", folded, start, end)
    counted: list[Tally] = []
    used: set[int] = set()
    whole = [i for i, n in enumerate(found) if not pattern("percent-behind").match(folded, n.end)]
    for i, j in itertools.pairwise(whole):
        tally = None if i in used else _ratio(folded, found[i], found[j], units, scored=scored)
        if tally is not None:
            counted.append(tally)
            used |= {i, j}
    for i, number in enumerate(found):
        if i not in used and not number.article and not _not_counted(folded, number, units):
            unit, size = _unit(folded, number.end, units), bool(_before("group-size", folded, number.start, 8))
            counted.append(Tally(number.start, number.end, number.value, None, unit, group=size))
    for words in (_everybody(folded, start, end, found, units), _nobody(folded, start, end, found)):
        for tally in words:
            if tally.k is not None and (tally.share == "all" or tally.n is not None):
                counted = [t for t in counted if t.ratio or not tally.start <= t.start < tally.end]
            if _free(tally, counted):
                counted.append(tally)
    for match in scan("all-but", folded, start, end):
        counted = [t for t in counted if not match.start() <= t.start < match.end() + 12]
        start = match.end() + 12
    for match in scan("numbered-patients", folded, start, end):
        labels = re.findall(r"\d+|\b[a-d]\b", match["labels"])
        counted = [t for t in counted if not match.start() <= t.start < match.end()]
        counted.append(Tally(*match.span(), len(labels), None, "patients", who=" ".join(labels)))
    for tally in _single(folded, start, end, units):
        if _free(tally, counted):
            counted.append(tally)
    return tuple(sorted(counted, key=lambda t: (t.start, -t.end)))


def _free(tally: Tally, counted: Sequence[Tally]) -> bool:
    return not any(t.start < tally.end and tally.start < t.end for t in counted)


def _before(name: str, folded: str, at: int, reach: int = 25) -> re.Match[str] | None:
    return pattern(name).search(folded[max(0, at - reach) : at])


def _ratio(folded: str, number: Number, other: Number, units: tuple[Mention, ...], *, scored: bool) -> Tally | None:
    """k of n from two numbers that follow each other, if they are one."""
    between = folded[number.end : other.start]
    if len(between) > 60 or number.value > other.value or not pattern("k-of-n").fullmatch(between):
        return None
    if (other.article and not number.article) or _no_count(folded, other, units):
        return None
    slash = "/" in between
    if (slash and scored and other.value in {10, 100}) or re.search(r"\d\s*[-–]\s*$", folded[: number.start][-4:]):
        return None
    if not slash and _unit(folded, number.end, units) == _NO_COUNT:
        return None
    unit = _unit(folded, other.end, units) or _unit(folded, number.end, units, until=other.start)
    nested = pattern("nested").search(between)
    return Tally(number.start, other.end, number.value, None if nested else other.value, unit, ratio=True)


def _everybody(
    folded: str, start: int, end: int, found: Sequence[Number], units: tuple[Mention, ...]
) -> Iterator[Tally]:
    """ "All nine patients", "both", "all of them"."""
    for match in scan("all", folded, start, end):
        after = match.end("all")
        number = next((n for n in found if after <= n.start <= match.end() and n.start - after < 12), None)
        two, unit = bool(pattern("two").fullmatch(match["all"])), _unit(folded, number.end if number else after, units)
        k = 2 if two else number.value if number is not None else None
        if unit == _NO_COUNT or (two and pattern("two-things").match(folded, after)):
            continue
        told = match["all"].endswith("them") or pattern("all-did").match(folded, after)
        if k is None and unit != "patients" and (unit or not told):
            continue
        yield Tally(match.start(), number.end if number is not None else after, k, k, unit, share="all")


def _nobody(folded: str, start: int, end: int, found: Sequence[Number]) -> Iterator[Tally]:
    for match in scan("in-none", folded, start, end):
        group = pattern("of-group").match(folded, match.end("none"))
        whole = next((n for n in found if group is not None and n.start == group.end()), None)
        stop = match.end("none") if whole is None else whole.end
        yield Tally(match.start("none"), stop, 0, whole.value if whole is not None else None, share="none")


def _single(folded: str, start: int, end: int, units: tuple[Mention, ...]) -> Iterator[Tally]:
    """ "In one", "the other", "the second patient did"."""
    for match in scan("one", folded, start, end):
        begin, stop = match.span("one")
        text = match["one"]
        if _before("not-one", folded, begin, 14):
            continue
        if text in {"one", "the other", "l'autre"} and not pattern("one-did").match(folded, stop):
            continue
        who = match.group() if pattern("ordinal").search(text) else OTHER if text in {"the other", "l'autre"} else ""
        yield Tally(begin, stop, 1, None, _unit(folded, begin + 3, units), who=who)


def denied(folded: str, start: int, end: int, counted: tuple[Tally, ...]) -> Tally | None:
    """ "None of the six", "neither patient", "aucun des deux": the group that a denial counts, if it does."""
    for match in scan("none-of", folded, start, end):
        what = match.start("what") if match["what"] else match.end()
        inside = next((t for t in counted if match.start() <= t.start <= what + 4 and (t.n or t.share != "none")), None)
        if inside is not None and inside.share == "none":
            return replace(inside, k=inside.n, share="all")
        if inside is not None and inside.k and not inside.ratio:
            return replace(inside, n=inside.k, share="all")
        if pattern("pair").match(folded, match.start()):
            return Tally(*match.span(), 2, 2, "patients", share="all")
        alone = re.match(r"none(?! of\b)|aucune? n'", match.group())
        if pattern("nobody").fullmatch(match["what"] or "") or alone or match.group().strip() == "aucun":
            return Tally(*match.span(), None, None, "patients", share="all")
    return None


def _unit(folded: str, at: int, units: tuple[Mention, ...], until: int | None = None) -> str:
    """The unit right after a place, up to three adjectives allowed; the patients of others are not counted."""
    unit = next((u for u in units if u.start >= at), None)
    if unit is None or (until is not None and unit.start > until):
        return ""
    gap = _TO_UNIT.fullmatch(folded, at, unit.start)
    if gap is None or pattern("no-unit-across").search(gap["between"]):
        return ""
    return _NO_COUNT if pattern("published").search(gap["between"]) else unit.code


def _no_count(folded: str, number: Number, units: tuple[Mention, ...]) -> bool:
    return bool(pattern("no-count-before").match(folded, number.end)) or _unit(folded, number.end, units) == _NO_COUNT


def _not_counted(folded: str, number: Number, units: tuple[Mention, ...]) -> bool:
    if _no_count(folded, number, units):
        return True
    if _before("group-size", folded, number.start):
        return False
    patients = _unit(folded, number.end, units) in {"patients", "lesions", "limbs"}
    if 1900 <= number.value <= 2100 and not number.worded and not patients:
        return True
    before = folded[max(0, number.start - 25) : number.start]
    if pattern("enumerator").match(folded, number.start - 1):
        return True
    glued = re.search(r"[a-z]-$|\d\s*[-/]\s*$|[<>=±]\s*$", before)
    return bool(glued) or (not patients and bool(pattern("no-count-after").search(before)))
