"""Lists of authors, whatever prints them: reference lists, exports, the text of a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from evidence.model import Name
from evidence.normalise.names import (
    DEGREE,
    GLUED,
    MARKS,
    PARTICLES,
    SUFFIX,
    are_initials,
    capitals_first,
    is_group,
    parse_name,
)
from evidence.normalise.text import fold, strip_markup
from evidence.protocol.shipped import shipped_toml

__all__ = ["is_person", "parse_names", "unfinished"]

_FORE_NAMES = frozenset(shipped_toml("data", "lexicon", "names.toml")["fore"].split())
_ET_AL = re.compile(
    r"(?:\b|[(\[]\s*)(?:et\.?\s*al(?:ii|\.)?(?!\w)|(?<=&\s)al\b|et\s+(?:coll(?:\.|\b|aborateurs)|autres)"
    r"|(?:and|(?<=&\s))\s*(?:\d+\s+)?(?:others|colleagues|co-?workers)\b"
    r"|(?-i:u(?:nd)?)\.?\s+(?:Mitarb(?:\.|eiter)|(?-i:a)\.(?=\W|$))|[ye]\s+cols?\b|y\s+colaboradores)[\s.,;:)\]]*",
    re.IGNORECASE,
)
# "Weber, Anna B.": most of what exports hold, and never in doubt.
_WORD = "[A-ZÀ-ÖØ-Þ][^\\W\\d_A-Z]+(?:['’-][^\\W\\d_]+)*"
_INVERTED = re.compile(rf"{_WORD}, (?:{_WORD}|[A-ZÀ-ÖØ-Þ]\.?)(?:[ -]?[A-ZÀ-ÖØ-Þ]\b\.?)*")
_LIST_END = re.compile(r"(?:\w\w|[^\w\s])\.$")
_UNDOTTED = re.compile(r"\s[A-Z]{1,4},(?!.*\sand\s)")
_AND = re.compile(
    r"(?<!\S)(?:and|with|und|et|AND|WITH|(?:(?:on|in)\sbehalf\sof|for)(?:\sthe)?(?=\s[A-Z]))(?![^\s,])"
    r"|&|(?<=[A-Z.]\s)[ye](?=\s[^\W\d_a-z])"
)
# What only damaged or decorated lists have: worth a second look.
_ODD = re.compile(
    r"[^\w\s,.;&'’-]|\d|\.\.\.|\b(?:[Ee]d(?:s?\.|s\b|itors?\b)|EDS\b|[Bb]y\s|Dr\.|Prof\.|Member\b|Fellow\b)"
)
_AROUND = [  # what stands around names in titles, exports and PDFs, and what stays of it
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"[(\[][^()\[\]]*\d[^()\[\]]*[)\]]|(?i:\[no authors? listed\])", ""),  # years, ids, labels of citations
        (r"(?i)^\s*by\s+(?=\w{2})|\(\s*(?:eds?|editors?|hrsg)\.?\s*\)", ""),
        (r"(?i)(?:\s+eds\.|,\s*(?:eds|editors?))(?=[\s,;.]*$)", ""),
        (r"(?:(?<=\.)|(?<=\b\w)|(?<=\b[A-Z][A-Z])),\s*[Ee]d\.(?=[\s,]*$)", ""),
        (r",\s*(?:(?:Senior|Student|Life)\s)?(?:Member|Fellow)(?:,\s*[A-Z]{3,})?(?=\s*(?:,|;|$|and\s))", ""),
        (r",\s*(?:Dr|Prof)\.\s(?=\s*\w\w)", ", "),
        (r"\(\s*(with\b[^()]*)\)?", r" \1"),
        (r"\.\.\.+|…|(?:\.\s){2}\.|[、，]", ", "),
        (r"\s+[·∙*](?=\s+\w)|[•|；]|(?<=[\w.])\s*/\s*(?=[A-Z])", " ; "),
    )
]
_IN_BRACKETS = re.compile(r"(.*?)\s*\(([^()]+)\)[\s.]*")
_NUMBERS = re.compile(
    r"(?<=[^\W\d_])(?:\.?\s+|\.?)\d{1,2}(?:\s*,\s*(?:\d{1,2}|[*†‡§¶]))*(?=\s*(?:[,;&*†‡§¶]|and\s|$))"
    r"|(?:(?<=[,;]\s)|^)\d{1,2}\s(?=[A-Z])"
)
_INNER = re.compile(r"(?<=[^\W\d_A-Z])(?<!\bMc)(?<!\bMac)(?<!^Mc)(?=[A-ZÀ-ÖØ-Þ])")
_LOWER_VANCOUVER = re.compile(r"[^\W\d_]{2}\s+[^\W\d_](?=\s*(?:[,;]|$))")
_BETWEEN = re.compile(r"([,;&]|(?:(?<=\s)|^)(?:and|with|und|et)(?=\s|$))")
_VOWEL = re.compile("[aeiou]")
# In small letters two letters at the end are initials ("schapire re"), if they are no whole surname.
_SHORT_SURNAMES = frozenset(
    """
    an ba bi bo do du ek fu go gu ha he ho hu jo ji ko ku le li lo lu ma ni oh ok qi qu so su tu vu wu xi xu ye yi yu ze
    """.split()  # noqa: SIM905
)


def unfinished(text: str) -> bool:
    """Whether a list of authors says that there are more: "et al.", "and others"."""
    return _ET_AL.search(text) is not None


def parse_names(text: str, *, apart: bool = False) -> tuple[Name, ...]:
    """The authors of a list, whatever separates them; "et al.", marks of affiliations and "(Eds.)" are no authors.

    `apart`: the text comes from a field for one author each, so that a comma divides family from given name wherever
    the text is not evidently a list.

    >>> [str(n) for n in parse_names("Boulman N, Slobodin G, et al.")]
    ['Boulman N', 'Slobodin G']
    """
    plain = [part.strip() for part in text.split(";" if ";" in text else " and ")]
    if all(map(_INVERTED.fullmatch, plain)):
        return tuple(map(parse_name, plain))
    text = strip_markup(text.replace("\n", " ; "))
    if _ODD.search(text):
        text = _plain(text)
    # Between semicolons a comma divides family from given name, unless the piece is itself a list.
    apart = apart or ";" in text
    text = _ET_AL.sub(" ; ", text).lstrip(" ;,.&:").rstrip(" ;,&:")
    if _LIST_END.search(text) or (";" not in text and ("," not in text or _UNDOTTED.search(text))):
        text = text.rstrip(".")  # the end of the list, not of an initial
    if "." in text:
        text = GLUED.sub(" ", text)
    if not text.islower():
        return tuple(_list(text, apart))
    read = _list(_raised(text), apart)
    return tuple(Name(n.family.lower(), n.given.lower(), n.initials, n.suffix, n.collective) for n in read)


def _list(text: str, apart: bool) -> Iterator[Name]:
    joined = _AND.search(text) is not None
    for chunk in text.split(";"):
        segments = _segments(chunk, joined)
        yield from (name for name in map(parse_name, _people(segments, apart)) if name.family)


def _plain(text: str) -> str:
    for pattern, instead in _AROUND:
        text = pattern.sub(instead, text)
    bracketed = _IN_BRACKETS.fullmatch(text)
    if bracketed and is_group(bracketed[2]) and not is_group(bracketed[1]):
        text = f"{bracketed[1]}, {bracketed[2]}"  # "Weber A (Calcinosis Study Group)"
    return MARKS.sub("", text if is_group(text) else _NUMBERS.sub("", text))


def _raised(text: str) -> str:
    """A list in small letters as its author would have written it, so that one reading serves both."""
    pieces = _BETWEEN.split(text)
    tokens = [piece.split() for piece in pieces[::2]]
    listed = bool(_LOWER_VANCOUVER.search(text)) or any(
        _ends_in_initials(t[:-1], t[-1], False) for t in tokens if t[1:]
    )
    return "".join(piece if at % 2 else _raised_piece(piece, listed) for at, piece in enumerate(pieces))


def _raised_piece(piece: str, listed: bool) -> str:
    tokens = piece.split()
    last = len(tokens) - 1
    if last > 1 and SUFFIX.fullmatch(tokens[last]):
        last -= 1
    out = []
    for at, token in enumerate(tokens):
        if at == last > 0 and _ends_in_initials(tokens[:at], token, listed):
            out.append(token.upper())
        elif token in PARTICLES and len(token) > 1 and token not in {"ben", "al", "le", "mac", "san", "santa"}:
            out.append(token)
        else:
            out.append(re.sub(r"(?<![^\W\d_]['’])\b[^\W\d_]", lambda hit: _upper(hit[0]), token))
    return f" {' '.join(out)} "


def _upper(letter: str) -> str:
    return letter.upper() if letter.upper().lower() == letter else letter


def _ends_in_initials(before: Sequence[str], token: str, listed: bool) -> bool:
    if not token.isalpha() or len(token) > 4 or any("." in other for other in before):
        return False
    if SUFFIX.fullmatch(token) or token in {"md", "ng"}:
        return len(before) == 1 and token != "ng" and token != "md"
    if not _VOWEL.search(token):
        return True
    if listed:
        return len(token) < 4
    names = [other for other in before if other not in PARTICLES]
    alone = len(names) == 1 and len(names[0]) > 3 and names[0] not in _FORE_NAMES
    return len(token) == 2 and alone and token not in _SHORT_SURNAMES


def _segments(text: str, joined: bool) -> list[list[str]]:
    """The pieces between commas, by the "and"s that stand between them; a suffix or degree stays with its name."""
    segments: list[list[str]] = [[]]
    for piece in text.split(","):
        for at, part in enumerate(_between_ands(piece, segments[-1]) if joined else (piece,)):
            if at:
                segments.append([])
            pieces = segments[-1]
            if not (part := _bare(part)):
                continue
            if pieces and (SUFFIX.fullmatch(part) or (DEGREE.fullmatch(part) and _is_whole(pieces))):
                pieces[-1] += f", {part}"
            else:
                pieces.append(part)
    return _parted([pieces for pieces in segments if pieces])


def _bare(part: str) -> str:
    part = part.strip(" :")
    if len(part) == 1:
        return part if part.isalpha() and not part.islower() else ""
    while part[-2:-1] == " " and part[-1].islower():
        part = part[:-2]  # "Weber a": the mark of an affiliation
    return part


def _is_whole(pieces: Sequence[str]) -> bool:
    return _is_full(pieces[-1]) or len(pieces) == 2


def _between_ands(piece: str, before: Sequence[str]) -> list[str]:
    if not (parts := _AND.split(piece))[1:] or not is_group(piece) or not all(map(str.strip, parts)):
        return parts
    if before and _shape(before[-1]) in "FM" and not is_group(parts[0]):
        return parts  # "Weber, Anna and University of Olten"
    if any(part.startswith(" the ") or is_person(part) for part in parts):
        return parts
    return [piece]  # "Centers for Disease Control and Prevention"


def is_person(name: str) -> bool:
    """Whether initials or a usual fore name show a person."""
    tokens = name.split()
    initials = bool(tokens) and not capitals_first(tokens) and _shape(name.strip()) in "VSI"
    return initials or fold(tokens[0] if tokens else "") in _FORE_NAMES


def _parted(segments: list[list[str]]) -> list[list[str]]:
    """Names that lost their blanks ("AnnaWeber"), where the whole list did: a lone "DeSantis" is a surname."""
    if segments and " " in segments[0][0]:
        return segments
    pieces = [piece for segment in segments for piece in segment]
    cut = [_INNER.split(piece) for piece in pieces if " " not in piece]
    if 1 < len(pieces) == len(cut) and all(c[1:] and fold(c[0]) not in PARTICLES for c in cut):
        return [[_INNER.sub(" ", piece) for piece in segment] for segment in segments]
    return segments


def _is_full(text: str) -> bool:
    tokens = text.split()
    return len(tokens) > 1 and fold(tokens[0]) not in PARTICLES


@lru_cache(maxsize=65536)
def _shape(piece: str) -> str:
    """G a group, I initials alone, V "Weber A", S "A. Weber" or "Anna B. Weber", F one surname, M many words."""
    if is_group(piece):
        return "G"
    if piece.lower() == piece.upper() and len(piece) > 1:
        return "V"  # Chinese letters, say: both names in one
    tokens = piece.split(", ")[0].split()
    while len(tokens) > 1 and SUFFIX.fullmatch(tokens[-1]) and not tokens[-1].isupper():
        tokens.pop()
    if len(tokens) > 1 and tokens[-1] in {"III", "IV"}:
        tokens.pop()
    if all(are_initials(token, False) or (token.islower() and token in PARTICLES) for token in tokens):
        return "I"
    if capitals_first(tokens):
        return "V"
    shouted = piece.isupper()
    short = [are_initials(token, shouted) for token in tokens]
    if shouted and len(tokens) > 1 and fold(tokens[0]) in PARTICLES and not short[-1]:
        return "F"
    if short[-1] or (not shouted and len(tokens) > 1 and re.fullmatch("[A-Z]{4}", tokens[-1])):  # "Barbosa ENBE"
        return "V" if not short[0] else "S"
    if any(short):
        return "S"
    return "M" if _is_full(piece) else "F"


def _only_fore(piece: str) -> bool:
    return all(fold(token) in _FORE_NAMES or are_initials(token, False) for token in piece.split(", ")[0].split())


def _straight(piece: str) -> bool:
    """ "Anna Weber", as far as fore names tell."""
    tokens = piece.split()
    return len(tokens) > 1 and fold(tokens[0]) in _FORE_NAMES and not _only_fore(piece)


def _people(segments: list[list[str]], apart: bool) -> Iterator[str]:
    """Joins "Family", "Given" pieces; pieces that are whole names stay apart."""
    if not segments:
        return
    if len(segments) == 1 == len(segments[0]):
        yield from segments[0] if apart else _run(segments[0][0])
        return
    shapes = [[_shape(piece) for piece in segment] for segment in segments]
    for pieces, kinds in zip(segments, shapes, strict=True):
        if kinds[0] == "I" and len(kinds) > 1 and len(pieces[0]) > 1 and pieces[0].isalpha():
            kinds[0] = "F"  # "LI, XIAO"
    several = len(segments) > 1 or len(segments[0]) > 2
    everyone = several and _pairs_all(segments, shapes)
    first = several and not everyone and _pairs_first(segments, shapes)
    lone = sum(kinds != ["G"] for kinds in shapes) == 1
    listed = not lone and any(kinds[0] in "SM" for kinds in shapes if len(kinds) == 1)
    for number, (pieces, kinds) in enumerate(zip(segments, shapes, strict=True)):
        alone = len(pieces) == 2 and (lone or apart) and _is_one(pieces, kinds, apart and not listed)
        at = 0
        while at < len(pieces):
            one, kind = pieces[at], kinds[at]
            other, after = (pieces[at + 1], kinds[at + 1]) if at + 1 < len(pieces) else ("", "")
            joined = everyone or alone or (first and number == at == 0)
            if other and (joined or (kind in "FM" and after == "I") or (kind == after == "I" and one.isalpha())):
                yield f"{one}, {other}"
            elif number == at == 0 and kind == "I" and after in {"F", "M"}:
                yield f"{other}, {one}"
            else:
                yield one
                at -= 1
            at += 2


def _is_one(pieces: Sequence[str], kinds: Sequence[str], apart: bool) -> bool:
    """Whether two pieces alone are one person."""
    if "G" in kinds or kinds[0] in "SI" or (kinds[0] == "V" and not (apart and kinds[1] == "I")):
        return False
    if kinds[0] == "M" and " " in pieces[1] and kinds[1] != "I":
        fore = _only_fore(pieces[1])
        return (not _straight(pieces[0]) and (fore or (apart and not _straight(pieces[1])))) or (apart and fore)
    return True


def _pairs_all(segments: Sequence[Sequence[str]], shapes: Sequence[Sequence[str]]) -> bool:
    """Whether every author is "Family, Given"."""
    segments = [segment for segment, kinds in zip(segments, shapes, strict=True) if kinds != ["G"]]
    shapes = [kinds for kinds in shapes if kinds != ["G"]]
    family = [kind for kinds in shapes for kind in kinds[::2]]
    given = [kind for kinds in shapes for kind in kinds[1::2]]
    if len(family) < 2 or any(len(kinds) % 2 for kinds in shapes) or not set(family) <= set("FM") or "G" in given:
        return False
    if len(shapes) > 1 and all(len(kinds) == 2 for kinds in shapes):
        return not all(_straight(piece) for segment in segments for piece in segment)
    fore = [_only_fore(piece) for segment in segments for piece in segment[1::2]]
    if sum(fore) * 2 >= len(fore) and not any(_only_fore(piece) for segment in segments for piece in segment[::2]):
        return True
    return all(kind in "IVS" for kind in given) and family.count("M") + given.count("S") <= len(family)


def _pairs_first(segments: Sequence[Sequence[str]], shapes: Sequence[Sequence[str]]) -> bool:
    """Whether only the first author is "Family, Given" and the others are "Given Family"."""
    if len(segments[0]) < 2:
        return False
    (family, given), rest = shapes[0][:2], [*shapes[0][2:], *(kind for kinds in shapes[1:] for kind in kinds)]
    if family not in "FM" or not set(rest) <= set("SMG") or not set(rest) & set("SM"):
        return False
    if family == "M":
        return _only_fore(segments[0][1])
    if given == "M":
        return not _straight(segments[0][1])
    return given in "FV" or (given == "S" and "S" not in rest)


def _run(piece: str) -> Iterator[str]:
    """One name, or names without any sign between them: "A Weber B C Olsen", "Weber A Olsen BC"."""
    runs = [list(run) for _, run in groupby(piece.split(), key=lambda token: are_initials(token, piece.isupper()))]
    unlike = len(runs) == 4 and len(runs[0]) == 1 and runs[0][0].endswith(".")  # "J. Weber B. Olsen" may be one
    if len(runs) < 4 or len(runs) % 2 or unlike or is_group(piece) or max(map(len, runs)) > 4:
        yield piece
        return
    for one, other in zip(runs[::2], runs[1::2], strict=True):
        yield " ".join((*one, *other))
