"""Words that make two otherwise equal titles two studies."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

from evidence.match.wording import WORDS

__all__ = ["has_opposite", "opposed"]

_PAIRS = frozenset(frozenset(pair) for group in WORDS["opposed"] for pair in combinations(group.split(), 2))
_WORDS = frozenset().union(*_PAIRS)
_PREFIXES = tuple(tuple(pair.split()) for pair in WORDS["opposed_prefixes"])
_NEGATIONS = tuple(WORDS["negations"].split())


def has_opposite(word: str) -> bool:
    """Whether a word names one of several that exclude each other, so that it narrows a title: "in women"."""
    return word in _WORDS


@lru_cache(maxsize=262144)
def opposed(a: str, b: str) -> bool:
    """Whether two folded words exclude each other: men/women, vivo/vitro, hyper-/hypo-, stable/unstable."""
    if frozenset((a, b)) in _PAIRS:
        return True
    if a[-1:] != b[-1:]:
        return False
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) > 4 and any(longer == prefix + shorter for prefix in _NEGATIONS):
        return True
    return any(
        (a.startswith(one) and b.startswith(other) and a[len(one) :] == b[len(other) :] != "")
        or (b.startswith(one) and a.startswith(other) and b[len(one) :] == a[len(other) :] != "")
        for one, other in _PREFIXES
    )
