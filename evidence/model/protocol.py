"""A topic: what is searched, who is eligible, how results are laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evidence.model.finding import Domain
from evidence.model.table import TableSpec


@dataclass(frozen=True, slots=True)
class SearchLine:
    """One named line of the strategy, with the reason why it is there (PRISMA-S item 8)."""

    name: str
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """An eligibility rule: a stable code and a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One topic. Only id, title and query are required; the rest has defaults shipped with the package.

    `query` is the strategy as sent, with the lines put in; `lines` stand as written and may name each other in
    braces. `condition` is what the treatments are for, by its code; `domain` is the kind of outcome that is told of the
    condition itself. `leading` are the treatment classes that head the table.
    `series_from` is the smallest n of a series (smaller ones are counted as single cases). `tables` are the questions
    that have a name.
    """

    topic_id: str
    title: str
    query: str
    question: str = ""
    condition: str = "calcinosis"
    domain: Domain = "deposits"
    lines: tuple[SearchLine, ...] = ()
    limits: str = "none"
    include: tuple[Criterion, ...] = ()
    exclude: tuple[Criterion, ...] = ()
    diseases: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    comparative: tuple[str, ...] = ("rct",)
    never_counted: tuple[str, ...] = ("review", "systematic_review", "survey")
    series_from: int = 5
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)
    tables: tuple[TableSpec, ...] = ()
    fingerprint: str = ""
