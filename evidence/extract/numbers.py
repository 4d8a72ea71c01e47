"""Numbers in a text, digits and words, with their places.

Number words by text2num's `find_numbers`, which does not lose places; digits by pattern. Percentages, decimals,
years, ages, doses and ranges are left to `counts`, which looks at what stands around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import text_to_num

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|\d+|[^\W\d_]+|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ ,]\d{3})+(?!\d)")
_ARTICLES = {"un", "une", "one", "a", "uno", "una", "um", "uma", "ein", "eine", "einer", "einen", "eins"}
_SPOKEN = ("en", "fr", "es", "pt", "de")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number; `article` marks a one that may be no number at all ("une calcinose", "one of them")."""

    value: int
    start: int
    end: int
    worded: bool = False
    article: bool = False


class _Token(text_to_num.Token):  # type: ignore[misc]
    """A word with its place; what is no word is a full stop (a lone surrogate would panic in Rust)."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.word, self.start, self.end = text if text.isascii() or text.isalpha() else ".", start, end

    def text(self) -> str:
        return self.word

    def nt_separated(self, previous: text_to_num.Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return not self.word.isalpha()


@lru_cache(maxsize=65536)
def _spoken(word: str, language: str) -> bool:
    """Whether a word is a number: where none is, no number is made of several."""
    return bool(text_to_num.find_numbers([_Token(word, 0, len(word))], language, 0))


def numbers(folded: str, start: int, end: int, language: str) -> tuple[Number, ...]:
    """Whole numbers in folded[start:end], in order; ordinals are not numbers."""
    found = list(_digits(folded, start, end))
    if language in _SPOKEN and any(_spoken(word, language) for word in _WORD.findall(folded, start, end)):
        tokens = [_Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(folded, start, end)]
        for hit in text_to_num.find_numbers(tokens, language, 0):
            if hit.is_ordinal or not float(hit.value).is_integer() or not tokens[hit.start].word.isalpha():
                continue
            first, last = tokens[hit.start], tokens[hit.end - 1]
            article = hit.end - hit.start == 1 and first.word in _ARTICLES
            found.append(Number(int(hit.value), first.start, last.end, True, article))
    return tuple(sorted(found, key=lambda n: n.start))


def _digits(folded: str, start: int, end: int) -> Iterator[Number]:
    at = start
    while (match := _DIGITS.search(folded, at, end)) is not None:
        if (long := _THOUSANDS.match(folded, match.start(), end)) is not None:
            match = long
        at = match.end()
        around = folded[match.start() - 1 : match.start()], folded[at : at + 2]
        decimal = re.match(r"[.,]\d", around[1]) or (around[0] in {".", ","} and folded[match.start() - 2].isdigit())
        if not decimal and not around[0].isalpha() and len(match.group()) < 12:
            yield Number(int(re.sub(r"\D", "", match.group())), match.start(), match.end())
