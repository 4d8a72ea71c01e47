"""Two titles side by side: one wording, a longer form of it, or words that contradict each other."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA, Indel
from rapidfuzz.fuzz import token_sort_ratio

from evidence.match.form import FILLERS, Form, is_mark, numeral
from evidence.match.frequencies import Frequencies
from evidence.match.opposed import has_opposite, opposed
from evidence.match.wording import WORDS
from evidence.model import Part

__all__ = ["OTHER_WORDS", "compare_titles"]

_MOST = 14.0
# At most, where each title has a word of its own: "lung" for "skin" makes another study of one group; less where the
# words are not even spelled alike, or where one title only is narrower ("in women") or a sequel.
OTHER_WORDS = 6.0
_NARROWER = 5.0
_SLIPS = 0.6
_UNLIKE = 0.5  # titles less alike than this have no words worth opposing
_HEADS = frozenset(WORDS["heads"])
_SEQUELS = frozenset(WORDS["sequels"].split())
_LIGATURES = re.compile("ffi|ffl|ff|fi|fl")  # that a PDF may lose whole
_PARTS = frozenset(WORDS["parts"].split())


def compare_titles(a: Form, b: Form, frequencies: Frequencies) -> tuple[Part, tuple[str, ...]]:
    """How two titles agree, and what forbids that they are one; the commoner the title, the less it weighs."""
    if not a.core or not b.core:
        return Part("title", "silent", 0.0, "one has no title of its own"), ()
    if a.code and b.code and a.code != b.code:
        note = f"abstract {a.code} against {b.code}"
        return Part("title", "differ", -10.0, note), (note,)
    seen = max(frequencies.titles[a.core], frequencies.titles[b.core], 1)
    told = _information(a.title, frequencies)
    if a.title != b.title:
        told = min(told, _information(b.title, frequencies))
    ceiling = max(told - 3.0 * math.log2(seen), 0.0)
    if a.generic or b.generic or (seen > 1 and min(len(a.title), len(b.title)) < 4):
        ceiling = min(ceiling, 1.0)
    common = f", but {seen} works are called so" if seen > 1 else ""
    if a.core == b.core:
        return Part("title", "agree", ceiling, f"the titles agree word for word{common}"), ()
    likeness = _likeness(a, b)
    if likeness < _UNLIKE and not _goes_on(a, b):
        return Part("title", "differ", -14.0 * (1.0 - likeness), "the titles differ"), ()
    rest_a, rest_b = _leftover(a.title, b.title)
    veto = _contradiction(rest_a, rest_b)
    if veto:
        return Part("title", "differ", -10.0, veto), (veto,)
    rest_a, rest_b = (tuple(word for word in rest if word not in FILLERS) for rest in (rest_a, rest_b))
    if not rest_a and not rest_b and likeness > 0.8:
        return Part("title", "agree", 0.95 * ceiling, f"the titles differ in spelling only{common}"), ()
    if bool(rest_a) != bool(rest_b) and _running_head(rest_a or rest_b, a, b):
        return Part("title", "agree", 0.9 * ceiling, f"the titles agree but for the head of a page{common}"), ()
    if not rest_a or not rest_b:
        whole = _goes_on(a, b) and min(len(a.title), len(b.title)) >= 4
        if whole or likeness > 0.75:
            more = rest_a or rest_b
            narrower = (len(more) < 3 and any(map(has_opposite, more))) or not _SEQUELS.isdisjoint(more)
            weight = min(ceiling * (0.7 if whole else 2 * likeness - 1.1), _NARROWER if narrower else ceiling)
            return Part("title", "near", weight, f"only one says “{' '.join(more[:8])}”"), ()
    if likeness >= 0.7:
        slips = Indel.normalized_similarity("".join(rest_a), "".join(rest_b)) > _SLIPS
        weight = min(ceiling * (3 * likeness - 2.1), OTHER_WORDS if slips else _NARROWER)
        return Part("title", "near", weight, f"one says “{' '.join(rest_a)}”, the other “{' '.join(rest_b)}”"), ()
    return Part("title", "differ", -14.0 * (1.0 - likeness), "the titles differ"), ()


def _running_head(more: Sequence[str], a: Form, b: Form) -> bool:
    """Whether words in a title are those that a page repeats: journal, place and authors, or the kind of piece."""
    told = {*a.journal_words, *b.journal_words, *a.people.split(), *b.people.split()}
    for form in (a, b):
        told |= {str(form.year), form.volume, form.issue, form.page, form.last_page}
    repeated = all(word in told or word in FILLERS for word in more) and sum(map(str.isalpha, more)) > 1
    return repeated or " ".join(more) in _HEADS


def _goes_on(a: Form, b: Form) -> bool:
    shorter, longer = sorted((a.core, b.core), key=len)
    return longer.startswith(shorter) or longer.endswith(shorter)


def _information(title: Sequence[str], frequencies: Frequencies) -> float:
    """Bits that a title carries, up to 14: half the rarity of each word, since words that come together count less."""
    told = 0.0
    for word in dict.fromkeys(title):
        if len(word) > 2 and word not in FILLERS:
            told += 0.5 * frequencies.rarity(frequencies.words[word])
            if told > _MOST:
                return _MOST
    return told


def _likeness(a: Form, b: Form) -> float:
    straight = Indel.normalized_similarity(a.core, b.core)
    if straight > 0.9 or abs(len(a.core) - len(b.core)) > 0.5 * max(len(a.core), len(b.core)):
        return straight
    return max(straight, token_sort_ratio(" ".join(a.title), " ".join(b.title)) / 100)


def _leftover(a: Sequence[str], b: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of either title that the other does not have, spellings and run-together words put aside."""
    rest_a, rest_b = list(map(numeral, a)), list(map(numeral, b))
    for word in tuple(rest_a):
        if word in rest_b:
            rest_a.remove(word)
            rest_b.remove(word)
    for word in tuple(rest_a):
        twin = next((other for other in rest_b if _same_word(word, other)), None)
        if twin is not None:
            rest_a.remove(word)
            rest_b.remove(twin)
    for one, other in ((rest_a, rest_b), (rest_b, rest_a)):
        for word in tuple(one):
            pieces = [piece for piece in other if len(piece) > 1 and piece in word]
            if len(pieces) > 1 and _LIGATURES.sub("", "".join(pieces)) == _LIGATURES.sub("", word):
                one.remove(word)
                for piece in pieces:
                    other.remove(piece)
    return tuple(rest_a), tuple(rest_b)


@lru_cache(maxsize=262144)
def _same_word(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < 4 or any(c.isdigit() for c in a + b) or opposed(a, b):
        return False
    if longer.endswith(shorter) and len(longer) - len(shorter) > 1:
        return False  # a prefix makes another word, often another drug
    a, b = a.replace("rn", "m"), b.replace("rn", "m")  # as scanners read it
    if _LIGATURES.sub("", a) == _LIGATURES.sub("", b):
        return True
    slips = OSA.distance(a, b)
    if len(shorter) > 7:
        return slips < 2 or (slips == 2 and Indel.normalized_similarity(a, b) > 0.85)
    return slips < 2 and a[0] == b[0] and (len(shorter) > 4 or len(longer) > 4)


def _contradiction(rest_a: Sequence[str], rest_b: Sequence[str]) -> str:
    for one in rest_a:
        for other in rest_b:
            if opposed(one, other):
                return f"“{one}” in one title stands against “{other}” in the other"
    marks_a, marks_b = ([w for w in rest if is_mark(w) or len(w) == 1] for rest in (rest_a, rest_b))
    if marks_a and marks_b and any(map(is_mark, marks_a + marks_b)):
        least = min(len(marks_a), len(marks_b))
        return f"“{' '.join(marks_a[:least])}” in one title stands against “{' '.join(marks_b[:least])}” in the other"
    for rest, marks in ((rest_a, marks_b), (rest_b, marks_a)):
        later = next((w for before, w in pairwise(rest) if before in _PARTS and w.isdigit() and int(w) > 1), "")
        if later and not marks:
            return f"only one is part {later}"
    return ""
