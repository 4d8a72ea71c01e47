"""A reference list as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

_MADE = datetime(2000, 1, 1)


def write_docx_list(entries: Sequence[str], title: str) -> bytes:
    """The bytes of a .docx with a heading and the entries as Word's own numbered list."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = _MADE
    document.add_heading(_printable(title), level=1)
    for entry in entries:
        document.add_paragraph(_printable(entry), style="List Number")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe"))
