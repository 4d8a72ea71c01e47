"""What Word shows is read, also where it stands in no paragraph; nothing hostile is opened."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import BadDataError
from evidence.formats.docx_text import MAX_PART, read_docx
from tests.formats.documents import docx, note_mark, notes, numbering, paragraph, raised


def lines(data: bytes) -> list[str]:
    return read_docx(data, "list.docx").text.split("\n")


def test_paragraphs_and_what_is_written_in_them() -> None:
    body = (
        paragraph("Silva A.", "<w:r><w:tab/><w:t>B</w:t><w:br/><w:t>C</w:t><w:noBreakHyphen/><w:t>D</w:t></w:r>"),
        paragraph(
            "<w:ins><w:r><w:t>new </w:t></w:r></w:ins>", "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>", "x"
        ),
        f"<w:sdt><w:sdtContent>{paragraph('of a reference manager')}</w:sdtContent></w:sdt>",
        paragraph("10", raised("6"), " cells ", "<w:hyperlink><w:r><w:t>doi</w:t></w:r></w:hyperlink>"),
        paragraph("A title", style="Titel"),
        paragraph("Références", style="Titre1"),
        paragraph("A reference in the wrong style. " * 5, style="Titre1"),
    )
    given = read_docx(docx(*body), "list.docx")
    assert given.text.split("\n") == [
        "Silva A.\tB",
        "C-D",
        "new x",
        "of a reference manager",
        "10⁶ cells doi",
        "# A title",
        "# Références",
        "A reference in the wrong style. " * 5,
    ]
    assert given.places[:3] == ("in paragraph 1", "in paragraph 1", "in paragraph 2")


@pytest.mark.parametrize(
    ("shown", "label"),
    [("%1.", "1. "), ("[%1]", "[1] "), ("(%1)", "(1) "), ("%1", "1 "), ("Ref. %1 –", "1. "), ("•", "• ")],
)
def test_automatic_numbers_are_written_out(shown: str, label: str) -> None:
    assert lines(docx(paragraph("Silva A.", num_id=1), numbering=numbering(shown))) == [f"{label}Silva A."]


def test_numbers_are_counted_as_word_counts_them() -> None:
    body = (
        paragraph("one", num_id=1),
        paragraph("under it", num_id=1, level=1),
        paragraph("a continuation"),
        paragraph("", num_id=1),
        paragraph("three", style="Listed"),
        paragraph("four, by a style built on another", style="Own"),
        paragraph("five, in a list of the same kind", num_id=2),
        paragraph("anew", num_id=3),
        paragraph("under it again", num_id=3, level=1),
        paragraph("no list", num_id=99),
    )
    assert lines(docx(*body, numbering=numbering("%1.", "%2)"))) == [
        "1. one",
        "1) under it",
        "a continuation",
        "",
        "3. three",
        "4. four, by a style built on another",
        "5. five, in a list of the same kind",
        "1. anew",
        "1) under it again",
        "no list",
    ]
    assert lines(docx(paragraph("late", num_id=1), numbering=numbering("%1.", start=7))) == ["7. late"]


def test_notes_come_after_the_text_in_the_order_of_their_marks() -> None:
    body = paragraph("A claim", note_mark("footnote", 2), " and another", note_mark("footnote", 1), ".")
    end = paragraph("An end", note_mark("endnote", 1), ".")
    parts = {
        "footnotes": notes("footnote", ["Silva A. 2001.", "Costa B. 2002."]),
        "endnotes": notes("endnote", ["Li W."]),
    }
    given = read_docx(docx(body, end, **parts), "list.docx")
    assert given.text.split("\n") == [
        "A claim¹ and another².",
        "An end¹.",
        "# Footnotes",
        "1. Costa B. 2002.",
        "2. Silva A. 2001.",
        "# Endnotes",
        "1. Li W.",
    ]
    assert given.places[3:5] == ("in footnote 1", "in footnote 2")


def test_a_row_of_a_table_is_a_line() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("1", "Silva A. A paper.", "2001"))
    assert lines(docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>", paragraph("after"))) == [
        "1\tSilva A. A paper.\t2001",
        "after",
    ]


def test_the_main_part_is_found_by_its_relation_and_the_strict_kind_is_read() -> None:
    assert lines(docx(paragraph("Silva A."), main="word/document2.xml")) == ["Silva A."]
    made = ZipFile(BytesIO(docx(paragraph("Silva A.", num_id=1), numbering=numbering("%1."))))
    strict = archive(
        {
            name: made.read(name).replace(b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml")
            for name in made.namelist()
        }
    )
    assert lines(strict) == ["1. Silva A."]


def archive(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def test_no_entity_is_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret", "utf-8")
    address = (tmp_path / "secret.txt").as_uri()
    prolog = f'<!DOCTYPE w:document [<!ENTITY s SYSTEM "{address}"><!ENTITY a "aa">]>'
    with pytest.raises(BadDataError, match=r"list\.docx \(word/document\.xml\) declares a document type") as caught:
        read_docx(docx(paragraph("&s;&a;"), prolog=prolog), "list.docx")
    assert "secret" not in f"{caught.value}{caught.value.hint}"


def test_an_archive_made_to_swell_is_refused_before_it_is_unpacked() -> None:
    swollen = paragraph("a" * (MAX_PART + 1))
    data = docx(swollen)
    assert len(data) < MAX_PART / 500
    with pytest.raises(BadDataError, match="unpacks to more than 32 MiB"):
        read_docx(data, "list.docx")
    with pytest.raises(BadDataError, match="not a sound Word document"):
        read_docx(resized(data, 99), "list.docx")


def resized(data: bytes, size: int) -> bytes:
    """The archive with a false size in the directory entry of the main part."""
    at = data.rindex(b"word/document.xml") - 46
    return data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]


NOT_WORD = [
    pytest.param(b"PK\x03\x04 and no more", "not a sound Word document", id="cut"),
    pytest.param(archive({"content.xml": b"<a/>"}), "no Word document", id="another zip"),
    pytest.param(docx(root="workbook", main="xl/workbook.xml"), "no Word document", id="workbook"),
    pytest.param(docx("<w:p>"), "is broken", id="broken XML"),
]


@pytest.mark.parametrize(("data", "message"), NOT_WORD)
def test_what_is_no_sound_word_document_is_told(data: bytes, message: str) -> None:
    with pytest.raises(BadDataError, match=message) as caught:
        read_docx(data, "list.docx")
    assert caught.value.hint


WHOLE = docx(paragraph("Silva A.", num_id=1), numbering=numbering("%1."))


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(WHOLE) - 1), change=st.binary(max_size=6), cut=st.integers(0, 40))
def test_a_damaged_document_is_read_or_told(at: int, change: bytes, cut: int) -> None:
    try:
        given = read_docx(WHOLE[:at] + change + WHOLE[at + cut :], "list.docx")
    except BadDataError:
        return
    assert len(given.places) == len(given.text.split("\n"))
