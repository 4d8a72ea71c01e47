"""Records that say the very same are one from the start; instalments of a column, which also do, are not.

A magazine prints "Editor's notes" four times a year, and a list without volume and page says the same of each. Only the
database that lists them tells them apart, by its own ids: where a journal has printed such a title in several years,
what one database lists under several ids is not one work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from evidence.dedupe.corpus import Corpus
from evidence.match.candidates import Ints
from evidence.match.form import Form, identifiable
from evidence.model import Record
from evidence.model.workers import in_turn

__all__ = ["Copies", "copies_of"]

_VALUES = attrgetter(*Form.__slots__)
_HEADING = 6  # words: columns have short names
_NOTED = "source: "


@dataclass(frozen=True, slots=True)
class _Entry:
    """An id under which a database lists a title without a place; `series` is a hash of journal and title."""

    series: int
    year: int
    database: str
    key: str


@dataclass(frozen=True, slots=True)
class Copies:
    """Nodes: records that say the same, as one. `heads` are the positions of the first record of each, `of` is the node
    of every position. `rank` orders the nodes by what they say, not by their ids, which another format may not keep.
    `entries` are by node: what databases say of it, where it is an instalment.
    """

    heads: Ints
    of: Ints
    rank: Ints
    entries: dict[int, list[_Entry]]

    def heading(self, positions: Ints) -> NDArray[np.bool_]:
        """Which of the positions are heads."""
        leading: NDArray[np.bool_] = self.heads[self.of[positions]] == positions
        return leading

    def pair(self, a: int, b: int) -> tuple[int, int]:
        """The nodes of two positions, smaller first."""
        one, other = sorted((int(self.of[a]), int(self.of[b])))
        return one, other

    def at(self, a: int, b: int) -> tuple[int, int]:
        """The positions of the heads of two nodes."""
        return int(self.heads[a]), int(self.heads[b])

    def apart(self, nodes: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Those pairs of nodes that one database lists under two ids of a series."""
        told = sorted(at for at in nodes if at in self.entries)
        return ((a, b) for a, b in combinations(told, 2) if _listed_apart(self.entries[a], self.entries[b]))


def copies_of(corpus: Corpus, spoken: Collection[int]) -> Copies:
    """Who says the same as whom; records that a person has `spoken` of, and those that say too little, stay alone."""
    size = len(corpus.ids)
    marks = np.zeros((size, 2), np.int64)
    listed: dict[int, _Entry] = {}
    calls = (corpus.workers.submit(_marks, *pair) for pair in zip(corpus.records, corpus.forms, strict=True))
    for part, (digests, entries) in enumerate(in_turn(calls, corpus.workers.ahead)):
        held = corpus.of_part(part)
        marks[held] = digests
        listed |= {int(held[offset]): entry for offset, entry in entries}
    blank = np.flatnonzero(~marks.any(axis=1))
    alone = np.union1d(blank, np.array(sorted(spoken), np.int64))
    marks[alone, 0], marks[alone, 1] = 0, alone
    listed = _of_series(listed)
    numbers: dict[tuple[int, int, str], dict[str, int]] = defaultdict(dict)
    for at, entry in sorted(listed.items()):
        keys = numbers[int(marks[at, 0]), int(marks[at, 1]), entry.database]
        marks[at, 1] += keys.setdefault(entry.key, len(keys))
    order = np.lexsort((np.arange(size), marks[:, 1], marks[:, 0]))
    first = np.ones(size, bool)
    first[1:] = (marks[order[1:]] != marks[order[:-1]]).any(axis=1)
    heads = np.sort(order[first])
    of = np.empty(size, np.int64)
    of[order] = np.searchsorted(heads, order[first])[np.cumsum(first) - 1]
    told: dict[int, list[_Entry]] = defaultdict(list)
    for at, entry in listed.items():
        told[int(of[at])].append(entry)
    by_content = np.lexsort((marks[heads, 1], marks[heads, 0]))
    rank = np.empty_like(by_content)
    rank[by_content] = np.arange(len(heads))
    return Copies(heads, of, rank, dict(told))


def _marks(records: Sequence[Record], forms: Sequence[Form]) -> tuple[Ints, list[tuple[int, _Entry]]]:
    """Two numbers a record, equal where all that is compared is, zeros where nothing is said; and entries by offset."""
    said = (repr(_VALUES(form)) if identifiable(form) else "" for form in forms)
    digests = (
        blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() if text else bytes(16) for text in said
    )
    entries = [
        (at, _Entry(_series(form), form.year, database, record.key))
        for at, (record, form) in enumerate(zip(records, forms, strict=True))
        if 0 < len(form.title) <= _HEADING
        and form.journal
        and form.year
        and not (form.volume or form.page or form.doi or form.pmid)
        if (database := _database(record))
    ]
    return np.frombuffer(b"".join(digests), np.int64).reshape(-1, 2), entries


def _series(form: Form) -> int:
    name = f"{form.journal} {form.core}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(name, digest_size=8).digest())


def _of_series(entries: dict[int, _Entry]) -> dict[int, _Entry]:
    """Those of a column: a database lists it in three years, or twice in two of them. A wrong year stands apart."""
    keys: dict[tuple[int, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in entries.values():
        keys[entry.series, entry.database][entry.year].add(entry.key)
    columns = set()
    for (series, _), years in keys.items():
        most = max(map(len, years.values()))
        usual = [len(found) for found in years.values() if 4 * len(found) > most]
        if len(usual) > 2 or sum(many > 1 for many in usual) > 1:
            columns.add(series)
    return {at: entry for at, entry in entries.items() if entry.series in columns}


def _database(record: Record) -> str:
    """The database that a record names: in a csv file, in RIS, or in the notes that our own files keep it in."""
    for name, value in record.extra:
        if name in {"source", "x-source", "DB"}:
            return value
        if name in {"N1", "GN"} and value.startswith(_NOTED):
            return value.removeprefix(_NOTED)
    return ""


def _listed_apart(some: Iterable[_Entry], others: Iterable[_Entry]) -> bool:
    pairs = [(a, b) for a in some for b in others if (a.series, a.database) == (b.series, b.database)]
    return bool(pairs) and all(a.key != b.key for a, b in pairs)
