"""Treatments that went on beside the one that is credited: "while continuing methotrexate", "prednisone was kept"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from evidence.extract.lexicon import Mention
from evidence.extract.mentions import find_treatments
from evidence.extract.patterns import pattern, scan
from evidence.extract.sentences import sentences
from evidence.extract.text import Passage

_AHEAD = 60  # characters


def continued(passage: Passage, named: Sequence[Mention]) -> tuple[Mention, ...]:
    """Those of the named treatments that a word says to go on; a word before or behind a list is said of all of it."""
    if not named:
        return ()
    folded, listed = passage.folded.text, pattern("listed-on")
    gaps = [folded[a.end : b.start] for a, b in itertools.pairwise(named)]
    ends = [bool(listed.fullmatch(gap)) and not gap.startswith(",") for gap in gaps]  # "..., infliximab" begins anew
    linked = [
        end or (bool(listed.fullmatch(gap)) and any(ends[i + 1 : i + 2]))
        for i, (gap, end) in enumerate(zip(gaps, ends, strict=True))
    ]
    found: set[int] = set()
    for i, name in enumerate(named):
        floor = max(0, name.start - _AHEAD, named[i - 1].end if i else 0)
        ahead = any(m.end() == name.start for m in scan("continuing", folded, floor, name.start))
        if ahead or (i and linked[i - 1] and i - 1 in found):
            found.add(i)
    for i, name in reversed(list(enumerate(named))):
        behind = pattern("was-continued").match(folded, name.end)
        if behind or (i < len(linked) and linked[i] and i + 1 in found):
            found.add(i)
    return tuple(named[i] for i in sorted(found))


def credited(passage: Passage, named: tuple[Mention, ...], given: Sequence[Mention]) -> tuple[Mention, ...]:
    """The named treatments without those that only went on beside another, named here or last `given`."""
    aside = continued(passage, named)
    rest = tuple(name for name in named if name not in aside)
    others = {m.code for m in given} - {name.code for name in named}
    return rest if rest or others else named


def beside(passage: Passage, start: int, end: int, inns: Sequence[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """(INN, its sentence) of every treatment that is none of `inns` and goes on in [start, end) or the sentence before.

    A stretch of whole sentences, in the folded text.
    """
    whole = list(sentences(passage))
    first = next((i for i, (_, stop) in enumerate(whole) if stop > start), 0)
    for sentence in whole[max(0, first - 1) :]:
        if sentence[1] <= end:
            for mention in continued(passage, find_treatments(passage, *sentence)):
                if mention.code not in inns:
                    yield mention.code, sentence
