"""The citable form of a publication."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from evidence.model.record import Name, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A publication as it is cited: normalised fields, blank where nobody said.

    `first_page` and `last_page` are in full (805, 812); an article number ("e36", "D1178") is a first page.
    `journal` is the authority's title where the journal is known, else as given; `journal_id` is the NLM id.
    `kind`, `types`, `book`, `publisher` and `issue` are those of `Record`; `accessed` is the day as written.
    `relations` are the links that the source states to notices and other versions: corrections, concerns, updates.
    `origin[field]` names the record or decision that a field came from.
    """

    citation_id: str = ""
    title: str = ""
    title_vernacular: str = ""
    names: tuple[Name, ...] = ()
    names_complete: bool = True
    journal: str = ""
    journal_abbrev: str = ""
    journal_id: str = ""
    issn: tuple[str, ...] = ()
    year: int | None = None
    date: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    book: str = ""
    url: str = ""
    accessed: str = ""
    kind: str = ""
    editors: tuple[Name, ...] = ()
    publisher: str = ""
    publisher_place: str = ""
    edition: str = ""
    page_count: str = ""
    isbn: str = ""
    retracted: bool = False
    relations: tuple[Relation, ...] = ()
    origin: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)


def _frozen(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(held)


# Python cannot hand a read-only mapping to another process by itself.
copyreg.pickle(MappingProxyType, lambda held: (_frozen, (dict(held),)))
