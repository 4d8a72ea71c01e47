"""Publication dates as sources and authors write them, in the languages they write them in."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from evidence.normalise.text import fold

__all__ = ["parse_date"]

# English, French, Spanish, German, Portuguese, Italian; folded.
_MONTHS = (
    "january janvier enero januar janner janeiro gennaio",
    "february fevrier febrero februar fevereiro febbraio",
    "march mars marzo marz maerz marco",
    "april avril abril aprile",
    "may mai mayo maio maggio",
    "june juin junio juni junho giugno",
    "july juillet julio juli julho luglio",
    "august aout agosto",
    "september septembre septiembre setiembre setembro settembre",
    "october octobre octubre oktober outubro ottobre",
    "november novembre noviembre novembro",
    "december decembre diciembre dezember dezembro dicembre",
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?=[a-z]?(?!\w))|(?<=[^\W\d])(1[5-9]\d\d|20\d\d)(?![\w])")
_ISO = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(\d\d)(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](1[5-9]\d\d|20\d\d)(?!\d)")
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})[/.](1[5-9]\d\d|20\d\d)(?!\d)")
_CJK = re.compile(r"[年月]\s*(?=\d)")
_DAY = re.compile(r"(?<![\d-])(\d{1,2})(?:er|st|nd|rd|th|[.ªº])?(?![\d\w])")


def parse_date(text: str) -> tuple[int | None, str]:
    """The year and the ISO date as far as it is certain ("2012", "2012-04", "2012-04-17"); of a span, its beginning.

    Two-digit years, and which of 03/04 is the month, are not guessed.

    >>> parse_date("2020 Dec-2021 Jan"), parse_date("25 décembre 2017"), parse_date("03/04/2017")
    ((2020, '2020-12'), (2017, '2017-12-25'), (2017, '2017'))
    """
    folded = _CJK.sub("-", fold(text)).rstrip("日")
    if hit := _ISO.search(folded) or _COMPACT.search(folded):
        month, day = (hit[3], hit[4]) if hit.re is _ISO else (hit[2], hit[3])
        return _iso(int(hit[1]), int(month), int(day or 0))
    if hit := _NUMERIC.search(folded):
        day, month = sorted((int(hit[1]), int(hit[2])), reverse=True)
        certain = day > 12 or day == month
        return _iso(int(hit[3]), month, day) if certain else _iso(int(hit[3]))
    if hit := _MONTH_YEAR.search(folded):
        return _iso(int(hit[2]), int(hit[1]))
    found = _YEAR.search(folded)
    if found is None:
        return None, ""
    year = int(found[1] or found[2])
    for hit in re.finditer(r"[a-z]+", folded):
        if month := _month(hit[0]):
            rest = f"{folded[: hit.start()]} {folded[hit.end() :]}"
            after = _DAY.match(folded[hit.end() :].lstrip(" .,"))
            before = _DAY.search(folded[: hit.start()])
            spans = re.match(r"\W*[-/&]|\s*(?:to|a|et|and|y|und|bis)\b", folded[hit.end() :])
            day_hit = None if spans and not before else (before or after)
            return _iso(year, month, int(day_hit[1]) if day_hit and rest else 0)
    return _iso(year)


@lru_cache(maxsize=1024)
def _month(word: str) -> int:
    """The month that a word of three letters or more begins, 0 if none or several ("jui")."""
    if len(word) < 3:
        return 0
    fits = [number for number, names in enumerate(_MONTHS, 1) if any(n.startswith(word) for n in names.split())]
    return fits[0] if len(fits) == 1 or word in {"sept"} else 0


def _iso(year: int, month: int = 0, day: int = 0) -> tuple[int, str]:
    if not 1 <= month <= 12:
        return year, str(year)
    try:
        return year, date(year, month, day).isoformat()
    except ValueError:
        return year, f"{year}-{month:02}"
