"""What is new since the last complete run: the view that opens index.html, and the dated page of one run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from evidence.model import CellChange, Citation, Dossier, News, RecordChange, Run, SummaryRow
from evidence.normalise.text import strip_markup
from evidence.report import words
from evidence.report.cells import cell_of
from evidence.report.frame import environment, part, policy
from evidence.report.notes import Note, notes_of
from evidence.tabulate.changed import corrected

_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"


@dataclass(frozen=True, slots=True)
class Item:
    """A record in a list of news: its title, who wrote it, where to read it, and what is to be said of it."""

    title: str
    report: str
    link: tuple[str, str]
    what: tuple[str, ...]
    retracted: bool
    tabled: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence; the name of a report has an address and is struck through where that was retracted."""

    text: str
    address: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell that moved: what it is, said and says, the notes behind it now, and why, sentence by sentence."""

    treatment: str
    place: str
    before: str
    after: str
    notes: tuple[int, ...]
    why: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The news as they are printed; `lists` are pairs of a heading and its records, gravest first."""

    sentence: str
    first: bool
    complete: bool
    failed: tuple[str, ...]
    moved: tuple[Moved, ...]
    lists: tuple[tuple[str, tuple[Item, ...]], ...]


def render_news(dossier: Dossier) -> bytes:
    """The page of one run, as UTF-8: what `told` tells, with the time of the run; it links to ../index.html.

    Its cells open no notes: those of the report may be newer. Raises ValueError for a run without a start.
    """
    run, style = dossier.run, part("page.css") + part("news.css")
    note_of = {note.finding.finding_id: note for note in notes_of(dossier.rows, dossier.records)}
    text = (
        environment()
        .get_template("news.html.j2")
        .render(
            words=words,
            news=told(dossier, note_of),
            linked=False,
            run=run,
            started=f"{utc(run):%Y-%m-%d %H:%M:%S} UTC",
            protocol=dossier.protocol,
            style=style,
            policy=policy(style),
        )
    )
    return text.encode("utf-8", "replace")


def news_name(run: Run) -> str:
    """The file name of the run's page, from its start in UTC: "2026-11-25T155258Z.html". Raises ValueError."""
    return f"{utc(run):%Y-%m-%dT%H%M%SZ}.html"


def has_news(run: Run) -> bool:
    """True if the run has something to tell: records, cells, or what it could not get."""
    news = run.news
    return news is not None and bool(news.records or news.cells or news.failed or not run.complete)


def counts(news: News) -> str:
    """How many records are new, changed, retracted …, in one sentence; on the first run, that all are new."""
    if not news.since:
        n = len(news.records)
        return f"First run: all {n} records are new." if n > 1 else f"First run: {words.counted(n, 'record')}."
    changed, grave = news.of("changed"), sum(corrected(c.what) for c in news.of("changed"))
    said = (
        (len(news.of("new")), "new"),
        (len(news.of("retracted")), "retracted"),
        (len(changed), "changed" + (f" ({grave} by a correction or an expression of concern)" if grave else "")),
        (len(news.of("vanished")), "no longer found by the search"),
        (len(news.failed), "could not be fetched"),
    )
    parts = [f"{n} {word}" for n, word in said if n]
    return f"{', '.join(parts)}." if parts else "No record is new, changed, retracted or gone."


def cell_words(row: SummaryRow | None) -> str:
    """What a cell says, with how much it shows without counting it; a cell that is not there has no report."""
    if row is None:
        return "no report"
    shown = f"; {words.counted(len(row.also), 'finding')} shown, not counted" if row.reports and row.also else ""
    return words.summary_words(row) + shown


def cell_place(row: SummaryRow) -> str:
    """Disease, outcome and stratum of a cell."""
    parts = words.disease_words(row.disease), words.DOMAIN_WORDS[row.domain], words.STRATUM_WORDS[row.stratum].lower()
    return ", ".join(parts)


def pubmed(record_id: str) -> tuple[str, str]:
    """("PubMed", address) of a record of PubMed; (its id, "") of any other."""
    number = record_id.removeprefix("pmid:")
    return ("PubMed", f"{_PUBMED}{number}/") if re.fullmatch(r"pmid:[1-9][0-9]{0,8}", record_id) else (record_id, "")


def told(dossier: Dossier, note_of: Mapping[str, Note]) -> Told:
    """The news of the dossier's run; `note_of` gives the note of each finding."""
    news = dossier.run.news or News()
    citations = {i: cluster.citation for cluster in dossier.clusters for i in cluster.record_ids}
    withdrawn = {record.record_id for record in dossier.records if record.retracted}
    tabled = {row.finding.record_id for row in dossier.rows if row.finding.state != "rejected"}

    def items(changes: Sequence[RecordChange]) -> tuple[Item, ...]:
        listed = [
            _item(c, citations.get(c.record_id), c.record_id in withdrawn, c.record_id in tabled) for c in changes
        ]
        return tuple(sorted(listed, key=lambda item: not item.tabled))

    changed = news.of("changed")
    lists = {
        "Retracted": news.of("retracted"),
        "Corrected, or under an expression of concern": [c for c in changed if corrected(c.what)],
        "New": news.of("new"),
        "Changed otherwise": [c for c in changed if not corrected(c.what)],
        "No longer found by the search (kept, not counted)": news.of("vanished"),
    }
    if not news.since:
        lists = {"Retracted already": [c for c in news.records if c.record_id in withdrawn]}
    return Told(
        sentence=counts(news),
        first=not news.since,
        complete=dossier.run.complete,
        failed=news.failed,
        moved=tuple(_moved(cell, citations, note_of) for cell in news.cells if news.since),
        lists=tuple((heading, items(changes)) for heading, changes in lists.items() if changes),
    )


def _item(change: RecordChange, citation: Citation | None, withdrawn: bool, tabled: bool) -> Item:
    title = " ".join(strip_markup(change.title).split()) or change.record_id
    report = words.clip(words.short_citation(citation), 60) if citation else ""
    journal = words.clip(citation.journal_abbrev or citation.journal, 60) if citation else ""
    retracted = withdrawn or change.kind == "retracted"
    return Item(
        title, ", ".join(filter(None, (report, journal))), pubmed(change.record_id), change.what, retracted, tabled
    )


def _moved(change: CellChange, citations: Mapping[str, Citation], note_of: Mapping[str, Note]) -> Moved:
    row = change.after or change.before
    assert row is not None, "a cell that moved was there before or is there now"
    before, after = cell_words(change.before), cell_words(change.after)
    notes: tuple[int, ...] = ()
    if change.after:
        cell = cell_of([change.after], note_of, after)
        after, notes = cell.text, cell.notes + cell.also
    if before == after:
        before = "the same words; what stands behind them moved"
    why = tuple(_pieces(sentence, citations) for sentence in change.why)
    return Moved(words.capital(words.treatment_words(row.intervention)), cell_place(row), before, after, notes, why)


def _pieces(sentence: str, citations: Mapping[str, Citation]) -> tuple[Piece, ...]:
    """The sentence with each "pmid:1" as a link named after its report ("Balin 2012")."""
    pieces = []
    for place, text in enumerate(re.split(r"\b(pmid:[1-9][0-9]{0,8})\b", sentence)):
        if place % 2:
            number, citation = text.removeprefix("pmid:"), citations.get(text)
            name = f"{words.clip(words.short_citation(citation), 60)} (PMID {number})" if citation else f"PMID {number}"
            pieces.append(Piece(name, f"{_PUBMED}{number}/", bool(citation and citation.retracted)))
        elif text:
            pieces.append(Piece(text))
    return tuple(pieces)


def utc(run: Run) -> datetime:
    """When the run started, in UTC. Raises ValueError for a run that has no start."""
    moment = datetime.fromisoformat(run.started)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
