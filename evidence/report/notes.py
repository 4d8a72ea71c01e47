"""The evidence behind every cell: numbered notes, each with the sentence in its context or the coded source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evidence.extract.text import digest
from evidence.formats.style import render
from evidence.model import Citation, Coding, Counts, Finding, Record, Span, StudyRow
from evidence.report.citing import capital, clip, first_address, links, printable, short_citation
from evidence.report.words import Words, words

_LONGEST_TITLE = 300
_CONTEXT = 280  # characters on either side of a quote; in a page of many notes, none at all
_CONTEXT_OF_ALL = 40_000
_SHORTEST_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote between the words before and after it, the span that it is, and its whole text ("" if not at hand)."""

    before: str
    quote: str
    after: str
    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Evidence note number `number` of the page: a row, its quotes or coding address, and where to read on."""

    number: int
    row: StudyRow
    quotes: tuple[Quoted, ...]
    address: str
    links: tuple[tuple[str, str], ...]

    @property
    def finding(self) -> Finding:
        """The finding that the note is on."""
        return self.row.finding

    @property
    def counts(self) -> Counts:
        """The numbers of the finding."""
        return self.row.finding.counts

    @property
    def coding(self) -> Coding | None:
        """What the finding was coded from, if a person coded it."""
        return self.row.finding.coding

    @property
    def report(self) -> str:
        """The publication in a few words ("Balin 2012")."""
        return short_citation(self.row.citation)

    @property
    def url(self) -> str:
        """The best address, without the fragment that marks the quote; "" if there is none."""
        return self.links[0][1].partition("#:~")[0] if self.links else self.address


@dataclass(frozen=True, slots=True)
class Source:
    """A publication behind the notes: its number and its entry in the list of references."""

    number: int
    citation: Citation
    text: str


def sources_of(notes: Sequence[Note], style: str = "vancouver", t: Words | None = None) -> dict[str, Source]:
    """The publications by citation id, numbered from 1 in the order in which the notes first name them.

    A long title is cut, so that journal, year and identifiers stay; one of which no name is known says so.

    Raises UsageError for a style that is unknown.
    """
    cited = {note.row.citation.citation_id: note.row.citation for note in notes}
    texts = render([_citable(citation, t or words()) for citation in cited.values()], style)
    return {
        citation_id: Source(number, citation, clip(printable(text), 2000))
        for number, ((citation_id, citation), text) in enumerate(zip(cited.items(), texts, strict=True), start=1)
    }


def _citable(citation: Citation, t: Words) -> Citation:
    named = citation.title or citation.names or citation.journal or citation.journal_abbrev
    title = clip(citation.title, _LONGEST_TITLE) if named else f"[{capital(t('say.untitled'))}]"
    return replace(citation, title=title, journal=clip(citation.journal, _LONGEST_TITLE))


def notes_of(rows: Sequence[StudyRow], records: Iterable[Record]) -> tuple[Note, ...]:
    """A note per row, numbered from 1 in the order of the rows. The more notes, the less text around a quote."""
    context = min(_CONTEXT, _CONTEXT_OF_ALL // max(len(rows), 1))
    context = context if context >= _SHORTEST_CONTEXT else 0
    known = {record.record_id: record for record in records}
    return tuple(_note(number, row, known, context) for number, row in enumerate(rows, start=1))


def _note(number: int, row: StudyRow, known: Mapping[str, Record], context: int) -> Note:
    f = row.finding
    where = links(row.citation, (span.quote for span in f.spans))
    address = first_address(f.coding.address) if f.coding else ""
    if not where and f.record_id in known:
        found = first_address(known[f.record_id].url)
        where = (("web page", found),) if found and found != address else ()
    return Note(
        number, row, tuple(_quoted(span, known.get(span.record_id), context) for span in f.spans), address, where
    )


def _quoted(span: Span, record: Record | None, context: int) -> Quoted:
    """The quote in the text that it was taken from, known by its hash; alone where that text is not at hand."""
    for text in _texts(record) if record else ():
        if text[span.start : span.end] == span.quote and digest(text) == span.text_hash:
            start, end = max(0, span.start - context), span.end + context
            before = ("…" if start and context else "") + text[start : span.start]
            after = text[span.end : end] + ("…" if end < len(text) and context else "")
            return Quoted(before, span.quote, after, span, text)
    return Quoted("", span.quote, "", span)


def _texts(record: Record) -> tuple[str, ...]:
    sections = (*record.sections, *record.other_sections)
    return (record.title, record.title_vernacular, *(s.text for s in sections), record.abstract)
