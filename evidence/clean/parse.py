"""What an entry says, field by field, each with its place in the raw text; nothing is added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from evidence.clean.authors import AuthorBlock, author_block
from evidence.clean.entry import Entry, entry_of
from evidence.clean.place import find_place, take_year
from evidence.clean.reading import Reading
from evidence.clean.scan import UNREAD, Scan, partner
from evidence.clean.wording import phrase, words_of
from evidence.clean.works import kind_of, take_access, take_editors, take_people, take_work
from evidence.model import Citation, ParsedField
from evidence.normalise import identifiers, journals
from evidence.normalise.dates import parse_date
from evidence.normalise.journal_keys import abbreviates
from evidence.normalise.pages import parse_pages
from evidence.normalise.text import words

__all__ = ["parse"]

_BROKEN_DOI = re.compile(r"10\.\d{4,9}/\S{0,12}\s[a-z][\w./()-]*\d[\w./()-]*")
_DOI_LEAD = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi\s*[:.]?\s*)+$", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"https?://(?!(?:dx\.)?doi\.org)\S*$")
_LEAD = re.compile(r"[\s.,;:\0]*")
_SURE_OF_JOURNAL = 0.82
_JOURNAL_WORDS = 8


def parse(reading: Reading) -> Entry:
    """Read identifiers, place, year, authors, title and journal off an entry; the fields in the order of the text."""
    scan = Scan(reading, reading.text)
    _identifiers(scan)
    start = len(scan.text) - len(scan.text.lstrip(" \t([.•*-—–"))
    if lead := phrase("lead_in").match(scan.text, start):
        start = lead.end()
    block = author_block(scan.text, start)
    if len(block.people) == 1 and not block.et_al and _is_journal(block.people[0]["family"], scan.text[block.end :]):
        block = AuthorBlock((), start)
    body = take_editors(scan, block)
    if not body:
        take_people(scan, block, "authors")
        body = max(block.end, start)
    place = find_place(scan.text, body)
    if not _is_sure(place) and (hit := phrase("published").search(scan.text)):
        scan.understand(hit)
    if not _is_sure(place) or phrase("addressed").search(scan.text):
        take_access(scan, body)
        place = find_place(scan.text, body)
    in_journal = _is_sure(place) and not phrase("editors").search(scan.text)
    if in_journal or not take_work(scan, body, block.end):
        if place:
            scan.understand(place)
        where = place.span() if place else None
        year = take_year(scan, block.end, where)
        _title_and_journal(scan, body, where, year, bool(block.people))
    fields = sorted((*scan.fields, *scan.wording()), key=lambda f: (f.start, f.end, f.field))
    return entry_of(reading, tuple(fields), _printed(scan, fields))


def _printed(scan: Scan, fields: Sequence[ParsedField]) -> Citation:
    """What the entry itself says, as a citation; nothing is added, pages are in full."""
    first: dict[str, str] = {}
    for f in fields:
        first.setdefault(f.field, f.value)
    pages = f"{first.get('fpage', '')}-{first.get('lpage', '')}".strip("-")
    fpage, lpage = parse_pages(pages) if pages else ("", "")
    kind, title, year = kind_of(first), first.get("title", ""), first.get("year", "")
    said: dict[str, Any] = {name: value for name, value in first.items() if name in Citation.__dataclass_fields__}
    said |= {
        "names": tuple(scan.people["authors"]),
        "names_complete": not (scan.people["authors"] and phrase("et_al").search(scan.reading.text)),
        "editors": tuple(scan.people["editors"]),
        "kind": "" if kind in ("book", "chapter") else kind,
        "book": title if kind == "book" else first.get("book", ""),
        "types": (first["genre"],) if "genre" in first else (),
        "date": parse_date(f"{first['date']} {year}")[1] if "date" in first else "",
        "publisher_place": first.get("place", ""),
        "year": int(year) if year.isdigit() else None,
        "first_page": fpage or first.get("fpage", ""),
        "last_page": lpage,
    }
    return Citation(**said)


def _is_sure(place: re.Match[str] | None) -> bool:
    """Whether volume and page both stand there, as they do for a paper of a journal."""
    return place is not None and bool(place.groupdict().get("volume") and place["fpage"])


def _identifiers(scan: Scan) -> None:
    broken = _BROKEN_DOI.search(scan.text)
    if broken and not scan.text[broken.end() :].strip(" ."):
        _take_doi(scan, *broken.span())
    if (found := identifiers.doi(scan.text)) and (at := scan.text.find(found)) >= 0:
        _take_doi(scan, at, at + len(found))
    for hit in identifiers.PMCID.finditer(scan.text):
        scan.understand(hit)
    if pmid := identifiers.PMID_LABELLED.search(scan.text):
        scan.understand(pmid)
    for hit in phrase("noise").finditer(scan.text):
        scan.blank(*hit.span(), UNREAD)


def _take_doi(scan: Scan, start: int, end: int) -> None:
    scan.take("doi", start, end)
    if not _IN_ADDRESS.search(scan.text, 0, start):  # then it is read once more, as a part of the address
        lead = _DOI_LEAD.search(scan.text, 0, start)
        scan.blank(lead.start() if lead else start, end)


def _title_and_journal(
    scan: Scan, body: int, place: tuple[int, int] | None, year: tuple[int, int] | None, authored: bool
) -> None:
    text = scan.text
    end = place[0] if place else len(text)
    if year and body + 4 < year[0] < end and (place is None or year[0] > body + 12):
        end = year[0]
    while body < end and text[body] in "\0\1\t .,;:–—-)":
        body += 1
    stretch = text[body:end].rstrip("\0 .,;:(–—-")
    if cut := phrase("month_last").search(stretch):
        stretch = stretch[: cut.start()]
    stretch = stretch.rstrip("\0 .,;:(–—-")
    known, stop = scan.has("journal"), body + len(stretch)
    title = journal = (body, body)
    if close := _quoted(text, body, end):
        title, journal = (body + 1, close), (_in(text, close + 1, stop), stop)
    elif inside := phrase("in_journal").search(stretch):
        halt = re.search(r"[.,;\0]\s", stretch[inside.end() :]) if place is None else None
        title = (body, body + inside.start())
        journal = (body + inside.end(), body + inside.end() + halt.start() if halt else stop)
    elif not known:
        lone = place is None and not authored and year is not None
        ends, begins = _journal_start(stretch, place is not None, lone)
        title, journal = (body, body + ends), (body + begins, stop)
    scan.take("title", *title)
    if not known:
        scan.blank(title[1], journal[0])
        scan.take("journal", *journal)


def _quoted(text: str, start: int, end: int) -> int:
    """Where a title closes that stands in quotation marks from `start` on; 0 if a part of it alone does, or none."""
    close = partner(text, start, end) if start < end else 0
    return close if close > 0 and phrase("title_closed").match(text[:end], close) else 0


def _in(text: str, start: int, end: int) -> int:
    """Where a journal begins after a title, and after "In" if that is no word of its name ("In vivo")."""
    lead = _LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    inside = phrase("journal_in").match(text, begin, end)
    return inside.end() if inside and not _names(text[begin:end]) else begin


def _journal_start(stretch: str, placed: bool, lone: bool) -> tuple[int, int]:
    """Where the title ends and where the journal begins: 0 and 0 if all is journal, twice the end if none is.

    A `lone` stretch, between no authors and a year, may be a journal whose name is misspelt.
    """
    breaks = [(hit.start(), hit.end()) for hit in phrase("title_end").finditer(stretch)]
    if lone and stretch.count(" ") < 12 and len(stretch) < 200:
        near = journals.authority().suggest(stretch, limit=1)
        if near and near[0].score >= _SURE_OF_JOURNAL:
            return 0, 0
    if len(stretch) < 120 and _names(stretch):
        return 0, 0
    for start, end in breaks:
        if len(stretch) - end < 160 and _names(stretch[end:]):
            return start, end
    for start, end in breaks:
        tail = stretch[end:]
        sentence = stretch[start:end].strip()[:1] != "," or end == breaks[-1][1]
        if sentence and len(tail) < 120 and _looks_like_journal(tail):
            return start, end
    if placed:
        begins = [hit.start() for hit in re.finditer(r"(?<=\s)\S", stretch)]
        for start in begins[-_JOURNAL_WORDS:]:  # of an entry without marks
            if _looks_like_journal(stretch[start:]) and _names(stretch[start:]):
                return start, start
    return breaks[-1] if placed and breaks else (len(stretch), len(stretch))


def _names(text: str) -> bool:
    """Whether a stretch is the name of a journal from its first word to its last, and no more."""
    found, said = journals.authority().find(text), words(text)
    if found is None or len(said) < 2:
        return found is not None
    names = [words(name) for name in (found.title, found.medline, *found.variants)]
    known = {word for name in names for word in name}
    edges = all(any(abbreviates(word, other) for other in known) for word in (said[0], said[-1]))
    return edges and len(said) <= max(map(len, names))


def _is_journal(name: str, rest: str) -> bool:
    """Whether what was read as a name is a journal: of several words, or followed by a date and numbers alone."""
    alone = phrase("month_last").sub("", re.sub(r"[\W\d_]+$", "", rest)).strip(" .,;:()\0\1" + "0123456789–-")
    return (" " in name or not alone) and journals.authority().find(name) is not None


def _looks_like_journal(tail: str) -> bool:
    """Whether all words are capitalised, abbreviated or connect: no sentence of a title reads so."""
    found = re.findall(r"[^\W\d_]+", tail)
    return bool(found) and all(word[0].isupper() or word.lower() in words_of("small") for word in found)
