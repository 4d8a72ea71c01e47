"""Which records are one publication, which belong together, and which a person should judge.

Records, citations and normal forms stay with the workers; here are the ids of the records, numbers, and the pairs that
are told. What comes out does not depend on who the workers are, on the order of reading or on the size of the parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from evidence.dedupe.cluster import Edge, Pair, Tangle, root_of, tangles, untangled
from evidence.dedupe.copies import Copies, copies_of
from evidence.dedupe.corpus import PART, Corpus, Parts, picked
from evidence.dedupe.decided import Decided, decided
from evidence.dedupe.identity import fuller_key, hashed, keep_ids, key_of, told_apart
from evidence.match.candidates import Ints, keyed, paired, parted
from evidence.match.decide import Judgement
from evidence.match.form import Form
from evidence.match.frequencies import Frequencies, frequencies, rows_of, tallied
from evidence.match.judge import judge
from evidence.model import Decision, Link, Workers
from evidence.model.workers import Held, in_turn

__all__ = ["Partition", "batches_of", "partition"]

R = TypeVar("R")
T = TypeVar("T")
_BUCKET = 1 << 18  # records: what shares a key is brought together in buckets of about so many
_PAIRS = 1 << 15  # compared at a time
_Judged = dict[Pair, Judgement]


@dataclass(frozen=True, slots=True)
class Partition:
    """What became of the records, told by positions in the order of their ids; each is in exactly one group.

    `names` are the ids of the groups. `links` join publications that belong together, `review` holds the pairs that a
    person should judge (none of them merged), `orphaned` the decisions whose records are not here, `joined` the earlier
    cluster ids that a cluster's id now stands for as well, `divided` those whose records are in several clusters now.
    The counts are PRISMA's.
    """

    groups: Sequence[Sequence[int]]
    names: Sequence[str]
    links: tuple[Link, ...]
    review: tuple[Link, ...]
    orphaned: tuple[Decision, ...]
    joined: Mapping[str, tuple[str, ...]] = field(hash=False)
    divided: Mapping[str, tuple[str, ...]] = field(hash=False)
    removed_by_id: int
    removed_by_match: int


def partition(
    corpus: Corpus, decisions: Sequence[Decision] = (), earlier: Mapping[str, str] = MappingProxyType({})
) -> Partition:
    """Cluster the records. `earlier` is printed record id -> cluster id of an earlier run, oldest first: what had an id
    keeps it.
    """
    said = decided(decisions, corpus.ids, corpus.keys)
    copies = copies_of(corpus, {at for pair in (*said.merged, *said.split) for at in pair})
    nodes, judged = _clustered(corpus, copies, said)
    groups = _with_copies(nodes, copies)
    home = np.empty(len(corpus.ids), np.int64)
    for number, group in enumerate(groups):
        home[group] = number
    at_heads = {copies.at(*pair): judgement for pair, judgement in judged.items()}
    links, review = _outcomes(at_heads, home, corpus.ids, said)
    fresh, by_id = _fresh_names(corpus, groups)
    names, joined, divided = keep_ids(fresh, groups, corpus.keys, earlier)
    return Partition(
        groups=groups,
        names=names,
        links=links,
        review=review,
        orphaned=said.orphaned,
        joined=joined,
        divided=divided,
        removed_by_id=by_id,
        removed_by_match=len(corpus.ids) - len(groups) - by_id,
    )


def _with_copies(nodes: Iterable[Sequence[int]], copies: Copies) -> list[list[int]]:
    """Groups of positions from groups of nodes (records that say the same)."""
    order = np.argsort(copies.of, kind="stable")
    starts = np.searchsorted(copies.of[order], np.arange(len(copies.heads) + 1)).tolist()
    return sorted(
        sorted(chain.from_iterable(order[starts[node] : starts[node + 1]].tolist() for node in group))
        for group in nodes
    )


def _clustered(corpus: Corpus, copies: Copies, said: Decided) -> tuple[list[list[int]], _Judged]:
    """Groups of nodes, and the judgements that link two nodes or ask about them."""
    shapes = [
        corpus.workers.submit(picked, part, np.flatnonzero(copies.heading(corpus.of_part(number))))
        for number, part in enumerate(corpus.forms)
    ]
    seen = corpus.workers.keep(_counted(corpus.workers, shapes, _buckets(len(copies.heads))), everywhere=True)
    edges, told = _compared(corpus, copies, seen, _pairs(corpus, copies, shapes, seen))
    merged, split = ({copies.pair(*pair) for pair in pairs} for pairs in (said.merged, said.split))
    groups: list[list[int]] = []
    hard: list[Tangle] = []
    touched = np.zeros(len(copies.heads), bool)
    for tangle in tangles(edges, merged, split, copies.rank, copies.apart):
        touched[list(tangle.items)] = True
        if tangle.plain:
            groups.append(list(tangle.items))
        else:
            hard.append(tangle)
    calls = (
        corpus.workers.submit(untangled, seen, _forms(corpus, copies, chain(*(t.items for t in some))), some)
        for some in batches_of(hard, lambda tangle: len(tangle.items))
    )
    for some_groups, met in in_turn(calls, corpus.workers.ahead):
        groups += some_groups
        told |= met
    groups += ([at] for at in np.flatnonzero(~touched).tolist())
    return groups, told


def _counted(workers: Workers, shapes: Parts[Form], buckets: int) -> Frequencies:
    rows = _by_bucket(workers, [workers.submit(rows_of, part, buckets) for part in shapes], buckets)
    return frequencies(in_turn((workers.submit(tallied, pieces) for pieces in rows), workers.ahead))


def _pairs(corpus: Corpus, copies: Copies, shapes: Parts[Form], seen: Held[Frequencies]) -> Ints:
    """The pairs of nodes that are worth comparing, as numbers: smaller * count + larger."""
    workers, size = corpus.workers, len(copies.heads)
    numbers = (copies.of[at][copies.heading(at)] for at in map(corpus.of_part, range(len(shapes))))
    keys = [workers.submit(_keyed, part, at, seen, _buckets(size)) for part, at in zip(shapes, numbers, strict=True)]
    codes: list[Ints] = [np.empty(0, np.int64)]
    blocks: list[Ints] = []
    calls = (workers.submit(paired, pieces, size) for pieces in _by_bucket(workers, keys, _buckets(size)))
    for found, crowded in in_turn(calls, workers.ahead):
        codes.append(found)
        blocks += crowded
    split = (workers.submit(parted, _forms(corpus, copies, block), block, size) for block in blocks)
    codes += in_turn(split, workers.ahead)
    return np.unique(np.concatenate(codes))


def _buckets(nodes: int) -> int:
    return -(-nodes // _BUCKET) or 1


def _by_bucket(workers: Workers, parts: Parts[T], buckets: int) -> Iterator[Parts[T]]:
    """From a piece a bucket of every part, the pieces of each bucket."""
    return ([workers.submit(itemgetter(bucket), part) for part in parts] for bucket in range(buckets))


def _forms(corpus: Corpus, copies: Copies, nodes: Iterable[int]) -> Held[list[Form]]:
    return corpus.gather(corpus.forms, copies.heads[np.fromiter(nodes, np.int64)])


def _compared(corpus: Corpus, copies: Copies, seen: Held[Frequencies], pairs: Ints) -> tuple[list[Edge], _Judged]:
    """Pairs of nodes that are one publication, and the judgements that link or ask."""
    size = len(copies.heads)

    def batches() -> Iterator[tuple[Ints, Ints]]:
        """The nodes of some pairs, and the pairs as rows of two numbers among those."""
        for at in range(0, len(pairs), _PAIRS):
            both = np.stack(np.divmod(pairs[at : at + _PAIRS], size), axis=1)
            nodes, rows = np.unique(both, return_inverse=True)
            yield nodes, rows.reshape(-1, 2)

    calls = (
        corpus.workers.submit(_judged, seen, _forms(corpus, copies, nodes), nodes, rows) for nodes, rows in batches()
    )
    edges: list[Edge] = []
    told: _Judged = {}
    for same, others in in_turn(calls, corpus.workers.ahead):
        edges += same
        told |= others
    return (
        [edge for edge in edges if not any(copies.apart((edge.a, edge.b)))],
        {pair: judgement for pair, judgement in told.items() if not any(copies.apart(pair))},
    )


def _keyed(forms: Sequence[Form], nodes: Ints, seen: Frequencies, buckets: int) -> list[tuple[Ints, Ints]]:
    return keyed(forms, nodes, seen.words, buckets)


def _judged(seen: Frequencies, forms: Sequence[Form], nodes: Ints, rows: Ints) -> tuple[list[Edge], _Judged]:
    found = judge(seen, [(forms[a], forms[b]) for a, b in rows.tolist()])
    pairs = [(a, b) for a, b in nodes[rows].tolist()]
    judged = {pair: judgement for pair, judgement in zip(pairs, found, strict=True) if judgement}
    return (
        [Edge(*pair, judgement.score) for pair, judgement in judged.items() if judgement.verdict == "same"],
        {pair: judgement for pair, judgement in judged.items() if judgement.verdict in {"linked", "ask"}},
    )


def _outcomes(
    judged: _Judged, home: Ints, ids: Sequence[str], said: Decided
) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Links and review pairs between clusters. Of several questions that one answer would settle, the best founded is
    asked: on two clusters, or on clusters that other questions already join.
    """
    links: dict[tuple[int, int], Link] = {}
    asked: list[tuple[int, int, Link]] = []

    def between(a: int, b: int) -> tuple[int, int]:
        return min(int(home[a]), int(home[b])), max(int(home[a]), int(home[b]))

    for (a, b), judgement in sorted(judged.items()):
        if home[a] == home[b] or (a, b) in said.split:
            continue
        link = Link(ids[a], ids[b], judgement.verdict, judgement.relation, judgement.score, judgement.reasons)
        if judgement.verdict == "linked":
            links[a, b] = link
        else:
            asked.append((a, b, link))
    joined = {between(a, b) for a, b in (*links, *said.split)}  # a person has answered for all of two clusters
    for a, b, relation in said.linked:
        links[a, b] = Link(ids[a], ids[b], "linked", relation, reasons=("a person linked them",))
    review = []
    root: dict[int, int] = {}
    for a, b, link in sorted(asked, key=lambda item: (-item[2].score, item[:2])):
        one, other = root_of(root, int(home[a])), root_of(root, int(home[b]))
        if one != other and (between(a, b) not in joined or (a, b) in said.merged):
            root[other] = one
            review.append(link)
    return tuple(sorted(links.values(), key=lambda link: (link.id_a, link.id_b))), tuple(review)


def _fresh_names(corpus: Corpus, groups: Sequence[Sequence[int]]) -> tuple[list[str], int]:
    """Ids for clusters that never had one, and how many records their DOI or PMID alone would have removed."""

    def told(function: Callable[..., list[R]], some: Sequence[Sequence[int]]) -> Iterator[R]:
        calls = (
            corpus.workers.submit(
                function, corpus.gather(corpus.forms, np.array([*chain(*batch)])), [len(group) for group in batch]
            )
            for batch in batches_of(some, len)
        )
        return chain.from_iterable(in_turn(calls, corpus.workers.ahead))

    names: list[str] = []
    by_id = 0
    for name, removed in told(_names, groups):
        names.append(name)
        by_id += removed
    seen = Counter(names)
    sharing = [at for at, name in enumerate(names) if seen[name] > 1]
    for at, name in zip(sharing, told_apart([*told(_keys, [groups[at] for at in sharing])]), strict=True):
        names[at] = name
    return names, by_id


def _names(forms: Sequence[Form], sizes: Sequence[int]) -> list[tuple[str, int]]:
    return [(hashed(key_of(group)), _removed_by_id(group)) for group in _grouped(forms, sizes)]


def _keys(forms: Sequence[Form], sizes: Sequence[int]) -> list[tuple[str, str]]:
    return [(key_of(group), fuller_key(group)) for group in _grouped(forms, sizes)]


def _grouped(forms: Sequence[Form], sizes: Sequence[int]) -> Iterator[list[Form]]:
    rest = iter(forms)
    return (list(islice(rest, size)) for size in sizes)


def _removed_by_id(group: Sequence[Form]) -> int:
    """How many records of a group an identical DOI or PMID alone would have removed."""
    apart: list[set[str]] = []
    for form in group:
        names = {f"doi {form.doi}", f"pmid {form.pmid}"} - {"doi ", "pmid "}
        joined = [held for held in apart if not held.isdisjoint(names)]
        apart = [held for held in apart if held.isdisjoint(names)] + [names.union(*joined)]
    return len(group) - len(apart)


def batches_of(items: Sequence[T], weight: Callable[[T], int]) -> Iterator[Sequence[T]]:
    """Runs of items that weigh as much as a part, or a single heavier one."""
    start, held = 0, 0
    for at, item in enumerate(items):
        held += weight(item)
        if held > PART and at > start:
            yield items[start:at]
            start, held = at, weight(item)
    if items:
        yield items[start:]
