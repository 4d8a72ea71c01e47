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
    (r"Smith,~J., Fig.~1", "Smith, J., Fig. 1"),
    (r"https://x.org/~a_b?c=\%20{\&}d", "https://x.org/~a_b?c=%20&d"),
    (r"p < 0.05 ~ 10^2, 50% $x$", r"p < 0.05 ~ 10^2, 50% $x$"),
]


@pytest.mark.parametrize(("latex", "text"), CASES)
def test_decode(latex: str, text: str) -> None:
    assert decode(latex) == text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*"abciosHé{}\\&%$#_~^'\"` \n", "http://x", "www.", "10.1000/"])).map("".join))
def test_decode_undoes_encode(text: str) -> None:
    assert decode(encode(text)) == text


def test_what_latex_would_take_for_markup_is_written_as_a_command() -> None:
    assert encode("5% ~ 10^2 a_b") == r"5\% \textasciitilde{} 10\textasciicircum{}2 a\_b"
    assert encode("https://x.org/~a_b%20 10.1000/a_b") == "https://x.org/~a_b%20 10.1000/a_b"
