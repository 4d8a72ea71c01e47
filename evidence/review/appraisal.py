"""What is asked of a report of cases: the questions of Murad 2018, each answered yes, no or unclear, never summed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from evidence.formats.vancouver import entry
from evidence.model import Dossier, Finding, StudyRow
from evidence.protocol.vocabulary import Label, vocabulary
from evidence.report.citing import capital
from evidence.report.notes import notes_of
from evidence.report.sentences import numbers
from evidence.report.words import words
from evidence.review.findings import quoted
from evidence.review.questions import Answer, Line, Question, with_words

__all__ = ["appraisal_questions"]

_DESIGNS = ("case_report", "case_series")
_ANSWERS = (
    Answer("y", "yes", "Yes, the report says so.", "appraise", value="yes"),
    Answer("n", "no", "No.", "appraise", value="no"),
    Answer("c", "unclear", "The part that was seen does not tell.", "appraise", value="unclear"),
)


def appraisal_questions(
    dossier: Dossier, wanted: Callable[[Finding], bool] = lambda finding: True
) -> tuple[Question, ...]:
    """Eight questions a report of cases with a counted finding, in the order of the tables; all of one report together.

    Asked are reports with a finding that is `wanted`. The subject is the report that is counted; a person's answers on
    one question replace each other.
    """
    reports: dict[str, list[StudyRow]] = {}
    for row in dossier.rows:
        if row.counted and row.finding.design in _DESIGNS:
            reports.setdefault(row.finding.record_id, []).append(row)
    questions = (
        _question(record_id, asked, lines)
        for record_id, rows in reports.items()
        if any(wanted(row.finding) for row in rows)
        for lines in [tuple(_lines(dossier, rows))]
        for asked in vocabulary().appraisal.values()
    )
    return with_words(questions, dossier.replay.decisions)


def _question(record_id: str, asked: Label, lines: tuple[Line, ...]) -> Question:
    return Question(
        subject=f"record:{record_id}",
        title=asked.en,
        lines=lines,
        answers=tuple(replace(answer, field=asked.code) for answer in _ANSWERS),
        kind="appraisal",
    )


def _lines(dossier: Dossier, rows: Sequence[StudyRow]) -> Iterator[Line]:
    """The paper, and each finding that is counted with the text that it stands in, or what it was coded from."""
    t = words()
    yield Line("paper", entry(rows[0].citation), "bold")
    for note in notes_of(rows, [r for r in dossier.records if r.record_id == rows[0].finding.record_id]):
        f = note.finding
        said = f"{t.treatment(f.intervention)}, {t(f'domain.{f.domain}')}: {t.of('response', f.response, f.domain)}"
        yield Line("counted", f"{capital(said)}; {numbers(note.row, t)}")
        yield from quoted(note)
        if note.coding:
            yield Line("coded from", f"{note.coding.where}: {note.coding.address}")
