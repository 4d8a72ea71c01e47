from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formats.latex import decode, encode

CASES = [
    (r"Sch{\"o}n", "Schön"),
    (r"{\'E}tude \'a l'{\^o}pital", "Étude á l'ôpital"),
    (r"Fran\c{c}ois, {\c C}elik", "François, Çelik"),
    (r"\v{S}koda {\v{s}}", "Škoda š"),
    (r"na{\"\i}ve, na\"{\i}ve", "naïve, naïve"),
    (r"Stra{\ss}e, {\O}re, \aa{} b", "Straße, Øre, å b"),
    (r"{L}upus {SLE}", "Lupus SLE"),
    (r"5\% of \$3 \& \#1 a\_b", "5% of $3 & #1 a_b"),
    (r"\textit{in vitro} and \emph{S. aureus}", "in vitro and S. aureus"),
    (r"\unknown stays, C:\dir", r"\unknown stays, C:\dir"),
    (r"p < 0.05 ~ 10^2, 50% $x$", r"p < 0.05 ~ 10^2, 50% $x$"),
]


@pytest.mark.parametrize(("latex", "text"), CASES)
def test_decode(latex: str, text: str) -> None:
    assert decode(latex) == text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abciosHé{}\\&%$#_~^'\"` \n", max_size=30))
def test_decode_undoes_encode(text: str) -> None:
    assert decode(encode(text)) == text
