"""The nouns: frozen, typed, without behaviour beyond their own fields. Everything else speaks in these."""

from __future__ import annotations

from evidence.model.citation import Citation
from evidence.model.decision import Decision, Verb
from evidence.model.dossier import Dossier
from evidence.model.finding import (
    DESIGNS,
    DOMAINS,
    RESPONSES,
    UNITS,
    Coding,
    Counts,
    Domain,
    Exclusion,
    Finding,
    Response,
    Span,
    State,
    Study,
)
from evidence.model.matching import Cluster, Comparison, Level, Link, Part, Verdict
from evidence.model.place import Fault, Place
from evidence.model.protocol import Criterion, Protocol, SearchLine
from evidence.model.record import Name, Record, Relation, Section
from evidence.model.reference import (
    Candidate,
    Change,
    Cleaned,
    Edit,
    GivenList,
    ParsedField,
    Problem,
    Reference,
    Status,
)
from evidence.model.run import CellChange, News, RecordChange, RecordNews, Run
from evidence.model.table import STRATA, Count, Gap, PrismaCount, Stratum, StudyRow, SummaryRow

__all__ = [
    "DESIGNS",
    "DOMAINS",
    "RESPONSES",
    "STRATA",
    "UNITS",
    "Candidate",
    "CellChange",
    "Change",
    "Citation",
    "Cleaned",
    "Cluster",
    "Coding",
    "Comparison",
    "Count",
    "Counts",
    "Criterion",
    "Decision",
    "Domain",
    "Dossier",
    "Edit",
    "Exclusion",
    "Fault",
    "Finding",
    "Gap",
    "GivenList",
    "Level",
    "Link",
    "Name",
    "News",
    "ParsedField",
    "Part",
    "Place",
    "PrismaCount",
    "Problem",
    "Protocol",
    "Record",
    "RecordChange",
    "RecordNews",
    "Reference",
    "Relation",
    "Response",
    "Run",
    "SearchLine",
    "Section",
    "Span",
    "State",
    "Status",
    "Stratum",
    "Study",
    "StudyRow",
    "SummaryRow",
    "Verb",
    "Verdict",
]
