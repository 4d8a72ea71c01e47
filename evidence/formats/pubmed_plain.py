"""What a reference says of a record of PubMed's: the rest cut away, and most records read by one pattern.

That is several times faster than to parse them. What does not fit the pattern (markup in the title, entities,
notices, groups among the authors …) is left to the parser; what fits gives what the parser gives.
"""

from __future__ import annotations

import re

from evidence.formats.pubmed_article import iso_date, own_identifiers, pages, person
from evidence.model import Place, Record

__all__ = ["cited", "plain_record"]

_NOT_CITED = re.compile(
    rb"<(Abstract|AffiliationInfo|ReferenceList|MeshHeadingList|History|ChemicalList|KeywordList|CoiStatement|GrantList"
    rb"|OtherAbstract|InvestigatorList|DataBankList|SupplMeshList|PersonalNameSubjectList|GeneSymbolList)[ >]"
)


# The elements in the order of PubMed's DTD; a name is a leaf, =name keeps its text, (name …) that of several.
_ORDER = """
<PubmedArticle> <MedlineCitation> PMID=pmid ( <DateCreated> Year Month Day </DateCreated> )?
( <DateCompleted> Year Month Day </DateCompleted> )?
( <DateRevised> Year=revised_year Month=revised_month? Day=revised_day? </DateRevised> )?
<Article> <Journal> ISSN=issn? <JournalIssue> Volume=volume? Issue=issue?
<PubDate> Year=year Month=month? Day=day? </PubDate> </JournalIssue> Title=journal? ISOAbbreviation=iso? </Journal>
ArticleTitle=title ( <Pagination> StartPage=start? EndPage=end? MedlinePgn=pages? </Pagination> )?
(located ELocationID* ) ( <AuthorList> (authors
( <Author> LastName ForeName? Initials? Suffix? Identifier* </Author> )* ) </AuthorList> )? (languages Language* )
( <PublicationTypeList> (types PublicationType* ) </PublicationTypeList> )? VernacularTitle=vernacular?
( <ArticleDate> Year Month? Day? </ArticleDate> )? </Article>
( <MedlineJournalInfo> Country? MedlineTA=medline? NlmUniqueID=nlm? ISSNLinking=linking? </MedlineJournalInfo> )?
CitationSubset* ( <CommentsCorrectionsList>
( <CommentsCorrections> RefSource? PMID? Note? </CommentsCorrections> )* </CommentsCorrectionsList> )?
NumberOfReferences? OtherID* </MedlineCitation>
( <PubmedData> PublicationStatus? ( <ArticleIdList> (ids ArticleId* ) </ArticleIdList> )? </PubmedData> )?
</PubmedArticle>
"""
_ATTRIBUTES = {"PMID": 'Version="1"', "CommentsCorrections": 'RefType="Cites"'}
_NAME = ("<Author>", "LastName=a", "ForeName=b?", "Initials=c?", "Suffix=d?", "Identifier*", "</Author>")


def _form(word: str) -> str:
    """A word of the order as a part of the pattern."""
    if word.startswith("("):
        return f"(?P<{word[1:]}>" if word[1:] else "(?:"
    if word.startswith(")"):
        return word
    if word.startswith("<"):
        return rf"{word[:-1]}(?: {_ATTRIBUTES.get(word[1:-1], '[^<>]*')})?>\s*"
    leaf, often = word.rstrip("?*"), word[len(word.rstrip("?*")) :]
    tag, _, kept = leaf.partition("=")
    text = f"(?P<{kept}>[^<]*)" if kept else "[^<]*"
    return rf"(?:<{tag}(?: {_ATTRIBUTES.get(tag, '[^<>]*')})?>{text}</{tag}>\s*){often}"


_FORM = re.compile("".join(map(_form, _ORDER.split())))
_AUTHOR = re.compile("".join(map(_form, _NAME)))
_TEXTS = re.compile(r">([^<]+)</")
_KINDS = re.compile(r'IdType="(\w+)"[^<>]*>([^<]*)<')
_OTHERWISE = "&", 'ValidYN="N"'


def plain_record(xml: str, place: Place) -> Record | None:
    """What a reference says of a PubmedArticle that `cited` has trimmed; None for one that the parser should read."""
    found = _FORM.fullmatch(xml)
    if found is None or any(sign in xml for sign in _OTHERWISE):
        return None
    said = found.groupdict("")
    day = iso_date(said["year"], said["month"], said["day"])
    ids, _ = own_identifiers([*_KINDS.findall(said["located"]), *_KINDS.findall(said["ids"])])
    return Record(
        key=said["pmid"],
        source="pubmed_xml",
        place=place,
        title=said["title"],
        title_vernacular=said["vernacular"],
        names=tuple([name for parts in _AUTHOR.findall(said["authors"]) for name in person(*parts)]),
        names_complete='CompleteYN="N"' not in xml,
        journal=said["journal"],
        journal_abbrev=said["medline"] or said["iso"],
        issn=tuple(filter(None, dict.fromkeys((said["issn"], said["linking"])))),
        nlm_id=said["nlm"],
        year=int(day[:4]) if day else None,
        date=day,
        volume=said["volume"],
        issue=said["issue"],
        pages=pages(said["start"], said["end"], said["pages"]),
        pmid=said["pmid"],
        pmcid=ids["pmc"],
        doi=ids["doi"],
        languages=tuple([code.lower() for code in _TEXTS.findall(said["languages"])]),
        types=tuple(_TEXTS.findall(said["types"])),
        revised=iso_date(said["revised_year"], said["revised_month"], said["revised_day"]),
    )


def cited(xml: bytes) -> bytes:
    """A record without what no reference says, which is four fifths of it and of the time to read it."""
    if b"!" in xml and b"<!" in xml:  # a comment or CDATA may hold what only looks like a tag
        return xml
    kept, done = [], 0
    while found := _NOT_CITED.search(xml, done):
        end = b"</" + found[1] + b">"
        nested = found[1] == b"ReferenceList"
        stop = xml.rfind(end) if nested else xml.find(end, found.end())
        if stop < found.end():
            break
        kept.append(xml[done : found.start()])
        done = stop + len(end)
    return b"".join([*kept, xml[done:]])
