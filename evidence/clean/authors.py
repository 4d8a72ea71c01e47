"""The authors at the head of an entry, in whatever order of family name and initials they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence.clean.wording import phrase, source
from evidence.normalise.names import parse_name

__all__ = ["AuthorBlock", "author_block", "is_body"]

_U = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"
_JOIN = "'’‐‑\\-"
_PARTICLE = (
    rf"(?:(?:E(?= [{_U}][a-zà-ÿ]+(?: [{_U}]{{1,3}}|, [{_U}])(?:[,.;]| (?:y|et|and|und) ))"
    rf"|(?:VAN|VON|DE|DEL|DER|DEN|DI|DA|DOS|DU|LA|LE|EL|TEN|TER)(?=[ '’](?:[{_U}]{{2,3}} )?[{_U}]{{3}})"
    "|von|van|de|del|della|der|den|di|da|do|dos|du|la|le|los|las|el|al|te|ten|ter|zu|zur|bin|ibn|dit|d|a|e|i|af|['’‘]t)"
    "(?: |['’] ?))"
)
_PART = rf"(?:[a-z]{{1,2}}['’-]|d[eiau](?=[{_U}][a-z]))?[{_U}][\w{_JOIN}ˇ]*\w(?:['’](?= ))?"
_FAMILY = (
    rf"(?:{_PARTICLE}{{0,3}}{_PART}(?:[ {_JOIN}]+(?:{_PARTICLE}{{0,2}}(?![{_U}]{{1,3}}(?![\w'’-])){_PART})){{0,3}})"
)
_SHORT = rf"(?:{_PARTICLE}{{0,3}}{_PART}(?: {_PART})?)"
_DOTTED = rf"(?:[{_U}][a-z]?\.[ {_JOIN}]{{0,2}}){{1,5}}"
_RUN = rf"(?:[{_U}]{{1,3}}(?:[ -][{_U}])?(?![\w'’]| [{_U}]\w+, [{_U}]\.)|[{_U}]{{4,5}}(?=\s*[,;.]\s|\s*[«“„\"]))"
# A last initial without its dot stands before a mark: of "Xiong L. A plant" the A belongs to the title.
_INITIALS = rf"(?:{_DOTTED}(?:[{_U}](?=\s*[,;:]|\s*$|\s+(?:and|et|und|y)\b|\s*[&(]))?|{_RUN})"
_SUFFIX = r"(?:,? ?(?P<suffix>Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"
_FORMS = {
    "family first": re.compile(
        rf"(?P<family>{_FAMILY})(?: (?:Jr|II|III|IV)(?=,))?\s*(?:,\s*|\s+)(?P<initials>{_INITIALS})"
        rf"(?: (?:de|da|do|dos|van|von|du)\b(?: [{_U}]\b(?=,))?)*{_SUFFIX}"
    ),
    "initials first": re.compile(rf"(?P<initials>{_DOTTED})\s*(?P<family>{_FAMILY}){_SUFFIX}"),
    "written out": re.compile(
        rf"(?P<family>{_FAMILY}),\s+(?P<initials>[{_U}][a-zà-ÿ]+(?:[ -](?:[{_U}]\.|[{_U}][a-zà-ÿ]+))*)"
        r"(?=\s*[.;&(]|,\s|\s+(?:and|et|und|y)\b)"
    ),
}
_GLUED = re.compile(
    rf"(?P<family>{_PARTICLE}{{0,3}}[{_U}][a-zà-ÿ]+(?:[-'’ ][{_U}][a-zà-ÿ]+)*?)"
    rf"(?P<initials>(?:[{_U}]\.[ -]?)+|[{_U}]{{1,3}}(?![\w.]))(?=[,;. ]|[{_U}]|$)"
)
_SEPARATOR = re.compile(
    r"(?:\s*(?:[,;&/]|\.(?=\s*,)|\b(?:(?i:and|et|und)|y)\b(?!\s*al\b|\s*coll)|\bu\.(?!\s*(?:a\.|Mitarb))))+\s*"
)
_LAST = re.compile(r"\b(?:and|et|und|y|u\.)\s*$|&\s*$")
_ALONE = re.compile(rf"(?P<family>{_FAMILY})(?=[\s,]*(?:\(?(?:1[89]|20)\d\d|,\s*[{_U}]))")
# In a list that is under way, whatever stands before initials and a comma is a name: "von GC", "Sch€uller, R. B.".
_ODD = re.compile(
    rf"(?P<family>[^\W\d_][^,;:.()\d\0]{{0,40}}?)(?:,\s*|\s+)(?P<initials>{_DOTTED}|[{_U}]{{1,5}}(?![\w'’]))"
    r"(?=\s*[,;&]|\s+(?:and|et|und|y|\()|\.\s+[A-Z])"
)
_BODY = re.compile(rf"(?P<family>[{_U}][^.;:()\[\]\d\0]{{3,100}}?)(?=\s*[.;:(\[])")
_SHORT_BODY = re.compile(rf"(?P<family>[{_U}][^.,;:()\[\]\d\0]{{3,100}}?)(?=\s*,)")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_DATED = re.compile(rf"(?P<family>[{_U}][^.;:()\[\]\0]{{3,80}}?)(?=\s*\((?:1[89]|20)\d\d[a-z]?[),])")
_PROSE = re.compile(
    rf"(?<![\w'’-])(?:{source('introduction')}\s+)?(?:(?:de|d['’]|von|by|of|to)\s*)?"
    rf"(?P<family>{_SHORT})\s*"
    r"(?=(?:et al|et coll|y cols|y colaboradores|u\. ?Mitarb|u\. ?a\.|and colleagues|und Mitarb))"
)


@dataclass(frozen=True, slots=True)
class AuthorBlock:
    """A hit for every author, with the groups family, initials and suffix as far as printed; where the block ends."""

    people: tuple[re.Match[str], ...]
    end: int
    et_al: bool = False


def author_block(text: str, start: int = 0) -> AuthorBlock:
    """Read authors from `start` on; without any, the block is empty and ends where it began."""
    prose = _PROSE.search(text, start, min(len(text), start + 120))
    first = _read(text, start)
    if prose is not None and (not first.people or first.people[0].start("family") > prose.start()):
        ends = phrase("et_al").match(text, prose.end())
        return AuthorBlock((prose,), ends.end() if ends else prose.end(), True)
    return first


def _read(text: str, start: int) -> AuthorBlock:
    best = max((_chain(text, start, form) for form in _FORMS.values()), key=lambda b: (b.end, len(b.people)))
    glued = _chain(text, start, _GLUED)
    if len(glued.people) > max(1, len(best.people)):
        return glued
    hit = None if best.people else _body(text, start) or _ALONE.match(text, start) or _DATED.match(text, start)
    return AuthorBlock((hit,), hit.end()) if hit else best


def _body(text: str, start: int) -> re.Match[str] | None:
    """A committee, society or institute that stands for the authors; most of its longer words are capitalised."""
    for pattern in (_BODY, _SHORT_BODY):
        if hit := pattern.match(text, start):
            said = _LONG_WORD.findall(hit["family"])
            named = sum(word[0].isupper() for word in said) * 2 > len(said) or phrase("office").match(hit["family"])
            if named and is_body(hit["family"]):
                return hit
    return None


def is_body(name: str) -> bool:
    """Whether a name is that of a committee, society or institute."""
    return " " in name and (phrase("body").search(name) is not None or parse_name(name).collective)


def _chain(text: str, start: int, form: re.Pattern[str]) -> AuthorBlock:
    """Names in one form, one after the other; after the first, a list with family names first may hold odd ones."""
    people: list[re.Match[str]] = []
    listed = form is _FORMS["family first"]
    at = end = start
    while hit := form.match(text, at) or (listed and at > start and _last_or_odd(text, end, at)) or None:
        people.append(hit)
        end = hit.end()
        if ends := phrase("et_al").match(text, end):
            return AuthorBlock(tuple(people), ends.end(), True)
        gap = _SEPARATOR.match(text, end)
        if gap is None and form is not _GLUED:
            break
        at = gap.end() if gap else end + len(text[end:]) - len(text[end:].lstrip(" ."))
    return AuthorBlock(tuple(people), end)


def _last_or_odd(text: str, end: int, at: int) -> re.Match[str] | None:
    """A name that stands in another form than those before it: the last one, turned ("and K. Esser"), or an odd one."""
    turned = _LAST.search(text, end, at) and _FORMS["initials first"].match(text, at)
    return turned or _ODD.match(text, at) or _body(text, at)
