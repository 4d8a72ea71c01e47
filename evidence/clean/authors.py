"""The authors at the head of an entry, in whatever order of family name and initials they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["ET_AL", "AuthorBlock", "author_block"]

_U = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"
_JOIN = "'’‐‑\\-"
_PARTICLE = "(?:(?:von|van|de|del|della|der|den|di|da|do|dos|du|la|le|el|al|ten|ter|zu|zur|bin|ibn|d|a|af)[ '’])"
_PART = rf"(?:[a-z]{{1,2}}['’])?[{_U}][\w{_JOIN}ˇ]*\w"
_FAMILY = rf"(?:{_PARTICLE}{{0,3}}{_PART}(?:[ {_JOIN}]+(?:{_PARTICLE}{{0,2}}(?![{_U}]{{1,3}}\b){_PART})){{0,3}})"
_SHORT = rf"(?:{_PARTICLE}{{0,3}}{_PART}(?: {_PART})?)"
_DOTTED = rf"(?:[{_U}][a-z]?\.[ {_JOIN}]{{0,2}}){{1,5}}"
_RUN = rf"(?:[{_U}][{_U}]?[{_U}]?(?:[ -][{_U}])?(?![\w'’]))"
_ARTICLE = r"(?! (?!(?:and|et|und|y)\b)[a-zà-ÿ])"  # of "Xiong L. A plant …" the A belongs to the title
_INITIALS = rf"(?:{_DOTTED}(?:[{_U}](?![\w.]){_ARTICLE})?|{_RUN})"
_SUFFIX = r"(?:,? ?(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"
_FORMS = {
    "family first": re.compile(
        rf"(?P<family>{_FAMILY})\s*(?:,\s*|\s+)(?P<initials>{_INITIALS})(?: (?:de|da|van|von|du)\b)*{_SUFFIX}"
    ),
    "initials first": re.compile(rf"(?P<initials>{_DOTTED})\s*(?P<family>{_FAMILY}){_SUFFIX}"),
}
_GLUED = re.compile(
    rf"(?P<family>{_PARTICLE}{{0,3}}[{_U}][a-zà-ÿ]+(?:[-'’ ][{_U}][a-zà-ÿ]+)*?)"
    rf"(?P<initials>(?:[{_U}]\.[ -]?)+|[{_U}]{{1,3}}(?![\w.]))(?=[,;. ]|[{_U}]|$)"
)
ET_AL = re.compile(
    r"[\s,;]*(?:\bet\.? ?al\b|\bet coll(?:ab\w*)?\b|\by cols?\b|\by colaboradores\b|"
    r"\bu\. ?a\.|\bu\. ?Mitarb\.|\bund Mitarb\w*|"
    r"\band (?:others|colleagues|co-?workers)\b|\bet collaborateurs\b|…|\.\.\.)[.,;:]*",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"(?:\s*(?:[,;&/]|\.(?=\s*,)|\b(?:(?i:and|et|und)|y)\b(?!\s*al\b|\s*coll)))+\s*")
_ALONE = re.compile(rf"(?P<family>{_FAMILY})(?=[\s,]*(?:\(?(?:1[89]|20)\d\d|,\s*[{_U}]))")
_GROUP = re.compile(
    rf"(?P<family>(?:The )?[{_U}][\w{_JOIN}, ()&]{{3,120}}?\b(?:Consortium|Group|Team|Committee"
    rf"|Collaborati\w+|Network|Initiative|Society|Associatio"
    rf"n|Investigators|Organi[sz]ation|Project|Groupe [\w' ]+|Société [\w' ]+))(?=[\s]*[.,(:;])"
)
_INTRODUCTION = "[ÉE]tude|Nach|Siehe|Voir|See|In|Selon|According|Arbeit|Studie"
_INTRODUCTION += "|Study|Article|Artículo|Travail|Seg[uú]n|D['’]apr[eè]s"
_PROSE = re.compile(
    rf"(?<![\w'’-])(?:(?:{_INTRODUCTION})\s+)?(?:(?:de|d['’]|von|by|of|to)\s*)?"
    rf"(?P<family>{_SHORT})\s*"
    r"(?=(?:et al|et coll|y cols|y colaboradores|u\. ?Mitarb|u\. ?a\.|and colleagues|und Mitarb))"
)


@dataclass(frozen=True, slots=True)
class AuthorBlock:
    """(family name, start, end) of every author, where the block ends, if it says "et al.", places of initials."""

    families: tuple[tuple[str, int, int], ...]
    end: int
    et_al: bool = False
    initials: tuple[tuple[int, int], ...] = ()


def author_block(text: str, start: int = 0) -> AuthorBlock:
    """Read authors from `start` on; without any, the block is empty and ends where it began."""
    prose = _PROSE.search(text, start, min(len(text), start + 120))
    first = _read(text, start)
    if prose is not None and (not first.families or first.families[0][1] > prose.start()):
        ends = ET_AL.match(text, prose.end())
        return AuthorBlock(
            ((prose["family"], prose.start("family"), prose.end("family")),), ends.end() if ends else prose.end(), True
        )
    return first


def _read(text: str, start: int) -> AuthorBlock:
    best = AuthorBlock((), start)
    for form in _FORMS.values():
        found = _chain(text, start, form)
        if (found.end, len(found.families)) > (best.end, len(best.families)):
            best = found
    glued = _chain(text, start, _GLUED)
    if len(glued.families) > max(1, len(best.families)):
        best = glued
    if not best.families:
        for pattern in (_GROUP, _ALONE):
            if hit := pattern.match(text, start):
                return AuthorBlock(((hit["family"], hit.start("family"), hit.end("family")),), hit.end())
    return best


def _chain(text: str, start: int, form: re.Pattern[str]) -> AuthorBlock:
    families: list[tuple[str, int, int]] = []
    initials: list[tuple[int, int]] = []
    at = end = start
    while hit := form.match(text, at):
        families.append((hit["family"], hit.start("family"), hit.end("family")))
        initials.append(hit.span("initials"))
        end = hit.end()
        if ends := ET_AL.match(text, end):
            return AuthorBlock(tuple(families), ends.end(), True, tuple(initials))
        gap = _SEPARATOR.match(text, end)
        if gap is None and form is not _GLUED:
            break
        at = gap.end() if gap else end + len(text[end:]) - len(text[end:].lstrip(" ."))
    return AuthorBlock(tuple(families), end, False, tuple(initials))
