"""What is read by the pattern is what the parser reads; what the pattern cannot be sure of is left to the parser."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formats.pubmed_plain import cited, plain_record
from evidence.formats.pubmed_xml import read_pubmed_xml
from evidence.model import Fault, Place, Record
from evidence.normalise.citation import citation_of

CASES = json.loads((Path(__file__).parents[1] / "cases" / "formats_pubmed_xml.json").read_text(encoding="utf-8"))
PARTS = {
    "made": "<DateCreated><Year>1999</Year><Month>01</Month><Day>02</Day></DateCreated>",
    "revised": "<DateRevised><Year>2019</Year><Month>11</Month><Day>13</Day></DateRevised>",
    "issn": '<ISSN IssnType="Electronic">1943-5681</ISSN>',
    "volume": "<Volume>67</Volume>",
    "issue": "<Issue>9 Suppl</Issue>",
    "month": "<Month>Apr</Month>",
    "day": "<Day>31</Day>",
    "iso": "<ISOAbbreviation>Am J Vet Res</ISOAbbreviation>",
    "pages": "<Pagination><StartPage>645</StartPage><EndPage>657</EndPage></Pagination>",
    "medline": "<Pagination><MedlinePgn>645-57</MedlinePgn></Pagination>",
    "doi": '<ELocationID EIdType="doi" ValidYN="Y">10.1006/X.7</ELocationID><ELocationID EIdType="pii">7</ELocationID>',
    "abstract": "<Abstract><AbstractText>Of <i>it</i> &amp; <ELocationID>no</ELocationID>.</AbstractText></Abstract>",
    "first": '<Author ValidYN="Y"><LastName>de Groot</LastName><ForeName>Jan P</ForeName><Initials>J. P.</Initials>'
    '<Suffix>Jr</Suffix><Identifier Source="ORCID">0</Identifier><AffiliationInfo><Affiliation>There</Affiliation>'
    "</AffiliationInfo></Author>",
    "second": "<Author><LastName></LastName><ForeName>Madonna</ForeName></Author>",
    "retracted": "<PublicationType>Retracted Publication</PublicationType>",
    "vernacular": "<VernacularTitle>Étude  de l'os.</VernacularTitle>",
    "online": '<ArticleDate DateType="Electronic"><Year>2008</Year></ArticleDate>',
    "country": "<Country>France</Country>",
    "linking": "<ISSNLinking>0002-9645</ISSNLinking>",
    "cites": '<CommentsCorrectionsList><CommentsCorrections RefType="Cites"><RefSource>Other. 1990</RefSource>'
    '<PMID Version="1">77</PMID></CommentsCorrections></CommentsCorrectionsList>',
    "headings": "<MeshHeadingList><MeshHeading>Calcinosis</MeshHeading></MeshHeadingList>",
    "references": '<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1/no</ArticleId></ArticleIdList>'
    "</Reference></ReferenceList>",
    "pmc": '<ArticleId IdType="pmc">PMC12</ArticleId><ArticleId IdType="mid">NIHMS1</ArticleId>',
}


def article(parts: set[str], complete: str = "Y", title: str = "Calcinosis  in\n dogs (p = 1).") -> str:
    p = {name: text if name in parts else "" for name, text in PARTS.items()}
    people = f'<AuthorList CompleteYN="{complete}">{p["first"]}{p["second"]}</AuthorList>'
    return f"""<PubmedArticle>
  <MedlineCitation Status="MEDLINE"><PMID Version="1">31449450</PMID>{p["made"]}{p["revised"]}
    <Article PubModel="Print"><Journal>{p["issn"]}<JournalIssue CitedMedium="Internet">{p["volume"]}{p["issue"]}
      <PubDate><Year>2008</Year>{p["month"]}{p["day"]}</PubDate></JournalIssue>
      <Title>American journal of veterinary research</Title>{p["iso"]}</Journal>
    <ArticleTitle>{title}</ArticleTitle>{p["medline"] or p["pages"]}{p["doi"]}{p["abstract"]}{people}
    <Language>ENG</Language><PublicationTypeList><PublicationType>Case Reports</PublicationType>{p["retracted"]}
    </PublicationTypeList>{p["vernacular"]}{p["online"]}</Article>
    <MedlineJournalInfo>{p["country"]}<MedlineTA>Am J Vet Res</MedlineTA><NlmUniqueID>0375011</NlmUniqueID>
    {p["linking"]}</MedlineJournalInfo><CitationSubset>IM</CitationSubset>{p["cites"]}{p["headings"]}</MedlineCitation>
  <PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">31449450
    </ArticleId>{p["pmc"]}</ArticleIdList>{p["references"]}</PubmedData></PubmedArticle>"""


def read(xml: str, *, short: bool) -> list[Record | Fault]:
    return list(read_pubmed_xml(io.BytesIO(xml.encode()), "x.xml", cited=short))


def same(xml: str) -> None:
    whole, short = read(xml, short=False), read(xml, short=True)
    assert len(whole) == len(short)
    for one, other in zip(whole, short, strict=True):
        if isinstance(one, Record) and isinstance(other, Record):
            assert citation_of(one) == citation_of(other)
            assert (one.key, one.place, one.revised) == (other.key, other.place, other.revised)
            assert dict(one.extra).get("version") == dict(other.extra).get("version")
        else:
            assert type(one) is type(other)


@settings(max_examples=60, deadline=None)
@given(parts=st.sets(st.sampled_from(sorted(PARTS))), complete=st.sampled_from("YN"))
def test_the_pattern_reads_what_the_parser_reads(parts: set[str], complete: str) -> None:
    xml = article(parts, complete)
    assert plain_record(cited(xml.encode()).decode(), Place("x.xml")) is not None
    same(xml)


def test_a_pmid_that_is_none_is_refused_either_way() -> None:
    same(article(set()).replace("31449450</PMID>", "031449450</PMID>"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_odd_cases_are_read_alike(case: dict[str, str]) -> None:
    same(f"<PubmedArticleSet>{case['xml']}</PubmedArticleSet>")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("in\n dogs", "<i>in dogs</i>", id="markup"),
        pytest.param("in\n dogs", "&lt; dogs", id="an entity"),
        pytest.param("in\n dogs", "<!-- no -->dogs", id="a comment"),
        pytest.param("in\n dogs", "<![CDATA[<b>]]>dogs", id="CDATA"),
        pytest.param('Version="1"', 'Version="2"', id="a version"),
        pytest.param('"Cites"', '"RetractionIn"', id="a notice"),
        pytest.param('<Author ValidYN="Y">', '<Author ValidYN="N">', id="a name that is wrong"),
        pytest.param('EIdType="doi" ValidYN="Y"', 'EIdType="doi" ValidYN="N"', id="a DOI that is wrong"),
        pytest.param("<LastName>de Groot</LastName>", "<CollectiveName>Group</CollectiveName>", id="a group"),
        pytest.param("<Year>2008</Year>", "<MedlineDate>2008 Spring-Summer</MedlineDate>", id="a span of dates"),
        pytest.param("</ArticleTitle>", "", id="not well-formed"),
        pytest.param("<Language>", "<Unheard>of</Unheard><Language>", id="an element of another year"),
        pytest.param("</PubmedData>", "</PubmedData><MedlineCitation/>", id="two citations"),
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(old: str, new: str) -> None:
    xml = article(set(PARTS), title="Calcinosis in\n dogs").replace(old, new)
    assert new in xml
    assert plain_record(cited(xml.encode()).decode(), Place("x.xml")) is None
    same(xml)
