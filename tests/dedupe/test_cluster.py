"""Best edge first, under pairs that must not meet."""

from __future__ import annotations

from evidence.dedupe.cluster import Edge, cluster

RANK = ["a", "b", "c", "d"]


def test_the_stronger_edge_wins_and_the_weaker_is_refused() -> None:
    edges = [Edge(0, 1, 9.0), Edge(1, 2, 12.0)]
    groups, refused = cluster(4, edges, lambda i, j: {i, j} == {0, 2}, RANK)
    assert groups == [[0], [1, 2], [3]]
    assert refused == [Edge(0, 1, 9.0)]


def test_a_person_may_merge_what_is_forbidden() -> None:
    groups, refused = cluster(4, [Edge(2, 3, 9.0)], lambda i, j: True, RANK, merged=[(0, 1)])
    assert groups == [[0, 1], [2], [3]]
    assert refused == [Edge(2, 3, 9.0)]


def test_ties_are_broken_by_rank_not_by_order() -> None:
    edges = [Edge(0, 1, 9.0), Edge(1, 2, 9.0)]
    forbidden = lambda i, j: {i, j} == {0, 2}  # noqa: E731
    assert cluster(4, edges, forbidden, RANK)[0] == cluster(4, edges[::-1], forbidden, RANK)[0] == [[0, 1], [2], [3]]
