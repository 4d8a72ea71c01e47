"""Everything that a report is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from evidence.model.decision import Replay
from evidence.model.finding import Exclusion, Finding, Study
from evidence.model.matching import Cluster, Link
from evidence.model.place import Fault
from evidence.model.protocol import Protocol
from evidence.model.record import Record
from evidence.model.reference import Cleaned
from evidence.model.run import Run
from evidence.model.table import Gap, PrismaCount, Profile, StudyRow, SummaryRow, Unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything that the report folder is made of. Made by the pipeline, read by `report`."""

    protocol: Protocol
    run: Run
    records: tuple[Record, ...]
    clusters: tuple[Cluster, ...]
    review_pairs: tuple[Link, ...]
    findings: tuple[Finding, ...]
    exclusions: tuple[Exclusion, ...]
    studies: tuple[Study, ...]
    rows: tuple[StudyRow, ...]
    summary: tuple[SummaryRow, ...]
    prisma: tuple[PrismaCount, ...]
    gaps: tuple[Gap, ...]
    profiles: tuple[Profile, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    cleaned: tuple[Cleaned, ...] = ()
    faults: tuple[Fault, ...] = ()
    replay: Replay = field(default_factory=Replay)
