"""A mistyped word is answered with the one that was meant."""

from __future__ import annotations

import pytest

from evidence.protocol.suggest import did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        pytest.param("ssc", ["SSc", "SLE"], 'Did you mean "SSc"?', id="case"),
        pytest.param("colchicin", ["colchicine", "warfarin"], 'Did you mean "colchicine"?', id="a letter short"),
        pytest.param("x", ["b", "a"], "Known: a, b.", id="nothing near, few known"),
        pytest.param("x", [f"word{n}" for n in range(20)], "", id="nothing near, many known"),
    ],
)
def test_the_nearest_word_is_named(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known) == hint
