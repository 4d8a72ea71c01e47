"""What the findings add up to, and what they do not: pure functions over the nouns."""

from __future__ import annotations

from evidence.tabulate.disagreements import disagreements
from evidence.tabulate.gaps import gaps
from evidence.tabulate.prisma import prisma_counts
from evidence.tabulate.profiles import profiles
from evidence.tabulate.rows import first_hand, stratum_of, study_rows
from evidence.tabulate.studies import studies_of
from evidence.tabulate.summary import summarise
from evidence.tabulate.unanswered import unanswered

__all__ = [
    "disagreements",
    "first_hand",
    "gaps",
    "prisma_counts",
    "profiles",
    "stratum_of",
    "studies_of",
    "study_rows",
    "summarise",
    "unanswered",
]
