"""One execution: its PRISMA-S facts, and what it has to tell since the last complete one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence.model.table import SummaryRow

RecordNews = Literal["new", "changed", "retracted", "vanished"]


@dataclass(frozen=True, slots=True, order=True)
class RecordChange:
    """What became of a record since the last complete run.

    `what` says it in words, field by field: "abstract", "erratum_in 12345", "no longer matches the search".
    """

    record_id: str
    kind: RecordNews
    title: str
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the summary table that moved: the row as it was (None: new) and is (None: gone), and why, in words."""

    before: SummaryRow | None
    after: SummaryRow | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be told since the last complete run. `since` is that run's id, "" on the first.

    `failed` are PMIDs that the search listed and nobody could fetch.
    """

    since: str = ""
    records: tuple[RecordChange, ...] = ()
    cells: tuple[CellChange, ...] = ()
    failed: tuple[str, ...] = ()

    def of(self, kind: RecordNews) -> tuple[RecordChange, ...]:
        """The changes of one kind, in the order of the record ids."""
        return tuple(change for change in self.records if change.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution with its PRISMA-S facts.

    Times (ISO 8601, UTC) live here, in the store and in dated news, never in other generated files. `facts` are equal
    wherever and whenever it is run; `dated` are not (address, build of the database); `warnings` are the search's own.
    """

    run_id: str
    command: str
    topic_id: str
    protocol_fingerprint: str
    tool_version: str
    started: str = ""
    finished: str = ""
    complete: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    dated: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    news: News | None = None
