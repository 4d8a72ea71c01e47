"""The deduplicated set as records: what no citation holds (abstract, headings, notes) comes along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from evidence.dedupe.deduplicate import Deduplicated
from evidence.dedupe.identity import unique_ids
from evidence.model import Cluster, Record
from evidence.normalise.citation import record_of

__all__ = ["merged_records", "origins"]

_OWN = frozenset({"key", "source", "place", "raw", "revised", "extra"})
_UNITED = ("mesh", "keywords", "relations", "types", "issn", "languages")


def merged_records(found: Deduplicated, records: Sequence[Record]) -> Iterator[Record]:
    """One record a cluster: a single record as it was; several as the fullest one under the merged citation.

    The abstract is the longest one, headings and notes are those of all; `extra` names every id that was joined.
    """
    for cluster, members in _members(found, records):
        keys = [found.keys[name] for name in cluster.record_ids]
        if len(members) == 1:
            yield replace(members[0], key=keys[0])
        else:
            yield _merged(cluster, members, keys)


def origins(found: Deduplicated, records: Sequence[Record]) -> Iterator[tuple[str, str, str]]:
    """(cluster id, field, printed id of the record that it came from) for every cluster of several records."""
    for cluster, members in _members(found, records):
        if len(members) > 1:
            for name, source in cluster.citation.origin.items():
                yield cluster.cluster_id, name, found.keys[source]
            keys = {id(record): found.keys[name] for name, record in zip(cluster.record_ids, members, strict=True)}
            fullest = _fullest(members)[0]
            if fullest.abstract:
                yield cluster.cluster_id, "abstract", keys[id(fullest)]


def _members(found: Deduplicated, records: Sequence[Record]) -> Iterator[tuple[Cluster, list[Record]]]:
    by_id = dict(zip(unique_ids(records, [r.record_id for r in records]), records, strict=True))
    return ((cluster, [by_id[name] for name in cluster.record_ids]) for cluster in found.clusters)


def _fullest(members: Sequence[Record]) -> list[Record]:
    """By length of abstract."""
    return sorted(members, key=lambda r: (-len(r.abstract), r.record_id, r.content_hash))


def _merged(cluster: Cluster, members: Sequence[Record], keys: Sequence[str]) -> Record:
    ordered = _fullest(members)
    fullest, cited = ordered[0], record_of(cluster.citation)
    values: dict[str, object] = {}
    for name in (f.name for f in fields(Record)):
        if name in _UNITED:
            values[name] = tuple(dict.fromkeys(value for r in ordered for value in getattr(r, name)))
        elif name not in _OWN:
            values[name] = getattr(cited, name) or next(
                (getattr(r, name) for r in ordered if getattr(r, name)), getattr(fullest, name)
            )
    values["sections"], values["other_sections"] = fullest.sections, fullest.other_sections
    values["names_complete"] = cited.names_complete
    values["year"] = cited.year
    extra = tuple(dict.fromkeys(item for r in ordered for item in r.extra))
    merged = replace(fullest, key=min(keys), raw="", **values)  # type: ignore[arg-type]
    return replace(merged, extra=(*extra, ("merged_from", "; ".join(sorted(keys)))))
