"""Cells of spreadsheets as different programs write them, and archives that are not what they say."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from evidence.errors import BadDataError
from evidence.formats.xlsx import MAX_UNPACKED, Cell, read_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def book(rows: str, strings: str = "", space: str = MAIN, **parts: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", parts.pop("sheet", sheet))
        if strings:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{strings}</sst>')
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B2" t="s"><v>1</v></c>', "rich text"),
        ('<c r="B2" t="s"><v>9</v></c>', ""),
        ('<c r="B2" t="inlineStr"><is><t>here</t></is></c>', "here"),
        ('<c r="B2" t="str"><v>shown</v></c>', "shown"),
        ('<c r="B2"><v>4</v></c>', "4"),
        ('<c r="B2" t="n"><v>4.0</v></c>', "4"),
        ('<c r="B2"><v>4.5</v></c>', "4.5"),
        ('<c r="B2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2" t="inlineStr"><is><t>_x005F_x0041_ _x0041_</t></is></c>', "_x0041_ A"),
        ('<c r="B2"/>', ""),
    ],
)
@pytest.mark.parametrize("space", [MAIN, STRICT])
def test_a_cell_is_read_as_it_is_shown(cell: str, text: str, space: str) -> None:
    strings = "<si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>above</t></rPh></si>"
    (sheet,) = read_xlsx(book(f'<row r="2">{cell}</row>', strings, space), "made.xlsx")
    assert sheet == {2: {"B": Cell(text)} if text else {}}


def test_a_formula_is_marked_and_rows_without_numbers_are_counted() -> None:
    rows = "<row><c><f>1+1</f><v>2</v></c><c><v>3</v></c></row><row><c><v>5</v></c></row>"
    (sheet,) = read_xlsx(book(rows), "made.xlsx")
    assert sheet == {1: {"A": Cell("2", formula=True), "B": Cell("3")}, 2: {"A": Cell("5")}}


def test_links_to_other_files_are_not_followed() -> None:
    link = '<externalLink xmlns:r="r"><externalBook r:id="rId1"/></externalLink>'
    made = book("<row><c><v>5</v></c></row>", xl__externalLinks__externalLink1_xml=link)
    assert list(read_xlsx(made, "made.xlsx")) == [{1: {"A": Cell("5")}}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not a sound spreadsheet"),
        (b"id,version,answer\n", "is not a sound spreadsheet"),
        (book("<row><c><v>5</v></c></row>")[:-30], "is not a sound spreadsheet"),
        (book("<row r='x'/>"), "is not a sound spreadsheet"),
        (book("<row>"), "sheet1.xml is broken"),
        (book("", sheet='<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'), "declares a document type"),
        (book("", sheet=" " * (MAX_UNPACKED + 1)), "unpacks to more than 64 MiB"),
    ],
)
def test_what_is_no_sound_spreadsheet_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(BadDataError, match=message):
        list(read_xlsx(data, "made.xlsx"))


def test_an_archive_without_a_worksheet_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(BadDataError, match="holds no worksheet"):
        list(read_xlsx(out.getvalue(), "made.docx"))
