"""Two forms side by side: what agrees, what speaks against, and how much each weighs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from evidence.match.compare_places import compare_places
from evidence.match.compare_titles import compare_titles
from evidence.match.form import Form
from evidence.match.frequencies import Frequencies, frequencies_of
from evidence.model import Comparison, Part

__all__ = ["Frequencies", "compare", "compare_authors", "frequencies_of"]


def compare(a: Form, b: Form, frequencies: Frequencies) -> Comparison:
    """Weigh two citations field by field; weights are log2 odds that agreement is not chance. Symmetric."""
    title, vetoes = compare_titles(a, b, frequencies)
    parts = (
        title,
        compare_authors(a, b, frequencies),
        *compare_places(a, b, frequencies),
        _identifier("doi", a.doi, b.doi, frequencies),
        _identifier("pmid", a.pmid, b.pmid, frequencies),
    )
    return Comparison(parts, vetoes)


def compare_authors(a: Form, b: Form, frequencies: Frequencies) -> Part:
    """The names of the shorter list looked for in the longer one."""
    if not a.surnames or not b.surnames:
        return Part("authors", "silent", 0.0, "one names no authors")
    shorter, longer = sorted((a, b), key=lambda form: (len(form.surnames), form.surnames, form.bare_surnames))
    shared, first = len(a.surnames), True
    if a.surnames != b.surnames:
        shared, first = _shared(shorter, longer), _same_first(a, b)
    all_named = min(len(a.surnames), len(b.surnames))
    share = shared / all_named
    rarity = min(6.0, max(1.0, frequencies.rarity(frequencies.surnames[longer.first_author])))
    if share >= 0.75 or (shared > 1 and share > 0.6) or (first and share >= 0.5):
        weight = min(9.0, rarity + 1.5 * (shared - 1)) if first else min(6.0, 2.0 * shared - 1)
        length = "" if len(a.surnames) == len(b.surnames) else ", one list is shorter"
        agree = "the only author agrees" if all_named == 1 else f"{shared} of {all_named} authors agree"
        return Part("authors", "agree", weight, agree + length)
    note = f"only {shared} of {all_named} authors agree"
    if first or share >= 0.3:
        return Part("authors", "near", 1.0 if first else 0.0, note)
    return Part("authors", "differ", -4.0 if shared else -8.0, note if shared else "the authors differ")


def _shared(shorter: Form, longer: Form) -> int:
    known = {*longer.surnames, *longer.bare_surnames}
    return sum(
        full in known or bare in known or f" {bare} " in longer.people or _misspelt(bare, known)
        for full, bare in zip(shorter.surnames, shorter.bare_surnames, strict=True)
    )


def _same_first(a: Form, b: Form) -> bool:
    one, other = {a.surnames[0], a.first_author}, {b.surnames[0], b.first_author}
    return not one.isdisjoint(other) or _misspelt(a.first_author, other) or _misspelt(b.first_author, one)


def _misspelt(name: str, known: Iterable[str]) -> bool:
    """Whether a name is one letter from, a part of, or a garbled form of a known one."""
    return any(_near(name, other) for other in known)


@lru_cache(maxsize=65536)
def _near(a: str, b: str) -> bool:
    if "?" in a + b:
        return _lost(a, b) or _lost(b, a)
    shortest = min(len(a), len(b))
    return (shortest > 4 and OSA.distance(a, b, score_cutoff=1) <= 1) or (shortest > 3 and _within(a, b))


def _lost(garbled: str, whole: str) -> bool:
    """Whether a name fits where question marks stand for one or two letters ("m?ck": "mueck"), or begins with it."""
    fits = re.match if len(garbled) > 5 else re.fullmatch
    return "?" in garbled and fits(".{1,2}".join(map(re.escape, garbled.split("?"))), whole) is not None


def _within(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    inside = len(shorter) > 12 and shorter in longer
    return inside or (len(shorter) > 4 and (longer.startswith(shorter) or longer.endswith(shorter)))


def _identifier(name: str, a: str, b: str, frequencies: Frequencies) -> Part:
    if not a or not b:
        return Part(name, "silent", 0.0, f"one has no {name.upper()}")
    if name == "doi" and a != b:
        bare_a, bare_b = (re.sub(r"[^a-z0-9]", "", doi) for doi in (a, b))
        if bare_a == bare_b:
            return Part(name, "agree", 8.0, f"the same DOI but for punctuation, {a} and {b}")
        if bare_a.startswith(bare_b) or bare_b.startswith(bare_a):
            return Part(name, "near", 0.0, f"one DOI is the other cut short, {a} and {b}")
    if a != b:
        return Part(name, "differ", -6.0, f"{name.upper()} {a} against {b}")
    if name == "doi" and frequencies.dois[a] > 2:
        return Part(name, "near", 2.0, f"the same DOI, but {frequencies.dois[a]} titles carry it")
    return Part(name, "agree", 10.0, f"the same {name.upper()} {a}")
