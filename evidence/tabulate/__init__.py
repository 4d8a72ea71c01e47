"""What the findings add up to, and what they do not: pure functions over the nouns."""

from __future__ import annotations

from evidence.tabulate.disagreements import disagreements
from evidence.tabulate.gaps import gaps
from evidence.tabulate.prisma import prisma_counts
from evidence.tabulate.rows import stratum_of, study_rows
from evidence.tabulate.studies import studies_of
from evidence.tabulate.summary import class_table, summarise

__all__ = [
    "class_table",
    "disagreements",
    "gaps",
    "prisma_counts",
    "stratum_of",
    "studies_of",
    "study_rows",
    "summarise",
]
