"""The deduplicated set: one citation and one record a publication, with the origin of every field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain, islice
from typing import TypeVar

import numpy as np

from evidence.dedupe.corpus import Corpus, Parts
from evidence.dedupe.merge import merge
from evidence.dedupe.partition import Partition, batches_of
from evidence.model import Citation, Record
from evidence.model.workers import Held, in_turn
from evidence.normalise.citation import record_of

__all__ = ["merged_citations", "merged_records", "origins"]

T = TypeVar("T")
_OWN = frozenset({"key", "source", "place", "raw", "revised", "extra"})
_PLACE = frozenset({"year", "volume", "issue"})  # of one record, never put together of several
_UNITED = ("mesh", "keywords", "relations", "types", "issn", "languages")


def merged_citations(corpus: Corpus, found: Partition) -> Iterator[Citation]:
    """The citation of every cluster, in their order."""
    return chain.from_iterable(in_turn(_calls(_citations, corpus, found, 1), corpus.workers.ahead))


def merged_records(corpus: Corpus, found: Partition) -> Parts[Record]:
    """One record a cluster, in their order and in parts: a single record as it was; several as the fullest one under
    the merged citation.

    The abstract is the longest one, headings and notes are those of all; `extra` names every id that was joined.
    """
    return list(_calls(_records, corpus, found, 1))


def origins(corpus: Corpus, found: Partition) -> Iterator[tuple[str, str, str]]:
    """(cluster id, field, printed id of the record that it came from) for every cluster of several records."""
    return chain.from_iterable(in_turn(_calls(_origins, corpus, found, 2), corpus.workers.ahead))


@dataclass(frozen=True, slots=True)
class _Members:
    """A cluster, with the records and citations of its members; citations and `keys` are by record id."""

    name: str
    keys: dict[str, str]
    records: Sequence[Record]
    citations: Sequence[Citation]

    @property
    def citation(self) -> Citation:
        return merge(
            self.name,
            [
                citation if citation.citation_id == name else replace(citation, citation_id=name)
                for citation, name in zip(self.citations, self.keys, strict=True)
            ],
        )


def _calls(
    function: Callable[[Iterator[_Members]], list[T]], corpus: Corpus, found: Partition, least: int
) -> Iterator[Held[list[T]]]:
    """A function called on the clusters of so many records or more, a part at a time."""
    clusters = [at for at, group in enumerate(found.groups) if len(group) >= least]
    for batch in batches_of(clusters, lambda at: len(found.groups[at])):
        told = [(found.names[at], {corpus.ids[i]: corpus.keys[i] for i in found.groups[at]}) for at in batch]
        positions = np.array([*chain.from_iterable(found.groups[at] for at in batch)])
        held = (corpus.gather(corpus.records, positions), corpus.gather(corpus.citations, positions))
        yield corpus.workers.submit(_called, function, told, *held)


def _called(
    function: Callable[[Iterator[_Members]], list[T]],
    told: tuple[tuple[str, dict[str, str]], ...],
    records: Sequence[Record],
    citations: Sequence[Citation],
) -> list[T]:
    some, others = iter(records), iter(citations)
    clusters = (
        _Members(name, keys, list(islice(some, len(keys))), list(islice(others, len(keys)))) for name, keys in told
    )
    return function(clusters)


def _citations(clusters: Iterator[_Members]) -> list[Citation]:
    return [cluster.citation for cluster in clusters]


def _records(clusters: Iterator[_Members]) -> list[Record]:
    return [_one(cluster) if len(cluster.records) == 1 else _several(cluster) for cluster in clusters]


def _origins(clusters: Iterator[_Members]) -> list[tuple[str, str, str]]:
    rows = []
    for cluster in clusters:
        rows += [(cluster.name, name, cluster.keys[source]) for name, source in cluster.citation.origin.items()]
        fullest, key = _by_fullness(cluster)[0]
        if fullest.abstract:
            rows.append((cluster.name, "abstract", key))
    return rows


def _one(cluster: _Members) -> Record:
    (record,), (key,) = cluster.records, cluster.keys.values()
    return record if record.key == key else replace(record, key=key)


def _by_fullness(cluster: _Members) -> list[tuple[Record, str]]:
    """Records and their printed ids, by length of abstract."""
    members = zip(cluster.records, cluster.keys.values(), strict=True)
    return sorted(members, key=lambda pair: (-len(pair[0].abstract), pair[0].record_id, pair[0].content_hash))


def _several(cluster: _Members) -> Record:
    ordered = [record for record, _ in _by_fullness(cluster)]
    fullest, cited = ordered[0], record_of(cluster.citation)
    values: dict[str, object] = {}
    for name in (f.name for f in fields(Record)):
        if name in _UNITED:
            values[name] = tuple(dict.fromkeys(value for r in ordered for value in getattr(r, name)))
        elif name in _PLACE:
            values[name] = getattr(cited, name)
        elif name not in _OWN:
            values[name] = getattr(cited, name) or next(
                (getattr(r, name) for r in ordered if getattr(r, name)), getattr(fullest, name)
            )
    values["sections"], values["other_sections"] = fullest.sections, fullest.other_sections
    values["names_complete"] = cited.names_complete
    extra = tuple(dict.fromkeys(item for r in ordered for item in r.extra))
    keys = sorted(cluster.keys.values())
    merged = replace(fullest, key=keys[0], raw="", **values)  # type: ignore[arg-type]
    return replace(merged, extra=(*extra, ("merged_from", "; ".join(keys))))
