"""The records at hand, held in parts by workers: no one place has to hold them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import TypeVar

import numpy as np

from evidence.dedupe.identity import unique_ids
from evidence.match.candidates import Ints
from evidence.match.form import Form, form_of
from evidence.model import Citation, Record, Workers
from evidence.model.workers import Held, in_turn
from evidence.normalise.citation import citation_of

__all__ = ["PART", "Corpus", "Parts", "corpus_of", "picked"]

T = TypeVar("T")
Parts = list[Held[list[T]]]
PART = 4096  # records: with abstracts, some ten megabytes


@dataclass(frozen=True, slots=True)
class Corpus:
    """The records, their citations and normal forms in parts, as they were read.

    A position counts records in the order of their ids, so that nothing depends on the order of reading: `places`
    tells where a position stands in the parts, `positions` the reverse. `ids` and `keys` (the ids that files print) are
    by position; ids that several records have are told apart ("id", "id~2").
    """

    workers: Workers
    records: Parts[Record]
    citations: Parts[Citation]
    forms: Parts[Form]
    places: Ints
    positions: Ints
    ids: list[str]
    keys: list[str]

    def gather(self, parts: Parts[T], positions: Ints) -> Held[list[T]]:
        """What parts hold of these positions, in their order, in one place."""
        return _gather(self.workers, parts, self.places[positions])

    def of_part(self, part: int) -> Ints:
        """The positions of what a part holds, in its order."""
        return self.positions[part * PART : (part + 1) * PART]


def corpus_of(records: Iterable[Record], workers: Workers) -> Corpus:
    """Hand the records to the workers, who make citations and normal forms of them; two with one id are both kept."""
    held: Parts[Record] = [workers.keep(batch) for batch in _batches(records)]
    made = [workers.submit(_prepared, part) for part in held]
    citations: Parts[Citation] = [workers.submit(itemgetter(0), pair) for pair in made]
    forms: Parts[Form] = [workers.submit(itemgetter(1), pair) for pair in made]

    def told(places: Sequence[int]) -> Iterator[tuple[str, str]]:
        rows = np.array(places, np.int64)
        batches = (_gather(workers, held, rows[at : at + PART]) for at in range(0, len(rows), PART))
        for found in in_turn((workers.submit(_content, batch) for batch in batches), workers.ahead):
            yield from found

    ids: list[str] = []
    keys: list[str] = []
    for some_ids, some_keys in in_turn((workers.submit(_ids, part) for part in held), workers.ahead):
        ids += some_ids
        keys += some_keys
    alike = ids == keys
    ids = unique_ids(ids, told)
    keys = ids if alike else unique_ids(keys, told)
    places = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    positions = np.empty_like(places)
    positions[places] = np.arange(len(places))
    ordered = [ids[at] for at in places.tolist()]
    return Corpus(
        workers=workers,
        records=held,
        citations=citations,
        forms=forms,
        places=places,
        positions=positions,
        ids=ordered,
        keys=ordered if alike else [keys[at] for at in places.tolist()],
    )


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    rest = iter(records)
    while batch := list(islice(rest, PART)):
        yield batch


def _prepared(records: Sequence[Record]) -> tuple[list[Citation], list[Form]]:
    citations = [citation_of(record) for record in records]
    return citations, [form_of(at, record.journal) for at, record in zip(citations, records, strict=True)]


def _ids(records: Sequence[Record]) -> tuple[list[str], list[str]]:
    return [record.record_id for record in records], [record.key for record in records]


def _content(records: Sequence[Record]) -> list[tuple[str, str]]:
    return [(record.content_hash, str(record.place)) for record in records]


def _gather(workers: Workers, parts: Parts[T], places: Ints) -> Held[list[T]]:
    part, offset = np.divmod(places, PART)
    order = np.argsort(part, kind="stable")
    touched, starts = np.unique(part[order], return_index=True)
    pieces = [
        workers.submit(picked, parts[at], rows)
        for at, rows in zip(touched.tolist(), np.split(offset[order], starts[1:]), strict=True)
    ]
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return workers.submit(_together, pieces, back)


def picked(part: Sequence[T], offsets: Ints) -> list[T]:
    """What stands at these places of a part."""
    return [part[at] for at in offsets.tolist()]


def _together(pieces: Sequence[Sequence[T]], order: Ints) -> list[T]:
    found = [item for piece in pieces for item in piece]
    return [found[at] for at in order.tolist()]
