"""Dates as PubMed XML writes them: Year/Month/Day, seasons, and MedlineDate ("2020 Dec-2021 Jan")."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from evidence.normalise.dates import parse_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def publication_date(element: Element) -> tuple[int | None, str, str]:
    """(year, ISO date as far as known, text as MEDLINE prints it) of a PubDate."""
    medline = element.findtext("MedlineDate")
    if medline:
        year, date = parse_date(medline)
        return year, date, medline
    parts = [element.findtext(tag) or "" for tag in ("Year", "Season", "Month", "Day")]
    date = iso_date(element)
    return int(date[:4]) if date else None, date, " ".join(part for part in parts if part)


def iso_date(element: Element) -> str:
    """ISO date of Year, Month, Day children, cut where one is missing or is no number; '' without a year."""
    year = (element.findtext("Year") or "").strip()
    if not (len(year) == 4 and year.isascii() and year.isdigit()):
        return ""
    month = _month((element.findtext("Month") or "").strip())
    if not month:
        return year
    day = (element.findtext("Day") or "").strip()
    if not (day.isascii() and day.isdigit() and 1 <= int(day) <= 31):
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{int(day):02}"


def _month(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else 0
    return _MONTHS.index(text[:3].lower()) + 1 if text[:3].lower() in _MONTHS else 0
