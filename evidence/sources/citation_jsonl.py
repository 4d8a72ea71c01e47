"""Citation facts, one JSON object a line: the portable form of a citation index."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from evidence.model import Citation, Fault, Name, Place

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
                yield _citation(msgspec.json.decode(line), place)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raw = line[:200].decode("utf-8", "replace")
                yield Fault(place, "bad-citation", f"not a citation: {error}", "expected one JSON object a line", raw)
    except (EOFError, OSError) as error:
        yield Fault(Place(file, number + 1), "truncated", f"the file ends too early or is damaged ({error})")


def _citation(item: dict[str, object], place: Place) -> Citation:
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
    return Citation(
        citation_id=f"pmid:{pmid}" if pmid else f"doi:{doi}" if doi else f"{place.file}:{place.line}",
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


def _text(key: str, value: object) -> str:
    if value is None:
        return ""
    if type(value) in (str, int):
        return str(value)
    raise TypeError(f"{key} is not text")
