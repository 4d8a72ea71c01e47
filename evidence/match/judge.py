"""Many pairs judged at once: those whose titles and places have nothing in common are not worth a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cpdist

from evidence.match.compare import compare, compare_authors
from evidence.match.decide import Judgement, decide
from evidence.match.form import Form
from evidence.match.frequencies import Frequencies

__all__ = ["judge"]

_ALIKE = 62.0


def judge(frequencies: Frequencies, pairs: Sequence[tuple[Form, Form]]) -> list[Judgement | None]:
    """A judgement a pair; None where the titles are not alike and no identifier or page is the same."""
    likeness = cpdist([a.core for a, _ in pairs], [b.core for _, b in pairs], scorer=ratio).tolist()
    return [
        decide(a, b, compare(a, b, frequencies)) if alike >= _ALIKE or _worth_it(a, b, frequencies) else None
        for (a, b), alike in zip(pairs, likeness, strict=True)
    ]


def _worth_it(a: Form, b: Form, frequencies: Frequencies) -> bool:
    """Whether an identifier or, for the same authors, a page is the same though the titles are not."""
    if any(one and one == other for one, other in ((a.doi, b.doi), (a.pmid, b.pmid), (a.registry, b.registry))):
        return True
    placed = a.page and a.page == b.page and (a.volume == b.volume or a.first_author == b.first_author)
    return bool(placed) and compare_authors(a, b, frequencies).level != "differ"
