"""In the copy of a Word document only what was asked for is another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from xml.etree.ElementTree import canonicalize
from zipfile import ZipFile

import pytest

from evidence.errors import BadDataError, UsageError
from evidence.formats import docx_copy
from evidence.formats.docx_copy import copy_docx
from evidence.formats.docx_text import read_docx
from evidence.model import Edit, Problem
from tests.formats.documents import docx, field, note_mark, notes, numbering, paragraph, raised

MAIN = "word/document.xml"


def nines(text: str, places: Sequence[str]) -> tuple[list[Edit], list[Problem]]:
    """Every number in brackets becomes 9."""
    return [Edit(hit.start(1), hit.end(1), "9") for hit in re.finditer(r"\[(.*?)\]", text)], []


def nothing(text: str, places: Sequence[str]) -> tuple[list[Edit], list[Problem]]:
    return [], []


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lines(data: bytes) -> list[str]:
    return read_docx(data, "x.docx").text.split("\n")


def test_without_a_change_every_part_is_the_same_bytes() -> None:
    given = docx(paragraph("Seen [1]."), paragraph("1. Silva A."), footnotes=notes("footnote", ["[1]"]))
    same, problems = copy_docx(given, "x.docx", {2: None}, nothing)
    assert (parts(same), problems) == (parts(given), ())
    same, _ = copy_docx(given, "x.docx", {2: [("1. ", "Silva A.")]}, nothing)
    assert parts(same) == parts(given)


def test_only_the_runs_of_citations_change() -> None:
    deleted = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    body = (
        paragraph("<w:r><w:rPr><w:b/></w:rPr><w:t>Bold [1</w:t></w:r>", "] and ", deleted, raised("2")),
        f"<w:tbl><w:tr><w:tc>{paragraph('cell [1]')}</w:tc></w:tr></w:tbl>",
        paragraph("noted", note_mark("footnote", 1), "<w:r><w:drawing/></w:r>"),
    )
    given = docx(*body, footnotes=notes("footnote", ["As in [1]."]))
    copied, problems = copy_docx(given, "x.docx", {}, nines)
    assert not problems
    before, after = parts(given), parts(copied)
    for name in (MAIN, "word/footnotes.xml"):
        assert canonicalize(after[name].decode()).replace("[9", "[1") == canonicalize(before[name].decode())
    assert {name for name in before if before[name] != after[name]} == {MAIN, "word/footnotes.xml"}


def test_a_text_box_changes_in_both_its_copies() -> None:
    box = f"<w:txbxContent>{paragraph('box [1]')}</w:txbxContent>"
    both = (
        f"<w:r><w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent></w:r>"
    )
    copied, _ = copy_docx(docx(paragraph("over ", both), paragraph("last [1]")), "x.docx", {}, nines)
    assert parts(copied)[MAIN].count(b"box [9]") == 2
    assert lines(copied) == ["over ", "box [9]", "last [9]"]


def test_what_is_left_is_told_with_its_place() -> None:
    given = docx(paragraph("A [1]."), paragraph(field(" ADDIN ZOTERO_ITEM x", "[1]")), paragraph("[1"), paragraph("2]"))
    asked = [Edit(3, 4, "9"), Edit(8, 9, "9"), Edit(12, 15, "7")]
    copied, problems = copy_docx(given, "x.docx", {}, lambda text, places: (asked, []))
    assert lines(copied) == ["A [9].", "[1]", "[1", "2]"]
    assert [problem.sentence.split(";")[0] for problem in problems] == [
        "“1” in paragraph 2 is set by a field of Word",
        "“1\n2” in paragraph 3 runs over two paragraphs",
        "Citations made by a reference manager (the first in paragraph 2) were left: renew them there.",
    ]


LOOK = "<w:r><w:rPr><w:i/></w:rPr><w:t>Silva A. A long title. </w:t></w:r>"


def test_the_list_is_put_in_the_place_of_its_paragraphs() -> None:
    marked = '<w:bookmarkStart w:id="1" w:name="here"/>'
    given = docx(
        paragraph("1. ", LOOK, "2010."),
        paragraph("2. Twice.", marked, '<w:bookmarkEnd w:id="1"/>', style="Own"),
        paragraph("3. Costa B. 2011. 4. Dias C."),
        paragraph("A note between."),
    )
    listed = {1: [("1.\t", "Silva AB")], 2: [], 3: [("2. ", "Costa B"), ("3. ", "Dias C")], 4: None}
    copied, problems = copy_docx(given, "x.docx", listed, nothing)
    assert not problems
    assert lines(copied) == ["1.\tSilva AB", "2. Costa B", "3. Dias C", "A note between."]
    xml = parts(copied)[MAIN].decode()
    assert '<w:rPr><w:i/></w:rPr><w:t xml:space="preserve">1.</w:t><w:tab/><w:t xml:space="preserve">Silva AB' in xml
    assert xml.index(marked) < xml.index("Costa B")


def test_word_numbers_the_entries_that_it_numbered() -> None:
    body = (paragraph(text, num_id=1) for text in ("Silva A.", "Silva A.", "Costa B."))
    listed = {1: None, 2: [], 3: [("9. ", "Costa BC")]}
    copied, _ = copy_docx(docx(*body, numbering=numbering("[%1]")), "x.docx", listed, nothing)
    assert lines(copied) == ["[1] Silva A.", "[2] Costa BC"]


@pytest.mark.parametrize(
    ("run", "held"),
    [
        ("<w:ins><w:r><w:t>A</w:t></w:r></w:ins>", "a tracked change"),
        ("<w:r><w:drawing/></w:r>", "a picture"),
        (note_mark("endnote", 1), "a note"),
        (field(" REF x ", "4"), "a field"),
    ],
)
def test_an_entry_that_holds_more_than_text_stays(run: str, held: str) -> None:
    given = docx(paragraph("1. Silva", run))
    copied, (problem,) = copy_docx(given, "x.docx", {1: [("1. ", "Costa")]}, nothing)
    assert parts(copied) == parts(given)
    assert problem.sentence.startswith(f"The reference in paragraph 1 holds {held}")
    assert "it should read “1. Costa”" in problem.sentence


CONTROL = '<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_BIBLIOGRAPHY"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'


@pytest.mark.parametrize(
    ("body", "line", "why"),
    [
        (paragraph(field(" ADDIN EN.REFLIST ", "1. Silva A.")), 1, "made by a reference manager"),
        (CONTROL.format(paragraph("1. Silva A.")), 1, "made by a reference manager"),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph('1')}</w:tc><w:tc>{paragraph('Silva')}</w:tc></w:tr></w:tbl>",
            1,
            "in a table",
        ),
        (paragraph("Seen", note_mark("footnote", 1)), 3, "Word's own notes"),
    ],
)
def test_a_list_that_cannot_be_written_is_refused(body: str, line: int, why: str) -> None:
    given = docx(body, footnotes=notes("footnote", ["Silva A."]))
    with pytest.raises(UsageError, match=why):
        copy_docx(given, "x.docx", {line: []}, nothing)


def test_pictures_that_swell_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_copy, "MAX_COPIED", 1000)
    with pytest.raises(BadDataError, match="was not copied"):
        copy_docx(docx(paragraph("x" * 1000)), "x.docx", {}, nothing)
