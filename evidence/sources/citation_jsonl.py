"""Citation facts, one JSON object a line: the portable form of a citation index."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

import msgspec

from evidence.model import Fault, Place
from evidence.normalise.pages import parse_pages
from evidence.sources.citation_row import NamedAs, Row

_Text = str | int | None


class _Line(msgspec.Struct, gc=False):
    title: _Text = ""
    journal: _Text = ""
    journal_abbrev: _Text = ""
    nlm_id: _Text = ""
    volume: _Text = ""
    issue: _Text = ""
    fpage: _Text = ""
    lpage: _Text = ""
    pmid: _Text = ""
    pmcid: _Text = ""
    doi: _Text = ""
    year: int | None = None
    authors: list[tuple[str | None, str | None]] | None = None
    issn: list[str] | None = None
    authors_truncated: Any = None
    retracted: Any = None


_TEXTS = attrgetter(*_Line.__struct_fields__[:11])
_NAMED = (
    *("title", "journal", "journal_abbrev", "journal_id", "volume", "issue", "first_page", "last_page"),
    *("pmid", "pmcid", "doi"),
)
_LONGEST_LINE = 1 << 20
_MEDLINE_OLD_LIMIT = 6  # six authors may be "six and others": sources that abbreviate print no more


def read_rows(path: Path) -> Iterator[Row | Fault]:
    """Read the rows of a .jsonl file, gzipped or not. Raises OSError where it cannot be opened."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    with path.open("rb") as stream:
        lines = io.BufferedReader(gzip.GzipFile(fileobj=stream)) if packed else stream
        yield from rows_of(lines, str(path))


def rows_of(stream: IO[bytes], file: str) -> Iterator[Row | Fault]:
    """The rows of the lines of a stream; a line that is no citation becomes a Fault with its place."""
    number, decode = 0, msgspec.json.Decoder(_Line).decode
    try:
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            try:
                yield _row(decode(line))
            except (ValueError, RecursionError) as error:
                raw = line[:200].decode("utf-8", "replace")
                place = Place(file, number)
                yield Fault(place, "bad-citation", f"not a citation: {error}", "expected one JSON object a line", raw)
    except (EOFError, OSError) as error:
        yield Fault(Place(file, number + 1), "truncated", f"the file ends too early or is damaged ({error})")


def _row(line: _Line) -> Row:
    texts = [value if type(value) is str else str(value or "") for value in _TEXTS(line)]
    said: dict[str, Any] = dict(zip(_NAMED, texts, strict=True))
    names: list[NamedAs] = [(family or "", "", initials or "", "", False) for family, initials in line.authors or ()]
    said["doi"] = said["doi"].lower()
    said["first_page"], said["last_page"] = _in_full(said["first_page"], said["last_page"])
    known = next((f"{kind}:{said[kind]}" for kind in ("pmid", "doi") if said[kind]), "")
    told = (said["title"], said["journal"], line.year, said["volume"], said["first_page"])
    return Row(
        **said,
        citation_id=known or _id((*told, [name[0] for name in names])),
        names_complete=not line.authors_truncated and len(names) != _MEDLINE_OLD_LIMIT,
        retracted=bool(line.retracted),
        year=line.year,
        names=names,
        issn=line.issn or [],
    )


def _in_full(first: str, last: str) -> tuple[str, str]:
    """The pages in full; what is no page stays as given."""
    if not first or (first.isdigit() and (not last or (last.isdigit() and len(last) >= len(first)))):
        return first, last  # nearly all: to read them would take most of the time
    read = parse_pages(f"{first}-{last}" if last else first)
    return read if read[0] else (first, last)


def _id(said: object) -> str:
    """The id of a citation without identifier: by what it says, so that it holds wherever and in whatever list."""
    return f"id:{sha256(json.dumps(said).encode()).hexdigest()[:16]}"
