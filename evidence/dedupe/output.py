"""The files of `evidence dedupe`: clusters.csv, links.csv, origins.csv, review.csv, summary.json, merged.*."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from types import MappingProxyType
from typing import Generic, TypeVar

from evidence.dedupe.corpus import Corpus
from evidence.dedupe.merged import merged_records, origins
from evidence.dedupe.partition import Partition
from evidence.errors import BadDataError
from evidence.formats import WRITERS

__all__ = ["dedupe_files", "read_clusters"]

T = TypeVar("T")
_CLUSTERS = ("record_id", "cluster_id")
_ROWS = 4096  # written at a time
_EXTENSION = {"bibtex": "bib", "csl": "json"}


def read_clusters(body: bytes, file: str) -> dict[str, str]:
    """Record id -> cluster id of a clusters.csv, in its order. Raises BadDataError."""
    try:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig", "surrogatepass"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    wrong = next((line for line, row in enumerate(rows, 1) if len(row) != 2), 1)
    if not rows or tuple(rows[0]) != _CLUSTERS or any(len(row) != 2 for row in rows):
        raise BadDataError(
            f"{file}:{wrong} is no list of clusters, so the ids it gave cannot be kept.",
            hint="Name another folder with --out, or take the file away.",
        )
    return dict(rows[1:])


@dataclass(frozen=True, slots=True)
class _Again(Generic[T]):
    """What is made anew whenever it is gone over, so that nobody holds all of it."""

    make: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        return self.make()


def dedupe_files(
    corpus: Corpus, found: Partition, kind: str, earlier: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Iterable[bytes]]:
    """File name -> its bytes in pieces; ids are the sources' own, and tables have a header even when empty.

    `kind` is the format of merged.*, a key of WRITERS. Records of an `earlier` run stand first in clusters.csv, in its
    order, so that the first row of a cluster tells its age.
    """
    named = {name for link in (*found.links, *found.review) for name in (link.id_a, link.id_b)}
    keys = {name: key for name, key in zip(corpus.ids, corpus.keys, strict=True) if name in named}
    links = [(keys[link.id_a], keys[link.id_b], link.relation) for link in found.links]
    review = [(keys[link.id_a], keys[link.id_b], f"{link.score:g}", "; ".join(link.reasons)) for link in found.review]
    merged = merged_records(corpus, found)
    records = _Again(lambda: chain.from_iterable(part.result() for part in merged))
    return {
        "clusters.csv": _csv(_CLUSTERS, lambda: _clusters(corpus, found, earlier)),
        "links.csv": _csv(("id_a", "id_b", "relation"), lambda: iter(links)),
        f"merged.{_EXTENSION.get(kind, kind)}": _Again(
            lambda: (text.encode("utf-8", "replace") for text in WRITERS[kind](records))
        ),
        "origins.csv": _csv(("cluster_id", "field", "record_id"), lambda: origins(corpus, found)),
        "review.csv": _csv(("id_a", "id_b", "score", "reasons"), lambda: iter(review)),
        "summary.json": [
            _json(
                {
                    "identified": len(corpus.ids),
                    "removed_exact_id": found.removed_by_id,
                    "removed_match": found.removed_by_match,
                    "remaining": len(found.groups),
                    "sent_to_review": len(found.review),
                    "linked": len(found.links),
                    "joined_clusters": {name: list(others) for name, others in sorted(found.joined.items())},
                    "divided_clusters": {name: list(parts) for name, parts in sorted(found.divided.items())},
                    "orphaned_decisions": [decision.decision_id for decision in found.orphaned],
                }
            )
        ],
    }


def _clusters(corpus: Corpus, found: Partition, earlier: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    names = [""] * len(corpus.ids)
    for name, group in zip(found.names, found.groups, strict=True):
        for at in group:
            names[at] = name
    ranks = {key: rank for rank, key in enumerate(earlier)}
    order = sorted(range(len(names)), key=corpus.keys.__getitem__)
    order.sort(key=lambda at: ranks.get(corpus.keys[at], len(ranks)))
    return ((corpus.keys[at], names[at]) for at in order)


def _csv(header: Sequence[str], rows: Callable[[], Iterator[Sequence[str]]]) -> _Again[bytes]:
    def pieces() -> Iterator[bytes]:
        rest = chain([header], rows())
        while some := list(islice(rest, _ROWS)):
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(some)
            yield text.getvalue().encode("utf-8", "surrogatepass")

    return _Again(pieces)


def _json(values: Mapping[str, object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
