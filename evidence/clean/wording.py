"""The fixed wording of books, theses, web pages and talks in English, French and German, as patterns.

Named groups are fields. `\\0` stands in a text where it is understood, `\\1` where it was set aside.
"""

from __future__ import annotations

import re

from evidence.clean.locator import PP
from evidence.clean.scan import PAGE, TO, YEAR

_MONTH = r"(?:jan|feb|fév|mar|mär|apr|avr|may|mai|jun|juin|jul|juil|aug|aoû|sep|oct|okt|nov|dec|déc|dez)[^\W\d_]*\.?"
_DATE = (
    rf"(?:(?:\d{{1,2}}(?:er|st|nd|rd|th)?\.?\s+)?{_MONTH}(?:\s+\d{{1,2}},?)?,?\s+{YEAR}"
    rf"|{YEAR}(?:\s+{_MONTH}(?:\s+\d{{1,2}})?)?|\d{{1,2}}[./-]\d{{1,2}}[./-](?:20)?\d\d|\d{{4}}-\d\d-\d\d)"
)
ACCESS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:\b(?:(?:retrieved|available|accessible|disponible|verfügbar|erhältlich)\s+)?"
        r"(?:from|at|on|sur|à|unter|via|en)\s*:?\s*|\bURL\s*:?\s*|<)?(?P<url>(?:https?://|www\.)[^\s<>\]]*[^\s<>\].,;)])>?",
        r"[\[(]?\s*\b(?:(?:last\s+|date\s+)?(?:cited|accessed|retrieved|visited|viewed|access)|(?:page\s+)?consultée?s?|abgerufen"
        rf"|zugriff|zuletzt\s+\w+|consultado|accès)\s*(?::|on|le|am|el|en)?\s*(?P<accessed>{_DATE})\s*[\])]?",
        r"[\[(]\s*(?:internet|online|en ligne|web ?page|website|electronic resource|en línea)\s*[\])]",
        r"\b(?:available|retrieved|disponible|verfügbar|erhältlich)\s+(?:from|at|on|sur|à|unter)\s*:?\s*(?=[\0.\s]*\Z|\0)",
        r"\b(?:published|publié|posted|erschienen)\s*:?\s*(?=[\0\1\d])",
        r"\be?ISBN(?:-1[03])?\s*:?\s*(?P<isbn>[\d-]{9,16}[\dX])",
    )
)
UPDATED = re.compile(rf"\b(?:updated|revised|modified|mis à jour|stand)\b[\s:]*{_DATE}\s*;?", re.IGNORECASE)
HELD = re.compile(rf"(?<=\0)[\s,]*{_MONTH}\s*\d{{1,2}}(?:\s*[-–]\s*(?:{_MONTH}\s*)?\d{{1,2}})?", re.IGNORECASE)
KINDS = {
    "thesis": r"(?:(?:doctoral|master(?:['’]?s)?|ph\.?\s?d\.?|m\.?\s?sc\.?|m\.?d\.?|m\.?a\.?"
    r"|bachelor(?:['’]?s)?|unpublished|inaugural|medical|medizinische|university)[\s-]*)*(?:dissertation|thesis|habilitation\w*"
    r"|doktorarbeit|diplomarbeit|masterarbeit|th[eè]se(?:\s+(?:de|d['’]|en|pour)\s?[\w'’ ]{1,40})?"
    r"|m[ée]moire(?:\s+(?:de|d['’])\s?[\w'’ ]{1,30})?|tesis\w*|tese)",
    "paper-conference": r"(?:(?:oral|conference|meeting|poster)\s+)?(?:abstract|poster(?:\s+(?:presentation|session))?"
    r"|communication(?:s)?(?:\s+(?:orale|affichée))?|presentation|vortrag|résumé)",
    "article": r"pre-?print",
    "report": r"(?:technical|research|annual)\s+report|guidelines?|leitlinie",
}
GENRE = re.compile(
    rf"(?:(?P<open>[\[(])|(?<=[.,;\0\1]\s))(?P<genre>{'|'.join(KINDS.values())})(?P<presented>\s+(?:presented|shown)\s+at:?)?"
    r"(?P<close>(?(open)(?:\s*[\])]|(?=,\s))|(?(presented)|(?=\s*[,.;]))))",
    re.IGNORECASE,
)
EDITION = re.compile(
    r"[(,]?\s*(?P<edition>(?:\d{1,2}\s?(?:st|nd|rd|th|d|e|è|ère|ème|er|\.)?|first|second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth|tenth|revised|rev\.|nouvelle|deuxième|troisième|neue|überarb\w*\.?)(?:\s+(?:rev(?:ised)?|überarb\w*)\.?)?)"
    r"[\s]*(?:edition\b|edn?\b|éd(?:ition)?\b|aufl(?:age)?\b)\.?\)?",
    re.IGNORECASE,
)
EDITED = re.compile(
    r",?\s*[(\[]?\s*\b(?:editors?|eds?|éds?|éditeurs?|[ée]ditrices?|hrsg|hg|herausgeber|dirs?|directeurs?|coords?|coordinateurs?)"
    r"\b\.?\s*[)\]]?[.,:;]*",
    re.IGNORECASE,
)
INSIDE = re.compile(r"(?:^|[.,;?!\0\])”»\"])\s*\b(?P<in>(?:In|Dans|in|dans)\s?:|In(?=\s+[A-Z]))\s*")
EXTENT = re.compile(r"(?<=[.,;:\0\s])(?P<page_count>\d{2,4})\s?(?:p|pp|pages|S|Seiten|ff)\b\.?(?!\w|\s*\d)")
PARTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[(,]?\s*\b(?:vol(?:ume)?|tome|band|bd)\b\.?\s*(?P<volume>\d{1,4}|[IVXLC]+\b)\)?",
        rf"[(,;]?\s*{PP}\s*(?P<fpage>{PAGE})(?:{TO}(?P<lpage>{PAGE}))?\)?",
        rf"(?<=[\d\0])\s*:\s*(?P<fpage>{PAGE})(?:{TO}(?P<lpage>{PAGE}))?",
        EXTENT.pattern,
        r"[(\[]?(?:\b(?:report|rapport|bericht|publication)\s+)?(?:\b(?:no|nr|number|num)\b\.?|\bn°)\s*:?\s*(?P<issue>[\w/-]*\d[\w./-]*)[)\]]?",
    )
)
_WORDS = r"[^.;:\0\1\[\]]"
PLACE = (
    r"(?:St\. )?[A-ZÀ-Þ][\w'’-]*(?:[ /-](?:[a-zà-ÿ]{2,3} )?[A-ZÀ-Þ(][\w'’)-]*){0,4}"
    r"(?:,\s*[A-Z][\w.]*(?: [A-Z][\w.]*)?)?"
)
IMPRINT = re.compile(
    rf"(?<=[.,;?!\0\])»”])\s*(?P<place>{PLACE})\s?:\s?(?P<publisher>[A-ZÀ-Þ]{_WORDS}{{1,80}}?)"
    rf"\s*(?=[;,]?\s*(?:\0|{YEAR})|[.;]\s*\0*|\Z)"
)
_HOUSES = r"""
    press presses verlag publish\w+ publications? books? éditions? editions? editeurs? universit\w+ facult\w+
    fakultät hochschule college school instituto? springer elsevier wiley blackwell masson flammarion thieme
    karger mcgraw saunders mosby lippincott churchill livingstone macmillan academic routledge kluwer humana
    lavoisier maloine doin
    vigot hachette gallimard dunod puf oup crc addison prentice hall north-holland birkhäuser oxford cambridge sage
    norton erlbaum freeman harcourt houghton penguin pergamon plenum raven schattauer urban hogrefe huber sons ltd inc
    gmbh
"""
PRESSES = re.compile(rf"\b(?:{'|'.join(_HOUSES.split())})\b", re.IGNORECASE)
EVENT = re.compile(
    r"\b(?:congress|congrès|kongress|congreso|conference|conférence|konferenz|meeting|symposium|workshop|journées?|tagung"
    r"|proceedings|actes|proc\b)",
    re.IGNORECASE,
)
