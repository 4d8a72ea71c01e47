"""Citation facts, one JSON object a line: the portable form of a citation index."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO

import msgspec

from evidence.model import Citation, Fault, Name, Place
from evidence.normalise.pages import parse_pages

_TEXT = ("title", "journal", "journal_abbrev", "nlm_id", "volume", "issue", "fpage", "lpage", "pmid", "pmcid", "doi")
_LONGEST_LINE = 1 << 20
_MEDLINE_OLD_LIMIT = 6  # six authors may be "six and others": sources that abbreviate print no more


def read_citation_file(path: Path) -> Iterator[Citation | Fault]:
    """Read citations from a .jsonl file, gzipped or not. Raises OSError where it cannot be opened."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    with path.open("rb") as stream:
        lines = io.BufferedReader(gzip.GzipFile(fileobj=stream)) if packed else stream
        yield from read_citation_jsonl(lines, str(path))


def read_citation_jsonl(stream: IO[bytes], file: str) -> Iterator[Citation | Fault]:
    """Read citations; a line that is no citation becomes a Fault with its place, the rest goes on."""
    number = 0
    try:
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            place = Place(file, number)
            try:
                yield _citation(msgspec.json.decode(line))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raw = line[:200].decode("utf-8", "replace")
                yield Fault(place, "bad-citation", f"not a citation: {error}", "expected one JSON object a line", raw)
    except (EOFError, OSError) as error:
        yield Fault(Place(file, number + 1), "truncated", f"the file ends too early or is damaged ({error})")


def _citation(item: dict[str, object]) -> Citation:
    title, journal, abbrev, nlm_id, volume, issue, first, last, pmid, pmcid, doi = [
        value if type(value := item.get(key)) is str else _text(key, value) for key in _TEXT
    ]
    year = item.get("year")
    if year is not None and type(year) is not int:
        raise TypeError("year is not a number")
    authors = item.get("authors") or ()
    issn = item.get("issn") or ()
    if not isinstance(authors, list | tuple) or not isinstance(issn, list | tuple):
        raise TypeError("authors and issn are lists")
    names = tuple(
        [
            Name(family, "", initials)
            if type(family) is type(initials) is str
            else Name(_text("author", family), "", _text("initials", initials))
            for family, initials in authors
        ]
    )
    doi = doi.lower()
    first, last = _in_full(first, last)
    said = (title, journal, year, volume, first, [family for family, _ in authors])
    return Citation(
        citation_id=f"pmid:{pmid}" if pmid else f"doi:{doi}" if doi else _id(said),
        title=title,
        names=names,
        names_complete=not item.get("authors_truncated") and len(names) != _MEDLINE_OLD_LIMIT,
        journal=journal,
        journal_abbrev=abbrev,
        journal_id=nlm_id,
        issn=tuple(issn),
        year=year,
        volume=volume,
        issue=issue,
        first_page=first,
        last_page=last,
        pmid=pmid,
        pmcid=pmcid,
        doi=doi,
        retracted=bool(item.get("retracted")),
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


def _text(key: str, value: object) -> str:
    if value is None:
        return ""
    if type(value) in (str, int):
        return str(value)
    raise TypeError(f"{key} is not text")
