"""A workbook of questions as somebody filled it in: its rows, and what each says of its question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evidence.errors import BadDataError
from evidence.formats.xlsx import Cell
from evidence.model import Dossier, Fault, Place
from evidence.protocol.suggest import did_you_mean
from evidence.review.appraisal import appraisal_questions
from evidence.review.findings import finding_questions, label, with_correction
from evidence.review.questions import Answer, Question, checked
from evidence.review.records import duplicate_questions, eligibility_questions
from evidence.review.sheet import ASKED, correction, fields_of, options, shown, stamp
from evidence.tabulate.corrected import CODES, COUNTS, WORDS

__all__ = ["Filled", "all_questions", "check_locked", "filled_rows", "steps"]

_FIELDS = {correction(field): field for field in (*COUNTS, *CODES, *WORDS, "intervention")}
_SHOWN = tuple(map(label, _FIELDS.values()))
_READ = ("id", "version", "answer", "note", "who", *_FIELDS)
_LONGEST = 2000
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")  # what programs take for a character of their own


@dataclass(frozen=True, slots=True)
class Filled:
    """A row: on which question, as it stood after the decision of `since`, and by whom if named.

    `shown` are its locked cells as they are in the file, by their head.
    """

    place: Place
    subject: str
    since: str
    stamp: str
    shown: Mapping[str, str]
    answer: str
    corrections: Mapping[str, str]
    note: str
    who: str

    @property
    def blank(self) -> bool:
        """Whether nothing is filled in."""
        return not (self.answer or self.corrections or self.note)


def all_questions(dossier: Dossier, references: Sequence[Question] = ()) -> dict[tuple[str, str], Question]:
    """Everything that may be asked of what is known, open or not, by subject and stamp."""
    asked = (
        *finding_questions(dossier),
        *finding_questions(dossier, blind=True),
        *duplicate_questions(dossier),
        *eligibility_questions(dossier),
        *appraisal_questions(dossier),
        *references,
    )
    return {(question.subject, stamp(question)): question for question in asked}


def filled_rows(
    sheets: Iterable[Mapping[int, Mapping[str, Cell]]], file: str
) -> tuple[tuple[Filled, ...], tuple[Fault, ...]]:
    """The rows of questions, also those without an answer, and what cannot be read, with its row.

    The sheet is known by its heads, wherever it and they stand. Raises BadDataError where there is none.
    """
    for sheet in sheets:
        for number, cells in list(sheet.items())[:10]:
            heads = {column: cell.text.strip() for column, cell in cells.items()}
            if {"id", "version", "answer"} <= set(heads.values()):
                rows = {row: cells for row, cells in sheet.items() if row > number}
                return _read(rows, heads, file)
    raise BadDataError(
        f"{file} has no sheet with the columns id, version and answer",
        hint="Fill in the one that evidence export review wrote, and keep its first row.",
    )


def _read(
    rows: Mapping[int, Mapping[str, Cell]], heads: Mapping[str, str], file: str
) -> tuple[tuple[Filled, ...], tuple[Fault, ...]]:
    found: list[Filled] = []
    faults: list[Fault] = []
    known = (*_READ, *ASKED, *_SHOWN)
    for column, head in heads.items():
        twice = head in known and list(heads.values()).count(head) > 1
        if (head not in known or twice) and any(column in cells for cells in rows.values()):
            message = f'column "{head}" {"stands twice" if twice else "is not known"}; it was not read'
            faults.append(Fault(Place(file, min(rows)), "column", message, did_you_mean(head, known), notice=not twice))
    named = {head: column for column, head in heads.items() if list(heads.values()).count(head) == 1}
    for number, cells in rows.items():
        place = Place(file, number)
        read = {head: cells[column] for head, column in named.items() if head in _READ and column in cells}
        if formulas := [head for head, cell in read.items() if cell.formula]:
            message = f"{', '.join(formulas)}: a formula is no answer"
            faults.append(Fault(place, "formula", message, "Put the value in its place (copy, paste as values)."))
            continue
        told = {head: " ".join(cell.text.split()) for head, cell in read.items()}
        since, _, mark = told.get("version", "").rpartition(" ")
        corrections = {_FIELDS[head]: text for head, text in told.items() if head in _FIELDS}
        answer, note = told.get("answer", ""), told.get("note", "")
        if len(note) > _LONGEST or len(told.get("who", "")) > _LONGEST:
            faults.append(Fault(place, "long", f"more than {_LONGEST} characters in a cell", "Say it shorter."))
        elif not told.get("id") and (answer or corrections or note):
            faults.append(Fault(place, "id", "an answer without the id of its question", "Write the sheet anew."))
        elif told.get("id"):
            after = "" if since == "-" else since
            locked = {head: cells[at].text if at in cells else "" for head, at in named.items() if head in _SHOWN}
            row = Filled(place, told["id"], after, mark, locked, answer, corrections, note, told.get("who", ""))
            found.append(row)
    return tuple(found), tuple(faults)


def check_locked(question: Question, filled: Filled) -> None:
    """Raises BadDataError where a cell that shows what is found was written over."""
    for head, text in shown(question).items():
        if _bare(filled.shown.get(head, text)) != _bare(text) and not _ESCAPE.search(text):
            hint = f"It shows what is found: {text or 'blank'}. Put what is right beside it, in “correct {head}”."
            raise BadDataError(f"the locked cell “{head}” was edited", hint=hint)


def _bare(text: str) -> str:
    """The letters and digits, which every spreadsheet program saves as they were."""
    return "".join(filter(str.isalnum, text[:_LONGEST]))


def steps(question: Question, filled: Filled) -> list[tuple[Question, Answer, str]]:
    """What a row says, in the order in which it can be said: the question as it then stands, the answer, what is typed.

    Corrections come first, in whichever order makes no part exceed its whole. Raises BadDataError for what a terminal
    would not take either.
    """
    said: list[tuple[Question, Answer, str]] = []
    fields, left = fields_of(question), dict(filled.corrections)
    check_locked(question, filled)
    if strange := sorted(set(left) - set(fields)):
        raise BadDataError(f"{strange[0]} cannot be corrected here", hint="Only fields of findings can.")
    offered = {words.casefold(): (words, answer) for words, answer in options(question.answers)}
    _, last = offered.get(filled.answer.casefold(), ("", None))
    if filled.answer and last is None:
        known = [words for words, _ in offered.values()]
        hint = did_you_mean(filled.answer, known) or f"Choose: {'; '.join(known)}."
        raise BadDataError(f'"{filled.answer}" is not one of the answers', hint=hint)
    if left and last is not None and last.verb == "reject":
        raise BadDataError("it is corrected and rejected at once", hint="Leave one of them out.")
    while left:
        refused: BadDataError | None = None
        for field, text in left.items():
            as_said = replace(fields[field][0], value=text)
            answer = next((a for a in fields[field] if a.typed or a.value == text), as_said)
            try:
                value = checked(question, answer, text)
            except BadDataError as error:
                refused = refused or error
                continue
            said.append((question, answer, text))
            question = with_correction(question, field, value)
            del left[field]
            break
        else:
            assert refused is not None
            raise refused
    if last is not None:
        said.append((question, last, filled.note))
    if not said:
        raise BadDataError("a note alone decides nothing", hint="Choose an answer, or correct a field.")
    return said
