"""Why two citations may be one publication, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence.model.citation import Citation

Level = Literal["agree", "near", "differ", "silent"]
Verdict = Literal["same", "linked", "ask", "different"]


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a comparison: how far it agrees, what that weighs (log-odds, base 2) and a note in words."""

    field: str
    level: Level
    weight: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The evidence for and against two citations being one; `vetoes` are sentences that forbid a merge."""

    parts: tuple[Part, ...]
    vetoes: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """The sum of the weights."""
        return sum(part.weight for part in self.parts)

    def part(self, field: str) -> Part | None:
        """The part for a field, if it was compared."""
        return next((part for part in self.parts if part.field == field), None)


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A verdict on a pair of records: `relation` says how two linked ones belong together (erratum_of, …)."""

    id_a: str
    id_b: str
    verdict: Verdict
    relation: str = ""
    score: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that are one publication, with the merged citation. The id survives re-runs and row order."""

    cluster_id: str
    record_ids: tuple[str, ...]
    citation: Citation
    links: tuple[Link, ...] = ()
