"""Page ranges: in full for comparing, elided for Vancouver."""

from __future__ import annotations

import re

__all__ = ["elide", "parse_pages"]

_PLAIN = re.compile(r"(\d+)(?:-(\d+))?", re.ASCII)
_DASH = re.compile("\\s*(?:[\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d-]|&[nm]dash;)+\\s*")
_LABEL = re.compile(
    r"^\W*(?i:pages?\b|págs?\b|pp\b|pg\b|p(?=\.)|art(?:icle)?\.?\s*(?:no|num|id)?\.?\s*:?\s+(?=\S*\d)|S\.\s)[\s.:]*"
)
_SMALL_P = re.compile(r"(?<![^\W_])pp?\.?\s*(?=\d)")
_COUNT = re.compile(r"\d+\s*(?:p|pp|pages?|S|páginas?|Seiten)\.?", re.IGNORECASE)
_THOUSANDS = re.compile(r"(\d{1,3}),(\d{3})-(\d{1,3}),(\d{3})")
_PAGE = re.compile(r"(?P<prefix>(?:[A-Za-z]|\d+[.]?(?=[A-Za-z]))*[A-Za-z.]*)(?P<digits>\d+)(?P<suffix>[A-Za-z*]{0,2})")
_ROMAN = re.compile(r"(?=[ivxlcdm])m*(?:c[dm]|d?c{0,3})(?:x[lc]|l?x{0,3})(?:i[xv]|v?i{0,3})", re.IGNORECASE)


def parse_pages(text: str) -> tuple[str, str]:
    """First and last page in full; an article number is a first page; what cannot be an elision stays as printed.

    >>> parse_pages("805–12"), parse_pages("D1178-83"), parse_pages("e36")
    (('805', '812'), ('D1178', 'D1183'), ('e36', ''))
    """
    if plain := _PLAIN.fullmatch(text):
        return plain[1], _filled(plain[1], plain[2]) if plain[2] else ""
    text = _LABEL.sub("", text.strip()).strip(" .,;:()[]")
    if not text or (_COUNT.fullmatch(text) and not text.isdigit()):
        return "", ""
    text = _THOUSANDS.sub(r"\1\2-\3\4", _SMALL_P.sub("", _DASH.sub("-", text)))
    # After a semicolon stand discussions and replies; after a comma the article goes on.
    parts = [part.strip() for part in text.split(";")[0].split(",")]
    ranges = [found for part in parts if (found := _range(part)) != ("", "")]
    if not ranges:
        return "", ""
    first, last = ranges[0]
    if len(ranges) > 1:
        end = ranges[-1][1] or ranges[-1][0]
        last = _filled(first, end)
    return first, last


def _range(text: str) -> tuple[str, str]:
    parts = [part.strip() for part in text.split("-") if part.strip()]
    if not parts or not any(_is_page(part) for part in parts):
        return "", ""
    if len(parts) == 1:
        return parts[0].split()[0], ""
    if len(parts) == 4 and parts[0] == parts[2]:
        return f"{parts[0]}-{parts[1]}", f"{parts[2]}-{parts[3]}"
    if len(parts) > 2 or not _is_page(parts[0].split()[-1]):
        return text, ""
    first, last = parts[0].split()[-1], parts[1].split()[0]
    return (first, _filled(first, last)) if _is_page(last) else (first, "")


def _is_page(text: str) -> bool:
    return any(char.isdigit() for char in text) or _ROMAN.fullmatch(text) is not None


def _filled(first: str, last: str) -> str:
    """The last page with what was elided, if that gives a later page than the first."""
    a, b = _PAGE.fullmatch(first), _PAGE.fullmatch(last)
    if a is None or b is None or b["prefix"] not in ("", a["prefix"]):
        return last
    missing = len(a["digits"]) - len(b["digits"])
    if missing < 0 and not b["prefix"] and a["prefix"]:
        return last
    digits = a["digits"][: max(missing, 0)] + b["digits"]
    suffix = b["suffix"] or a["suffix"] * (missing > 0)
    return a["prefix"] + digits + suffix if int(digits) > int(a["digits"]) else last


def elide(first: str, last: str) -> str:
    """A range as Vancouver prints it: what the last page shares with the first is left out (Citing Medicine, ch. 1).

    >>> elide("805", "812"), elide("S93", "S99"), elide("126A", "128A"), elide("e36", "")
    ('805-12', 'S93-9', '126A-128A', 'e36')
    """
    if not last or first == last:
        return first
    a, b = _PAGE.fullmatch(first), _PAGE.fullmatch(last)
    if a is None or b is None or a["prefix"] != b["prefix"] or a["suffix"] or b["suffix"]:
        return f"{first}-{last}"
    one, two = a["digits"], b["digits"]
    if len(one) != len(two) or int(two) <= int(one):
        return f"{first}-{last}"
    shared = next(i for i in range(len(one)) if one[i] != two[i])
    return f"{first}-{two[shared:]}"
