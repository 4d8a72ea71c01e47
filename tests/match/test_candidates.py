"""No block is dropped, however large."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.match.candidates import keyed, paired, parted
from evidence.match.form import Form, form_of
from evidence.match.frequencies import frequencies_of
from evidence.model import Citation, Name


def _pairs(forms: Sequence[Form], buckets: int = 1) -> list[tuple[int, int]]:
    size = len(forms)
    found = list[int]()
    for piece in keyed(forms, np.arange(size), frequencies_of(forms).words, buckets):
        codes, crowded = paired([piece], size)
        found += codes.tolist()
        for block in crowded:
            found += parted([forms[at] for at in block.tolist()], block, size).tolist()
    return [divmod(code, size) for code in sorted(set(found))]


def test_a_crowded_title_is_split_by_author_not_dropped() -> None:
    citations = [
        Citation(title="Editorial", names=(Name(f"Author{n // 2}"),), year=2000, journal="Lupus") for n in range(200)
    ]
    pairs = set(_pairs([form_of(c) for c in citations]))
    assert all((n, n + 1) in pairs for n in range(0, 200, 2))
    assert len(pairs) < 2000


def test_what_nothing_can_split_is_still_chained() -> None:
    forms = [form_of(Citation(title="Editorial"))] * 100
    pairs = _pairs(forms)
    assert {at for pair in pairs for at in pair} == set(range(100))


def test_a_missing_title_is_found_by_its_place() -> None:
    full = Citation(title="Laser for calcinosis", names=(Name("Duval"),), year=2012, volume="21", first_page="100")
    bare = Citation(names=(Name("Duval"),), year=2012, volume="21", first_page="100")
    assert _pairs([form_of(full), form_of(bare)]) == [(0, 1)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(("Laser for skin", "Laser for bone", "Editorial", "")), max_size=12))
def test_pairs_are_ordered_and_the_same_in_any_number_of_buckets(titles: list[str]) -> None:
    forms = [form_of(Citation(title=title)) for title in titles]
    pairs = _pairs(forms)
    assert pairs == _pairs(forms, 3)
    assert all(i < j for i, j in pairs)
