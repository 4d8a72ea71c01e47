"""What an entry says, field by field, each with its place in the raw text; nothing is added."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evidence.clean.authors import AuthorBlock, author_block
from evidence.clean.reading import SMALL, Reading
from evidence.model import ParsedField
from evidence.normalise import identifiers, journals

__all__ = ["parse"]

_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_PAGE = r"(?:[A-Za-z]{0,4}\d{1,7}[A-Za-z]?\d{0,3})"
_VOLUME = r"\d{1,4}(?:\s?(?:Suppl?\.?|Pt)\s?\d{0,3})?"
_ISSUE = r"[^()\d]{0,12}\d{0,5}(?:\s?[-–/]\s?\d{1,5})?[^()]{0,10}?"
_TO = r"\s*(?:[-\u2010-\u2015\u2212?]{1,2}|\bà\b|\bto\b|\bbis\b|\ba\b)\s*"
_PP = r"(?:\b(?:pages?|p[áa]gs?|pp?|S|Seiten?)\b\.?|\bp(?=\d))"
_NO = r"(?:n[°ºo]|n[úu]m|nr|issue|heft|fasc)\.?"
_LOCATORS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:vol(?:ume)?|tome|t|band|bd)\b\.?\s*(?P<volume>{_VOLUME}|[IVXLC]+\b)(?:\s*\((?P<issue2>{_ISSUE})\))?[\s,;]*(?:{_NO}\s*(?P<issue>[\w–-]+))?"
        rf"[\s,;:]*(?:{_PP}\s*)?(?P<fpage>{_PAGE})?(?:{_TO}(?P<lpage>{_PAGE}))?",
        rf"(?<![\w(–-])(?P<volume>{_VOLUME})\s?\((?P<issue>(?!{_YEAR}\))(?:{_ISSUE}))\)\s*[:,;.]?\s*(?:{_PP}\s*)?(?P<fpage>{_PAGE})\b(?:{_TO}(?P<lpage>{_PAGE})\b)?",
        rf"(?<![\w(–-])(?P<volume>{_VOLUME})\s*\((?P<year>{_YEAR})\)\s*[:,]?\s*(?:{_PP}\s*)?(?P<fpage>{_PAGE})\b(?:{_TO}(?P<lpage>{_PAGE})\b)?",
        rf"(?<![\w(–-])(?P<volume>{_VOLUME})\s*[:,;]\s*(?:{_PP}\s*)?(?P<fpage>{_PAGE})\b{_TO}(?P<lpage>{_PAGE})\b",
        rf"(?<![\w(–-])(?P<volume>{_VOLUME})\s+(?:{_PP}\s*)?(?P<fpage>{_PAGE})\b{_TO}(?P<lpage>{_PAGE})\b",
        rf"(?<![\w(–-])(?P<volume>{_VOLUME})\s*:\s*(?:{_PP}\s*)?(?P<fpage>{_PAGE})\b",
        rf"(?<![\w(–-])(?P<volume>{_VOLUME})\s*,\s*(?:{_PP}\s*)?(?P<fpage>{_PAGE})\b(?=\s*[.;(]|\s*$|\.?\s*doi)",
        rf"(?<![\w(–-])(?P<volume>{_VOLUME})\s+(?P<fpage>[A-Za-z]?\d+)\b(?=\s*\.?\s*$)",
        rf"{_PP}\s*(?P<fpage>{_PAGE})\b(?:{_TO}(?P<lpage>{_PAGE})\b)?",
    )
)
_YEARS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\((?:\w+\.? )?(?P<year>{_YEAR})[a-z]?(?:[,/]?\s?\w+){{0,2}}\)",
        rf"(?<![\d–:-])(?P<year>{_YEAR})[a-z]?(?![\d–-])",
    )
)
_BROKEN_DOI = re.compile(r"10\.\d{4,9}/\S{0,12}\s[a-z][\w./()-]*\d[\w./()-]*")
_DOI_LEAD = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi\s*[:.]?\s*)+$", re.IGNORECASE)
_NOISE = re.compile(
    r"https?://\S+|\bE-?pub\b[^;]*?(?=\.\s|;|$)|\[(?:Epub|Article in|in \w+)[^\]]*\]|PubMed Central\s*(?:PMCID)?:?"
    r"|\bPMC(?:ID)?\b:?"
    r"|\b(?:available (?:from|at)|accessed|consulté|cited|abgerufen|disponible)\b.*$|ISSN\s*[\d-]+X?",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:publi\w*|paru\w*|ver[öo]ffentlicht|published|erschienen|aparecid\w+)\s+(?:dans|in|en|im)\s+"
    r"(?:(?:le|la|les|the|der|die|das|dem|el)\s+(?=[A-ZÉ])|l['’])?(?P<journal>.+?)(?=,?\s+(?:(?:en|in|im|au|de)\s+)?(?:\w+\s+)?(?:de\s+)?"
    rf"{_YEAR}|\s*[,.)]?\s*$)",
    re.IGNORECASE,
)
_IN = re.compile(r"[.,]?\s+\b(?:In|Dans|En)\s*:\s*")
_QUOTED = re.compile(r"[«“„]\s*(?P<title>[^«»“”„]{8,}?)\s*[»”“]|\"(?P<title2>[^\"]{8,})\"")
_BREAK = re.compile(
    r"(?<=[\w)\]’”»'*+%®™-])[.?!]\s*[.\-–—]?\s+(?=\S)|(?<=\.)\s+(?=[A-Z])|\s*,\s+(?=[A-ZÉ])|\s+[–—-]\s+"
)
_MONTH = re.compile(
    r"[\s,;(]*\b(?:jan|feb|fév|fev|mar|mär|apr|avr|abr|may|mai|mayo|jun|juin|jul|juil|aug|aoû|aou|ago|sep|oct|okt|nov|dec|déc|dez|ener|dici|ene|dic)\w*\.?"
    r"(?:\s+de)?[\s,;)]*$",
    re.IGNORECASE,
)
_SURE_OF_JOURNAL = 0.82
_LEAD_IN = re.compile(
    r"(?:voir|see|siehe|cf\.?|vgl\.?|v[ée]ase|selon|nach|d['’]apr[èe]s)\s+(?:(?:aussi|also|auch|dazu|e\.g\.)\s+)?",
    re.IGNORECASE,
)
_TRIM = " \t.,;:()–—-«»“”\"'/"


@dataclass(slots=True)
class _Scan:
    reading: Reading
    text: str
    fields: list[ParsedField] = field(default_factory=list)

    def take(self, name: str, start: int, end: int) -> None:
        """Note a field, without the punctuation around it."""
        text = self.reading.text
        while start < end and text[start] in _TRIM and not (name == "title" and text[start] in "("):
            start += 1
        while end > start and text[end - 1] in _TRIM and not (text[end - 1] == ")" and "(" in text[start : end - 1]):
            end -= 1
        if start < end:
            self.fields.append(
                ParsedField(name, text[start:end], self.reading.offsets[start], self.reading.offsets[end])
            )

    def blank(self, start: int, end: int) -> None:
        """Read no further in a stretch that is understood."""
        self.text = self.text[:start] + "\0" * (end - start) + self.text[end:]


def parse(reading: Reading) -> tuple[ParsedField, ...]:
    """Read identifiers, place, year, authors, title and journal off an entry, in the order of the text."""
    scan = _Scan(reading, reading.text)
    _identifiers(scan)
    if hit := _PUBLISHED.search(scan.text):
        scan.take("journal", hit.start("journal"), hit.end("journal"))
        scan.blank(hit.start(), hit.end("journal"))
    start = len(scan.text) - len(scan.text.lstrip(" \t([.•*-—–"))
    if lead := _LEAD_IN.match(scan.text, start):
        start = lead.end()
    block = author_block(scan.text, start)
    if len(block.families) == 1 and not block.et_al and _is_journal(block.families[0][0]):
        block = AuthorBlock((), start)
    for _, begin, end in block.families:
        scan.take("authors", begin, end)
    for begin, end in block.initials:
        scan.take("initials", begin, end)
    body = max(block.end, start)
    place = _locator(scan, body)
    year = _year(scan, block, place)
    _title_and_journal(scan, body, place, year, bool(block.families))
    return tuple(sorted(scan.fields, key=lambda f: (f.start, f.end, f.field)))


def _identifiers(scan: _Scan) -> None:
    if hit := _BROKEN_DOI.search(scan.text):
        broken = not scan.text[hit.end() :].strip(" .")
        if broken:
            scan.take("doi", hit.start(), hit.end())
            _blank_lead(scan, hit.start(), hit.end())
    if (found := identifiers.doi(scan.text)) and (at := scan.text.find(found)) >= 0:
        scan.take("doi", at, at + len(found))
        _blank_lead(scan, at, at + len(found))
    for hit in re.finditer(r"\bPMC\s?(\d{3,10})\b", scan.text):
        scan.take("pmcid", hit.start(), hit.end())
        scan.blank(hit.start(), hit.end())
    if hit := re.search(r"\b(?:PMID|PubMed(?:\s*ID|\s*PMID)?)\s*[:=]?\s*([1-9]\d{0,8})\b", scan.text, re.IGNORECASE):
        scan.take("pmid", *hit.span(1))
        scan.blank(*hit.span())
    for hit in _NOISE.finditer(scan.text):
        scan.blank(*hit.span())


def _blank_lead(scan: _Scan, start: int, end: int) -> None:
    lead = _DOI_LEAD.search(scan.text, 0, start)
    scan.blank(lead.start() if lead else start, end)


def _locator(scan: _Scan, body: int) -> tuple[int, int] | None:
    for pattern in _LOCATORS:
        hits = [h for h in pattern.finditer(scan.text, body) if _is_place(h)]
        if not hits:
            continue
        hit = hits[-1]
        for name, value in hit.groupdict().items():
            if value:
                scan.take(name.rstrip("2"), *hit.span(name))
        start, end = hit.span()
        scan.blank(start, end)
        return start, end
    return None


def _is_place(hit: re.Match[str]) -> bool:
    volume = hit.groupdict().get("volume") or ""
    return not re.fullmatch(r"(?:19|20)\d\d", volume) or hit.re is _LOCATORS[0]


def _year(scan: _Scan, block: AuthorBlock, place: tuple[int, int] | None) -> tuple[int, int] | None:
    if any(f.field == "year" for f in scan.fields):
        return None
    for pattern in _YEARS:
        hits = list(pattern.finditer(scan.text))
        if not hits:
            continue
        near = [h for h in hits if (place and -14 < h.end() - place[0] <= 1) or h.start() - block.end < 4]
        hit = (near or hits[-1:])[0]
        scan.take("year", *hit.span("year"))
        scan.blank(*hit.span())
        return hit.span()
    return None


def _title_and_journal(
    scan: _Scan, body: int, place: tuple[int, int] | None, year: tuple[int, int] | None, authored: bool
) -> None:
    text = scan.text
    end = place[0] if place else len(text)
    if year and body + 4 < year[0] < end and (place is None or year[0] > body + 12):
        end = year[0]
    while body < end and text[body] in "\0 .,;:–—-)":
        body += 1
    stretch = text[body:end].rstrip("\0 .,;:(–—-")
    if cut := _MONTH.search(stretch):
        stretch = stretch[: cut.start()]
    known = any(f.field == "journal" for f in scan.fields)
    if quoted := _QUOTED.search(text, body, end):
        name = "title" if quoted["title"] else "title2"
        scan.take("title", *quoted.span(name))
        if not known:
            scan.take("journal", *_after_in(text, quoted.end(), body + len(stretch)))
        return
    stretch = stretch.rstrip("\0 .,;:(–—-")
    if not stretch:
        return
    if inside := _IN.search(stretch):
        scan.take("title", body, body + inside.start())
        tail = stretch[inside.end() :]
        stop = re.search(r"[.,;\0]\s", tail)
        scan.take("journal", body + inside.end(), body + inside.end() + (stop.start() if stop else len(tail)))
        return
    if known:
        return
    if place is None and not authored and year and stretch.count(" ") < 12 and len(stretch) < 200:
        near = journals.authority().suggest(stretch, limit=1)
        if near and near[0].score >= _SURE_OF_JOURNAL:
            scan.take("journal", body, body + len(stretch))
            return
    cut_at = _journal_start(stretch, place is not None, authored)
    if cut_at is None:
        scan.take("title", body, body + len(stretch))
        return
    ends, begins = cut_at
    if ends:
        scan.take("title", body, body + ends)
    scan.take("journal", body + begins, body + len(stretch))


def _after_in(text: str, start: int, end: int) -> tuple[int, int]:
    lead = re.compile(r"[\s.,;:\0]*(?:In|Dans|En)?\s*:?\s*").match(text, start)
    return (lead.end() if lead else start), max(end, start)


def _journal_start(stretch: str, placed: bool, authored: bool) -> tuple[int, int] | None:
    """Where the title ends and where the journal begins; (0, 0) if all is journal, None if none is."""
    authority = journals.authority()
    breaks = [(hit.start(), hit.end()) for hit in _BREAK.finditer(stretch)]
    if len(stretch) < 120 and authority.find(stretch) is not None:
        return 0, 0
    for start, end in breaks:
        if len(stretch) - end < 160 and authority.find(stretch[end:]) is not None:
            return start, end
    for start, end in breaks:
        tail = stretch[end:]
        sentence = stretch[start:end].strip()[:1] != "," or not any(b[1] > end for b in breaks)
        if sentence and len(tail) < 120 and _looks_like_journal(tail):
            return start, end
    if not placed or not breaks:
        return None
    return breaks[-1]


def _is_journal(name: str) -> bool:
    return " " in name and journals.authority().find(name) is not None


def _looks_like_journal(tail: str) -> bool:
    """Whether all words are capitalised, abbreviated or connect: no sentence of a title reads so."""
    found = re.findall(r"[^\W\d_]+", tail)
    return bool(found) and all(word[0].isupper() or word.lower() in SMALL for word in found)
