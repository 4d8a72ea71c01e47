"""Strategies put together from lines: nothing unbalanced passes, nothing changes its meaning."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.protocol.strategy import expand, imbalances, named_in

TERM = st.sampled_from(["lupus[tiab]", '"a AND (b"[Mesh]', "(x OR y)", "{one}", "{two}", "NOT z"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('(a[tiab] AND "b)"[tiab])', (), id="sound: a parenthesis in quotes is text"),
        pytest.param("(a OR (b)", ("1 parenthesis not closed",), id="one open"),
        pytest.param("((a OR b", ("2 of “(” are not closed",), id="two open"),
        pytest.param("a) OR (b", ("a parenthesis is closed that was not opened, after “a”",), id="closed too early"),
        pytest.param("a[tiab OR b", ("1 bracket not closed",), id="a field tag"),
        pytest.param("{a OR b", ("1 brace not closed",), id="a line name"),
        pytest.param('"a OR (b', ("a double quote is not closed",), id="a quote hides all else"),
    ],
)
def test_what_does_not_close_is_said(text: str, said: tuple[str, ...]) -> None:
    assert tuple(imbalances(text)) == said


@given(st.lists(TERM, min_size=1, max_size=6), st.lists(TERM.filter(lambda t: "{" not in t), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_was_balanced_stays_balanced_and_names_no_line(query: list[str], line: list[str]) -> None:
    lines = {"one": " OR ".join(line), "two": "{one} AND w"}
    joined = expand(" AND ".join(query), lines)
    assert not named_in(joined)
    assert not list(imbalances(joined))


def test_a_joined_line_never_loses_its_parentheses() -> None:
    assert expand("{one} AND c", {"one": "a OR b"}) == "(a OR b) AND c"
    assert expand("{one} AND c", {"one": '"a OR b"[ti]'}) == '"a OR b"[ti] AND c'
    assert expand("{one} AND c", {"one": "(a) OR (b)"}) == "((a) OR (b)) AND c"
