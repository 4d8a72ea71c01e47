"""One PubmedArticle, MedlineCitation or PubmedBookArticle element as a Record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from evidence.formats.pubmed_date import iso_date, publication_date
from evidence.model import Name, Place, Record, Relation, Section
from evidence.normalise import identifiers

_NOTHING = Element("nothing")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")


def article_record(root: Element, raw: str, place: Place) -> Record:
    """A journal article; `root` is a PubmedArticle, or a MedlineCitation of the old baseline."""
    citation = root if root.tag == "MedlineCitation" else _child(root, "MedlineCitation")
    data = _child(root, "PubmedData")
    article = _child(citation, "Article")
    journal, info = _child(article, "Journal"), _child(citation, "MedlineJournalInfo")
    issue = _child(journal, "JournalIssue")
    year, date, date_text = publication_date(_child(issue, "PubDate"))
    iso_abbreviation, medline_ta = _of(journal, "ISOAbbreviation"), _of(info, "MedlineTA")
    ids, more_ids = _identifiers(article.findall("ELocationID"), _child(data, "ArticleIdList"))
    authors = _child(article, "AuthorList")
    pmid = _of(citation, "PMID")
    status = citation.get("Status", "")
    extra = [
        ("status", status),
        ("publication_status", _of(data, "PublicationStatus")),
        ("version", _version(citation)),
        ("iso_abbreviation", iso_abbreviation if iso_abbreviation != medline_ta else ""),
        ("article_date", _iso(article.find("ArticleDate"))),
        *more_ids,
        *(("accession", number) for number in _accessions(article)),
        *(("substance", name) for name in _texts(citation, "ChemicalList/Chemical/NameOfSubstance")),
    ]
    return Record(
        key=pmid,
        source="pubmed_xml",
        place=place,
        raw=raw,
        title=_of(article, "ArticleTitle"),
        title_vernacular=_of(article, "VernacularTitle"),
        names=_names(authors),
        names_complete=authors.get("CompleteYN") != "N",
        journal=_of(journal, "Title"),
        journal_abbrev=medline_ta or iso_abbreviation,
        issn=_once((*_texts(journal, "ISSN"), _of(info, "ISSNLinking"))),
        nlm_id=_of(info, "NlmUniqueID"),
        year=year,
        date=date,
        date_text=date_text,
        volume=_of(issue, "Volume"),
        issue=_of(issue, "Issue"),
        pages=_pages(article),
        pmid=pmid,
        pmcid=ids["pmc"],
        doi=ids["doi"],
        languages=tuple(code.lower() for code in _texts(article, "Language")),
        types=_texts(article, "PublicationTypeList/PublicationType"),
        sections=_sections(article.find("Abstract")),
        other_sections=tuple(s for other in citation.findall("OtherAbstract") for s in _sections(other)),
        mesh=_mesh(citation.find("MeshHeadingList")),
        keywords=_texts(citation, "KeywordList/Keyword"),
        relations=_relations(citation.find("CommentsCorrectionsList")),
        revised=_iso(citation.find("DateRevised")),
        extra=tuple((name, value) for name, value in extra if value),
    )


def book_record(root: Element, raw: str, place: Place) -> Record:
    """A book or a chapter of PubMed's Bookshelf: `book` is the book's title, `title` the chapter's or the book's."""
    document = _child(root, "BookDocument")
    book = _child(document, "Book")
    year, date, date_text = publication_date(_child(book, "PubDate"))
    located = (*document.findall("ELocationID"), *book.findall("ELocationID"))
    ids, more_ids = _identifiers(located, _child(document, "ArticleIdList"))
    pmid, book_title = _of(document, "PMID"), _of(book, "BookTitle")
    lists = (*document.findall("AuthorList"), *book.findall("AuthorList"))
    authors = next((x for x in lists if x.get("Type") != "editors"), _NOTHING)
    extra = [
        ("version", _version(document)),
        ("publisher", _of(_child(book, "Publisher"), "PublisherName")),
        ("publisher_place", _of(_child(book, "Publisher"), "PublisherLocation")),
        ("edition", _of(book, "Edition")),
        *(("isbn", isbn) for isbn in _texts(book, "Isbn")),
        *(("editor", str(name)) for x in lists if x.get("Type") == "editors" for name in _names(x)),
        *more_ids,
    ]
    return Record(
        key=pmid,
        source="pubmed_xml",
        place=place,
        raw=raw,
        title=_of(document, "ArticleTitle") or book_title,
        title_vernacular=_of(document, "VernacularTitle"),
        names=_names(authors),
        names_complete=authors.get("CompleteYN") != "N",
        year=year,
        date=date,
        date_text=date_text,
        volume=_of(book, "Volume"),
        pages=_pages(document),
        pmid=pmid,
        pmcid=ids["pmc"],
        doi=ids["doi"],
        languages=tuple(code.lower() for code in _texts(document, "Language")),
        types=_texts(document, "PublicationType"),
        sections=_sections(document.find("Abstract")),
        keywords=_texts(document, "KeywordList/Keyword"),
        book=book_title,
        revised=_iso(document.find("DateRevised")),
        extra=tuple((name, value) for name, value in extra if value),
    )


def _child(element: Element, path: str) -> Element:
    found = element.find(path)
    return _NOTHING if found is None else found


def _text(element: Element) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def _of(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _text(found)


def _texts(element: Element, path: str) -> tuple[str, ...]:
    return tuple(text for found in element.findall(path) if (text := _text(found)))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _iso(element: Element | None) -> str:
    return "" if element is None else iso_date(element)


def _version(parent: Element) -> str:
    version = _child(parent, "PMID").get("Version", "1")
    return "" if version == "1" else version


def _pages(article: Element) -> str:
    pagination = _child(article, "Pagination")
    start, end = _of(pagination, "StartPage"), _of(pagination, "EndPage")
    return _of(pagination, "MedlinePgn") or (f"{start}-{end}" if start and end and start != end else start)


def _names(authors: Element) -> tuple[Name, ...]:
    return tuple(name for author in authors if author.get("ValidYN") != "N" for name in _name(author))


def _name(author: Element) -> Iterator[Name]:
    parts = {part.tag: _text(part) for part in author}
    if parts.get("CollectiveName"):
        yield Name(parts["CollectiveName"], collective=True)
        return
    given = parts.get("ForeName") or " ".join(filter(None, (parts.get("FirstName"), parts.get("MiddleName"))))
    initials = parts.get("Initials", "").replace(".", "").replace(" ", "")
    family = parts.get("LastName", "")
    if family:
        yield Name(family, given, initials, parts.get("Suffix", ""))
    elif given:
        yield Name(given)


def _sections(abstract: Element | None) -> tuple[Section, ...]:
    if abstract is None:
        return ()
    language = abstract.get("Language", "")
    pieces = ((piece.get("Label", ""), _text(piece)) for piece in abstract if piece.tag == "AbstractText")
    return tuple(Section(label, text, language) for label, text in pieces if label or text)


def _mesh(headings: Element | None) -> tuple[str, ...]:
    if headings is None:
        return ()
    terms = []
    for heading in headings:
        descriptor = _of(heading, "DescriptorName")
        qualifiers = _texts(heading, "QualifierName")
        terms += [f"{descriptor}/{qualifier}" for qualifier in qualifiers] or [descriptor]
    return tuple(terms)


def _relations(corrections: Element | None) -> tuple[Relation, ...]:
    """Links to other publications; citations of the reference list (RefType Cites) are none."""
    if corrections is None:
        return ()
    return tuple(
        Relation(relation_kind(kind), _of(link, "PMID"), _of(link, "RefSource"))
        for link in corrections
        if (kind := link.get("RefType", "")) not in {"", "Cites"}
    )


def relation_kind(ref_type: str) -> str:
    """Snake case of a RefType: CorrectedandRepublishedFrom -> corrected_and_republished_from."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"(?<=ed)and(?=[A-Z])", "And", ref_type)).lower()


def _accessions(article: Element) -> Iterator[str]:
    for bank in article.findall("DataBankList/DataBank"):
        name = _of(bank, "DataBankName")
        for number in _texts(bank, "AccessionNumberList/AccessionNumber"):
            yield f"{name}/{number}"


def _identifiers(located: Iterable[Element], listed: Element) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The article's own DOI and PMCID, and what else it is called; ELocationID goes before ArticleIdList."""
    given = [(x.get("EIdType", ""), _text(x)) for x in located if x.get("ValidYN") != "N"]
    given += [(x.get("IdType", ""), _text(x)) for x in listed]
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
