"""One form for text that is written in many: accents, ligatures, dashes, quotes, case, markup."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

__all__ = ["LOWERED", "RAISED", "RAISED_DIGITS", "fold", "strip_markup", "words"]

RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
RAISED = str.maketrans("0123456789", RAISED_DIGITS)
LOWERED = str.maketrans(f"{RAISED_DIGITS}⁻", "0123456789–")

_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_SINGLE = "\u2018\u2019\u201a\u201b\u2032\u2035\u00b4\u0060\u02b9\u02bb\u02bc\u02be\u02bf\u2039\u203a\uff07"
_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
_SIGNS = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"'))
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")

_GREEK_NAMES = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi
    chi psi omega
"""
_GREEK = dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", _GREEK_NAMES.split(), strict=True))
_LONE_GREEK = re.compile(r"(?<![\u0370-\u03ff])[α-ω](?![\u0370-\u03ff])")
_POSSESSIVE = re.compile(r"(?<=\w)'(?=s\b)")
_WORD = re.compile(r"[^\W_]+")

_INLINE = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|inf|sc|scp|span|italic|bold|underline|small|tt|font|a|xref|jats:[\w-]+|mml:[\w-]+)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"</?(?:p|br|div|title|li|ul|ol|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents, ligatures or typographic signs, for comparing; other scripts keep their letters.

    >>> fold("Annales de Dermatologie\u00a0– Vénéréologie, l’Œuvre")
    "annales de dermatologie - venereologie, l'oeuvre"
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", text.translate(_SIGNS))
        # Decomposed twice, since case folding makes new accented letters (İ) and decomposing makes new capitals (℡).
        for _ in range(2):
            text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", text)).translate(_SIGNS).translate(_LETTERS)
    return " ".join(text.lower().split())


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text: letters and digits only, a lone Greek letter by its name.

    >>> words("OsPht1;8 and TNF-α in Crohn’s disease")
    ('ospht1', '8', 'and', 'tnf', 'alpha', 'in', 'crohns', 'disease')
    """
    folded = fold(text)
    if not folded.isascii():
        folded = _LONE_GREEK.sub(lambda hit: _GREEK[hit[0]], folded)
    if "'" in folded:
        folded = _POSSESSIVE.sub("", folded)
    return tuple(_WORD.findall(folded))


def strip_markup(text: str) -> str:
    """Text without HTML or JATS tags and entities; a bare `<` ("p < 0.05") is text and stays.

    >>> strip_markup("CD4<sup>+</sup> cells in <i>Mus</i> (p &lt; 0.05)")
    'CD4+ cells in Mus (p < 0.05)'
    """
    text = html.unescape(text) if "&" in text else text
    if "<" in text:
        text = _BLOCK.sub(" ", _INLINE.sub("", text))
    return " ".join(text.split())
