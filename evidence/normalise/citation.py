"""From what a source said to the citable form, and back for the writers."""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType

from evidence.model import Citation, Place, Record
from evidence.normalise.identifiers import doi, issn, pmcid, pmid
from evidence.normalise.journals import authority
from evidence.normalise.pages import parse_pages
from evidence.normalise.text import strip_markup

__all__ = ["citation_of", "record_of"]

_NOT_SAID = frozenset({"citation_id", "names_complete", "retracted", "origin"})


def citation_of(record: Record) -> Citation:
    """The normalised citation of one record; `origin` names the record for every field that is filled.

    An identifier that cannot be read as one is left as the source has it, so that nothing is lost.
    """
    numbers = tuple(dict.fromkeys(read for number in record.issn if (read := issn(number))))
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
    citation = Citation(
        citation_id=record.record_id,
        title=strip_markup(record.title),
        title_vernacular=strip_markup(record.title_vernacular),
        names=record.names,
        names_complete=record.names_complete,
        journal=journal.title if journal else record.journal,
        journal_abbrev=journal.medline if journal else record.journal_abbrev,
        journal_id=journal.nlm_id if journal else record.nlm_id,
        issn=numbers or record.issn,
        year=record.year,
        date=record.date,
        volume=record.volume,
        issue=record.issue,
        first_page=first,
        last_page=last,
        pmid=pmid(record.pmid) or record.pmid,
        pmcid=pmcid(record.pmcid) or record.pmcid,
        doi=doi(record.doi) or record.doi,
        languages=record.languages,
        types=record.types,
        book=record.book,
        url=record.url,
        retracted=record.retracted,
    )
    filled = {
        field.name: record.record_id
        for field in fields(Citation)
        if field.name not in _NOT_SAID and getattr(citation, field.name)
    }
    if citation.retracted:
        filled["retracted"] = record.record_id
    return _with_origin(citation, filled)


def _with_origin(citation: Citation, origin: dict[str, str]) -> Citation:
    values = {field.name: getattr(citation, field.name) for field in fields(Citation)}
    return Citation(**{**values, "origin": MappingProxyType(origin)})


def record_of(citation: Citation) -> Record:
    """A citation as a record of source "citation", for the writers of `evidence.formats`; pages are in full."""
    pages = f"{citation.first_page}-{citation.last_page}" if citation.last_page else citation.first_page
    types = citation.types
    if citation.retracted and "Retracted Publication" not in types:
        types = (*types, "Retracted Publication")
    return Record(
        key=citation.citation_id,
        source="citation",
        place=Place(file="citation", item=citation.citation_id),
        title=citation.title,
        title_vernacular=citation.title_vernacular,
        names=citation.names,
        names_complete=citation.names_complete,
        journal=citation.journal,
        journal_abbrev=citation.journal_abbrev,
        issn=citation.issn,
        nlm_id=citation.journal_id,
        year=citation.year,
        date=citation.date,
        volume=citation.volume,
        issue=citation.issue,
        pages=pages,
        pmid=citation.pmid,
        pmcid=citation.pmcid,
        doi=citation.doi,
        languages=citation.languages,
        types=types,
        book=citation.book,
        url=citation.url,
    )
