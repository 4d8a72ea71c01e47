"""What is new since the last complete run: the view that opens index.html, and the dated page of one run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from evidence.model import CellChange, Citation, Dossier, News, RecordChange, Run, SummaryRow
from evidence.normalise.text import strip_markup
from evidence.report.cells import cell_of
from evidence.report.citing import capital, clip, short_citation
from evidence.report.frame import part, policy, rendered
from evidence.report.notes import Note, notes_of
from evidence.report.sentences import summary_words
from evidence.report.words import Words, words
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


def render_news(dossier: Dossier, language: str = "en") -> bytes:
    """The page of one run, as UTF-8: what `told` tells, with the time of the run; it links to ../index.html.

    Its cells open no notes: those of the report may be newer. Raises ValueError for a run without a start.
    """
    t, run, style = words(language), dossier.run, part("page.css") + part("news.css")
    note_of = {note.finding.finding_id: note for note in notes_of(dossier.rows, dossier.records)}
    text = rendered(
        "news.html.j2",
        t=t,
        clip=clip,
        news=told(dossier, note_of, t),
        linked=False,
        run=run,
        started=f"{utc(run):%Y-%m-%d %H:%M:%S} UTC",
        protocol=dossier.protocol,
        style=style,
        policy=policy(style),
    )
    return text.encode("utf-8", "replace")


def news_name(run: Run) -> str:
    """The file name of the run's page, from its start in UTC: "2026-11-25T155258Z.html". Raises ValueError."""
    return f"{utc(run):%Y-%m-%dT%H%M%SZ}.html"


def has_news(run: Run) -> bool:
    """True if the run has something to tell: records, cells, or what it could not get."""
    news = run.news
    return news is not None and bool(news.records or news.cells or news.failed or not run.complete)


def counts(news: News, t: Words) -> str:
    """How many records are new, changed, retracted …, in one sentence; on the first run, that all are new."""
    if not news.since:
        return t("news.first", n=len(news.records)) if news.records else t("news.nothing")
    grave = sum(corrected(c.what) for c in news.of("changed"))
    said = {
        "new": len(news.of("new")),
        "retracted": len(news.of("retracted")),
        "grave" if grave else "changed": len(news.of("changed")),
        "vanished": len(news.of("vanished")),
        "failed": len(news.failed),
    }
    parts = [t(f"news.{key}", n=n, grave=grave) for key, n in said.items() if n]
    return f"{', '.join(parts)}." if parts else t("news.nothing")


def cell_words(row: SummaryRow | None, t: Words) -> str:
    """What a cell says, with how much it shows without counting it; a cell that is not there has no report."""
    if row is None:
        return t("news.no_report")
    return summary_words(row, t) + (t("say.also_shown", n=len(row.also)) if row.reports and row.also else "")


def cell_place(row: SummaryRow, t: Words) -> str:
    """Disease, outcome and stratum of a cell."""
    return ", ".join((t.disease(row.disease), t(f"domain.{row.domain}"), t(f"stratum.{row.stratum}").lower()))


def pubmed(record_id: str) -> tuple[str, str]:
    """("PubMed", address) of a record of PubMed; (its id, "") of any other."""
    number = record_id.removeprefix("pmid:")
    return ("PubMed", f"{_PUBMED}{number}/") if re.fullmatch(r"pmid:[1-9][0-9]{0,8}", record_id) else (record_id, "")


def title_of(change: RecordChange) -> str:
    """The title of a record in one line, without markup; its id where it has none."""
    return " ".join(strip_markup(change.title).split()) or change.record_id


def told(dossier: Dossier, note_of: Mapping[str, Note], t: Words) -> Told:
    """The news of the dossier's run; `note_of` gives the note of each finding."""
    news = dossier.run.news or News()
    citations = {i: cluster.citation for cluster in dossier.clusters for i in cluster.record_ids}
    withdrawn = {record.record_id for record in dossier.records if record.retracted}
    tabled = {row.finding.record_id for row in dossier.rows if row.finding.state != "rejected"}

    def items(changes: Sequence[RecordChange]) -> tuple[Item, ...]:
        listed = [
            _item(c, citations.get(c.record_id), c.record_id in withdrawn, c.record_id in tabled, t) for c in changes
        ]
        return tuple(sorted(listed, key=lambda item: not item.tabled))

    changed = news.of("changed")
    lists = {
        "retracted": news.of("retracted"),
        "corrected": [c for c in changed if corrected(c.what)],
        "new": news.of("new"),
        "changed": [c for c in changed if not corrected(c.what)],
        "vanished": news.of("vanished"),
    }
    if not news.since:
        lists = {"already": [c for c in news.records if c.record_id in withdrawn]}
    return Told(
        sentence=counts(news, t),
        first=not news.since,
        complete=dossier.run.complete,
        failed=news.failed,
        moved=tuple(_moved(cell, citations, note_of, t) for cell in news.cells if news.since),
        lists=tuple((t(f"news.head_{name}"), items(changes)) for name, changes in lists.items() if changes),
    )


def _item(change: RecordChange, citation: Citation | None, withdrawn: bool, tabled: bool, t: Words) -> Item:
    report = short_citation(citation, t) if citation else ""
    journal = clip(citation.journal_abbrev or citation.journal, 60) if citation else ""
    retracted = withdrawn or change.kind == "retracted"
    what = tuple(t.said(said) for said in change.what)
    return Item(
        title_of(change), ", ".join(filter(None, (report, journal))), pubmed(change.record_id), what, retracted, tabled
    )


def _moved(change: CellChange, citations: Mapping[str, Citation], note_of: Mapping[str, Note], t: Words) -> Moved:
    row = change.after or change.before
    assert row is not None, "a cell that moved was there before or is there now"
    before, after = cell_words(change.before, t), cell_words(change.after, t)
    notes: tuple[int, ...] = ()
    if change.after:
        cell = cell_of([change.after], note_of, after, t)
        after, notes = cell.text, cell.notes + cell.also
    if before == after:
        before = t("news.same")
    why = tuple(_pieces(sentence, citations, t) for sentence in change.why)
    return Moved(capital(t.treatment(row.intervention)), cell_place(row, t), before, after, notes, why)


def _pieces(sentence: str, citations: Mapping[str, Citation], t: Words) -> tuple[Piece, ...]:
    """The sentence with each "pmid:1" as a link named after its report ("Balin 2012")."""
    pieces = []
    for place, text in enumerate(re.split(r"\b(pmid:[1-9][0-9]{0,8})\b", sentence)):
        if place % 2:
            number, citation = text.removeprefix("pmid:"), citations.get(text)
            name = f"{short_citation(citation, t)} (PMID {number})" if citation else f"PMID {number}"
            pieces.append(Piece(name, f"{_PUBMED}{number}/", bool(citation and citation.retracted)))
        elif text:
            core = text.strip()
            pieces.append(Piece(text.replace(core, t.said(core), 1) if core else text))
    return tuple(pieces)


def utc(run: Run) -> datetime:
    """When the run started, in UTC. Raises ValueError for a run that has no start."""
    moment = datetime.fromisoformat(run.started)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
