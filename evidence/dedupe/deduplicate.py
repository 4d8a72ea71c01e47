"""Which records are one publication, which belong together, and which a person should judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, tee
from types import MappingProxyType
from typing import TypeVar

from evidence.dedupe.cluster import Edge, cluster
from evidence.dedupe.decided import Decided, decided
from evidence.dedupe.identity import cluster_ids, keep_ids, unique_ids
from evidence.dedupe.merge import merge
from evidence.match.candidates import candidate_pairs
from evidence.match.compare import compare, frequencies_of
from evidence.match.decide import Judgement, decide
from evidence.match.form import Form, form_of, identifiable
from evidence.match.judge import judge
from evidence.model import Citation, Cluster, Decision, Link, Mapper, Record, serially
from evidence.model.mapper import uncollected
from evidence.normalise.citation import citation_of

__all__ = ["Deduplicated", "deduplicate"]

T = TypeVar("T")
_RECORDS, _PAIRS = 2048, 16384  # a batch: some megabytes


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """What became of the records. Every record is in exactly one cluster.

    `keys` is record id -> the id that files print: the source's own (csv id, RIS ID, BibTeX key, PMID), with "~2" where
    two records carry one. `links` join publications that belong together, `review` holds the pairs that a person
    should judge (none of them merged), `orphaned` the decisions whose records are not here, `joined` the earlier
    cluster ids that a cluster's id now stands for as well. The counts are PRISMA's.
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
    mapper: Mapper = serially,
) -> Deduplicated:
    """Cluster the records; the same whatever their order. Two records with one id are both kept ("id", "id~2").

    `earlier` is printed record id -> cluster id of an earlier run, oldest first: what had an id keeps it.
    Normal forms and comparisons are made by `mapper`; what comes out is the same whichever it is.
    """
    ids = unique_ids(records, [record.record_id for record in records])
    order = sorted(range(len(records)), key=ids.__getitem__)
    records, ids = [records[at] for at in order], [ids[at] for at in order]
    keys = unique_ids(records, [record.key for record in records])
    citations: list[Citation] = []
    forms: list[Form] = []
    for batch in mapper(_prepared, None, _batches(zip(records, ids, strict=True), _RECORDS)):
        citations += batch[0]
        forms += batch[1]
    said = decided(decisions, ids, keys)
    groups, judged = _clustered(forms, ids, said, mapper)
    home = {at: number for number, group in enumerate(groups) for at in group}
    links, review = _outcomes(judged, home, ids, said)
    touching: dict[str, list[Link]] = defaultdict(list)
    for link in (*links, *review):
        touching[link.id_a].append(link)
        touching[link.id_b].append(link)
    by_id = sum(_removed_by_id(group, forms) for group in groups if len(group) > 1)
    fresh = cluster_ids([[forms[at] for at in group] for group in groups])
    names, joined = keep_ids(fresh, [[keys[at] for at in group] for group in groups], earlier)
    clusters = (
        Cluster(
            name,
            tuple(ids[at] for at in group),
            merge(name, [citations[at] for at in group]),
            tuple(sorted({link for at in group for link in touching.get(ids[at], ())})),
        )
        for name, group in zip(names, groups, strict=True)
    )
    return Deduplicated(
        clusters=tuple(sorted(clusters, key=lambda found: found.record_ids)),
        links=links,
        review=review,
        orphaned=said.orphaned,
        keys=dict(zip(ids, keys, strict=True)),
        joined=joined,
        identified=len(records),
        removed_by_id=by_id,
        removed_by_match=len(records) - len(groups) - by_id,
    )


def _prepared(_: None, batch: Sequence[tuple[Record, str]]) -> tuple[list[Citation], list[Form]]:
    citations = [
        citation if citation.citation_id == name else replace(citation, citation_id=name)
        for citation, name in ((citation_of(record), name) for record, name in batch)
    ]
    return citations, [form_of(at, record.journal) for at, (record, _) in zip(citations, batch, strict=True)]


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _clustered(
    forms: Sequence[Form], ids: Sequence[str], said: Decided, mapper: Mapper
) -> tuple[list[list[int]], dict[tuple[int, int], Judgement]]:
    """Groups of positions, and the judgements that matter by pair of positions.

    Identical forms are one node from the start, unless a person spoke of one of them.
    """
    spoken = {at for pair in (*said.merged, *said.split) for at in pair}
    nodes: dict[object, list[int]] = defaultdict(list)
    for at, form in enumerate(forms):
        nodes[at if at in spoken or not identifiable(form) else form].append(at)
    copies = list(nodes.values())
    heads = [group[0] for group in copies]
    shapes = [forms[at] for at in heads]
    frequencies = frequencies_of(shapes)
    node_of = {at: node for node, group in enumerate(copies) for at in group}
    merged, split = ({(node_of[a], node_of[b]) for a, b in pairs} for pairs in (said.merged, said.split))
    asked, answered = tee(_batches(candidate_pairs(shapes, frequencies.words), _PAIRS))
    found = mapper(judge, frequencies, ([(shapes[a], shapes[b]) for a, b in batch] for batch in asked))
    judged = {
        pair: judgement
        for pairs, judgements in zip(answered, found, strict=True)
        for pair, judgement in zip(pairs, judgements, strict=True)
        if judgement
    }

    def forbidden(a: int, b: int) -> bool:
        pair = (a, b) if a < b else (b, a)
        if pair in split or pair in merged:
            return pair in split
        if pair not in judged:
            one, other = shapes[pair[0]], shapes[pair[1]]
            judged[pair] = decide(one, other, compare(one, other, frequencies))
        return judged[pair].firm

    edges = [Edge(a, b, judgement.score) for (a, b), judgement in judged.items() if judgement.verdict == "same"]
    groups, refused = cluster(len(copies), edges, forbidden, [ids[at] for at in heads], sorted(merged))
    for edge in refused:
        why = "one more record of this publication contradicts the other"
        doubt = judged[edge.a, edge.b]
        judged[edge.a, edge.b] = replace(doubt, verdict="ask", reasons=(why, *doubt.reasons))
    told = {
        (heads[a], heads[b]): judgement
        for (a, b), judgement in judged.items()
        if judgement.verdict in {"linked", "ask"}
    }
    return [sorted(at for node in group for at in copies[node]) for group in groups], told


def _outcomes(
    judged: dict[tuple[int, int], Judgement], home: dict[int, int], ids: Sequence[str], said: Decided
) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Links and review pairs between clusters; of several questions on two clusters only the best founded is asked."""
    links: dict[tuple[int, int], Link] = {}
    asked: dict[tuple[int, int], Link] = {}
    settled = said.split | said.merged | {(a, b) for a, b, _ in said.linked}
    for (a, b), judgement in sorted(judged.items()):
        if home[a] == home[b] or (a, b) in settled:
            continue
        link = Link(ids[a], ids[b], judgement.verdict, judgement.relation, judgement.score, judgement.reasons)
        if judgement.verdict == "linked":
            links[a, b] = link
            continue
        between = (min(home[a], home[b]), max(home[a], home[b]))
        if between not in asked or asked[between].score < link.score:
            asked[between] = link
    joined = {(min(home[a], home[b]), max(home[a], home[b])) for a, b in links}
    for a, b, relation in said.linked:
        links[a, b] = Link(ids[a], ids[b], "linked", relation, reasons=("a person linked them",))
    review = (link for between, link in asked.items() if between not in joined)
    return (
        tuple(sorted(links.values(), key=lambda link: (link.id_a, link.id_b))),
        tuple(sorted(review, key=lambda link: (-link.score, link.id_a, link.id_b))),
    )


def _removed_by_id(group: Sequence[int], forms: Sequence[Form]) -> int:
    """How many records of a group an identical DOI or PMID alone would have removed."""
    apart: list[set[str]] = []
    for at in group:
        names = {f"doi {forms[at].doi}", f"pmid {forms[at].pmid}"} - {"doi ", "pmid "}
        joined = [held for held in apart if not held.isdisjoint(names)]
        apart = [held for held in apart if held.isdisjoint(names)] + [names.union(*joined)]
    return len(group) - len(apart)
