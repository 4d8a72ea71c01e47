"""Clusters by best edge first, under the word of pairs that must not meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Edge", "cluster"]


@dataclass(frozen=True, slots=True)
class Edge:
    """Two items (by position) that are one publication, and how strongly that is said."""

    a: int
    b: int
    score: float


def cluster(
    size: int,
    edges: Iterable[Edge],
    forbidden: Callable[[int, int], bool],
    rank: Sequence[str],
    merged: Iterable[tuple[int, int]] = (),
) -> tuple[list[list[int]], list[Edge]]:
    """Groups of positions, and the edges that were refused because they would join two that must not meet.

    `rank` is a key per item that does not depend on its position: it breaks ties, so that the result is the same
    whatever the order of the items. `merged` pairs are joined first, unasked (a person said so).
    """
    home = list(range(size))
    members = {at: [at] for at in range(size)}

    def join(one: int, other: int) -> None:
        keep, drop = sorted((home[one], home[other]), key=lambda root: (-len(members[root]), root))
        for at in members[drop]:
            home[at] = keep
        members[keep] += members.pop(drop)

    for one, other in merged:
        if home[one] != home[other]:
            join(one, other)
    refused = []
    for edge in sorted(edges, key=lambda e: (-e.score, *sorted((rank[e.a], rank[e.b])))):
        one, other = home[edge.a], home[edge.b]
        if one == other:
            continue
        if any(forbidden(i, j) for i in members[one] for j in members[other]):
            refused.append(edge)
        else:
            join(edge.a, edge.b)
    groups = [sorted(group, key=lambda at: (rank[at], at)) for group in members.values()]
    return sorted(groups, key=lambda group: (rank[group[0]], group[0])), refused
