"""The cells of a spreadsheet (.xlsx) as text, whoever saved it: Excel, LibreOffice, Numbers, Google.

Only worksheets and their strings are read; each part is measured before it is unpacked, no entity is resolved, no
link followed and no formula computed: a cell that holds one is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from evidence.errors import BadDataError
from evidence.formats.office import attribute, child, local_name, named, opened, parse

__all__ = ["Cell", "read_xlsx"]

MAX_UNPACKED = 1 << 26  # bytes of all parts; 10,000 questions take about a quarter of it
_HINT = "Open it in a spreadsheet program and save it again as .xlsx."
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and whether it is a formula that says so."""

    text: str
    formula: bool = False


def read_xlsx(data: bytes, file: str) -> Iterator[Mapping[int, Mapping[str, Cell]]]:
    """The sheets, each as rows by their number, with the filled cells of a row by their column ("A", "AB").

    Raises BadDataError for what is no sound spreadsheet, or unpacks to too much.
    """
    with opened(data, file, "spreadsheet", ".xlsx") as archive:
        if sum(info.file_size for info in archive.infolist() if info.filename.endswith(".xml")) > MAX_UNPACKED:
            raise BadDataError(f"{file} unpacks to more than {MAX_UNPACKED >> 20} MiB; it was not read", hint=_HINT)
        names = archive.namelist()
        sheets = [name for name in names if _SHEET.fullmatch(name)]
        if not sheets:
            raise BadDataError(f"{file} holds no worksheet", hint=_HINT)
        strings = [name for name in names if name.lower() == "xl/sharedstrings.xml"]
        shared = [_string(item) for name in strings for item in named(_root(archive, name, file), "si")]
        for name in sheets:
            yield dict(_rows(_root(archive, name, file), shared))


def _root(archive: ZipFile, name: str, file: str) -> Any:
    with archive.open(name) as part:
        try:
            return parse(part.read(MAX_UNPACKED), name)
        except BadDataError as error:
            raise BadDataError(f"{file}: {error.message}", hint=_HINT) from error


def _rows(root: Any, shared: Sequence[str]) -> Iterator[tuple[int, dict[str, Cell]]]:
    number = 0
    for row in named(root, "row"):
        number = int(attribute(row, "r") or number + 1)
        cells: dict[str, Cell] = {}
        for place, cell in enumerate(named(row, "c")):
            column = attribute(cell, "r").rstrip("0123456789") or _letters(place)
            found = Cell(_text(cell, shared), child(cell, "f") is not None)
            if found.text.strip() or found.formula:
                cells[column] = found
        yield number, cells


def _letters(place: int) -> str:
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _text(cell: Any, shared: Sequence[str]) -> str:
    kind, value = attribute(cell, "t"), child(cell, "v")
    told = "" if value is None else value.text or ""
    if kind == "s":
        return shared[int(told)] if told.isdecimal() and int(told) < len(shared) else ""
    if kind == "inlineStr":
        return _string(child(cell, "is"))
    if kind == "b":
        return "TRUE" if told == "1" else "FALSE"
    if kind in ("", "n") and re.fullmatch(r"-?\d+\.0+", told):
        return told.partition(".")[0]
    return _unescaped(told)


def _string(item: Any) -> str:
    """A string of runs, without what is written small above them."""
    runs = () if item is None else (t for t in named(item, "t") if local_name(t.getparent()) != "rPh")
    return _unescaped("".join(t.text or "" for t in runs))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1][0] not in "dD" else found[0], text)
