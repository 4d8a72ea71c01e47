"""A person's decisions on pairs, found again among the records at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.model import Decision

__all__ = ["Decided", "decided"]


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of positions (smaller first) that a person merged, split or linked, and decisions that found no pair."""

    merged: frozenset[tuple[int, int]] = frozenset()
    split: frozenset[tuple[int, int]] = frozenset()
    linked: tuple[tuple[int, int, str], ...] = ()
    orphaned: tuple[Decision, ...] = ()


def decided(decisions: Sequence[Decision], *names: Sequence[str]) -> Decided:
    """Replay merge, split and link decisions, later over earlier; `names` are ids by position."""
    positions = {name: at for series in reversed(names) for at, name in enumerate(series)}
    found: dict[tuple[int, int], Decision] = {}
    orphaned = []
    for decision in sorted(decisions):
        if decision.verb not in {"merge", "split", "link"} or not decision.subject.startswith("pair:"):
            continue
        pair = _pair(decision.subject.removeprefix("pair:"), positions)
        if pair is None:
            orphaned.append(decision)
        else:
            found[pair] = decision
    return Decided(
        frozenset(pair for pair, decision in found.items() if decision.verb == "merge"),
        frozenset(pair for pair, decision in found.items() if decision.verb == "split"),
        tuple((*pair, decision.value) for pair, decision in sorted(found.items()) if decision.verb == "link"),
        tuple(orphaned),
    )


def _pair(subject: str, positions: dict[str, int]) -> tuple[int, int] | None:
    """The two positions; ids may hold a bar themselves, so every bar is tried."""
    for at, char in enumerate(subject):
        if char == "|":
            a, b = positions.get(subject[:at]), positions.get(subject[at + 1 :])
            if a is not None and b is not None and a != b:
                return min(a, b), max(a, b)
    return None
