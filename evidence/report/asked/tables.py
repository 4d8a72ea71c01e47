"""The tables of an answer: strata side by side, a line per report, and where each says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from evidence.model import STRATA, Profile, SummaryRow
from evidence.protocol.vocabulary import vocabulary
from evidence.report.asked.block import Block, plain, remarks, short_disease
from evidence.report.citing import capital
from evidence.report.notes import Note
from evidence.report.sentences import is_of_all, numbers, summary_words
from evidence.report.words import Words


def summary_block(title: str, rows: Sequence[SummaryRow], notes: Sequence[Note], t: Words) -> Block:
    """A line per treatment, disease and outcome, with a column for each stratum that has something."""
    numbered = {note.finding.finding_id: f" [{note.number}]" for note in notes}
    levels = {(row.level, row.level_why) for row in rows if row.level}
    cells: dict[tuple[str, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        level = f" (level {row.level})" if row.level and len({n for n, _ in levels}) > 1 else ""
        cells[row.intervention, row.disease, row.domain][row.stratum].append(
            f"{summary_words(row, t, numbered.__getitem__)}{level}"
        )
    strata = [stratum for stratum in STRATA if any(row.stratum == stratum for row in rows)]
    lines = tuple(
        (
            capital(t.treatment(treatment)),
            short_disease(disease, t),
            t(f"domain.{domain}"),
            *("; ".join(said.get(stratum, ())) for stratum in strata),
        )
        for (treatment, disease, domain), said in cells.items()
    )
    reasons = {why for _, why in levels}
    of = ", ".join(sorted({str(n) for n, _ in levels}))
    told = f"Level of evidence (OCEBM 2011, by design): {of}."
    why = f" {reasons.pop()}" if len(reasons) == 1 else ""
    columns = ("Treatment", "Disease", "Outcome", *(t(f"stratum.{stratum}") for stratum in strata))
    return Block(title, columns, lines, (told + why,) if levels else ())


def reports_block(notes: Sequence[Note], names: Mapping[str, str], t: Words) -> Block:
    """A line per finding; series with the share that responded."""
    told = (
        ("Percentages in brackets are the 95 % Wilson intervals of single series.",)
        if any(note.row.shares for note in notes)
        else ()
    )
    return Block(
        "The reports", ("#", "Report", "Treatment", "Result"), tuple(_line(note, names, t) for note in notes), told
    )


def _line(note: Note, names: Mapping[str, str], t: Words) -> tuple[str, ...]:
    row, f = note.row, note.finding
    how = ", ".join(filter(None, (t.treatment(f.intervention), f.dose, f.route, f.duration)))
    level = f", level {row.level}" if row.level else ""
    response = f"{t.of('response', f.response, f.domain)}; " if is_of_all(f) else ""
    result = f"{capital(t(f'domain.{f.domain}'))}: {response}{numbers(row, t)}."
    return (
        str(note.number),
        f"{note.report} ({plain(f.design)}{level})",
        f"{short_disease(f.disease, t)}: {how}",
        " ".join((result, *remarks(row, names))),
    )


def profile_block(profiles: Sequence[Profile], t: Words) -> Block:
    """How each treatment was given and what came with it, in the words of the reports; unreported is not none."""

    def line(one: Profile) -> tuple[str, ...]:
        given = "; ".join(said.text for said in (*one.doses, *one.routes, *one.durations))
        columns = (
            (one.adverse_events, one.silent_on_adverse_events),
            (one.recurrences, one.silent_on_recurrence),
        )
        return (
            capital(t.treatment(one.intervention)),
            given or "unreported",
            *(_with_silence([said.text for said in texts], silent, one.reports) for texts, silent in columns),
        )

    columns = ("Treatment", "How it was given", "Adverse events", "Recurrence")
    return Block("How it was given, and what came with it", columns, tuple(line(one) for one in profiles))


def _with_silence(texts: Sequence[str], silent: int, reports: int) -> str:
    unsaid = [f"unreported in {silent} of {reports} reports" if texts else "unreported"] if silent else []
    return "; ".join((*texts, *unsaid))


def quotes_block(notes: Sequence[Note], t: Words) -> Block:
    """Where each line is said: its quotes or what it was coded from, its appraisal, its address."""
    return Block("Where it is said", ("#", "Report", "Evidence"), tuple(_evidence(note, t) for note in notes))


def _evidence(note: Note, t: Words) -> tuple[str, ...]:
    what = f"{capital(t.treatment(note.finding.intervention))}, {t(f'domain.{note.finding.domain}')}:"
    said = [f"“{quoted.quote}” ({quoted.span.section or plain(quoted.span.field)})" for quoted in note.quotes]
    if note.coding:
        said.append(f"Coded from {note.coding.where}." + (f" {note.coding.note}." if note.coding.note else ""))
    for answer in note.row.appraisal:
        question = vocabulary().appraisal[answer.question].en.partition(":")[0].lower()
        why = f": {answer.note}" if answer.note else ""
        said.append(f"Appraised by {answer.who}: {question} ({answer.question}) {answer.answer}{why}.")
    return str(note.number), note.report, " ".join((what, *said, note.url))
