"""What one source said of a publication, untouched."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from evidence.model.place import Place

_RETRACTED = re.compile(r"[\W_]*retracted(?: article| paper)?\s*[:\]]", re.IGNORECASE)  # as publishers head a title


@dataclass(frozen=True, slots=True)
class Name:
    """A person or a group as an author.

    `family` holds the surname with its particles ("de la Cruz"); a collective has only `family`.
    `given` is the fore name as printed, `initials` without dots ("JM").
    """

    family: str
    given: str = ""
    initials: str = ""
    suffix: str = ""
    collective: bool = False

    def __str__(self) -> str:
        return " ".join(part for part in (self.family, self.initials or self.given, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of an abstract: its label as printed ("RESULTS", "Résultats", ""), text and ISO 639-2 language.

    `text` is the untouched text: offsets of evidence count its code points.
    """

    label: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link that the source states to another publication.

    `kind` is snake case of PubMed's RefType: retraction_in, retraction_of, erratum_in, erratum_for,
    expression_of_concern_in, comment_on, republished_from, update_of, ….
    """

    kind: str
    pmid: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A publication as one source tells it. Immutable; a blank field means that the source did not say.

    `key` is the id that the source itself uses (PMID, RIS ID tag, BibTeX key, csv id, library id).
    `date` is ISO as far as known ("2012", "2012-04", "2012-04-17"); `date_text` is what the source printed.
    `pages` is as printed. `kind` is the CSL type of what is neither a paper nor a book nor a chapter (thesis, report,
    webpage, paper-conference, article for a preprint): `types` then name its genre, `publisher` its institution and
    `issue` its number. `book` is the title of a whole book, or of the work that holds a chapter. `extra` keeps source
    fields that have no place here, in source order, so that writing loses nothing; `raw` is the source's own text of
    the record.
    """

    key: str
    source: str
    place: Place
    raw: str = field(default="", repr=False)
    title: str = ""
    title_vernacular: str = ""
    names: tuple[Name, ...] = ()
    names_complete: bool = True
    journal: str = ""
    journal_abbrev: str = ""
    issn: tuple[str, ...] = ()
    nlm_id: str = ""
    year: int | None = None
    date: str = ""
    date_text: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    other_sections: tuple[Section, ...] = ()
    mesh: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    book: str = ""
    revised: str = ""
    url: str = ""
    accessed: str = ""
    kind: str = ""
    editors: tuple[Name, ...] = ()
    publisher: str = ""
    publisher_place: str = ""
    edition: str = ""
    page_count: str = ""
    isbn: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def record_id(self) -> str:
        """The id that findings and clusters use: `pmid:…` when the source is PubMed's, else the source's key."""
        return f"pmid:{self.pmid}" if self.pmid and self.source in {"pubmed_xml", "nbib"} else self.key

    @property
    def retracted(self) -> bool:
        """True for a retracted publication (not for the notice that retracts it)."""
        return (
            "Retracted Publication" in self.types
            or any(r.kind in {"retraction_in", "retracted_and_republished_in"} for r in self.relations)
            or bool(_RETRACTED.match(self.title))
        )

    @property
    def abstract(self) -> str:
        """The abstract as one text, a section a line, labels in front."""
        return "\n".join(f"{s.label}: {s.text}" if s.label else s.text for s in self.sections)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over what the publication says: moves with content, not with maintenance dates or place."""
        parts = (
            self.title,
            self.title_vernacular,
            tuple((n.family, n.given, n.initials, n.suffix, n.collective) for n in self.names),
            (self.journal, self.journal_abbrev, self.issn, self.nlm_id),
            (self.year, self.date, self.date_text, self.volume, self.issue, self.pages),
            (self.pmid, self.pmcid, self.doi, self.languages, self.types),
            tuple((s.label, s.text, s.language) for s in (*self.sections, *self.other_sections)),
            (self.mesh, self.keywords, self.book),
            tuple((r.kind, r.pmid, r.text) for r in self.relations),
        )
        return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
