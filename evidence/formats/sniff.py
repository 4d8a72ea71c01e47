"""Which format a file is in: by its content first, by its name where the content could be several."""

from __future__ import annotations

import re
from pathlib import PurePath

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (.docx, .xlsx)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
)
_EXTENSIONS = {
    ".xml": "pubmed_xml", ".nbib": "nbib", ".medline": "nbib", ".ris": "ris", ".bib": "bibtex", ".bibtex": "bibtex",
    ".json": "csl", ".csv": "csv", ".tsv": "csv", ".txt": "text", ".text": "text", ".md": "text",
}  # fmt: skip
_RIS = re.compile(r"^TY  ?- ?\w", re.MULTILINE)
_NBIB = re.compile(r"^PMID ?- ?\d", re.MULTILINE)
_BIB = re.compile(r"^\s*@\s*\w+\s*[{(]", re.MULTILINE)
_HTML = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)


def looks_binary(head: bytes) -> str:
    """What a file is that holds no text ("a PDF", "binary data"); '' for text, UTF-16 included."""
    named = next((name for magic, name in _MAGIC if head.startswith(magic)), "")
    if named or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return named
    zeros = head.count(0)
    even, odd = head[::2].count(0), head[1::2].count(0)
    utf16 = zeros > len(head) * 0.3 and min(even, odd) < zeros * 0.1
    controls = sum(head.count(byte) for byte in range(1, 32) if byte not in b"\t\n\r\f\x0b\x1a\x1b")
    stray = (0 if utf16 else zeros) + controls  # a text may have caught a few; a binary file is full of them
    return "binary data" if stray > len(head) * 0.05 or (zeros > 8 and not utf16) else ""


def sniff(name: str, head: bytes) -> str | None:
    """The kind (a key of READERS) of a file with this name and beginning; None where nothing is known."""
    if looks_binary(head):
        return None
    text = head.decode("utf-16" if b"\0" in head[:4] or head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    text = text.lstrip("\ufeff")
    extension = PurePath(name.lower().removesuffix(".gz")).suffix
    start = text.lstrip()[:1]
    if start == "<":
        return None if _HTML.match(text) else "pubmed_xml"
    if _RIS.search(text):
        return "ris"
    if _NBIB.search(text):
        return "nbib"
    if extension not in {".csv", ".tsv", ".txt", ".md"} and _BIB.search(text):
        return "bibtex"
    if start in {"[", "{"} and extension in {".json", ""}:
        return "csl"
    return _EXTENSIONS.get(extension)
