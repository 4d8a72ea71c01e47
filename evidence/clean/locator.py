"""Where in its journal an entry says that a paper stands: volume, issue, pages; and its year."""

from __future__ import annotations

import re

from evidence.clean.scan import PAGE, TO, UNREAD, YEAR, Scan

__all__ = ["PP", "find_place", "take_year"]

_VOLUME = (
    r"\d{1,4}(?:(?<=\d\d)[A-Z](?=[\s(:,])|\s?[–/-]\s?\d{1,4}(?=\s*[:(,]))?(?:\s?\(?(?:Suppl?\.?|Pt)\s?\d{0,3}\)?)?"
)
_ISSUE = r"[^()\d]{0,12}\d{0,5}(?:\s?[-–/]\s?\d{1,5})?[^()]{0,14}?"
PP = r"(?:\b(?:pages?|p[áa]gs?|pp?|S|Seiten?)\b\.?|\b(?-i:p)(?=\d))"
_NO = r"(?:n[°ºo]|n[úu]m|nr|issue|heft|fasc)\.?"
_HEAD = r"(?<![\w(–-])"
_LABELLED = re.compile(
    rf"\b(?:vol(?:ume)?|tome|t|band|bd)\b\.?\s*(?P<volume>{_VOLUME}|[IVXLC]+\b)(?:\s*\((?P<issue2>{_ISSUE})\))?[\s,;]*(?:{_NO}\s*(?P<issue>[\w–-]+))?"
    rf"[\s,;:]*(?:{PP}\s*)?(?P<fpage>{PAGE})?(?:{TO}(?P<lpage>{PAGE}))?",
    re.IGNORECASE,
)
_PLACES = (
    _LABELLED,
    *(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{_HEAD}(?P<volume>{_VOLUME})\s?\((?P<issue>(?!{YEAR}\))(?:{_ISSUE}))\)\s*[:,;.]?\s*(?:{PP}\s*)?(?P<fpage>{PAGE})\b(?:{TO}(?P<lpage>{PAGE})\b)?",
            rf"{_HEAD}(?P<volume>{_VOLUME})\s*\((?P<year>{YEAR})\)\s*[:,]?\s*(?:{PP}\s*)?(?P<fpage>{PAGE})\b(?:{TO}(?P<lpage>{PAGE})\b)?",
            rf"{_HEAD}(?P<volume>{_VOLUME})\s*[:,;]\s*(?:{PP}\s*)?(?P<fpage>{PAGE})\b{TO}(?P<lpage>{PAGE})\b",
            rf"{_HEAD}(?P<volume>{_VOLUME})\s+(?:{PP}\s*)?(?P<fpage>{PAGE})\b{TO}(?P<lpage>{PAGE})\b",
            rf"{_HEAD}(?P<volume>{_VOLUME})\s*:\s*(?:{PP}\s*)?(?P<fpage>{PAGE})\b",
            rf"{_HEAD}(?P<volume>{_VOLUME})\s*,\s*(?:{PP}\s*)?(?P<fpage>{PAGE})\b(?=\s*[.;(]|\s*$|\.?\s*doi)",
            rf"{_HEAD}(?P<volume>{_VOLUME})\s+(?P<fpage>[A-Za-z]?\d+)\b(?=\s*\.?\s*$)",
            rf"{PP}\s*(?P<fpage>{PAGE})\b(?:{TO}(?P<lpage>{PAGE})\b)?",
        )
    ),
)
_YEARS = re.compile(
    rf"(?P<open>\((?:\w+\.? )?)?(?<![\d–:-])(?P<year>{YEAR})[a-z]?(?![\d–-])(?P<close>(?(open)[^()]{{0,24}}\)))"
)
_TWO = re.compile(r"(\d+)\s?[–/-]\s?(\d+)")
_MONTHS = (
    r"(?:jan(?:uary|vier|uar)?|feb(?:ruary|ruar)?|f[ée]v(?:rier)?|mar(?:ch|s)?|märz?|apr(?:il)?|avr(?:il)?|may|mai|june?|juin|juni"
    r"|july?|juil(?:let)?|juli|aug(?:ust)?|ao[ûu]t|sep(?:t(?:ember|embre)?)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?"
    r"|de[cz](?:ember)?|d[ée]c(?:embre)?)\b\.?"
)
_MONTH_AFTER = re.compile(rf"[a-z]?[\s,]+(?P<date>{_MONTHS}(?:\s\d{{1,2}})?)(?=\s*[;.,)\]:]|$)", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"(?<=[\s(])(?P<date>(?:\d{{1,2}}\.?\s)?{_MONTHS})[\s,]+$", re.IGNORECASE)
_BRACKETED = re.compile(rf"\({YEAR}")
_OF_YEAR = re.compile(rf"{YEAR}\s*[;,:]?\s*$")
_BETWEEN = re.compile(r"[\s.,;:()\0]*(?:[^\W\d_]{3,9}\.?[\s,;]*)?(?:\d{1,2}[\s,;]*)?")


def find_place(text: str, body: int) -> re.Match[str] | None:
    """Volume, issue and pages (groups `volume`, `issue`, `fpage`, `lpage`) in an entry from `body` on."""
    for pattern in _PLACES:
        found, hit = None, pattern.search(text, body)
        while hit:
            sure = _is_place(hit)
            found = hit if sure else found
            hit = pattern.search(text, hit.end() if sure else hit.start() + 1)
        if found:
            return found
    return None


def _is_place(hit: re.Match[str]) -> bool:
    """A volume that looks like a year is one only beside another: "2013;2013:127589"; two volumes follow each other."""
    volume = hit.groupdict().get("volume") or ""
    if double := _TWO.match(volume):
        return 0 <= int(double[2]) - int(double[1]) < 3
    if hit.re is _LABELLED or not re.fullmatch(YEAR, volume):
        return True
    before = hit.string[: hit.start()]
    return bool(_OF_YEAR.search(before)) or bool(_BRACKETED.search(before))


def take_year(scan: Scan, authors_end: int, place: tuple[int, int] | None) -> tuple[int, int] | None:
    """Note the year of publication, the one beside the volume or the authors if there are several; where it stands."""
    hits = list(_YEARS.finditer(scan.text))
    if scan.has("year"):
        hits = [hit for hit in hits if hit.start() - authors_end < 4]
    if not hits:
        return None

    def rank(hit: re.Match[str]) -> int:
        if hit["open"] and hit.start() - authors_end < 4:
            return 4
        if place and 0 <= place[0] - hit.end() < 20 and _BETWEEN.fullmatch(scan.text, hit.end(), place[0]):
            return 3
        if hit.start() - authors_end < 4 or (place and 0 <= hit.start() - place[1] < 4):
            return 2
        return int(bool(hit["open"]))

    best = max(reversed(hits), key=rank)
    if not scan.has("year"):
        scan.take("year", *best.span("year"))
    text = scan.reading.text
    month = _MONTH_AFTER.match(text, best.end("year")) or _MONTH_BEFORE.search(text, 0, best.start("year"))
    if month:
        scan.take("date", *month.span("date"))
    scan.blank(*best.span(), UNREAD)
    scan.blank(*best.span("year"))
    if month:
        scan.blank(*month.span())
    return best.span()
