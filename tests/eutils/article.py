"""One invented PubMed record, and its forms as efetch prints them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

TYPES = {
    "Journal Article": "D016428",
    "Case Reports": "D002363",
    "Letter": "D016422",
    "Review": "D016454",
    "Randomized Controlled Trial": "D016449",
    "Published Erratum": "D016425",
    "Retracted Publication": "D016441",
    "Retraction of Publication": "D016440",
}
RELATIONS = {
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "ErratumIn": "EIN",
    "ErratumFor": "EFR",
    "ExpressionOfConcernIn": "ECI",
    "ExpressionOfConcernFor": "ECF",
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
}


@dataclass(frozen=True)
class Article:
    """A record of the corpus; `raw` overrides the built XML, and dates left out are those of `created`."""

    pmid: str
    title: str = "Example record"
    abstract: str = ""
    authors: tuple[str, ...] = ("Example A",)
    """Last name and initials; a name without a space is a collective."""
    journal: str = "Example Journal"
    year: int = 2020
    volume: str = "1"
    pages: str = "1-9"
    created: date = date(2020, 1, 1)
    """CRDT: PubStatus "entrez"."""
    entered: date | None = None
    """EDAT: PubStatus "pubmed"."""
    indexed: date | None = None
    """MHDA: PubStatus "medline"."""
    revised: date | None = None
    types: tuple[str, ...] = ("Journal Article",)
    relations: tuple[tuple[str, str], ...] = ()
    """(RefType, PMID)"""
    mesh: tuple[str, ...] = ()
    """Descriptor, or Descriptor/qualifier."""
    doi: str = ""
    raw: str = ""
    book: bool = False

    def xml(self) -> str:
        """One PubmedArticle or PubmedBookArticle, elements in the order of the DTD."""
        return self.raw or (self._book_xml() if self.book else self._article_xml())

    def _article_xml(self) -> str:
        located = f'<ELocationID EIdType="doi" ValidYN="Y">{escape(self.doi)}</ELocationID>' if self.doi else ""
        relations = "".join(
            f'<CommentsCorrections RefType="{kind}"><RefSource>{escape(self.journal)}</RefSource>'
            f'<PMID Version="1">{pmid}</PMID></CommentsCorrections>'
            for kind, pmid in self.relations
        )
        return (
            f'<PubmedArticle><MedlineCitation Status="{self.status}" Owner="NLM">'
            f'<PMID Version="1">{self.pmid}</PMID><DateRevised>{_ymd(self.revised or self.created, 2)}</DateRevised>'
            f'<Article PubModel="Print"><Journal><ISSN IssnType="Print">0000-0000</ISSN>'
            f'<JournalIssue CitedMedium="Print"><Volume>{escape(self.volume)}</Volume>'
            f"<PubDate><Year>{self.year}</Year></PubDate></JournalIssue><Title>{escape(self.journal)}</Title>"
            f"<ISOAbbreviation>{escape(self.journal)}</ISOAbbreviation></Journal>"
            f"<ArticleTitle>{escape(self.title)}</ArticleTitle>"
            f"<Pagination><MedlinePgn>{escape(self.pages)}</MedlinePgn></Pagination>{located}{self._abstract_xml()}"
            f'<AuthorList CompleteYN="Y">{self._authors_xml()}</AuthorList><Language>eng</Language>'
            f"<PublicationTypeList>{''.join(map(_type_xml, self.types))}</PublicationTypeList></Article>"
            f"<MedlineJournalInfo><MedlineTA>{escape(self.journal)}</MedlineTA>"
            f"<NlmUniqueID>0000000</NlmUniqueID></MedlineJournalInfo>"
            f"{_list('CommentsCorrectionsList', relations)}"
            f"{_list('MeshHeadingList', ''.join(map(_heading_xml, self.mesh)))}"
            f"</MedlineCitation><PubmedData>{self._history_xml()}</PubmedData></PubmedArticle>"
        )

    def _book_xml(self) -> str:
        return (
            f'<PubmedBookArticle><BookDocument><PMID Version="1">{self.pmid}</PMID>'
            f'<ArticleIdList><ArticleId IdType="bookaccession">NBK{self.pmid}</ArticleId></ArticleIdList>'
            f"<Book><Publisher><PublisherName>Example Press</PublisherName></Publisher>"
            f'<BookTitle book="example">{escape(self.journal)}</BookTitle>'
            f"<PubDate><Year>{self.year}</Year></PubDate><Medium>Internet</Medium></Book>"
            f'<ArticleTitle book="example" part="record">{escape(self.title)}</ArticleTitle><Language>eng</Language>'
            f'<AuthorList Type="authors" CompleteYN="Y">{self._authors_xml()}</AuthorList>'
            f"{''.join(map(_type_xml, self.types))}{self._abstract_xml()}"
            f"<DateRevised>{_ymd(self.revised or self.created, 2)}</DateRevised></BookDocument>"
            f"<PubmedBookData>{self._history_xml()}</PubmedBookData></PubmedBookArticle>"
        )

    @property
    def status(self) -> str:
        """MEDLINE once it has headings."""
        return "MEDLINE" if self.mesh else "PubMed-not-MEDLINE"

    @property
    def dates(self) -> dict[str, date]:
        """The day of each date field that a search may name."""
        return {
            "crdt": self.created,
            "edat": self.entered or self.created,
            "mhda": self.indexed or self.entered or self.created,
            "mdat": self.revised or self.created,
            "pdat": date(self.year, 1, 1),
        }

    def _abstract_xml(self) -> str:
        return _list("Abstract", f"<AbstractText>{escape(self.abstract)}</AbstractText>" if self.abstract else "")

    def _authors_xml(self) -> str:
        return "".join(map(_author_xml, self.authors))

    def _history_xml(self) -> str:
        days = {"pubmed": "edat", "medline": "mhda", "entrez": "crdt"}
        history = "".join(
            f'<PubMedPubDate PubStatus="{status}">{_ymd(self.dates[field], 1)}'
            "<Hour>6</Hour><Minute>0</Minute></PubMedPubDate>"
            for status, field in days.items()
        )
        doi = f'<ArticleId IdType="doi">{escape(self.doi)}</ArticleId>' if self.doi else ""
        return (
            f"<History>{history}</History><PublicationStatus>ppublish</PublicationStatus>"
            f'<ArticleIdList><ArticleId IdType="pubmed">{self.pmid}</ArticleId>{doi}</ArticleIdList>'
        )

    def medline(self) -> str:
        """The MEDLINE text form, long values folded with six spaces."""
        days = self.dates
        lines = [
            ("PMID", self.pmid),
            ("OWN", "NLM"),
            ("STAT", self.status),
            ("LR", f"{days['mdat']:%Y%m%d}"),
            ("VI", self.volume),
            ("DP", str(self.year)),
            ("TI", self.title),
            ("PG", self.pages),
            *((("LID", f"{self.doi} [doi]"),) if self.doi else ()),
            *((("AB", self.abstract),) if self.abstract else ()),
            *(("AU" if " " in name else "CN", name) for name in self.authors),
            ("LA", "eng"),
            *(("PT", kind) for kind in self.types),
            ("TA", self.journal),
            ("JT", self.journal),
            *((RELATIONS[kind], f"{self.journal}. PMID: {pmid}") for kind, pmid in self.relations),
            *(("MH", heading) for heading in self.mesh),
            ("EDAT", f"{days['edat']:%Y/%m/%d} 06:00"),
            ("MHDA", f"{days['mhda']:%Y/%m/%d} 06:00"),
            ("CRDT", f"{days['crdt']:%Y/%m/%d} 06:00"),
            *((("AID", f"{self.doi} [doi]"),) if self.doi else ()),
            ("PST", "ppublish"),
            ("SO", self.source),
        ]
        return "".join(f"{tag:<4}- {_folded(value)}\n" for tag, value in lines)

    def plain(self, number: int) -> str:
        """The numbered "abstract" text form."""
        doi = f"DOI: {self.doi}\n" if self.doi else ""
        parts = (f"{number}. {self.source}", self.title, f"{', '.join(self.authors)}.", self.abstract)
        return "\n\n".join(filter(None, parts)) + f"\n\n{doi}PMID: {self.pmid}\n"

    @property
    def source(self) -> str:
        """Journal, year, volume and pages in one line."""
        return f"{self.journal}. {self.year};{self.volume}:{self.pages}."


def _ymd(day: date, digits: int) -> str:
    return f"<Year>{day.year}</Year><Month>{day.month:0{digits}}</Month><Day>{day.day:0{digits}}</Day>"


def _list(tag: str, inside: str) -> str:
    return f"<{tag}>{inside}</{tag}>" if inside else ""


def _author_xml(name: str) -> str:
    last, _, initials = name.rpartition(" ")
    if not last:
        return f'<Author ValidYN="Y"><CollectiveName>{escape(name)}</CollectiveName></Author>'
    named = f"<LastName>{escape(last)}</LastName><ForeName>{initials}</ForeName><Initials>{initials}</Initials>"
    return f'<Author ValidYN="Y">{named}</Author>'


def _type_xml(name: str) -> str:
    return f'<PublicationType UI="{TYPES.get(name, "D000000")}">{escape(name)}</PublicationType>'


def _heading_xml(heading: str) -> str:
    name, *qualifiers = heading.split("/")
    inside = f'<DescriptorName UI="D000000" MajorTopicYN="N">{escape(name)}</DescriptorName>' + "".join(
        f'<QualifierName UI="Q000000" MajorTopicYN="N">{escape(qualifier)}</QualifierName>' for qualifier in qualifiers
    )
    return f"<MeshHeading>{inside}</MeshHeading>"


def _folded(value: str) -> str:
    return "\n      ".join(textwrap.wrap(value, 81)) or value


def article_set(articles: Iterable[Article]) -> str:
    """An efetch answer of these records."""
    return (
        '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
        + "".join(article.xml() + "\n" for article in articles)
        + "</PubmedArticleSet>"
    )
