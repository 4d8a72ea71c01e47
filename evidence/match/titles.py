"""What stands around a title: notices, article types and language marks taken off, and the kind that they betray."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from evidence.match.wording import WORDS
from evidence.normalise.text import fold, strip_markup, words

__all__ = ["Kind", "Title", "read_title"]

Kind = Literal[
    "article", "erratum", "reply", "retraction_notice", "abstract", "registry", "preprint", "review_version", "generic"
]

_SEP = r"\s*(?:[:\-\u2010-\u2015]+|\.(?=\s))\s*"
_TO = rf"(?: (?:to|of|for|on|à|au|de|sur|zu[mr]?|al?))?{_SEP}| (?:to|on|regarding|concerning|à|sur) "
_FIRST = re.compile(
    r"(?P<retraction>(?:(?:notice|statement|note) of )?(?:retractions?(?: and replacement)?|rétractation"
    r"|(?:editorial )?expressions? of concern)"
    rf"(?: (?:notice|note|statement))?(?:{_TO}| (?:of|for) |$)|withdrawal(?: notice| of article)?{_SEP})"
    r"|(?P<erratum>\[?(?:publisher'?s? |authors?'? )?"
    r"(?:(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|rectificatif)(?: of )?|corrections?"
    r"|berichtigung|korrektur|errata corrige|fe de erratas?|fe de errores|erratas)"
    rf"(?: (?:notice|note))?(?:\] |{_TO}| (?:for|au|de|zu[mr]?|a|al?la?|en) |\s*$))"
    rf"|(?P<reply>(?:letters? to the editors?{_SEP})?(?:a |invited |(?:the )?authors?'? )?"
    r"(?:(?:in )?(?:re|reply|response)|comments?|commentary|correspondence|rejoinder|réponse(?: des auteurs)?"
    r"|commentaires?|discussion|leserbrief(?: zum beitrag)?|schlusswort|antwort|erwiderung|respuesta|risposta"
    rf"|carta al editor)(?:{_TO}|\s*$)"
    r"|letters?(?: to the editors?)? (?:re:?|on|regarding|concerning|in (?:response|reply) to) )",
    re.I,
)
_LABEL = re.compile(
    r"\(?(?:in press|to appear|forthcoming)\)?[\s.:,]*(?=\w.{10})"
    r"|(?:\[?retracted(?: article)?\]?|(?:short|brief|original|preliminary|rapid|research|case|clinical|technical|full|"
    r"special|letter|first)[ -](?:report|communication|article|paper|note|commentary|research|study|contribution)s?"
    r"|(?:systematic |mini|narrative )?review(?: article)?|letter(?:s)?(?: to the editors?)?|meta-analysis"
    r"|(?:guest )?editorial|foreword|preface"
    r"|cas clinique|article original|fait clinique|mise au point|lettre à la rédaction|abstract|poster|tutorial"
    r"|special (?:section|issue)(?: article)?|work in progress|viewpoint|clinical trial"
    rf"){_SEP}(?=\S)",
    re.I,
)
# The number of an abstract in the programme of its congress: "AB0600 ", "[SAT0215] ", "Poster P123: ".
_CODE = re.compile(
    r"\[?(?:(?:[Aa]bstract|[Pp]oster|[Oo]ral)\s*)?(?:([A-Z]{2,3}\d{4})\]?[\s:.]"
    r"|([A-Z]{0,3}\d{1,4}(?:[-.:]\d{1,4})?)\]?(?:[:.]\s|\s+[-\u2010-\u2015]\s))\s*(?=\S.{10})"
)
_NOTICES: dict[str, Kind] = {
    "erratum": "erratum",
    "corrigendum": "erratum",
    "correction": "erratum",
    "retraction": "retraction_notice",
    "reply": "reply",
}
_LAST = re.compile(
    r"[:.,\-\u2010-\u2015]+(?:(?<!\.)\s*|\s+)"
    r"(?:(?P<reply>(?:the )?authors?'?s?'? (?:reply|response)|(?:a )?reply|rejoinder|invited (?:commentary|critique)"
    r"|schlusswort|respuesta|réponse"
    r"|comments? on the (?:\w+ )?(?:article|letter|paper|report|editorial)s? by .+)"
    r"|(?P<erratum>erratum|errata|corrigendum|corrigenda|addendum|correction|berichtigung|fe de erratas?)"
    r"|(?P<retraction>retraction(?: notice)?|expression of concern)"
    r"|book review|(?:guest )?editorial|(?:guest )?editor'?s?'? (?:foreword|introduction)|foreword|(?:a )?tutorial)$",
    re.I,
)
_FOOTNOTE = re.compile(r"(?:(?<=[a-z]{4})1|[*†‡])$")  # "the gig economy1": its mark
_LONGEST_LAST = 100  # letters of what _LAST finds, at most
_TAIL = re.compile(
    r"\s*(?:\[(?P<mark>[^\[\]]*)\]|\((?P<note>[^()]*(?:\([^()]*\)[^()]*)*)\))\s*\.?\s*$",
)
_MARK = re.compile(
    r"\d+ refs?|(?:review|letter|see comments?|comment|editorial|corrected|author'?s transl|transl|resume"
    r"|(?:conference |meeting |extended )?abstract|extended version|keynote|experience paper"
    r"|(?:poster|tutorial|panel|demo|demonstration|industrial|invited)(?: (?:session|abstract|talk|paper|description))?"
    r"|(?:published )?erratum|proceeding|case reports?)(?: (?:appears|in|no)\b.*)?"
)
_ASIDE = re.compile(r"\s*\(([^()]+)\)")
_LANGUAGES = frozenset(WORDS["languages"].split())
_CITED = re.compile(
    r"vol(?:ume)?\.?\s*\d+.*\b(?:pg?|pages?)\.?\s*\w|\(\d{4}\)\s*\d+|\b\d{4}\)?[;,]\s*\d+|\d+\s*\(\d+\)\s*[:,]?\s*\d+"
    r"|\d+\s*:\s*\d+"
)
_GENERIC = frozenset(WORDS["generic"])


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: `core` words, the kind it betrays, brackets of a translation, a stock title, the number
    of an abstract in its programme.
    """

    core: tuple[str, ...]
    kind: Kind
    translated: bool = False
    abstract: bool = False
    generic: bool = False
    code: str = ""


def _bare(text: str) -> str:
    inner = text.strip().rstrip(".")
    return inner[1:-1].strip() if inner.startswith("[") and inner.endswith("]") and "[" not in inner[1:-1] else ""


def _misread(text: str) -> Kind | None:
    """The notice that a word before a colon is one letter from, as scanners read it ("Erraturn:", "Rcply to:")."""
    head, colon, rest = text[:40].partition(":")
    told = head.casefold().replace("rn", "m").replace("1", "l").replace("0", "o").split()
    if (
        not colon
        or not rest.strip()
        or len(told) not in (1, 2, 3)
        or (told[1:] and told[-1] not in {"to", "for", "on"})
    ):
        return None
    return next((kind for word, kind in _NOTICES.items() if OSA.distance(told[0], word, score_cutoff=1) <= 1), None)


def read_title(title: str) -> Title:
    """Take prefixes ("Short report:", "Erratum to"), suffixes ("[Review] [33 refs]") and brackets off a title."""
    text = _FOOTNOTE.sub("", strip_markup(strip_markup(title)).replace("\u2019", "'").rstrip(" ."))
    kind: Kind = "article"
    abstract = cites = translated = False
    code = ""
    if numbered := _CODE.match(text):
        code, text = numbered[1] or numbered[2], text[numbered.end() :]
    while text.rstrip(" .").endswith(("]", ")")) and (tail := _TAIL.search(text)):
        said = fold(tail["mark"] or tail["note"] or "")
        if tail.start() == 0:
            break
        spoken = set(re.findall(r"[a-z]+", said)) - {"article", "in", "and", "en", "et"}
        if said.startswith(("retracted", "retraction of")):
            kind = "retraction_notice" if said.startswith("retraction") else kind
        elif _MARK.fullmatch(said) or (spoken and _LANGUAGES.issuperset(spoken)):
            abstract |= said.startswith(("abstract", "conference abstract", "meeting abstract", "poster"))
            kind = "erratum" if said == "erratum" else kind
        elif tail["note"] and _CITED.search(said):
            kind, cites = ("erratum", cites) if said.startswith("vol") else (kind, True)
        else:
            break
        text = text[: tail.start()]
    if inner := _bare(text):
        text, translated = inner, True
    if "(" in text:
        text = _ASIDE.sub(lambda aside: "" if _MARK.fullmatch(fold(aside[1])) else aside[0], text)
    if kind == "article" and (found := _FIRST.match(text)):
        kind, text = _NOTICES[found.lastgroup or ""], text[found.end() :]
    if kind == "article" and (misread := _misread(text)):
        kind, text = misread, text.partition(":")[2]
    while (found := _LABEL.match(text)) and len(text) - found.end() > 10:
        abstract |= fold(found.group()).startswith(("abstract", "poster"))
        text = text[found.end() :]
    found = _LAST.search(text, max(len(text) - _LONGEST_LAST, 0))
    if found and found.start() > 11 and (kind == "article" or not found.lastgroup):
        kind, text = _NOTICES.get(found.lastgroup or "", kind), text[: found.start()]
    core = tuple(words(_bare(text) or text))
    if kind == "article" and cites:
        kind = "reply"
    generic = not core or " ".join(core) in _GENERIC
    kind = "generic" if core and generic and kind == "article" else kind
    return Title(core, kind, translated, abstract, generic, code)
