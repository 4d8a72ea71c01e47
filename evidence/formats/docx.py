"""A reference list as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MADE = datetime(2000, 1, 1)


def write_docx_list(entries: Sequence[str], title: str, numbered: bool = True) -> bytes:
    """The bytes of a .docx with a heading and the entries as Word's own numbered list, or as plain paragraphs."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = _MADE
    document.add_heading(printable(title), level=1)
    style = document.styles["List Number"].style_id
    for entry in entries:
        # By its id: by name, python-docx goes through all styles for every paragraph (3 ms each).
        paragraph = document.add_paragraph(printable(entry))
        if numbered:
            paragraph._p.style = style
    out = BytesIO()
    document.save(out)
    return without_clock(out.getvalue())


def without_clock(document: bytes) -> bytes:
    """The same .docx with fixed times on the parts of its archive: equal content, equal bytes."""
    out = BytesIO()
    with ZipFile(BytesIO(document)) as made, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for part in made.infolist():
            kept.writestr(ZipInfo(part.filename, _MADE.timetuple()[:6]), made.read(part), ZIP_DEFLATED)
    return out.getvalue()


def printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe"))
