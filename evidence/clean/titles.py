"""Whether two titles are one: in two languages, with another word in a word's place, or told in other words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from evidence.clean.wording import words_of
from evidence.match.form import FILLERS, numeral
from evidence.match.opposed import opposed
from evidence.match.titles import read_title
from evidence.model import Citation
from evidence.normalise.text import words

__all__ = ["in_english", "put_into_english", "retold", "swapped", "translated"]

_LITTLE = words_of("small") | FILLERS | words_of("title_link")
_SPELT = 72  # of 100: inflections and misprints stay above, "seeds" for "seedlings" below


def translated(printed: str, record: Citation) -> bool:
    """Whether the printed title and that of the record are in two languages; a bracketed one was put into English."""
    said = words(printed)
    if put_into_english(record):
        return bool(said) and not in_english(said)
    return {_language(said), _language(words(record.title))} == {"english", "another"}


def put_into_english(record: Citation) -> bool:
    """Whether the title of a record is a translation: PubMed prints it in brackets, or names other languages alone."""
    bracketed = record.title.startswith("[") and record.title.rstrip(". ").endswith("]")
    return bracketed or (bool(record.languages) and not {"eng", "und", "mul"} & {*record.languages})


def in_english(title: Iterable[str]) -> bool:
    """Whether the small words of a title, given as folded words, are mostly English ones."""
    return _language(title) == "english"


def _language(said: Iterable[str]) -> Literal["english", "another", ""]:
    english, others = (sum(word in words_of(kind) for word in said) for kind in ("english", "not_english"))
    return "english" if english > others else "another" if others > english else ""


@lru_cache(maxsize=65536)
def swapped(printed: str, record: str) -> str:
    """How two titles say two things ("“salt” against “heat”"), or ''; spelling and words added or lost are none."""
    if not printed or not record:
        return ""
    one, other = read_title(printed).kind, read_title(record).kind
    if one != other and {one, other} & {"erratum", "reply", "retraction_notice"}:
        return f"“{printed[:60]}” against “{record[:60]}”"
    for mine, its, lone, new in _apart(printed, record):
        if mine and its:
            if lone and new and not _run_together(mine, its):
                return f"“{' '.join(lone)}” against “{' '.join(new)}”"
        elif number := next((word for word in mine or its if word.isdigit() and len(word) < 4), ""):
            return f"“{number}” in one title only"  # "Part 2", "II"; four digits are a year
    return ""


@lru_cache(maxsize=65536)
def retold(printed: str, record: str) -> bool:
    """Whether two titles part for good: in one place each has two words or more that the other has in no spelling."""
    return any(
        min(len(lone), len(new)) > 1 and fuzz.partial_ratio("".join(mine), "".join(its)) < _SPELT
        for mine, its, lone, new in _apart(printed, record)
    )


def _apart(printed: str, record: str) -> Iterator[tuple[Sequence[str], ...]]:
    """The stretches in which two titles differ, and of each the words that matter and the other title has nowhere."""
    ours, theirs = ([numeral(word) for word in read_title(title).core] for title in (printed, record))
    if "".join(ours) == "".join(theirs):
        return
    left = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield ours[a:b], theirs[c:d], _alone(ours[a:b], *left), _alone(theirs[c:d], *reversed(left))


def _alone(said: Sequence[str], rest: Counter[str], others: Counter[str]) -> list[str]:
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
