"""One PubmedArticle, MedlineCitation or PubmedBookArticle element as a Record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from evidence.formats.fields import subject_terms
from evidence.model import Name, Place, Record, Relation, Section
from evidence.normalise import identifiers
from evidence.normalise.dates import parse_date

_NOTHING = Element("nothing")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")


def article_record(root: Element, raw: str, place: Place) -> Record:
    """A journal article; `root` is a PubmedArticle, or a MedlineCitation of the old baseline."""
    citation = root if root.tag == "MedlineCitation" else _child(root, "MedlineCitation")
    data, article = _child(root, "PubmedData"), _child(citation, "Article")
    journal, info = _child(article, "Journal"), _child(citation, "MedlineJournalInfo")
    issue = _child(journal, "JournalIssue")
    iso_abbreviation, medline_ta = _of(journal, "ISOAbbreviation"), _of(info, "MedlineTA")
    values, more = _shared(citation, article, issue, _child(data, "ArticleIdList"), article.findall("AuthorList")[:1])
    extra = [
        ("status", citation.get("Status", "")),
        ("publication_status", _of(data, "PublicationStatus")),
        ("iso_abbreviation", iso_abbreviation if iso_abbreviation != medline_ta else ""),
        ("article_date", _iso(article.find("ArticleDate"))),
        *more,
        *(("accession", number) for number in _accessions(article)),
        *(("substance", name) for name in _texts(citation, "ChemicalList/Chemical/NameOfSubstance")),
    ]
    headings = _all(citation, "MeshHeadingList/MeshHeading")
    return Record(
        **values,
        raw=raw,
        place=place,
        journal=_of(journal, "Title"),
        journal_abbrev=medline_ta or iso_abbreviation,
        issn=tuple(dict.fromkeys(filter(None, (*_texts(journal, "ISSN"), _of(info, "ISSNLinking"))))),
        nlm_id=_of(info, "NlmUniqueID"),
        issue=_of(issue, "Issue"),
        other_sections=tuple(s for other in citation.findall("OtherAbstract") for s in _sections(other)),
        mesh=tuple(t for h in headings for t in subject_terms(_of(h, "DescriptorName"), _texts(h, "QualifierName"))),
        relations=_relations(_child(citation, "CommentsCorrectionsList")),
        extra=tuple((name, value) for name, value in extra if value),
    )


def book_record(root: Element, raw: str, place: Place) -> Record:
    """A book or a chapter of PubMed's Bookshelf: `book` is the book's title, `title` the chapter's or the book's."""
    document = _child(root, "BookDocument")
    book = _child(document, "Book")
    lists = (*document.findall("AuthorList"), *book.findall("AuthorList"))
    authors = [x for x in lists if x.get("Type") != "editors"][:1]
    values, more = _shared(document, document, book, _child(document, "ArticleIdList"), authors)
    extra = [
        ("publisher", _of(book, "Publisher/PublisherName")),
        ("publisher_place", _of(book, "Publisher/PublisherLocation")),
        ("edition", _of(book, "Edition")),
        *(("isbn", isbn) for isbn in _texts(book, "Isbn")),
        *(("editor", str(name)) for x in lists if x.get("Type") == "editors" for name in _names(x)),
        *more,
    ]
    title = _of(book, "BookTitle")
    values |= {"title": values["title"] or title, "book": title}
    return Record(**values, raw=raw, place=place, extra=tuple((name, value) for name, value in extra if value))


def _shared(
    head: Element, body: Element, cover: Element, listed: Element, author_lists: Sequence[Element]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What articles and books have alike, as arguments of Record, and the identifiers that are not theirs.

    `head` holds the PMID and dates of maintenance, `body` title and abstract, `cover` date and volume.
    """
    located = body.findall("ELocationID") + (cover.findall("ELocationID") if cover.tag == "Book" else [])
    given = [(x.get("EIdType", ""), _text(x)) for x in located if x.get("ValidYN") != "N"]
    ids, more = own_identifiers([*given, *((x.get("IdType", ""), _text(x)) for x in listed)])
    version = _child(head, "PMID").get("Version", "1")
    authors = author_lists[0] if author_lists else _NOTHING
    year, date, date_text = _publication_date(_child(cover, "PubDate"))
    pmid = _of(head, "PMID")
    values = {
        "key": pmid,
        "source": "pubmed_xml",
        "title": _of(body, "ArticleTitle"),
        "title_vernacular": _of(body, "VernacularTitle"),
        "names": _names(authors),
        "names_complete": authors.get("CompleteYN") != "N",
        "year": year,
        "date": date,
        "date_text": date_text,
        "volume": _of(cover, "Volume"),
        "pages": pages(*(_of(body, f"Pagination/{tag}") for tag in ("StartPage", "EndPage", "MedlinePgn"))),
        "pmid": pmid,
        "pmcid": ids["pmc"],
        "doi": ids["doi"],
        "languages": tuple(code.lower() for code in _texts(body, "Language")),
        "types": _texts(body, "PublicationTypeList/PublicationType") or _texts(body, "PublicationType"),
        "sections": _sections(_child(body, "Abstract")),
        "keywords": _texts(head, "KeywordList/Keyword"),
        "revised": _iso(head.find("DateRevised")),
    }
    return values, [("version", "" if version == "1" else version), *more]


def _child(element: Element, path: str) -> Element:
    found = element.find(path)
    return _NOTHING if found is None else found


def _text(element: Element) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def _of(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _text(found)


def _texts(element: Element, path: str) -> tuple[str, ...]:
    return tuple(text for found in _all(element, path) if (text := _text(found)))


def _all(element: Element, path: str) -> list[Element]:
    """What `findall` finds; a path of several steps costs it ten times as much."""
    found = [element]
    for tag in path.split("/"):
        found = [below for above in found for below in above.findall(tag)]
    return found


def _publication_date(element: Element) -> tuple[int | None, str, str]:
    """(year, ISO date as far as known, text as MEDLINE prints it) of a PubDate."""
    if medline := element.findtext("MedlineDate"):
        return *parse_date(medline), medline
    parts = [element.findtext(tag) or "" for tag in ("Year", "Season", "Month", "Day")]
    date = _iso(element)
    return int(date[:4]) if date else None, date, " ".join(part for part in parts if part)


@lru_cache(maxsize=4096)
def iso_date(year: str, month: str, day: str) -> str:
    """The ISO date of what the three elements say, cut where one is missing or is none; '' without a year."""
    year, month, day = year.strip(), month.strip(), day.strip()
    return parse_date(f"{year}-{month}-{day}".rstrip("-") if month.isdigit() else f"{day} {month} {year}")[1]


def _iso(element: Element | None) -> str:
    if element is None:
        return ""
    return iso_date(*(element.findtext(tag) or "" for tag in ("Year", "Month", "Day")))


def pages(start: str, end: str, medline: str) -> str:
    """The pages as MEDLINE prints them, else from the first and the last."""
    return medline or (f"{start}-{end}" if start and end and start != end else start)


def _names(authors: Element) -> tuple[Name, ...]:
    return tuple(name for author in authors if author.get("ValidYN") != "N" for name in _name(author))


def _name(author: Element) -> Iterator[Name]:
    parts = {part.tag: _text(part) for part in author}
    if parts.get("CollectiveName"):
        return iter((Name(parts["CollectiveName"], collective=True),))
    given = parts.get("ForeName") or " ".join(filter(None, (parts.get("FirstName"), parts.get("MiddleName"))))
    return person(parts.get("LastName", ""), given, parts.get("Initials", ""), parts.get("Suffix", ""))


def person(family: str, given: str, initials: str, suffix: str) -> Iterator[Name]:
    """An author as PubMed writes one; none where there is no name."""
    if family:
        yield Name(family, given, initials.replace(".", "").replace(" ", ""), suffix)
    elif given:
        yield Name(given)


def _sections(abstract: Element) -> tuple[Section, ...]:
    pieces = ((piece.get("Label", ""), _text(piece)) for piece in abstract if piece.tag == "AbstractText")
    return tuple(Section(label, text, abstract.get("Language", "")) for label, text in pieces if label or text)


def _relations(corrections: Element) -> tuple[Relation, ...]:
    """Links to other publications; citations of the reference list (RefType Cites) are none."""
    return tuple(
        Relation(_relation_kind(kind), _of(link, "PMID"), _of(link, "RefSource"))
        for link in corrections
        if (kind := link.get("RefType", "")) not in {"", "Cites"}
    )


def _relation_kind(ref_type: str) -> str:
    """Snake case of a RefType: CorrectedandRepublishedFrom -> corrected_and_republished_from."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"(?<=ed)and(?=[A-Z])", "And", ref_type)).lower()


def _accessions(article: Element) -> Iterator[str]:
    for bank in _all(article, "DataBankList/DataBank"):
        name = _of(bank, "DataBankName")
        for number in _texts(bank, "AccessionNumberList/AccessionNumber"):
            yield f"{name}/{number}"


def own_identifiers(given: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The article's own `doi` and `pmc` among its identifiers by kind, and what else it is called; the first holds."""
    ids, others = {"doi": "", "pmc": ""}, []
    for kind, text in given:
        value = _doi(text) if kind == "doi" else identifiers.pmcid(text) if kind == "pmc" else ""
        if value and ids[kind].lower() in {"", value.lower()}:
            ids[kind] = ids[kind] or value
        elif text and kind != "pubmed":
            others.append((kind or "id", text))
    return ids, list(dict.fromkeys(others))


def _doi(text: str) -> str:
    """A DOI that fills its element is taken whole: trimming could only make another of it."""
    return text if _DOI.fullmatch(text) else identifiers.doi(text)
