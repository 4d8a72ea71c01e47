"""The answers of the utilities, in the form that NCBI gives them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from tests.eutils.article import Article
from tests.eutils.messages import HTML, JSON, Answer
from tests.eutils.query import DATE_NAMES, FIELDS, Translation

_ROOTS = {
    "einfo": ("eInfoResult", "einfo 20190110", "20190110/einfo.dtd"),
    "esearch": ("eSearchResult", "esearch 20060628", "20060628/esearch.dtd"),
    "epost": ("ePostResult", "epost 20090526", "20090526/epost.dtd"),
    "efetch": ("eFetchResult", "efetch 20131226", "20131226/efetch.dtd"),
    "esummary": ("eSummaryResult", "esummary v1 20041029", "20041029/esummary-v1.dtd"),
}
_SPELL = (
    '<?xml version="1.0"?>\n<!DOCTYPE eSpellResult PUBLIC "-//NLM//DTD eSpellResult, 23 November 2004//EN" '
    '"https://www.ncbi.nlm.nih.gov/entrez/query/DTD/eSpell.dtd">\n'
)


def xml(utility: str, inside: str, status: int = 200) -> Answer:
    """An XML answer with the utility's root and DOCTYPE."""
    if utility == "espell":
        return Answer(f"{_SPELL}<eSpellResult>{inside}</eSpellResult>".encode(), status)
    root, public, system = _ROOTS.get(utility, _ROOTS["efetch"])
    head = (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        f'<!DOCTYPE {root} PUBLIC "-//NLM//DTD {public}//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/{system}">\n'
    )
    return Answer(f"{head}<{root}>{inside}</{root}>".encode(), status)


def as_json(utility: str, key: str, result: object, status: int = 200) -> Answer:
    """A JSON answer with NCBI's header."""
    head = {"type": utility, "version": "0.3"}
    return Answer(json.dumps({"header": head, key: result}).encode(), status, JSON)


def error(utility: str, message: str, *, status: int = 200, retmode: str = "xml") -> Answer:
    """<ERROR> in the utility's own root, or its JSON form."""
    if retmode == "json" and utility in ("esearch", "esummary"):
        key = f"{utility}result"
        return as_json(utility, key, {"ERROR": message} if utility == "esearch" else [message], status)
    return xml(utility, f"<ERROR>{escape(message, quote=False)}</ERROR>", status)


def page(status: int, title: str) -> Answer:
    """An HTML page, as proxies send it."""
    text = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Answer(text.encode(), status, HTML)


def refused(status: int, reason: str, key: str, more: dict[str, str]) -> Answer:
    """The JSON of the gate before the utilities, which repeats the key."""
    return Answer(json.dumps({"error": reason, "api-key": key or "127.0.0.1", **more}).encode(), status, JSON)


def info(count: int, build: str) -> Answer:
    """einfo of db=pubmed; `build` as YYYY.MM.DD.hh.mm."""
    fields = [(names[0].upper(), name, "N") for name, names in FIELDS.items()]
    fields += [(name.upper(), full, "Y") for name, full in DATE_NAMES.items()]
    listed = "".join(
        f"<Field><Name>{name}</Name><FullName>{full}</FullName><Description>{full}</Description><TermCount/>"
        f"<IsDate>{is_date}</IsDate><IsNumerical>N</IsNumerical><SingleToken>N</SingleToken>"
        "<Hierarchy>N</Hierarchy><IsHidden>N</IsHidden></Field>"
        for name, full, is_date in fields
    )
    year, month, day, hour, minute = build.split(".")
    return xml(
        "einfo",
        "<DbInfo><DbName>pubmed</DbName><MenuName>PubMed</MenuName>"
        f"<Description>PubMed bibliographic record</Description><DbBuild>Build-{build}</DbBuild>"
        f"<Count>{count}</Count><LastUpdate>{year}/{month}/{day} {hour}:{minute}</LastUpdate>"
        f"<FieldList>{listed}</FieldList></DbInfo>",
    )


def search(
    ids: Sequence[str], count: int, start: int, history: tuple[str, str], made: Translation, notes: list[str], mode: str
) -> Answer:
    """esearch; `history` is (query key, WebEnv) or two empty strings, `notes` the output messages."""
    key, env = history
    errors = {"PhraseNotFound": made.phrases, "FieldNotFound": made.fields}
    warnings = {"PhraseIgnored": [], "QuotedPhraseNotFound": made.quoted, "OutputMessage": notes}
    if mode == "json":
        result: dict[str, object] = {"count": str(count), "retmax": str(len(ids)), "retstart": str(start)}
        result |= {"querykey": key, "webenv": env} if key else {}
        result |= {"idlist": list(ids), "translationset": [], "querytranslation": made.text}
        if any(errors.values()):
            result["errorlist"] = {"phrasesnotfound": made.phrases, "fieldsnotfound": made.fields}
        if any(warnings.values()):
            result["warninglist"] = {
                "phrasesignored": [],
                "quotedphrasesnotfound": made.quoted,
                "outputmessages": notes,
            }
        return as_json("esearch", "esearchresult", result)
    kept = f"<QueryKey>{key}</QueryKey><WebEnv>{env}</WebEnv>" if key else ""
    listed = "<IdList>\n" + "".join(f"<Id>{pmid}</Id>\n" for pmid in ids) + "</IdList>" if ids else "<IdList/>"
    return xml(
        "esearch",
        f"<Count>{count}</Count><RetMax>{len(ids)}</RetMax><RetStart>{start}</RetStart>{kept}{listed}"
        f"<TranslationSet/><QueryTranslation>{escape(made.text, quote=False)}</QueryTranslation>"
        + _named("ErrorList", errors)
        + _named("WarningList", warnings),
    )


def _named(tag: str, lists: dict[str, list[str]]) -> str:
    inside = "".join(f"<{name}>{escape(text, quote=False)}</{name}>" for name, texts in lists.items() for text in texts)
    return f"<{tag}>{inside}</{tag}>" if inside else ""


def summary(asked: Sequence[str], found: dict[str, Article], mode: str) -> Answer:
    """esummary; unknown PMIDs are named, not left out."""
    if mode == "json":
        if len(asked) > 500:
            message = "Too many UIDs in request. Maximum number of UIDs is 500 for JSON format output."
            return error("esummary", message, retmode="json")
        result: dict[str, object] = {"uids": list(asked)}
        return as_json("esummary", "result", result | {pmid: _summary_json(pmid, found) for pmid in asked})
    return xml("esummary", "\n" + "".join(_summary_xml(pmid, found) for pmid in asked))


def _summary_json(pmid: str, found: dict[str, Article]) -> dict[str, object]:
    if pmid not in found:
        return {"uid": pmid, "error": "cannot get document summary"}
    one = found[pmid]
    ids = [{"idtype": "pubmed", "idtypen": 1, "value": pmid}]
    ids += [{"idtype": "doi", "idtypen": 3, "value": one.doi}] if one.doi else []
    return {
        "uid": pmid,
        "pubdate": str(one.year),
        "source": one.journal,
        "authors": [{"name": name, "authtype": "Author", "clusterid": ""} for name in one.authors],
        "title": one.title,
        "volume": one.volume,
        "pages": one.pages,
        "lang": ["eng"],
        "pubtype": list(one.types),
        "articleids": ids,
        "history": [{"pubstatus": "entrez", "date": f"{one.created:%Y/%m/%d} 06:00"}],
        "fulljournalname": one.journal,
    }


def _summary_xml(pmid: str, found: dict[str, Article]) -> str:
    if pmid not in found:
        return f"<ERROR>UID={escape(pmid)}: cannot get document summary</ERROR>\n"
    one = found[pmid]
    items = (
        _item("PubDate", "Date", str(one.year))
        + _item("Source", "String", one.journal)
        + _items("AuthorList", "Author", one.authors)
        + _item("Title", "String", one.title)
        + _item("Volume", "String", one.volume)
        + _item("Pages", "String", one.pages)
        + _items("LangList", "Lang", ["English"])
        + _items("PubTypeList", "PubType", one.types)
        + _item("DOI", "String", one.doi)
        + _item("FullJournalName", "String", one.journal)
        + _item("SO", "String", one.source)
    )
    return f"<DocSum><Id>{pmid}</Id>{items}</DocSum>\n"


def _item(name: str, kind: str, text: str) -> str:
    return f'<Item Name="{name}" Type="{kind}">{escape(text)}</Item>'


def _items(name: str, each: str, texts: Sequence[str]) -> str:
    return f'<Item Name="{name}" Type="List">{"".join(_item(each, "String", text) for text in texts)}</Item>'
