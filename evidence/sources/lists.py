"""A reference list as text, from a file or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from evidence.errors import BadDataError
from evidence.formats.decode import read_text
from evidence.formats.sniff import looks_binary, sniff
from evidence.model import Fault

__all__ = ["read_list"]

_RECORDS = {"pubmed_xml": "PubMed XML", "nbib": "MEDLINE", "ris": "RIS", "bibtex": "BibTeX", "csl": "CSL-JSON"}


def read_list(path: Path) -> tuple[str, tuple[Fault, ...]]:
    """The text of a list (`-` for standard input) and the fault of a wrong encoding.

    Raises BadDataError for what is no readable file, or no text.
    """
    if str(path) == "-":
        return _read(sys.stdin.buffer, "standard input")
    try:
        with path.open("rb") as stream:
            return _read(stream, str(path))
    except FileNotFoundError:
        raise BadDataError(f"there is no file {path}", hint="Check the name, or give - to paste the list.") from None
    except OSError as error:
        raise BadDataError(
            f"{path} cannot be read: {error.strerror}", hint="Give a text file, or - to paste."
        ) from error


def _read(stream: BinaryIO, name: str) -> tuple[str, tuple[Fault, ...]]:
    text, faults = read_text(stream, name)
    if what := looks_binary(text[:4096].encode("utf-8", "replace")):
        raise BadDataError(f"{name} is {what}, not a text", hint="Copy the references out of it and paste them: use -")
    kind = sniff(name, text[:16384].encode("utf-8", "replace"))
    if kind in _RECORDS:
        raise BadDataError(
            f"{name} holds {_RECORDS[kind]} records, not a reference list as text",
            hint="Paste the references as they are printed; `evidence dedupe` reads record files.",
        )
    if not text.strip():
        raise BadDataError(f"{name} is empty", hint="Paste the references into it, one or more a line.", faults=faults)
    return text, faults
