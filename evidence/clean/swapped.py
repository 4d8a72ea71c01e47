"""Words that make two like titles two papers: another word in a word's place, a part number, a notice about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from rapidfuzz import fuzz

from evidence.clean.reading import SMALL
from evidence.match.form import FILLERS, numeral
from evidence.match.opposed import opposed
from evidence.match.titles import read_title

__all__ = ["retold", "swapped"]

_LINKS = "with as or at is are dans par sur avec chez vs versus its their"
_LITTLE = SMALL | FILLERS | frozenset(_LINKS.split())
_SPELT = 72  # of 100: inflections and misprints stay above, "seeds" for "seedlings" below


@lru_cache(maxsize=65536)
def swapped(printed: str, record: str) -> str:
    """How two titles say two things ("“salt” against “heat”"), or ''; spelling and words added or lost are none."""
    if not printed or not record:
        return ""
    one, other = read_title(printed), read_title(record)
    if one.kind != other.kind and {one.kind, other.kind} & {"erratum", "reply", "retraction_notice"}:
        return f"“{printed[:60]}” against “{record[:60]}”"
    ours, theirs = ([numeral(word) for word in title.core] for title in (one, other))
    if "".join(ours) == "".join(theirs):
        return ""
    left = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        mine, its = ours[a:b], theirs[c:d]
        if tag == "replace":
            if _run_together(mine, its):
                continue
            lone, new = _alone(mine, *left), _alone(its, *reversed(left))
            if lone and new:
                return f"“{' '.join(lone)}” against “{' '.join(new)}”"
        elif number := next((word for word in mine or its if word.isdigit() and len(word) < 4), ""):
            return f"“{number}” in one title only"  # "Part 2", "II"; four digits are a year
    return ""


@lru_cache(maxsize=65536)
def retold(printed: str, record: str) -> bool:
    """Whether two titles part for good: in one place each has two words or more that the other has in no spelling."""
    ours, theirs = ([numeral(word) for word in read_title(title).core] for title in (printed, record))
    left = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    return any(
        len(_alone(ours[a:b], *left)) > 1
        and len(_alone(theirs[c:d], *reversed(left))) > 1
        and fuzz.partial_ratio("".join(ours[a:b]), "".join(theirs[c:d])) < _SPELT
        for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
        if tag == "replace"
    )


def _alone(said: Sequence[str], rest: Counter[str], others: Counter[str]) -> list[str]:
    """The words that matter of a stretch which the other title has nowhere, in no spelling."""
    return [w for w in said if w not in _LITTLE and w in rest and not any(_spelling(w, other) for other in others)]


def _run_together(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two stretches are one but for where words end, or one is the initials of the other."""
    short, long = sorted((a, b), key=len)
    if len(short) == 1 and "".join(word[0] for word in long) == short[0]:
        return len(long) > 1
    return len(a) != len(b) and fuzz.ratio("".join(a), "".join(b)) >= 85


def _spelling(a: str, b: str) -> bool:
    if a.isdigit() or b.isdigit() or min(len(a), len(b)) < 3:
        return a == b
    if fuzz.ratio(a, b, score_cutoff=_SPELT) == 0:
        return False
    return not (opposed(a, b) or opposed(a.removesuffix("s"), b.removesuffix("s")))  # "women's" against "men's"
