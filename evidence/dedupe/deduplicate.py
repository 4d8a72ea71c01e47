"""Records that fit into memory, deduplicated: the publications with their merged citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from evidence.dedupe.corpus import corpus_of
from evidence.dedupe.merged import merged_citations
from evidence.dedupe.partition import partition
from evidence.model import Cluster, Decision, Here, Link, Record
from evidence.model.workers import uncollected

__all__ = ["Deduplicated", "deduplicate"]


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """What became of the records; every record is in exactly one cluster.

    `keys` is record id -> the id that files print: the source's own (csv id, RIS ID, BibTeX key, PMID), with "~2" where
    two records carry one. The other fields are those of a `Partition`.
    """

    clusters: tuple[Cluster, ...]
    links: tuple[Link, ...]
    review: tuple[Link, ...]
    orphaned: tuple[Decision, ...]
    keys: Mapping[str, str] = field(hash=False)
    joined: Mapping[str, tuple[str, ...]] = field(hash=False)
    identified: int
    removed_by_id: int
    removed_by_match: int


@uncollected()
def deduplicate(
    records: Sequence[Record],
    decisions: Sequence[Decision] = (),
    earlier: Mapping[str, str] = MappingProxyType({}),
) -> Deduplicated:
    """Cluster the records; the same whatever their order. Two records with one id are both kept ("id", "id~2").

    `earlier` is printed record id -> cluster id of an earlier run, oldest first: what had an id keeps it.
    """
    corpus = corpus_of(records, Here())
    found = partition(corpus, decisions, earlier)
    touching: dict[str, list[Link]] = defaultdict(list)
    for link in (*found.links, *found.review):
        touching[link.id_a].append(link)
        touching[link.id_b].append(link)
    clusters = []
    for name, group, citation in zip(found.names, found.groups, merged_citations(corpus, found), strict=True):
        ids = tuple(corpus.ids[at] for at in group)
        links = {link for at in ids for link in touching.get(at, ())}
        clusters.append(Cluster(name, ids, citation, tuple(sorted(links))))
    return Deduplicated(
        clusters=tuple(clusters),
        links=found.links,
        review=found.review,
        orphaned=found.orphaned,
        keys=dict(zip(corpus.ids, corpus.keys, strict=True)),
        joined=found.joined,
        identified=len(corpus.ids),
        removed_by_id=found.removed_by_id,
        removed_by_match=found.removed_by_match,
    )
