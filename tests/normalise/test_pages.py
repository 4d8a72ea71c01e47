from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.normalise.pages import elide, parse_pages

CASES = json.loads((Path(__file__).parents[1] / "cases" / "normalise_pages.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['note']}")
def test_pages_in_full(case: dict[str, object]) -> None:
    assert list(parse_pages(str(case["input"]))) == case["expected"]


@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [
        pytest.param("805", "812", "805-12", id="shared hundred"),
        pytest.param("1299", "1305", "1299-305", id="shared thousand"),
        pytest.param("98", "102", "98-102", id="another length"),
        pytest.param("S93", "S99", "S93-9", id="supplement"),
        pytest.param("126A", "128A", "126A-128A", id="letter behind: in full"),
        pytest.param("1178", "D1183", "1178-D1183", id="unlike prefixes"),
        pytest.param("e36", "", "e36", id="article number"),
        pytest.param("805", "805", "805", id="one page"),
        pytest.param("812", "805", "812-805", id="swapped stays"),
    ],
)
def test_elided_for_vancouver(first: str, last: str, printed: str) -> None:
    assert elide(first, last) == printed


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["", "S", "D", "e", "123.e"]), st.integers(1, 99_999), st.integers(1, 9_999))
def test_what_is_elided_is_read_back(prefix: str, start: int, length: int) -> None:
    first, last = f"{prefix}{start}", f"{prefix}{start + length}"
    assert parse_pages(elide(first, last)) == (first, last)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789abSDe-–,; .", max_size=14))
def test_any_text_is_read_and_reading_again_changes_nothing(text: str) -> None:
    first, last = parse_pages(text)
    assert last == "" or first != ""
