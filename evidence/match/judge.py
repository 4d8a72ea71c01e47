"""Many pairs judged at once: those whose titles and places have nothing in common are not worth a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cpdist

from evidence.match.compare import compare
from evidence.match.decide import Judgement, decide
from evidence.match.form import Form
from evidence.match.frequencies import Frequencies

__all__ = ["judge"]

_ALIKE = 62.0


def judge(frequencies: Frequencies, pairs: Sequence[tuple[Form, Form]]) -> list[Judgement | None]:
    """A judgement a pair; None where the titles are not alike and no identifier or page is the same."""
    likeness = cpdist([a.core for a, _ in pairs], [b.core for _, b in pairs], scorer=ratio).tolist()
    return [
        decide(a, b, compare(a, b, frequencies)) if alike >= _ALIKE or _share_a_place(a, b) else None
        for (a, b), alike in zip(pairs, likeness, strict=True)
    ]


def _share_a_place(a: Form, b: Form) -> bool:
    return bool(
        (a.doi and a.doi == b.doi)
        or (a.pmid and a.pmid == b.pmid)
        or (a.page and a.page == b.page and (a.volume == b.volume or a.first_author == b.first_author))
    )
