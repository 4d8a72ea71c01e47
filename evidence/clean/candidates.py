"""The papers that an entry may mean: looked up by all that it says, the few of them that are worth comparing kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from evidence.clean.align import title_share
from evidence.clean.correct import journal_correction
from evidence.clean.entry import IDENTIFIERS, Entry, is_title
from evidence.clean.titles import in_english, put_into_english
from evidence.clean.topic import fit
from evidence.model import Citation
from evidence.normalise.text import words
from evidence.sources.index import CitationIndex

__all__ = ["MOST", "candidates", "of_journal_year"]

MOST = 12  # papers that are offered
_COMPARED = 4  # for an entry that says its title: comparing costs a hundred times as much as looking up
_BY_TEXT = 8
_OF_YEAR = 24
_PROMISE = 0.3
_OTHER_TITLE = 0.35


def candidates(
    entry: Entry, index: CitationIndex, topic: frozenset[str]
) -> tuple[tuple[Citation, ...], frozenset[str]]:
    """The papers to compare with an entry, the likeliest first, and the ids of those that its identifiers name."""
    values = ((kind, entry.value(kind)) for kind in IDENTIFIERS)
    asked = ((kind, value) for kind, value in values if value and " " not in value)
    named = {c.citation_id: c for kind, value in asked for c in index.by_identifier(kind, value)}
    found = dict(named)
    for citation in _looked_up(entry, index, topic):
        found.setdefault(citation.citation_id, citation)
    return tuple(_promising(entry, found.values(), named, topic)), frozenset(named)


def _looked_up(entry: Entry, index: CitationIndex, topic: frozenset[str]) -> Iterator[Citation]:
    """By place, by the words of the text, by author and year, by journal and year."""
    form = entry.form
    pages = [page for page in (entry.value("fpage"), entry.value("lpage")) if page]
    there = index.by_place(pages, entry.value("volume"), form.year, form.journal)
    yield from there
    if any(_is_all_said(entry, citation) for citation in there):
        return
    title = words(entry.value("title"))
    names = [word for family in form.surnames for word in words(family)]
    yield from index.by_text([*title, *names] if len(title) > 3 else entry.said, _BY_TEXT)
    if form.year and form.surnames and (len(title) < 4 or not in_english(title)):
        found = index.by_author_year(form.surnames[0], form.year, form.journal)
        yield from found or index.by_author_year(form.surnames[0], form.year)
    if form.year and form.journal and not title and not form.surnames:
        corrected = journal_correction(entry)
        journal = corrected[1].nlm_id if corrected else form.journal
        yield from of_journal_year(index, journal, form.year, topic)[:_OF_YEAR]


def of_journal_year(index: CitationIndex, journal: str, year: int, topic: frozenset[str]) -> list[Citation]:
    """The papers of a journal in a year, and those of no known journal, the likeliest on a topic first."""
    found = (*index.by_journal_year(journal, year), *index.by_journal_year("", year))
    return sorted(found, key=lambda c: (-fit(c, topic), c.citation_id))


def _is_all_said(entry: Entry, citation: Citation) -> bool:
    """Whether an entry says all of a paper that stands at its place: nothing else needs to be looked up."""
    place = (entry.printed.first_page, entry.printed.volume, entry.form.year)
    if place != (citation.first_page, citation.volume, citation.year) or not citation.names:
        return False
    title = words(citation.title)
    return is_title(title) and {*title, *words(citation.names[0].family)} <= {*entry.said}


def _promising(
    entry: Entry, found: Collection[Citation], named: Collection[str], topic: frozenset[str]
) -> Iterator[Citation]:
    """Those whose words and page stand in the entry.

    An entry that says its title can mean no paper of another title, unless that begins on its page, or the title is in
    another language, or is no title but a sentence.
    """
    said = {*entry.said}
    promise = {c.citation_id: _promise(entry, said, c) + fit(c, topic) for c in found}
    least = max(0.5 * max(promise.values(), default=0.0), _PROMISE if entry.says_title else 0.0)
    worth = [c for c in found if c.citation_id in named or promise[c.citation_id] >= least]
    worth.sort(key=lambda c: (c.citation_id not in named, -promise[c.citation_id], c.citation_id))
    if not entry.says_title:
        yield from worth[:MOST]
        return
    for citation in worth[:_COMPARED]:
        first = words(citation.names[0].family) if citation.names else ()
        in_year = citation.year == entry.form.year and not said.isdisjoint(first)
        at_page = citation.first_page.lower() in said and not said.isdisjoint({*first, citation.volume.lower()} - {""})
        if (
            citation.citation_id in named
            or at_page
            or title_share(entry, citation) >= _OTHER_TITLE
            or (in_year and (not entry.placed or put_into_english(citation)))
        ):
            yield citation


def _promise(entry: Entry, said: set[str], citation: Citation) -> float:
    """How much of a paper stands in an entry, by its words alone: about 0 to 2."""
    title = [word for word in words(citation.title) if len(word) > 3]
    share = sum(len(word) for word in title if word in said) / (sum(map(len, title)) or 1)
    people = [word for name in citation.names[:3] for word in words(name.family) if len(word) > 1]
    share += 0.3 * (not said.isdisjoint(people))
    share += 0.5 * (citation.first_page.lower() in said) + 0.1 * (str(citation.year) in said)
    return share + 0.3 * (not entry.says_title and entry.form.journal in (citation.journal_id, ""))
