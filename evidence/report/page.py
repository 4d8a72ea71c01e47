"""index.html: one file that a clinician opens, reads and shows; nothing in it leaves it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.formats.vancouver import entry
from evidence.model import DOMAINS, STRATA, Dossier, SummaryRow
from evidence.report import words
from evidence.report.cells import Cell, cell_of
from evidence.report.frame import environment, part, policy
from evidence.report.news import told
from evidence.report.notes import Note
from evidence.tabulate import class_table, disagreements


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a summary table: treatment class, disease, outcome, and per stratum a cell for every treatment."""

    treatment: str
    disease: str
    domain: str
    strata: tuple[tuple[Cell, ...], ...]


def render_page(dossier: Dossier, notes: Sequence[Note], files: Sequence[str]) -> bytes:
    """The page as UTF-8. `files` are the names of the other files of the folder, for the list of files."""
    style, script = part("page.css") + (part("news.css") if dossier.run.news else ""), part("page.js")
    note_of = {note.finding.finding_id: note for note in notes}
    by_class = class_table(dossier.rows, dossier.protocol)
    lines = list(_lines(dossier, by_class, note_of))
    differing = disagreements(dossier.findings, dossier.studies)
    text = (
        environment()
        .get_template("page.html.j2")
        .render(
            words=words,
            reference=entry,
            dossier=dossier,
            news=told(dossier, note_of) if dossier.run.news else None,
            linked=True,
            struck={note.number for note in notes if note.row.citation.retracted},
            withdrawn={note.finding.record_id for note in notes if note.row.citation.retracted},
            protocol=dossier.protocol,
            style=style,
            script=script,
            policy=policy(style, script),
            counted={s: _reports(notes, s) for s in STRATA},
            glance=list(_glance(dossier, by_class, note_of)),
            tables=([x for x in lines if x.domain == DOMAINS[0]], [x for x in lines if x.domain != DOMAINS[0]]),
            strategy=[(line, re.split(r"\{(\w+)\}", line.text)) for line in dossier.protocol.lines],
            uncounted=Counter(note.row.why_not for note in notes if not note.row.counted).most_common(),
            differing=[
                (note_of[a].number, note_of[b].number, said) for a, b, said in differing if {a, b} <= set(note_of)
            ],
            report_of={note.finding.record_id: note.report for note in notes},
            notes=notes,
            files=files,
        )
    )
    return text.encode("utf-8", "replace")


def _reports(notes: Sequence[Note], stratum: str) -> int:
    return len({n.finding.record_id for n in notes if n.row.counted and n.row.stratum == stratum})


def _lines(dossier: Dossier, by_class: Sequence[SummaryRow], note_of: Mapping[str, Note]) -> Iterator[Line]:
    """Classes as lines; within a cell each treatment speaks for itself, named where the class is not its name."""
    cells: dict[tuple[str, str, str], dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for row in dossier.summary:
        treatment, text = words.treatment_words(row.intervention), words.summary_words(row)
        if treatment != words.class_words(row.intervention_class):
            unnamed = " (no name given)" if row.intervention == row.intervention_class else ""
            text = f"{treatment}{unnamed}: {text}"
        cells[row.intervention_class, row.disease, row.domain][row.stratum].append(cell_of([row], note_of, text))
    for key in dict.fromkeys((row.intervention_class, row.disease, row.domain) for row in by_class):
        strata = tuple(tuple(cells[key].get(stratum, ())) for stratum in STRATA)
        yield Line(words.capital(words.class_words(key[0])), words.disease_words(key[1]), key[2], strata)


def _glance(
    dossier: Dossier, by_class: Sequence[SummaryRow], note_of: Mapping[str, Note]
) -> Iterator[tuple[str, list[tuple[str, Cell]]]]:
    """The leading classes on deposits in patients over all diseases: a sentence per stratum that counts a report."""
    for code in dossier.protocol.leading:
        cells = []
        for stratum in STRATA:
            wanted = (code, DOMAINS[0], stratum, "patients")
            here = [r for r in by_class if (r.intervention_class, r.domain, r.stratum, r.unit) == wanted and r.reports]
            if here:
                cells.append((words.STRATUM_WORDS[stratum], cell_of(here, note_of, _over_diseases(here))))
        yield words.capital(words.class_words(code)), cells


def _over_diseases(rows: Sequence[SummaryRow]) -> str:
    if len(rows) == 1:
        return words.summary_words(rows[0])
    said = sum((Counter(dict(row.direction)) for row in rows), Counter[str]())
    reports, treated = sum(row.reports for row in rows), sum(row.treated.k or 0 for row in rows)
    told = words.directions(said, reports == treated)
    return f"{words.counted(reports, 'report')}, {words.of_unit(treated, rows[0].unit)}: {told}"
