"""How far two readers agree on the same things, beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """`n` things judged by both, of which `agreed` alike; Cohen's kappa, None where chance alone would agree on all."""

    n: int
    agreed: int
    kappa: float | None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """The agreement of two readers' codes, a pair per thing judged. Cohen 1960: (po - pe) / (1 - pe)."""
    n, agreed = len(pairs), sum(a == b for a, b in pairs)
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ours[code] * theirs[code] for code in ours)  # pe × n²
    return Agreement(n, agreed, (n * agreed - chance) / (n * n - chance) if chance < n * n else None)
