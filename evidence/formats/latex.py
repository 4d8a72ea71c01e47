"""LaTeX in BibTeX values: accents and escapes to Unicode and back.

A command that is not known stays as it is, and so do addresses and DOIs, which LaTeX takes to the letter.
"""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~",
    "textasciicircum": "^", "textendash": "–", "textemdash": "—", "textquoteright": "’", "textregistered": "®",
    "textdegree": "°", "textmu": "µ", "textpm": "±", "S": "§",
}  # fmt: skip
_STYLES = "textit|textbf|emph|textrm|textsc|textsf|textsuperscript|textsubscript|texttt|url|it|bf|em|rm|sc"
_ADDRESS = r"(?P<address>(?:https?://|www\.|10\.\d{4,9}/)[^\s\\{}]+)"
_COMMAND = re.compile(
    r"\\(?:(?P<sign>[`'^~\"=.])\s*|(?P<accent>[uvHckrdb])(?:\s+|(?=\{)))"
    r"(?:\{\s*(?P<braced>\\[ij](?![A-Za-z])|[A-Za-z]?)\s*\}|(?P<bare>\\[ij](?![A-Za-z])|[A-Za-z]))"
    rf"|\\(?P<letter>{'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?:\{{\}}|\s+|(?![A-Za-z]))"
    r"|\\(?P<escaped>[&%$#_{}])"
    rf"|\\(?P<style>{_STYLES})(?:\s+|(?=\{{))"
    rf"|(?P<brace>(?<!\\)[{{}}])|{_ADDRESS}|(?P<tie>(?<=\S)~(?=\S))"
)
_MARKUP = re.compile(rf"{_ADDRESS}|[\\{{}}&%$#_~^]")
_SPECIAL = {sign: f"\\{sign}" for sign in "&%$#_"}
_SPECIAL |= {sign: rf"\{name}{{}}" for name, sign in _LETTERS.items() if sign in "\\{}~^"}


def decode(text: str) -> str:
    r"""Unicode for accents and escapes, without grouping braces and type styles.

    >>> decode(r"Sch{\"o}nlein, {M}\'emoire \& \textit{in vitro} 5\%")
    'Schönlein, Mémoire & in vitro 5%'
    """
    return _COMMAND.sub(_decoded, text) if re.search(r"[\\{}~]", text) else text


def _decoded(found: re.Match[str]) -> str:
    accent = found["sign"] or found["accent"]
    if accent:
        letter = (found["braced"] if found["braced"] is not None else found["bare"]).replace("\\", "")
        return unicodedata.normalize("NFC", letter + _ACCENTS[accent]) if letter else found.group()
    if found["letter"]:
        return _LETTERS[found["letter"]]
    return found["escaped"] or found["address"] or " " * bool(found["tie"])


def encode(text: str) -> str:
    """What BibTeX would take for markup, escaped; `decode` undoes it. Other characters stay Unicode."""
    return _MARKUP.sub(lambda found: found["address"] or _SPECIAL[found.group()], text)
