"""The text of a PDF as it is read, and what is said of one that holds none."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import BadDataError, EvidenceError
from evidence.formats.pdf_text import MAX_PAGES, read_pdf
from evidence.model import GivenList
from tests.formats.documents import pdf, pdf_of_columns


def read(*pages: list[str]) -> GivenList:
    return read_pdf(BytesIO(pdf(*pages)), "list.pdf")


def test_lines_and_their_pages() -> None:
    given = read(["Références", "1. Dupré A. Une étude (1)."], ["2. Costa B. Another."])
    assert given.text.split("\n") == ["Références", "1. Dupré A. Une étude (1).", "2. Costa B. Another."]
    assert given.places == ("on page 1, line 1", "on page 1, line 2", "on page 2, line 1")
    assert given.faults == ()


@pytest.mark.parametrize(
    ("cut", "mended"),
    [
        pytest.param(["Calci-", "nosis in lupus"], ["Calcinosis", "in lupus"], id="a word"),
        pytest.param(
            ["double-blind and double-", "blind"], ["double-blind and double-blind"], id="a hyphen of its own"
        ),
        pytest.param(["Saint-", "Jean B."], ["Saint-Jean", "B."], id="before a capital"),
        pytest.param(["2005;34:805-", "12. PMID 1"], ["2005;34:805-12.", "PMID 1"], id="pages"),
        pytest.param(["doi: 10.1000/j.sem-", "art.2 end"], ["doi: 10.1000/j.sem-art.2", "end"], id="an address"),
        pytest.param(["of 2005 -", "a year"], ["of 2005 -", "a year"], id="a dash"),
        pytest.param(["type-", "2 lesions"], ["type-", "2 lesions"], id="a letter before a digit"),
    ],
)
def test_what_was_cut_at_the_end_of_a_line_is_made_whole(cut: list[str], mended: list[str]) -> None:
    assert read(["First line", *cut, "Last line"]).text.split("\n") == ["First line", *mended, "Last line"]


def test_two_columns_that_are_written_row_by_row_are_taken_apart() -> None:
    words = "Calcinosis of the skin and its treatment in lupus".split()  # noqa: SIM905
    left = [f"{n}. Zed A. {' '.join(words[n % 4 : n % 4 + 5])}." for n in range(1, 13)]
    right = [f"{n}. Abe B. {' '.join(words[n % 3 : n % 3 + 6])}." for n in range(13, 24)]
    for rows in (zip(left, [*right, ""], strict=True), zip(left, [*right[:6], "", *right[6:]], strict=True)):
        text = read_pdf(BytesIO(pdf_of_columns(*rows)), "list.pdf").text
        assert text.split("\n") == [*left, *right]


def test_a_wide_line_with_a_gap_is_one_line() -> None:
    wide = [f"{n}. Zed A. Calcinosis of the skin and its treatment in lupus. Nature. 2014;{n}:33-9." for n in range(12)]
    assert read(wide).text.split("\n") == wide


def test_running_heads_and_page_numbers_are_left_out_and_told() -> None:
    given = read(
        ["A. Silva - Calcinosis  11", "Text", "Nature. 2014;508:331-9.", "11"],
        ["A. Silva - Calcinosis  12", "More", "Nature. 2015;509:33-9.", "12"],
        ["A. Silva - Calcinosis  13", "1. Costa B. 2001;1:", "805"],
    )
    assert given.text.split("\n") == [
        *("Text", "Nature. 2014;508:331-9.", "More", "Nature. 2015;509:33-9."),
        *("1. Costa B. 2001;1:", "805"),
    ]
    (fault,) = given.faults
    assert (fault.code, fault.notice) == ("page-edges", True)
    assert fault.raw.split("\n")[:2] == ["A. Silva - Calcinosis  11", "11"]


def test_a_scan_says_that_it_holds_no_text() -> None:
    with pytest.raises(BadDataError, match="holds no text: it is a scan") as caught:
        read([], [])
    assert "OCR" in caught.value.hint


@pytest.mark.parametrize("owner_only", [True, False])
def test_a_locked_one_says_so_unless_anyone_may_read_it(owner_only: bool) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(["1. Silva A."])))
    writer.encrypt("" if owner_only else "secret", "owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    if owner_only:
        assert read_pdf(out, "list.pdf").text == "1. Silva A."
        return
    with pytest.raises(BadDataError, match=r"list\.pdf is locked with a password"):
        read_pdf(out, "list.pdf")


def test_too_many_pages_are_not_begun() -> None:
    with pytest.raises(BadDataError, match="has 1001 pages; at most 1000 are read"):
        read(*[["x"]] * (MAX_PAGES + 1))


def test_without_pypdf_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(EvidenceError, match="needs pypdf") as caught:
        read(["1. Silva A."])
    assert "pip install pypdf" in caught.value.hint


WHOLE = pdf(["1. Silva A. A paper."], ["2. Costa B."])


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(WHOLE) - 1), change=st.binary(max_size=6), cut=st.integers(0, 60))
def test_a_damaged_one_is_read_or_told(at: int, change: bytes, cut: int) -> None:
    try:
        given = read_pdf(BytesIO(WHOLE[:at] + change + WHOLE[at + cut :]), "list.pdf")
    except BadDataError:
        return
    assert len(given.places) == len(given.text.split("\n"))
