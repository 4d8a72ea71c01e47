"""Treatments and diseases named in a text: exact names, brands, and names a letter away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from evidence.extract.lexicon import Mention, Term, find, near_names
from evidence.extract.patterns import pattern
from evidence.extract.text import Passage

_LONG_WORD = re.compile(r"[^\W\d_]{6,}")


def clean(kind: str, passage: Passage, start: int = 0, end: int | None = None) -> tuple[Mention, ...]:
    """Mentions without the traps (an empty code) that hold a word and do not mean it."""
    return tuple(
        m for m in find(kind, passage.folded.text, start, end, _aligned(passage)) if m.code or m.term.note.get("id")
    )


@lru_cache(maxsize=64)
def _aligned(passage: Passage) -> str:
    """The original, place by place along the folded text, to look at case."""
    if isinstance(passage.folded.at, range):
        return passage.text
    return "".join(passage.text[i] for i in passage.folded.at)


def find_treatments(passage: Passage, start: int = 0, end: int | None = None) -> tuple[Mention, ...]:
    """Treatments in a stretch, each with the INN as code; `read_as` says how a name a letter away was read."""
    stop = len(passage.folded.text) if end is None else end
    return tuple(m for m in _treatments(passage) if start <= m.start and m.end <= stop)


@lru_cache(maxsize=64)
def _treatments(passage: Passage) -> tuple[Mention, ...]:
    folded = passage.folded.text
    exact = find("treatment", folded, original=_aligned(passage))
    taken = [(m.start, m.end) for m in exact]
    found = [m for m in exact if m.code and not pattern("compound").match(folded, m.end)]
    for match in _LONG_WORD.finditer(folded):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            term = nearest(match.group())
            if term is not None and not find("response", match.group()):
                said = passage.printed(*match.span())
                as_name = "" if term.word.lower() == term.code else f" ({term.code})"
                read_as = f"{said} read as {term.word}{as_name}, near spelling"
                found.append(Mention(match.start(), match.end(), term, read_as))
    return tuple(sorted(found, key=lambda m: m.start))


@lru_cache(maxsize=65536)
def nearest(word: str) -> Term | None:
    """The one treatment whose name is a letter (or a swap of two) from the folded word; None when none or several.

    Only names of six letters and more with the same beginning, and words of seven: an ordinary word must not become
    a drug.
    """
    if len(word) < 7:
        return None
    names = near_names().get(word[:2], ())
    hits = {(term.code, term.word) for name, term in names if OSA.distance(word, name, score_cutoff=1) == 1}
    if len({code for code, _ in hits}) != 1:
        return None
    code, name = min(hits)
    return Term(code, name, {"kind": "near"})


def find_diseases(passage: Passage, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Diseases that the patients have: denied ones and relatives' are left out."""
    folded = passage.folded.text
    for mention in clean("disease", passage, start, end):
        denial = pattern("not-theirs").search(folded[max(0, mention.start - 60) : mention.start])
        within = denial is not None and passage.language == "pt" and denial.group().startswith("no ")  # "in the"
        if mention.code and (denial is None or within):
            yield mention
