"""A saved citation index: found by identifier, by words, by place in a journal, by author and year."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, islice
from math import log2, prod
from pathlib import Path
from types import TracebackType
from typing import Any

from evidence.errors import BadDataError
from evidence.model import Citation, Fault
from evidence.sources.citation_jsonl import read_rows
from evidence.sources.citation_row import Row, citation_of_row, decode_row, row_of
from evidence.sources.index_entry import entry_of, spelt, squeeze
from evidence.sources.index_file import COUNT, MERGE, VERSION, check_target, connect, damaged, prepare, put, total

_RAREST, _FEW_GROUPS = 6, 5  # words that are looked up, and the groups of them
_MOST_HITS, _TOGETHER = 150, 8
_MOST_OF_ONE_WORD = 1500
_WORTH = 0.3
_MOST_ROWS, _MOST_OF_AN_AUTHOR, _MOST_OF_A_PLACE = 400, 60, 20
_BLOCK = 500  # more would live long enough for the garbage collector to walk them again and again
_HINT = "make one with: evidence index build SOURCE --out FILE"


class CitationIndex:
    """Citations behind exact keys and full text; every look-up gives Citations in a fixed order."""

    def __init__(self, connection: sqlite3.Connection, name: str, faults: Sequence[Fault] = ()) -> None:
        self._connection = connection
        self.name = name
        self.faults = tuple(faults)

    def __enter__(self) -> CitationIndex:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._rows("SELECT citations FROM state", ())[0][0])

    @property
    def usable(self) -> bool:
        """Whether its words have been counted, which comes last of all."""
        return bool(self._rows("SELECT counted OR EXISTS (SELECT * FROM frequency) FROM state", ())[0][0])

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def by_identifier(self, kind: str, value: str) -> tuple[Citation, ...]:
        """Citations with this `pmid`, `doi` or `pmcid`, or, of those that have none of them, with this `id`."""
        found = self._by_keys([[f"{kind}:{value}"]])
        return found if kind == "id" else tuple(c for c in found if getattr(c, kind).lower() == value.lower())

    def by_place(self, pages: Iterable[str], volume: str, year: int | None, journal: str = "") -> tuple[Citation, ...]:
        """Citations that begin on one of these pages of a volume, or of a year; '' and None are none.

        Those of the volume and of the year come first. Where the others are too many to compare, only those of the
        journal (see `journal_key`) are taken, in that year or one beside it.
        """
        wheres = [f"v:{volume}"] * bool(volume) + [f"y:{year}"] * bool(year)
        keys = [[f"{where}|{page}" for where in wheres] for page in pages]
        both = self._numbers(keys) if len(wheres) > 1 else []
        either = self._numbers([[key] for of_page in keys for key in of_page], _MOST_OF_A_PLACE)
        if not either and year and journal:
            years = [f"j:{journal}|{near}" for near in (year - 1, year, year + 1)]
            either = self._numbers([[key, near] for of_page in keys for key in of_page for near in years])
        return self._documents(list(dict.fromkeys([*both, *either])))

    def by_author_year(self, family: str, year: int, journal: str = "") -> tuple[Citation, ...]:
        """Citations of a first author in a year, in one journal (see `journal_key`) or all; of too many none."""
        keys = (f"a:{squeeze(family)}|{year}", *([f"j:{journal}|{year}"] if journal else []))
        return self._by_keys([keys], _MOST_OF_AN_AUTHOR)

    def by_journal_year(self, journal: str, year: int) -> tuple[Citation, ...]:
        """Citations of a journal (see `journal_key`) in a year; of more than some hundreds none."""
        return self._by_keys([[f"j:{journal}|{year}"]])

    def by_text(self, asked_words: Iterable[str], limit: int = 12) -> tuple[Citation, ...]:
        """Citations whose title and authors share the rarest of these folded words, best first.

        A citation that shares less than three tenths of what the best one does is left out.
        """
        asked = sorted({word for word in asked_words if len(word) > 2})[:900]
        marks = ",".join("?" * len(asked))
        known = dict(self._rows(f"SELECT term, n FROM frequency WHERE term IN ({marks}) ORDER BY n, term", asked))
        groups = _groups(list(known.items())[:_RAREST], len(self))
        shared: dict[int, frozenset[str]] = {}
        for at, number in self._sharing(groups):
            held = shared.get(number)
            shared[number] = held | groups[at] if held else groups[at]
        worth = {term: 1.0 / (1.0 + log2(1 + n)) for term, n in known.items()}
        sums = {terms: sum(sorted(worth[term] for term in terms)) for terms in set(shared.values())}
        weights = {number: sums[terms] for number, terms in shared.items()}
        least = _WORTH * max(weights.values(), default=0.0)
        best = sorted((-weight, number) for number, weight in weights.items() if weight >= least)
        return self._documents([number for _, number in best[:limit]])

    def _sharing(self, groups: Sequence[Iterable[str]]) -> list[tuple[int, int]]:
        """For each group of words, by its place, the citations that have all of them."""
        one = f"SELECT * FROM (SELECT ?, rowid FROM words WHERE words MATCH ? LIMIT {_MOST_OF_ONE_WORD})"
        values = [
            value for at, group in enumerate(groups) for value in (at, " AND ".join(f'"{t}"' for t in sorted(group)))
        ]
        return self._rows(" UNION ALL ".join([one] * len(groups)), values) if groups else []

    def _by_keys(self, keys: Iterable[Sequence[str]], most: int = _MOST_ROWS) -> tuple[Citation, ...]:
        return self._documents(self._numbers(keys, most))

    def _numbers(self, keys: Iterable[Sequence[str]], most: int = _MOST_ROWS) -> list[int]:
        """The citations that have all keys of one of the groups, in order; of more than `most`, none."""
        asked = " OR ".join("(" + " AND ".join(f'"{spelt(key)}"' for key in group) + ")" for group in keys)
        if not asked:
            return []
        found = self._rows(f"SELECT rowid FROM key WHERE key MATCH ? ORDER BY rowid LIMIT {most + 1}", (asked,))
        return [number for (number,) in found] if len(found) <= most else []

    def _documents(self, ids: Sequence[int]) -> tuple[Citation, ...]:
        rows = self._rows(f"SELECT id, payload FROM doc WHERE id IN ({','.join('?' * len(ids))})", ids)
        found = {row[0]: row[1] for row in rows}
        return tuple(_unpack(found[number]) for number in ids if number in found)

    def _rows(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise damaged(self.name, str(error)) from error


def _groups(known: Sequence[tuple[str, int]], citations: int) -> list[frozenset[str]]:
    """The smallest groups of words that only some of all citations can share, given how many have each word.

    Words of a title are no accident: more citations share two than the frequencies tell.
    """
    held = dict(known)
    groups: list[frozenset[str]] = []
    for size in (1, 2, 3):
        for group in map(frozenset, combinations(held, size)):
            expected = citations * _TOGETHER ** (size - 1) * prod(held[term] / citations for term in group)
            if expected <= _MOST_HITS and not any(smaller <= group for smaller in groups):
                groups.append(group)
    if not groups and known and (len(known) > 1 or known[0][1] <= _MOST_OF_ONE_WORD):
        groups.append(frozenset([*held][:3]))
    return sorted(groups, key=lambda group: sum(held[term] for term in group))[:_FEW_GROUPS]


def build_index(citations: Iterable[Citation | Row], path: Path | None, faults: Sequence[Fault] = ()) -> CitationIndex:
    """Make an index, in memory or at `path` (written beside it, then renamed, so that no half index is ever seen).

    Raises UsageError for a path that holds something else, BadDataError when there is no citation to index; what
    stood at `path` is then untouched.
    """
    if path is None:
        connection = sqlite3.connect(":memory:")
        _fill(connection, citations)
        return CitationIndex(connection, "memory", faults)
    check_target(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        connection = sqlite3.connect(draft)
        try:
            if not _fill(connection, citations):
                raise BadDataError(f"{path}: not written, as there is no citation to index", faults=faults)
        finally:
            connection.close()
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
    return CitationIndex(connect(path), str(path), faults)


def open_index(path: Path) -> CitationIndex:
    """Open a saved index, or a citation list (`.jsonl`, `.jsonl.gz`), which is indexed once and then reused.

    The saved index of a list lies beside it, or, where that cannot be written, in the user's cache; its name holds a
    hash of the content. Raises BadDataError for anything else.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
            if not head.startswith(b"SQLite format 3\0"):
                stream.seek(0)
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise BadDataError(message, hint="check the path given as --index") from error
    if head.startswith(b"SQLite format 3\0"):
        index = CitationIndex(connect(path), str(path))
        if not index.usable:
            index.close()
            raise damaged(str(path), "unfinished: give the command that was making it again")
        return index
    if not head.startswith((b"\x1f\x8b", b"{")):
        raise BadDataError(f"{path}: neither a saved index nor a citation list (.jsonl or .jsonl.gz)", hint=_HINT)
    from platformdirs import user_cache_path

    name = f"{path.name}.{digest[:16]}.v{VERSION}.index"
    places = [path.parent / name, user_cache_path("evidence") / name]
    for place in places:
        if place.is_file():
            return CitationIndex(connect(place), str(path))
    for place in places:
        if os.access(place.parent, os.W_OK) or place is places[-1]:
            try:
                return _from_list(path, place)
            except OSError:
                continue
    return _from_list(path, None)


def _from_list(path: Path, place: Path | None) -> CitationIndex:
    faults: list[Fault] = []

    def rows() -> Iterator[Row]:
        for item in read_rows(path):
            if isinstance(item, Row):
                yield item
            else:
                faults.append(item)

    index = build_index(rows(), place)
    index.faults = tuple(faults)
    return index


def _fill(connection: sqlite3.Connection, citations: Iterable[Citation | Row]) -> int:
    """Write the citations and the keys to them; how many there were."""
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;")
    prepare(connection)
    source = enumerate((c if isinstance(c, Row) else row_of(c) for c in citations), 1)
    count = parts = 0
    while block := [entry_of(number, row) for number, row in islice(source, _BLOCK)]:
        count += len(block)
        parts += put(connection, block)
    connection.execute("UPDATE state SET citations = ?, digest = ?", (count, total(parts)))
    connection.commit()
    connection.executescript(MERGE + COUNT)
    return count


@lru_cache(maxsize=4096)
def _unpack(payload: bytes) -> Citation:
    return citation_of_row(decode_row(payload))
