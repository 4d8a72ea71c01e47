"""Entries that are no paper of a journal: books, chapters, theses, web pages, reports, talks, preprints.

What such an entry says in a fixed wording (edition, editors, place and publisher, access) is read first; what then
stands first is its title, and what stands after "In" its book. What no rule places stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from evidence.clean.authors import AuthorBlock, author_block, is_body
from evidence.clean.place import take_year
from evidence.clean.scan import UNREAD, Scan
from evidence.clean.wording import phrase, source
from evidence.model import Name
from evidence.normalise import journals
from evidence.normalise.names import initials_of

__all__ = ["kind_of", "take_access", "take_editors", "take_people", "take_work"]

_ACCESS = ("address", "accessed", "online", "available", "posted", "isbn")
_KINDS = {"thesis": "thesis", "paper-conference": "talk", "article": "preprint", "report": "report"}  # CSL: phrase
_PARTS = ("of_series", "of_book", "of_chapter", "extent", "of_report")
_COMMA = re.compile(r",\s+(?![^()]*\))")
_EDGE = " \t.,;:()–—-«»“”\"'/[]\0\1"


def take_people(scan: Scan, block: AuthorBlock, kind: str) -> None:
    """Note the names of a block as `authors` and `initials`, or `editors` and `editor_initials`."""
    fields = {"family": kind, "initials": "initials" if kind == "authors" else "editor_initials", "suffix": "suffix"}
    for hit in block.people:
        said = {group: scan.take(fields[group], *hit.span(group)) for group, text in hit.groupdict().items() if text}
        scan.people[kind].append(_name(**said))


def _name(family: str, initials: str = "", suffix: str = "") -> Name:
    if any(letter.islower() for letter in initials[1:2]) and "." not in initials[:2]:
        return Name(family, given=initials, initials=initials_of(initials), suffix=suffix)
    short = "".join(letter for letter in initials if letter.isalpha())
    return Name(family, initials=short, suffix=suffix, collective=not short and is_body(family))


def take_editors(scan: Scan, block: AuthorBlock) -> int:
    """Where the text goes on after names that are said to be editors, which are noted; 0 if they are not."""
    marked = phrase("edited").match(scan.text, block.end) if block.people else None
    if marked is None:
        return 0
    take_people(scan, block, "editors")
    scan.blank(*marked.span())
    return marked.end()


def take_access(scan: Scan, body: int) -> None:
    """Note what any entry may say of itself: an address and when it was seen, an ISBN, what kind of thing it is."""
    for name in _ACCESS:
        while hit := phrase(name).search(scan.text):
            scan.understand(hit)
    for hit in phrase("updated").finditer(scan.text):
        scan.blank(*hit.span(), UNREAD)
    if (hit := phrase("genre").search(scan.text, body)) and hit.start() > body + 8:
        scan.take("genre", *hit.span("genre"))
        scan.blank(*hit.span())


def kind_of(values: Mapping[str, str]) -> str:
    """The CSL type of what an entry says; '' for a paper of a journal."""
    genre, journal = values.get("genre", ""), values.get("journal", "")
    if kind := next((kind for kind, name in _KINDS.items() if re.fullmatch(source(name), genre, re.IGNORECASE)), ""):
        return kind
    if journal and (values.get("volume") or not values.get("url")):
        return ""
    if book := values.get("book", ""):
        return "paper-conference" if phrase("event").search(book) else "chapter"
    if any(values.get(name) for name in ("publisher", "edition", "isbn", "editors")):
        return "report" if values.get("issue") else "webpage" if values.get("accessed") else "book"
    return "report" if values.get("issue") and not journal else "webpage" if values.get("url") else ""


def take_work(scan: Scan, body: int, authors_end: int) -> bool:
    """Read what stands from `body` on as a work of its own; False, with nothing noted, if nothing says it is one."""
    inside = _inside(scan, body)
    first = scan.text[body : inside[0] if inside else len(scan.text)]
    imprint = phrase("imprint").search(scan.text, inside[1] if inside else body + _first_sentence(first))
    edition = phrase("edition").search(scan.text, body + 4)
    pieces = [] if imprint else _pieces(scan, inside[1] if inside else body)
    chunks = (chunk for at, piece in enumerate(pieces) for chunk in _chunks(scan, piece)[not at :])
    housed = any(_is(scan, chunk, "publisher") for chunk in chunks)
    extent = phrase("extent").search(scan.text, body)
    sure = bool(imprint or edition or extent or housed) or scan.has("url", "accessed", "isbn", "genre", "editors")
    if inside:
        lead = inside
        if after := take_editors(scan, author_block(scan.text, inside[1])):
            inside, sure = (inside[0], after), True
        sure = sure or phrase("event").search(scan.text, inside[1]) is not None
    if not sure:
        return False
    for hit in (edition, imprint):
        if hit:
            scan.understand(hit)
    take_year(scan, authors_end, None)
    if held := phrase("held").search(scan.text):
        scan.blank(*held.span(), UNREAD)
    for name in _PARTS:
        if hit := phrase(name).search(scan.text, body):
            scan.understand(hit)
    if inside:
        scan.blank(*lead)
        _take(scan, "title", body, inside[0])
        _assign(scan, inside[1], len(scan.text), "book")
    else:
        _assign(scan, body, len(scan.text), "title")
    return True


def _inside(scan: Scan, body: int) -> tuple[int, int] | None:
    """Where the title ends and where the work begins that holds it."""
    hit = next((h for h in phrase("inside").finditer(scan.text, body) if h.start() > body + 6), None)
    return (hit.start() + 1, hit.end()) if hit else None


def _first_sentence(text: str) -> int:
    hit = phrase("sentence_end").search(text.lstrip(_EDGE))
    return len(text) - len(text.lstrip(_EDGE)) + (hit.start() if hit else 0)


def _pieces(scan: Scan, start: int, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences that are left from `start` on, with their places."""
    found: list[tuple[int, int]] = []
    for a, b in _cut(scan, phrase("sentence_end"), start, len(scan.text) if end is None else end):
        numbered = found and scan.text[slice(*found[-1])].strip(_EDGE).isdigit()  # "41. Kongress"
        found.append((found.pop()[0] if numbered else a, b))
    return found


def _chunks(scan: Scan, piece: tuple[int, int]) -> list[tuple[int, int]]:
    return _cut(scan, _COMMA, *piece)


def _cut(scan: Scan, at: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between the hits of a pattern that hold more than marks."""
    cuts = [hit.span() for hit in at.finditer(scan.text, start, end)]
    bounds = zip([start, *(b for _, b in cuts)], [*(a for a, _ in cuts), end], strict=True)
    return [(a, b) for a, b in bounds if scan.text[a:b].strip(_EDGE)]


def _is(scan: Scan, chunk: tuple[int, int], kind: str) -> bool:
    text = scan.text[slice(*chunk)].strip(_EDGE)
    if len(text.split()) > 11 or not phrase(kind).search(text) or not re.match(r"(?:\d+\S* )?[A-ZÀ-Þ]", text):
        return False
    return kind == "event" or journals.authority().find(text) is None


def _is_town(scan: Scan, chunk: tuple[int, int]) -> bool:
    text = scan.text[slice(*chunk)].strip(_EDGE)
    return len(text.split()) < 6 and bool(phrase("town").fullmatch(text))


def _assign(scan: Scan, start: int, end: int, first: str) -> None:
    """The first sentence is the title (or book); of the others, and of its own end, publisher and place are told."""
    pieces = _pieces(scan, start, end)
    if not pieces:
        return
    head, *rest = pieces
    told = scan.has("publisher")
    for piece in rest:
        if _imprint(scan, _chunks(scan, piece)) or _lone(scan, piece, first):
            continue
        if told and UNREAD not in (gap := scan.text[head[1] : piece[0]]) and "\0" not in gap:
            head = (head[0], piece[1])  # a title of several sentences, since the publisher stands elsewhere
    chunks = _chunks(scan, head)
    if not scan.has("publisher") and (at := _imprint(scan, chunks[1:])):
        head = (head[0], chunks[at - 1][1])
    _take(scan, first, *head)


def _imprint(scan: Scan, chunks: list[tuple[int, int]]) -> int:
    """Note publisher (or congress) and place among the chunks of a sentence; the number of the first, from 1, or 0."""
    for kind, name in (("event", "book"), ("publisher", "publisher")):
        if scan.has(name):
            continue
        at = next((k for k, chunk in enumerate(chunks) if _is(scan, chunk, kind)), None)
        if at is None:
            continue
        last = at
        while last + 1 < len(chunks) and _is(scan, chunks[last + 1], kind):
            last += 1
        scan.take(name, chunks[at][0], chunks[last][1])
        begin, stop, towns = at, last, chunks[last + 1 :]
        if not scan.has("place"):
            if towns and all(_is_town(scan, chunk) for chunk in towns):
                scan.take("place", towns[0][0], towns[-1][1])
                stop = len(chunks) - 1
            elif at and _is_town(scan, chunks[at - 1]):
                scan.take("place", *chunks[at - 1])
                begin -= 1
        scan.blank(chunks[begin][0], chunks[stop][1])
        return begin + 1
    return 0


def _lone(scan: Scan, piece: tuple[int, int], first: str) -> bool:
    """A sentence that names neither: the place of a congress, or where a thesis, page or preprint appeared."""
    text = scan.text[slice(*piece)].strip(_EDGE)
    held = first == "book" or scan.has("book")
    if held and not scan.has("place") and all(_is_town(scan, c) for c in _chunks(scan, piece)):
        name = "place"
    elif re.fullmatch(r"\w+Rxiv|Research Square|SSRN|Preprints", text, re.IGNORECASE):
        name = "journal"
    elif scan.has("url", "accessed", "genre") and not scan.has("publisher", "book") and text[:1].isupper():
        name = "publisher"
    else:
        return False
    _take(scan, name, *piece)
    return True


def _take(scan: Scan, name: str, start: int, end: int) -> None:
    scan.take(name, start, end)
    scan.blank(start, end)
