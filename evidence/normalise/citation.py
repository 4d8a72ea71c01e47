"""From what a source said to the citable form, and back for the writers."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from evidence.model import Citation, Place, Record
from evidence.normalise.identifiers import doi, issn, pmcid, pmid
from evidence.normalise.journals import authority
from evidence.normalise.pages import parse_pages
from evidence.normalise.text import strip_markup

__all__ = ["citation_of", "cited_of", "record_of"]

_ALIKE = tuple(field.name for field in fields(Citation) if field.name in {known.name for known in fields(Record)})
_VALUES = attrgetter(*_ALIKE)
_NOT_SAID = {"citation_id", "names_complete", "origin"}
_SAID = tuple(field.name for field in fields(Citation) if field.name not in _NOT_SAID)


def citation_of(record: Record) -> Citation:
    """The normalised citation of one record; `origin` names the record for every field that is filled.

    An identifier that cannot be read as one is left as the source has it, so that nothing is lost.
    """
    values = cited_of(record)
    said = dict.fromkeys([name for name in _SAID if values[name]], record.record_id)
    return Citation(**values, origin=MappingProxyType(said))


def cited_of(record: Record) -> dict[str, Any]:
    """The fields of that citation but its `origin`, for who needs no more."""
    numbers = tuple(dict.fromkeys([read for number in record.issn if (read := issn(number))])) if record.issn else ()
    known = authority()
    journal = known.by_id(record.nlm_id) or next(
        (
            found
            for name in (record.journal, record.journal_abbrev)
            if name and (found := known.find(name, year=record.year, issn=numbers)) is not None
        ),
        None,
    )
    first, last = parse_pages(record.pages)
    return dict(zip(_ALIKE, _VALUES(record), strict=True)) | {
        "citation_id": record.record_id,
        "title": strip_markup(record.title),
        "title_vernacular": strip_markup(record.title_vernacular),
        "journal": journal.title if journal else record.journal,
        "journal_abbrev": journal.medline if journal else record.journal_abbrev,
        "journal_id": journal.nlm_id if journal else record.nlm_id,
        "issn": numbers or record.issn,
        "first_page": first,
        "last_page": last,
        "pmid": pmid(record.pmid) or record.pmid,
        "pmcid": pmcid(record.pmcid) or record.pmcid,
        "doi": doi(record.doi) or record.doi,
        "retracted": record.retracted,
    }


def record_of(citation: Citation) -> Record:
    """A citation as a record of source "citation", for the writers of `evidence.formats`; pages are in full."""
    pages = f"{citation.first_page}-{citation.last_page}" if citation.last_page else citation.first_page
    types = citation.types
    if citation.retracted and "Retracted Publication" not in types:
        types = (*types, "Retracted Publication")
    values: dict[str, Any] = {name: getattr(citation, name) for name in _ALIKE} | {"types": types, "pages": pages}
    place = Place(file="citation", item=citation.citation_id)
    return Record(key=citation.citation_id, source="citation", place=place, nlm_id=citation.journal_id, **values)
