"""Where in its journal an entry says that a paper stands: volume, issue, pages; and its year."""

from __future__ import annotations

import re

from evidence.clean.scan import UNREAD, YEAR, Scan
from evidence.clean.wording import phrase, phrases

__all__ = ["find_place", "take_year"]

_TWO = re.compile(r"(\d+)\s?[–/-]\s?(\d+)")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_BRACKETED = re.compile(rf"\({YEAR}")
_HEADED = re.compile(rf"[\s,]*\(?{YEAR}[a-z]?[).,:]")  # right after the authors


def find_place(text: str, body: int) -> re.Match[str] | None:
    """Volume, issue, pages and year, each a group, in an entry from `body` on, where the authors end.

    What stands in square brackets may be the place of the paper that this one is on.
    """
    outside = _BRACKETS.sub(lambda hit: " " * len(hit[0]), text)
    places = (_last(pattern, searched, body) for searched in (outside, text) for pattern in phrases("place"))
    return next(filter(None, places), None)


def _last(pattern: re.Pattern[str], text: str, body: int) -> re.Match[str] | None:
    """The last hit of a pattern that is a place."""
    found, hit = None, pattern.search(text, body)
    while hit:
        sure = _is_place(hit, body)
        found = hit if sure else found
        hit = pattern.search(text, hit.end() if sure else hit.start() + 1)
    return found


def _is_place(hit: re.Match[str], body: int) -> bool:
    """A volume that looks like a year is one only beside another: "2013;2013:127589"; two volumes follow each other."""
    if hit.groupdict().get("year"):
        return True
    volume = hit.groupdict().get("volume") or ""
    if double := _TWO.match(volume):
        return 0 <= int(double[2]) - int(double[1]) < 3
    if hit.re is phrases("place")[0] or not re.fullmatch(YEAR, volume):
        return True
    before = hit.string[: hit.start()]
    return any((phrase("year_last").search(before), _BRACKETED.search(before), _HEADED.match(hit.string, body)))


def take_year(scan: Scan, authors_end: int, place: tuple[int, int] | None) -> tuple[int, int] | None:
    """Note the year of publication, the one beside the volume or the authors if there are several; where it stands."""
    hits = list(phrase("years").finditer(scan.text))
    if told := next((f.value for f in scan.fields if f.field == "year"), ""):
        hits = [hit for hit in hits if hit.start() - authors_end < 4 and _HEADED.match(scan.text, authors_end)]
    if not hits:
        return None

    def rank(hit: re.Match[str]) -> int:
        if hit.start() - authors_end < 4 and (hit["open"] or _HEADED.match(scan.text, authors_end)):
            return 2
        beside = place and (0 <= place[0] - hit.end() < 20 or 0 <= hit.start() - place[1] < 4)
        return int(bool(beside or hit["open"] or hit.start() - authors_end < 4))

    best = max(reversed(hits), key=rank)
    if not told:
        scan.take("year", *best.span("year"))
    text = scan.reading.text
    month = phrase("follows_year").match(text, best.end("year")) or phrase("before_year").search(
        text, 0, best.start("year")
    )
    if month:
        scan.take("date", *month.span("date"))
    scan.blank(*best.span(), UNREAD)
    if told in ("", best["year"]):  # else an entry gives two years, and one stays unread
        scan.blank(*best.span("year"))
    if month:
        scan.blank(*month.span())
    return best.span()
