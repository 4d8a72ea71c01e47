from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.normalise.text import fold, strip_markup, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Vénéréologie", "venereologie", id="accents"),
        pytest.param("Cœur, Straße, ﬁbrose, Ærø", "coeur, strasse, fibrose, aero", id="ligatures"),
        pytest.param("805–812 — l’os «dur»", '805-812 - l\'os "dur"', id="signs"),
        pytest.param("  a\u00a0b\n c ", "a b c", id="space"),
        pytest.param("ΚΑΛΟΣ", "καλοσ", id="Greek"),
        pytest.param("皮膚科 がく", "皮膚科 がく", id="Japanese keeps its marks"),
        pytest.param("İstanbul ıl", "istanbul il", id="Turkish"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words() -> None:
    assert words("OsPht1;8 (TNF-α) in Crohn’s disease") == ("ospht1", "8", "tnf", "alpha", "in", "crohns", "disease")
    assert words("l'atteinte d’organes") == ("l", "atteinte", "d", "organes")
    assert words("") == ()


def test_markup_goes_and_comparisons_stay() -> None:
    assert strip_markup("CD4<sup>+</sup> in <i>Mus</i> (p &lt; 0.05)") == "CD4+ in Mus (p < 0.05)"
    assert strip_markup("n<10 and m>5") == "n<10 and m>5"
    assert strip_markup("<jats:title>Aim</jats:title> <p>To see</p>") == "Aim To see"
