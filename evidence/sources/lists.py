"""A reference list, or a manuscript that holds one, from a file or from standard input."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Literal

from evidence.errors import BadDataError
from evidence.formats import READERS
from evidence.formats.decode import read_text
from evidence.formats.docx_text import read_docx
from evidence.formats.markdown import plain_markdown
from evidence.formats.pdf_text import read_pdf
from evidence.formats.sniff import looks_binary, sniff
from evidence.model import Fault, GivenList, Place, Record

__all__ = ["MAX_FILE", "MAX_RECORDS", "MAX_TEXT", "read_list"]

MAX_TEXT = 1 << 22  # bytes: a thesis takes 2 MB, 2,000 references half of one
MAX_RECORDS = 1 << 25  # 10,000 records with their abstracts
MAX_FILE = 1 << 27  # a document with its pictures
_HEAD = 1 << 14
_RECORDS = frozenset({"nbib", "ris", "bibtex"})
_NOT_LISTS = {"pubmed_xml": "PubMed XML", "csl": "CSL-JSON"}
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OF_DOCUMENTS = (".pdf", ".docx", ".doc", ".odt", ".rtf")
_PASTE = "Save it as text or as .docx without a password, or copy the references out of it and paste them: use -"


def read_list(path: Path) -> GivenList:
    """What a file (`-` for standard input) holds: text, Markdown, .docx, .pdf, or the records of a .bib, .ris or .nbib.

    Raises BadDataError for what cannot be read as one of these, is too large, or holds nothing.
    """
    if str(path) == "-":
        return _read(sys.stdin.buffer, "standard input")
    try:
        with path.open("rb") as stream:
            return _read(stream, str(path))
    except FileNotFoundError:
        raise BadDataError(f"there is no file {path}", hint="Check the name, or give - to paste the list.") from None
    except IsADirectoryError:
        raise BadDataError(f"{path} is a folder", hint="Name the file in it that holds the list.") from None
    except OSError as error:
        raise BadDataError(f"{path} cannot be read: {error.strerror}", hint="Give a file, or - to paste.") from error


def _read(stream: BinaryIO, name: str) -> GivenList:
    head = stream.read(_HEAD)
    what, kind = looks_binary(head), sniff(name, head)
    limit = MAX_FILE if what else MAX_RECORDS if kind in _RECORDS else MAX_TEXT
    # A short answer is the end: who pastes at a terminal should not have to end the text twice.
    data = head if len(head) < _HEAD else head + stream.read(limit - len(head) + 1)
    if len(data) > limit:
        raise BadDataError(
            f"{name} is larger than {limit >> 20} MiB; it was not read",
            hint="Give the reference list by itself, or in parts.",
        )
    if what.startswith("a PDF"):
        given = read_pdf(io.BytesIO(data), name)
    elif what.startswith("a zip"):
        given = replace(read_docx(data, name), kind="docx", data=data)
    elif what:
        if _LOCKED in data:
            what = "a document locked with a password"
        raise BadDataError(f"{name} is {what}, not a list", hint=_PASTE)
    elif kind in _NOT_LISTS:
        raise BadDataError(
            f"{name} holds {_NOT_LISTS[kind]} records, not a reference list",
            hint="Export them as .nbib, .ris or .bib; `evidence dedupe` reads them as they are.",
        )
    else:
        given = _records(kind, data, name) if kind in _RECORDS else _text(data, name)
    if not given.text.strip() and not given.records:
        raise BadDataError(
            f"{name} is empty" if not data.strip() else f"{name} holds no text and no records",
            hint="Give one reference a line, or paste them: use -",
            faults=given.faults,
        )
    return given


def _text(data: bytes, name: str) -> GivenList:
    text, faults = read_text(io.BytesIO(data), name)
    if extension := next((end for end in _OF_DOCUMENTS if name.lower().endswith(end)), ""):
        message = f"{name} is called {extension} and holds plain text; it was read as that."
        faults = (*faults, Fault(Place(name), "extension", message, notice=True))
    markdown = name.lower().endswith((".md", ".markdown"))
    kind: Literal["text", "markdown"] = "markdown" if markdown else "text"
    return GivenList(plain_markdown(text) if markdown else text, faults=faults, kind=kind, data=data)


def _records(kind: str, data: bytes, name: str) -> GivenList:
    records: list[Record] = []
    faults: list[Fault] = []
    for item in READERS[kind](io.BytesIO(data), name):
        if isinstance(item, Record):
            records.append(item)
        else:
            faults.append(item)
    return GivenList(records=tuple(records), faults=tuple(faults))
