from __future__ import annotations

from io import BytesIO

import docx

from evidence.formats.docx import write_docx_list


def test_entries_are_a_numbered_list() -> None:
    entries = ["Boulman N. Calcinosis <b>&amp; lupus.", "Énoncé à l'encre.\x00"]
    document = docx.Document(BytesIO(write_docx_list(entries, "References")))
    heading, *items = document.paragraphs
    assert heading.text == "References"
    assert [item.text for item in items] == [entries[0], "Énoncé à l'encre."]
    assert {item.style.name for item in items if item.style} == {"List Number"}


def test_the_document_holds_no_clock() -> None:
    document = docx.Document(BytesIO(write_docx_list(["A"], "T")))
    assert document.core_properties.created == document.core_properties.modified
    assert document.core_properties.author == ""
