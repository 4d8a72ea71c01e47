"""A person's decisions on pairs, found again among the records at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.model import Decision

__all__ = ["Decided", "decided"]


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of positions (smaller first) that a person merged, split or linked, and decisions that found no pair.

    Who links two publications says that they are two: a linked pair is split as well.
    """

    merged: frozenset[tuple[int, int]] = frozenset()
    split: frozenset[tuple[int, int]] = frozenset()
    linked: tuple[tuple[int, int, str], ...] = ()
    orphaned: tuple[Decision, ...] = ()


def decided(decisions: Sequence[Decision], *names: Sequence[str]) -> Decided:
    """Replay merge, split and link decisions, later over earlier; `names` are ids by position."""
    on_pairs = [
        decision
        for decision in sorted(decisions)
        if decision.verb in {"merge", "split", "link"} and decision.subject.startswith("pair:")
    ]
    wanted = {name for decision in on_pairs for pair in _readings(decision.subject) for name in pair}
    positions = {
        name: at for series in reversed(names) for at, name in enumerate(series if wanted else ()) if name in wanted
    }
    found: dict[tuple[int, int], Decision] = {}
    orphaned = []
    for decision in on_pairs:
        pair = _pair(decision.subject, positions)
        if pair is None:
            orphaned.append(decision)
        else:
            found[pair] = decision
    return Decided(
        frozenset(pair for pair, decision in found.items() if decision.verb == "merge"),
        frozenset(pair for pair, decision in found.items() if decision.verb != "merge"),
        tuple((*pair, decision.value) for pair, decision in sorted(found.items()) if decision.verb == "link"),
        tuple(orphaned),
    )


def _readings(subject: str) -> Iterator[tuple[str, str]]:
    """The two ids of a pair; ids may hold a bar themselves, so every bar is tried."""
    text = subject.removeprefix("pair:")
    return ((text[:at], text[at + 1 :]) for at, char in enumerate(text) if char == "|")


def _pair(subject: str, positions: Mapping[str, int]) -> tuple[int, int] | None:
    for one, other in _readings(subject):
        a, b = positions.get(one), positions.get(other)
        if a is not None and b is not None and a != b:
            return min(a, b), max(a, b)
    return None
