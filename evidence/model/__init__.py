"""The nouns: frozen, typed, without behaviour beyond their own fields. Everything else speaks in these."""

from __future__ import annotations

from evidence.model.appraisal import APPRAISAL_ANSWERS, APPRAISAL_QUESTIONS, Appraisal, AppraisalAnswer
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
from evidence.model.mapper import Mapper, serially
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
from evidence.model.table import (
    STRATA,
    Count,
    Gap,
    PrismaCount,
    Profile,
    Said,
    Stratum,
    StudyRow,
    SummaryRow,
    TableSpec,
    Unanswered,
)

__all__ = [
    "APPRAISAL_ANSWERS",
    "APPRAISAL_QUESTIONS",
    "DESIGNS",
    "DOMAINS",
    "RESPONSES",
    "STRATA",
    "UNITS",
    "Appraisal",
    "AppraisalAnswer",
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
    "Mapper",
    "Name",
    "News",
    "ParsedField",
    "Part",
    "Place",
    "PrismaCount",
    "Problem",
    "Profile",
    "Protocol",
    "Record",
    "RecordChange",
    "RecordNews",
    "Reference",
    "Relation",
    "Response",
    "Run",
    "Said",
    "SearchLine",
    "Section",
    "Span",
    "State",
    "Status",
    "Stratum",
    "Study",
    "StudyRow",
    "SummaryRow",
    "TableSpec",
    "Unanswered",
    "Verb",
    "Verdict",
    "serially",
]
