"""Best edge first, under pairs that must not meet."""

from __future__ import annotations

from evidence.dedupe.cluster import Edge, cluster


def test_the_stronger_edge_wins_and_the_weaker_is_refused() -> None:
    edges = [Edge(0, 1, 9.0), Edge(1, 2, 12.0)]
    groups, refused, _ = cluster(range(4), edges, lambda i, j: {i, j} == {0, 2})
    assert groups == [[0], [1, 2], [3]]
    assert refused == [Edge(0, 1, 9.0)]


def test_a_person_may_merge_what_is_forbidden() -> None:
    groups, refused, _ = cluster(range(4), [Edge(2, 3, 9.0)], lambda i, j: True, merged=[(0, 1)])
    assert groups == [[0, 1], [2], [3]]
    assert refused == [Edge(2, 3, 9.0)]


def test_ties_are_broken_by_the_items_not_by_the_order_of_edges() -> None:
    edges = [Edge(0, 1, 9.0), Edge(1, 2, 9.0)]
    forbidden = lambda i, j: {i, j} == {0, 2}  # noqa: E731
    assert cluster(range(4), edges, forbidden)[0] == cluster(range(4), edges[::-1], forbidden)[0] == [[0, 1], [2], [3]]
