"""A workbook of questions goes round: nothing is lost, nothing is changed, and what is filled in comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formats.xlsx import Cell, read_xlsx
from evidence.model import Dossier, Link
from evidence.report.citing import printable
from evidence.review.filled import all_questions, check_locked, filled_rows, steps
from evidence.review.findings import finding_questions, label
from evidence.review.questions import Question
from evidence.review.records import duplicate_questions, eligibility_questions
from evidence.review.sheet import ASKED, fields_of, options, render_review_sheet, stamp
from tests.tabulate.build import dossier, finding, record

_TEXT = st.text(max_size=40) | st.sampled_from(
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "_x0041_",
        "a\r\nb\tc",
        "<b>&amp;",
        "https://example.org",
        "{=1}",
        "\x0b",
    ]
)
_DOSSIER = st.builds(
    lambda rows: dossier(
        *(
            finding(f"f{n}", f"r{n}", n_treated=9, n_partial=k, dose=dose, adverse_events=more)
            for n, (k, dose, more) in enumerate(rows)
        )
    ),
    st.lists(st.tuples(st.integers(0, 9) | st.none(), _TEXT, _TEXT), min_size=1, max_size=4),
)


def cells(data: bytes) -> dict[int, Mapping[str, Cell]]:
    """The rows of the sheet of questions by column head."""
    for sheet in read_xlsx(data, "made.xlsx"):
        if 1 in sheet and sheet[1].get("A", Cell("")).text == "id":
            heads = {column: cell.text for column, cell in sheet[1].items()}
            named = ((row, {heads[column]: cell for column, cell in found.items()}) for row, found in sheet.items())
            return {row: found for row, found in named if row > 1}
    raise AssertionError("no questions")


@settings(max_examples=12, deadline=None)
@given(_DOSSIER)
def test_what_is_asked_comes_back_as_it_was_written(made: Dossier) -> None:
    questions = finding_questions(made)
    data = render_review_sheet(questions, "2026-01-01T00:00:00Z")
    assert data == render_review_sheet(questions, "2026-01-01T00:00:00Z")
    rows = cells(data)
    assert len(rows) == len(questions)
    for question, row in zip(questions, rows.values(), strict=True):
        assert row["id"].text == question.subject
        assert row["version"].text == f"2026-01-01T00:00:00Z {stamp(question)}"
        told = "\n".join(f"{line.lead}: {line.text}" for line in question.lines if not line.marked)
        assert row["it says"].text == printable(told)
        assert not any(cell.formula for cell in row.values())
        assert question.finding is not None
        assert row["treated"].text == "9"
        k = question.finding.counts.n_partial
        assert row.get("partial", Cell("")).text == ("" if k is None else str(k))
        assert row.get("dose", Cell("")).text.strip() == printable(question.finding.dose).strip()
        assert set(row) <= {*ASKED, *map(label, fields_of(question))}, "an answer is filled in already"
    filled, faults = filled_rows(read_xlsx(data, "f.xlsx"), "f.xlsx")
    assert ([one.blank for one in filled], faults) == ([True] * len(questions), ())
    for question, one in zip(questions, filled, strict=True):
        check_locked(question, one)
    assert all((question.subject, stamp(question)) in all_questions(made) for question in questions)


def fill(questions: tuple[Question, ...], given_cells: list[dict[str, Any]]) -> bytes:
    """The workbook of the questions with cells filled in, as a spreadsheet program saves it."""
    book = openpyxl.load_workbook(BytesIO(render_review_sheet(questions, "")))
    sheet = book["Questions"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, values in enumerate(given_cells, start=2):
        for head, value in values.items():
            cell = sheet.cell(row, columns[head])
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@settings(max_examples=12, deadline=None)
@given(_DOSSIER, st.data())
def test_what_is_filled_in_is_what_is_taken(made: Dossier, data: st.DataObject) -> None:
    questions = finding_questions(made)
    typed: list[dict[str, Any]] = []
    for question in questions:
        verdict = data.draw(st.sampled_from([None, *(words for words, _ in options(question.answers))]))
        row: dict[str, Any] = {} if verdict is None else {"answer": verdict, "note": "why not"}
        rejected = verdict is not None and verdict.startswith("reject")
        treated = None if rejected else data.draw(st.sampled_from([None, 9, 12, "10"]))
        typed.append(row | ({} if treated is None else {"correct treated": treated}))
    rows, faults = filled_rows(read_xlsx(fill(questions, typed), "f.xlsx"), "f.xlsx")
    assert not faults
    assert [row.place.line for row in rows] == [n for n, _ in enumerate(typed, 2)]
    assert [row.blank for row in rows] == [not row for row in typed]
    by_subject = {question.subject: (question, row) for question, row in zip(questions, typed, strict=True)}
    for filled in (row for row in rows if not row.blank):
        question, wrote = by_subject[filled.subject]
        assert filled.stamp == stamp(question)
        said = [(answer, text) for _, answer, text in steps(question, filled)]
        if "correct treated" in wrote:
            answer, text = said.pop(0)
            assert (answer.field, text) == ("n_treated", str(wrote["correct treated"]))
        wanted = [dict(options(question.answers))[wrote["answer"]]] if "answer" in wrote else []
        assert [answer for answer, _ in said] == wanted


def test_every_kind_of_question_is_offered_its_own_answers_and_the_rest_is_locked() -> None:
    made = replace(
        dossier(finding("f1", "r1"), finding("f2", "r2")),
        records=(record("r1"), record("r2")),
        review_pairs=(Link("r1", "r2", "ask", score=1.0),),
    )
    questions = (*finding_questions(made), *duplicate_questions(made), *eligibility_questions(made))
    book = openpyxl.load_workbook(BytesIO(render_review_sheet(questions, "")))
    sheet = book["Questions"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    answer = columns["answer"]
    assert all(book[name].protection.sheet for name in book.sheetnames)
    for row in range(2, len(questions) + 2):
        locked = [sheet.cell(row, place).protection.locked for place in range(1, len(columns) + 1)]
        corrected = 18 if row < 4 else 0
        assert locked[:answer] == [True] * (answer - 1) + [False]
        assert locked[answer:-2] == [True, False] * corrected + [True] * (36 - 2 * corrected)
        assert locked[-2:] == [False, False]
    offered: dict[str, list[str]] = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            found = book["Lists"][rule.formula1.removeprefix("Lists!").replace("$", "")]
            first = found if isinstance(found, tuple) else ((found,),)
            offered[str(rule.sqref).split(":")[0]] = [cell.value for (cell,) in first]
    assert offered["H2"] == ["confirm", "reject", "reject, and say why", "mark for a second reader"]
    assert offered["H4"][0] == "the same"
    assert "linked: one is the preprint of the other" in offered["H4"]
    assert offered["H5"][0] == "include"
    assert offered["H5"][-1] == "exclude: another reason"
    assert "partial" in offered[f"{sheet.cell(2, columns['correct response']).column_letter}2"]
    assert set(fields_of(questions[0])) >= {"response", "n_treated", "intervention", "dose"}
