"""Clusters by best edge first, under the word of pairs that must not meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from evidence.match.candidates import Ints
from evidence.match.compare import compare
from evidence.match.decide import Judgement, decide
from evidence.match.form import Form
from evidence.match.frequencies import Frequencies

__all__ = ["Edge", "Pair", "Tangle", "cluster", "root_of", "tangles", "untangled"]

Pair = tuple[int, int]
_SAID_BOTH = "a person merged them, and split two of their records"
_WHY = "one more record of this publication contradicts the other"


@dataclass(frozen=True, slots=True)
class Edge:
    """Two items that are one publication, and how strongly that is said."""

    a: int
    b: int
    score: float


@dataclass(frozen=True, slots=True)
class Tangle:
    """Items that edges join, directly or over others; pairs that a person merged or split, and pairs that their
    database lists `apart`. Of two edges of one score the first is that whose items are first here.
    """

    items: tuple[int, ...]
    edges: tuple[Edge, ...] = ()
    merged: frozenset[Pair] = frozenset()
    split: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()

    @property
    def plain(self) -> bool:
        """Whether there is nothing to decide: any two items are one publication, and nobody is against it."""
        pairs = len(self.items) * (len(self.items) - 1) // 2
        return (pairs == 1 or pairs == len(self.edges)) and not self.split and not self.apart


def tangles(
    edges: Sequence[Edge],
    merged: Collection[Pair],
    split: Collection[Pair],
    rank: Ints,
    apart: Callable[[Sequence[int]], Iterable[Pair]],
) -> list[Tangle]:
    """Items that must be looked at together, in the order of their `rank`; `apart` gives the pairs of some items that
    their database lists apart.

    What no edge touches and nobody merged is in none.
    """
    home: dict[int, int] = {}
    root = partial(root_of, home)
    for a, b in (*((edge.a, edge.b) for edge in edges), *merged):
        one, other = root(a), root(b)
        home[max(one, other)] = min(one, other)
    items: dict[int, list[int]] = defaultdict(list)
    inside: dict[int, list[Edge]] = defaultdict(list)
    said: dict[tuple[str, int], list[Pair]] = defaultdict(list)
    for at in sorted(home, key=rank.__getitem__):
        items[root(at)].append(at)
    for edge in edges:
        inside[root(edge.a)].append(edge)
    for verb, pairs in (("merge", merged), ("split", split)):
        for pair in pairs:
            said[verb, root(pair[0])].append(pair)
    return [
        Tangle(
            tuple(some),
            tuple(inside[at]),
            frozenset(said["merge", at]),
            frozenset(said["split", at]),
            frozenset(apart(some)),
        )
        for at, some in items.items()
    ]


def root_of(home: dict[int, int], at: int) -> int:
    """The item that stands for all that are joined with this one; `home` leads to it, and is made shorter."""
    while (above := home.setdefault(at, at)) != at:
        home[at] = home[above]
        at = home[at]
    return at


def untangled(
    frequencies: Frequencies, forms: Sequence[Form], some: Sequence[Tangle]
) -> tuple[list[list[int]], dict[Pair, Judgement]]:
    """The groups of tangles, whose items' forms come in the order of the items; and the judgements met on the way that
    link two items or leave a pair to a person.
    """
    form = dict(zip((at for tangle in some for at in tangle.items), forms, strict=True))
    judged: dict[Pair, Judgement] = {}
    groups: list[list[int]] = []
    for tangle in some:
        same = {(edge.a, edge.b) for edge in tangle.edges}

        def contradict(a: int, b: int, tangle: Tangle = tangle, same: Collection[Pair] = same) -> bool:
            pair = (a, b) if a < b else (b, a)
            if pair in tangle.split or pair in tangle.merged:
                return pair in tangle.split
            if pair in tangle.apart or pair in same:
                return pair in tangle.apart
            if pair not in judged:
                judged[pair] = _judged(form[pair[0]], form[pair[1]], frequencies)
            return judged[pair].firm

        found, refused, parted = cluster(tangle.items, tangle.edges, contradict, sorted(tangle.merged), tangle.split)
        groups += found
        for a, b in parted:
            judged[a, b] = Judgement("ask", 0.0, reasons=(_SAID_BOTH,))
        series = {at for pair in tangle.apart for at in pair}  # nobody can tell which of them a record is
        for edge in refused:
            if edge.a in series or edge.b in series:
                continue
            doubt = _judged(form[edge.a], form[edge.b], frequencies)
            judged[edge.a, edge.b] = replace(doubt, verdict="ask", reasons=(_WHY, *doubt.reasons))
    return groups, {pair: judgement for pair, judgement in judged.items() if judgement.verdict in {"linked", "ask"}}


def _judged(a: Form, b: Form, frequencies: Frequencies) -> Judgement:
    return decide(a, b, compare(a, b, frequencies))


def cluster(
    items: Sequence[int],
    edges: Iterable[Edge],
    forbidden: Callable[[int, int], bool],
    merged: Iterable[Pair] = (),
    split: Collection[Pair] = (),
) -> tuple[list[list[int]], list[Edge], list[Pair]]:
    """Groups of items, and the edges that were refused because they would join two that must not meet.

    Ties are broken by the order of the items. The groups of `merged` pairs are joined in the end, whatever forbids it
    (a person said so), but for two that hold a `split` pair: those are told.
    """
    rank = {at: number for number, at in enumerate(items)}
    home = {at: at for at in items}
    members = {at: [at] for at in items}

    def join(one: int, other: int) -> None:
        keep, drop = sorted((home[one], home[other]), key=lambda root: (-len(members[root]), root))
        for at in members[drop]:
            home[at] = keep
        members[keep] += members.pop(drop)

    refused = []
    for edge in sorted(edges, key=lambda e: (-e.score, *sorted((rank[e.a], rank[e.b])))):
        one, other = home[edge.a], home[edge.b]
        if one == other:
            continue
        if any(forbidden(i, j) for i in members[one] for j in members[other]):
            refused.append(edge)
        else:
            join(edge.a, edge.b)
    parted = []
    for one, other in merged:
        both = {*members[home[one]], *members[home[other]]}
        if any(a in both and b in both for a, b in split):
            parted.append((one, other))
        elif home[one] != home[other]:
            join(one, other)
    return sorted(sorted(group) for group in members.values()), refused, parted
