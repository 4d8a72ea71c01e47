"""A change of a paragraph's text goes to the run where it begins, and nowhere near what must not be touched."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from evidence.formats.docx_runs import Runs, change
from tests.formats.documents import field, note_mark, paragraph, raised

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
INSERTED = "<w:ins><w:r><w:t>,2</w:t></w:r></w:ins>"


def parsed(*runs: str) -> Any:
    return etree.fromstring(f'<w:body xmlns:w="{W}">{paragraph(*runs)}</w:body>')[0]


def shown(element: Any) -> str:
    return "".join(piece.text for piece in Runs().pieces(element))


@given(
    before=st.text("ab ", max_size=3),
    after=st.text("ab ", max_size=3),
    cuts=st.lists(st.integers(1, 12), max_size=5),
)
def test_runs_may_part_a_citation_anywhere(before: str, after: str, cuts: list[int]) -> None:
    text = f"{before}[1, 2]{after}"
    ends = [0, *sorted({cut for cut in cuts if cut < len(text)}), len(text)]
    element = parsed(*(text[a:b] for a, b in pairwise(ends)))
    start = len(before) + 1
    assert change(Runs().pieces(element), start, start + 4, "10–12") == ""
    assert shown(element) == f"{before}[10–12]{after}"


def test_raised_numbers_stay_plain_digits_in_a_raised_run() -> None:
    element = parsed("pain", raised("1"), ",", raised("2"), " and")
    pieces = Runs().pieces(element)
    assert "".join(piece.text for piece in pieces) == "pain¹,² and"
    assert change(pieces, 4, 7, "³⁻⁵") == ""
    assert [t.text for t in element.iter(f"{{{W}}}t")] == ["pain", "3–5", "", "", " and"]


@pytest.mark.parametrize(
    ("runs", "text", "why"),
    [
        pytest.param((field(" ADDIN EN.CITE x", "[1,2]"),), "[1,2]", "field", id="EndNote"),
        pytest.param(('<w:fldSimple w:instr="REF x"><w:r><w:t>[1,2]</w:t></w:r></w:fldSimple>',), "[1,2]", "field"),
        pytest.param(("[1", INSERTED, "]"), "[1,2]", "tracked change", id="half inserted"),
        pytest.param(
            ("[1,", "<w:del><w:r><w:delText>3,</w:delText></w:r></w:del>", "2]"), "[1,2]", "tracked", id="deleted"
        ),
        pytest.param(("[1,", note_mark("footnote", 1), "2]"), "[1,\ufffc2]", "mark of a note", id="note"),
        pytest.param(("<w:sdt><w:sdtContent><w:r><w:t>[1,2]</w:t></w:r></w:sdtContent></w:sdt>",), "[1,2]", "control"),
        pytest.param(("<w:oMath><w:r><w:t>[1,2]</w:t></w:r></w:oMath>",), "\ufffc", "formula"),
    ],
)
def test_what_must_not_be_touched_is_told_and_left(runs: tuple[str, ...], text: str, why: str) -> None:
    element = parsed(*runs)
    given = etree.tostring(element)
    pieces = Runs().pieces(element)
    assert "".join(piece.text for piece in pieces) == text
    assert why in change(pieces, 0 if len(text) == 1 else 1, max(len(text) - 1, 1), "9")
    assert etree.tostring(element) == given


@pytest.mark.parametrize(
    "run",
    [
        "<w:ins><w:r><w:t>[1]</w:t></w:r></w:ins>",
        "<w:hyperlink><w:r><w:t>[1]</w:t></w:r></w:hyperlink>",
        field(" HYPERLINK x", "[1]"),
    ],
)
def test_a_citation_that_is_whole_within_a_link_or_an_insertion_is_changed(run: str) -> None:
    element = parsed("As ", run)
    assert change(Runs().pieces(element), 4, 5, "7") == ""
    assert shown(element) == "As [7]"


def test_a_field_runs_over_paragraphs() -> None:
    first, last = field(" ADDIN EN.REFLIST ", "one</w:t></w:r></w:p><w:p><w:r><w:t>two").split("</w:p>")
    body = etree.fromstring(f'<w:body xmlns:w="{W}"><w:p>{first}</w:p>{last}<w:r><w:t>three</w:t></w:r></w:p></w:body>')
    runs = Runs()
    pieces = [piece for element in body for piece in runs.pieces(element)]
    assert [(piece.text, bool(piece.field)) for piece in pieces] == [("one", True), ("two", True), ("three", False)]
