"""The authors at the head of an entry, in whatever order of family name and initials they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence.clean.wording import phrase
from evidence.normalise.names import parse_name

__all__ = ["AuthorBlock", "author_block", "is_body"]

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class AuthorBlock:
    """A hit for every author, with the groups family, initials and suffix as far as printed; where the block ends."""

    people: tuple[re.Match[str], ...]
    end: int
    et_al: bool = False


def author_block(text: str, start: int = 0) -> AuthorBlock:
    """Read authors from `start` on; without any, the block is empty and ends where it began."""
    prose = phrase("prose").search(text, start, min(len(text), start + 120))
    first = _read(text, start)
    if prose is not None and (not first.people or first.people[0].start("family") > prose.start()):
        ends = phrase("et_al").match(text, prose.end())
        return AuthorBlock((prose,), ends.end() if ends else prose.end(), True)
    return first


def _read(text: str, start: int) -> AuthorBlock:
    chains = [_chain(text, start, form) for form in ("family_first", "initials_first", "written_out")]
    best = max(chains, key=lambda block: (block.end, len(block.people)))
    glued = _chain(text, start, "glued")
    if len(glued.people) > max(1, len(best.people)):
        return glued
    turned = _chain(text, start, "fore_names_first")
    if len(turned.people) > 1 and _surely_turned(text, turned.people):
        return max(best, turned, key=lambda block: block.end)
    one = (phrase(name).match(text, start) for name in ("alone", "dated_body"))
    hit = None if best.people else _body(text, start) or next(filter(None, one), None)
    return AuthorBlock((hit,), hit.end()) if hit else best


def _surely_turned(text: str, people: tuple[re.Match[str], ...]) -> bool:
    """Whether words with capitals are names: one has an initial, "and" stands before the last, and a mark behind it."""
    joined = phrase("before_last").search(text, people[-2].end(), people[-1].start())
    ended = phrase("names_end").match(text, people[-1].end())
    return bool(joined and ended) and any("." in hit["initials"] for hit in people)


def _body(text: str, start: int) -> re.Match[str] | None:
    """A committee, society or institute that stands for the authors; most of its longer words are capitalised."""
    for name in ("long_body", "short_body"):
        if hit := phrase(name).match(text, start):
            said = _LONG_WORD.findall(hit["family"])
            named = sum(word[0].isupper() for word in said) * 2 > len(said) or phrase("office").match(hit["family"])
            if named and is_body(hit["family"]):
                return hit
    return None


def is_body(name: str) -> bool:
    """Whether a name is that of a committee, society or institute."""
    return " " in name and (phrase("body").search(name) is not None or parse_name(name).collective)


def _chain(text: str, start: int, form: str) -> AuthorBlock:
    """Names in one form, one after the other; after the first, a list with family names first may hold odd ones."""
    people: list[re.Match[str]] = []
    listed = form == "family_first"
    at = end = start
    while hit := phrase(form).match(text, at) or (listed and at > start and _last_or_odd(text, end, at)) or None:
        people.append(hit)
        end = hit.end()
        if ends := phrase("et_al").match(text, end):
            return AuthorBlock(tuple(people), ends.end(), True)
        gap = phrase("between_names").match(text, end)
        if gap is None and form != "glued":
            break
        at = gap.end() if gap else end + len(text[end:]) - len(text[end:].lstrip(" ."))
    return AuthorBlock(tuple(people), end)


def _last_or_odd(text: str, end: int, at: int) -> re.Match[str] | None:
    """A name that stands in another form than those before it: the last one, turned ("and K. Esser"), or an odd one."""
    turned = phrase("before_last").search(text, end, at) and phrase("initials_first").match(text, at)
    return turned or phrase("odd").match(text, at) or _body(text, at)
