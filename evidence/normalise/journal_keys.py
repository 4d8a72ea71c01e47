"""The keys under which a journal's name is looked up: without accents, articles, connectives, dots and spaces."""

from __future__ import annotations

import re
import unicodedata

from evidence.normalise.text import words

__all__ = ["abbreviates", "shorter", "spaced", "squeezed"]

_SMALL = "the of and et und y de del della dello di dei des du der die das le la les los las el il lo"
_SMALL_WORD = re.compile(rb" (?:" + "|".join(_SMALL.split()).encode() + rb")(?= )")
_ELIDED = re.compile(rb" (?:l|d|dell|all|nell|sull)\x01")
# Lower-case letters, digits and line ends stay; an apostrophe becomes \x01 so that elided articles can be told.
_TABLE = bytes(
    code if (chr(code).isalnum() and code < 128) or code == 10 else 1 if code == 39 else 32 for code in range(256)
)
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "–": "-"}
)

# What may be left out of a name: a place or society in brackets at the end, a subtitle, a parallel title, and the
# meeting that Embase adds to the journal of a supplement.
_TAIL = re.compile(
    r"\s*\([^()]*(?:\([^()]*\)[^()]*)?\)\s*$|\s*\[[^\]]*\]\s*$|\s*[:/]\s.*|\s+:.*|;\s.*|[.,]?\s*Conference:.*"
)
_ACRONYM = re.compile(r"[A-Z]{2,}\.\s+([^.]+).*")
_TRANSLATED = re.compile(r"\[([^\]]+)\]\s+(\S.*)")


def _folded(names: str) -> bytes:
    if not names.isascii():  # only few names are not, and the whole table is folded at once
        names = "\n".join([name if name.isascii() else _plain(name) for name in names.split("\n")])
    text = f" {names} ".encode("ascii", "ignore").lower().replace(b"\n", b" \n ").translate(_TABLE)
    return _SMALL_WORD.sub(b"", _ELIDED.sub(b" ", text).replace(b"\x01", b""))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name.translate(_SIGNS).casefold())


def squeezed(names: str) -> list[str]:
    """A key for each line of `names`: "Annales de dermatologie" and "Annales Dermatologie." have the same one."""
    keys = _folded(names).replace(b" ", b"").decode().split("\n")
    if "" in keys:
        # Of a name in another script, or of small words only ("Y"), nothing may be left out.
        keys = [key or "".join(words(name)) for key, name in zip(keys, names.split("\n"), strict=True)]
    return keys


def spaced(names: str) -> list[str]:
    """The same as `squeezed` with a space between words: "annales dermatologie"."""
    return [" ".join(line.split()) for line in _folded(names).decode().split("\n")]


def abbreviates(a: str, b: str) -> bool:
    """Whether two words are one or one of them abbreviates the other ("rheum", "rheumatism"); numbers do not."""
    return a == b or (not (a.isdigit() or b.isdigit()) and (a.startswith(b) or b.startswith(a)))


def shorter(name: str) -> tuple[str, ...]:
    """Shorter and parallel forms of a name: without subtitle, place in brackets, or the other language.

    >>> shorter("Lancet (London, England)"), shorter("Yao xue xue bao = Acta pharmaceutica Sinica")
    (('Lancet',), ('Yao xue xue bao', 'Acta pharmaceutica Sinica'))
    """
    found: dict[str, None] = {}
    parallel = [part.strip() for part in name.split(" = ")]
    if hit := _TRANSLATED.fullmatch(name):
        parallel = [hit[1], hit[2]]
    for form in parallel:
        if hit := _ACRONYM.fullmatch(form):
            found[hit[1]] = None
        while True:
            if form != name and form:
                found[form] = None
            cut = _TAIL.sub("", form).strip()
            if cut == form:
                break
            form = cut
    return tuple(found)
