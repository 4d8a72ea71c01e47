"""Where in its journal an entry says that a paper stands: volume, issue, pages; and its year."""

from __future__ import annotations

import re

from evidence.clean.scan import PAGE, TO, UNREAD, YEAR, Scan
from evidence.clean.wording import source

__all__ = ["find_place", "take_year"]

_MONTH = source("month")
_AFTER = rf"{_MONTH}(?:\s\d{{1,2}}(?!\d))?"
_BEFORE = rf"(?:\d{{1,2}}\.?\s)?{_MONTH}"
_PART = r"(?:Suppl?(?:ement)?|Pt)\b\.?(?:\s?S?\d{1,3}|\s[A-C]\b)?"
_VOLUME = rf"\d{{1,4}}(?:(?<=\d\d)[A-Z](?=[\s(:,])|\s?[–/-]\s?\d{{1,4}}(?=\s*[:(,]))?(?:\s?{_PART})?"
_ISSUE = r"[^()\d]{0,12}\d{0,5}(?:\s?[-–/]\s?\d{1,5})?[^()]{0,14}?"
_PP = source("pp")
_NO = source("no")
_HEAD = r"(?<![\w(–-])"
_V = rf"{_HEAD}(?P<volume>{_VOLUME})"
_I = rf"\s?\((?P<issue>(?!{YEAR}\))(?:{_ISSUE}))\)"
_STRICT = rf"[\w/–―-]*\d[\w/–―-]*(?:,?\s{_PART})?|{_PART}"
_NUMBER = rf"(?P<issue>{_STRICT}|(?<=[.°º]\s)[A-Za-z]{{4,}}(?:\s[a-z]{{4,}})?)"
_P = rf"(?:{_PP}\s*)?(?P<fpage>{PAGE})\b"
_RANGE = rf"{TO}(?P<lpage>{PAGE})\b"
_DATE = rf"(?:(?P<date>{_BEFORE})[\s,]+)?(?P<year>{YEAR})[a-z]?(?![\d–-])"
_BRACKET = rf"\(\s*{_DATE}\s*\)"
_DATED = rf"(?:[\s,]*{_BRACKET})?"  # of "405, 228 (2000)"
_LABELLED = (
    rf"\b(?:vol(?:ume)?|tome|t|band|bd)\b\.?\s*(?P<volume>{_VOLUME}|[IVXLC]+\b)"
    rf"(?:{_I.replace('issue', 'issue2')})?[\s,;]*(?:{_NO}\s*{_NUMBER})?"
    rf"[\s,;:]*(?:\(?\s*{_DATE}\s*\)?[\s,;:]*)?"
    rf"(?:{_PP}\s*)?(?P<fpage>{PAGE})?(?:{TO}(?P<lpage>{PAGE}))?"
    rf"(?:[\s,(]+{_DATE.replace('date>', 'date2>').replace('year>', 'year2>')}\)?)?"
)
# What stands first is the surer form: with its labels, then with its year, then by its marks alone.
_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _LABELLED,
        rf"(?<![\w(–-])(?P<year>{YEAR})[a-z]?(?:[\s,]+(?P<date>{_AFTER}))?\s*;\s*(?P<volume>{_VOLUME})"
        rf"(?:\s?\((?P<issue>{_ISSUE})\))?\s*[:,]\s*{_P}(?:{_RANGE})?",
        rf"{_V}(?:\.{_NUMBER}|,\s*{_NO}\s*{_NUMBER.replace('issue', 'issue2')}|{_I.replace('issue', 'issue3')})"
        rf"\s*{_BRACKET}\s*[:,]?\s*{_P}(?:{_RANGE})?",
        rf"{_V}{_I}(?:\s*[:,;.]\s*|\s+){_P}(?:{_RANGE})?{_DATED}",
        rf"{_V}\s*{_BRACKET}\s*[:,]?\s*{_P}(?:{_RANGE})?",
        rf"{_V},\s*{_NO}\s*{_NUMBER}[\s,:;]*{_P}(?:{_RANGE})?{_DATED}",
        rf"{_V}\s*[:,;]\s*{_P}{_RANGE}{_DATED}",
        rf"{_V}\s+{_P}{_RANGE}{_DATED}",
        rf"{_V}\s*:\s*{_P}{_DATED}",
        rf"{_V}\s*,\s*{_P}(?=\s*[.;(]|\s*$|\.?\s*doi){_DATED}",
        rf"{_V}\s+(?P<fpage>[A-Za-z]{{0,4}}\d+)\b(?=\s*\.?\s*$)",
        rf"{_P}(?:{_RANGE})?".replace(rf"(?:{_PP}\s*)?", rf"{_PP}\s*", 1),
    )
)
_YEARS = re.compile(
    rf"(?P<open>\((?:\w+\.? )?)?(?<![\d–:-])(?P<year>{YEAR})[a-z]?(?![\d–-])(?P<close>(?(open)[^()]{{0,24}}\)))"
)
_TWO = re.compile(r"(\d+)\s?[–/-]\s?(\d+)")
_MONTH_AFTER = re.compile(rf"[a-z]?[\s,]+(?P<date>{_AFTER})(?=\s*[;.,)\]:]|$)", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"(?<=[\s(])(?P<date>{_BEFORE})[\s,]+$", re.IGNORECASE)
_BRACKETED = re.compile(rf"\({YEAR}")
_OF_YEAR = re.compile(rf"{YEAR}[a-z]?(?:[\s,]+{_AFTER})?\s*[;,:]?\s*$", re.IGNORECASE)
_HEADED = re.compile(rf"[\s,]*\(?{YEAR}[a-z]?[).,:]")  # right after the authors
_BETWEEN = re.compile(r"[\s.,;:()\0]*(?:[^\W\d_]{3,9}\.?[\s,;]*)?(?:\d{1,2}[\s,;]*)?")


def find_place(text: str, body: int) -> re.Match[str] | None:
    """Volume, issue, pages and year, each a group, in an entry from `body` on, where the authors end."""
    for pattern in _PLACES:
        found, hit = None, pattern.search(text, body)
        while hit:
            sure = _is_place(hit, body)
            found = hit if sure else found
            hit = pattern.search(text, hit.end() if sure else hit.start() + 1)
        if found:
            return found
    return None


def _is_place(hit: re.Match[str], body: int) -> bool:
    """A volume that looks like a year is one only beside another: "2013;2013:127589"; two volumes follow each other."""
    if hit.groupdict().get("year"):
        return True
    volume = hit.groupdict().get("volume") or ""
    if double := _TWO.match(volume):
        return 0 <= int(double[2]) - int(double[1]) < 3
    if hit.re is _PLACES[0] or not re.fullmatch(YEAR, volume):
        return True
    before = hit.string[: hit.start()]
    return any((_OF_YEAR.search(before), _BRACKETED.search(before), _HEADED.match(hit.string, body)))


def take_year(scan: Scan, authors_end: int, place: tuple[int, int] | None) -> tuple[int, int] | None:
    """Note the year of publication, the one beside the volume or the authors if there are several; where it stands."""
    hits = list(_YEARS.finditer(scan.text))
    if told := next((f.value for f in scan.fields if f.field == "year"), ""):
        hits = [hit for hit in hits if hit.start() - authors_end < 4 and _HEADED.match(scan.text, authors_end)]
    if not hits:
        return None

    def rank(hit: re.Match[str]) -> int:
        if hit.start() - authors_end < 4 and (hit["open"] or _HEADED.match(scan.text, authors_end)):
            return 4
        if place and 0 <= place[0] - hit.end() < 20 and _BETWEEN.fullmatch(scan.text, hit.end(), place[0]):
            return 3
        if hit.start() - authors_end < 4 or (place and 0 <= hit.start() - place[1] < 4):
            return 2
        return int(bool(hit["open"]))

    best = max(reversed(hits), key=rank)
    if not told:
        scan.take("year", *best.span("year"))
    text = scan.reading.text
    month = _MONTH_AFTER.match(text, best.end("year")) or _MONTH_BEFORE.search(text, 0, best.start("year"))
    if month:
        scan.take("date", *month.span("date"))
    scan.blank(*best.span(), UNREAD)
    if told in ("", best["year"]):  # else an entry gives two years, and one stays unread
        scan.blank(*best.span("year"))
    if month:
        scan.blank(*month.span())
    return best.span()
