"""Open questions as a workbook: what is asked is locked, what is answered is chosen from lists or typed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from evidence.report.citing import printable
from evidence.review.findings import label
from evidence.review.questions import Answer, Question, leaves
from evidence.tabulate.basis import values
from evidence.tabulate.corrected import CODES, COUNTS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["ASKED", "correction", "fields_of", "options", "render_review_sheet", "shown", "stamp"]

ASKED = {"id": 10, "version": 10, "kind": 10, "question": 30, "it says": 60, "sentence": 45, "context": 60}
_LONGEST = 32_000  # code points that a cell holds
_HOW = (
    "Each row of the sheet “Questions” is a question. Fill in the yellow cells; the others are locked.",
    "answer: choose from the list. Leave it blank, and the question stays open.",
    "correct …: beside what is found of each field; only where that is wrong, the right value, or “-” where the source "
    "states none. "
    "A correction may stand by itself, or with “confirm” beside it: the rest is then as the source says.",
    "note: why, where you want to say so or the answer asks for it.",
    "who: your name or initials; blank is the name of the person who imports the sheet.",
    "Then, in the same workspace: evidence import review FILE. It tells what was taken, what was refused and why, and "
    "what was taken before; nothing is taken twice, so that the sheet can be filled in and imported bit by bit.",
)


def options(answers: Sequence[Answer], before: str = "") -> Iterator[tuple[str, Answer]]:
    """Every answer but corrections, under the words that a sheet offers it by."""
    for answer in answers:
        alike = sum(other.words == answer.words for other in answers) > 1
        words = f"{before}{answer.words}{f' {answer.key}' if alike else ''}"
        if answer.then and answer.verb != "correct":
            yield from options(answer.then, f"{words}: ")
        elif answer.verb != "correct":
            yield " ".join(printable(words).split()), answer


def fields_of(question: Question) -> dict[str, list[Answer]]:
    """The answers that correct a field, by the field."""
    found: dict[str, list[Answer]] = {}
    for _, answer in leaves(question.answers):
        if answer.verb == "correct":
            found.setdefault(answer.field, []).append(answer)
    return found


def correction(field: str) -> str:
    """The head of the column that corrects a field."""
    return f"correct {label(field)}"


def shown(question: Question) -> dict[str, str]:
    """What is found of each field that may be corrected, by the head of its column."""
    now = values(question.finding) if question.finding else {}
    return {label(field): "" if now[field] is None else printable(str(now[field])) for field in fields_of(question)}


def stamp(question: Question) -> str:
    """12 hex digits that change with what a person sees of a question, and with what an answer would say."""
    said = [
        [answer.verb, answer.value, answer.basis, *filter(None, [answer.field])]
        for _, answer in leaves(question.answers)
        if answer.verb != "correct"
    ]
    seen = question.basis or [[line.lead, line.text] for line in question.lines]
    return sha256(json.dumps([question.subject, seen, said], ensure_ascii=False).encode()).hexdigest()[:12]


def render_review_sheet(questions: Sequence[Question], since: str) -> bytes:
    """The workbook: how to fill it in, then a row a question. Text is never a formula; equal questions, equal bytes.

    `since` is when the last decision was made that the questions rest on.
    """
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": "Review", "created": datetime(2000, 1, 1)})
    how = book.add_worksheet("How to")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    how.set_column(0, 0, 90)
    for line, text in enumerate(_HOW):
        how.write_string(line, 0, text, wrapped)
        how.set_row(line, _height(text, 80) + 5)
    how.protect()
    _questions(book, questions, since)
    book.close()
    return out.getvalue()


def _questions(book: Workbook, questions: Sequence[Question], since: str) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    sheet, lists = book.add_worksheet("Questions"), _Lists(book)
    head = book.add_format({"bold": True, "bg_color": "#f1efe8", "border": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    look = {"text_wrap": True, "valign": "top", "locked": False, "bg_color": "#fff8dc", "border": 1}
    number, free = book.add_format(look), book.add_format({**look, "num_format": "@"})
    fields = dict.fromkeys(field for question in questions for field in fields_of(question))
    pairs = [(name, 13) for field in fields for name in (label(field), correction(field))]
    heads = [*ASKED.items(), ("answer", 24), *pairs, ("note", 30), ("who", 12)]
    places = {name: place for place, (name, _) in enumerate(heads)}
    for name, width in heads:
        hidden = {"hidden": name == "version"}
        sheet.write_string(0, places[name], name, head)
        sheet.set_column(places[name], places[name], width, None, hidden)
    for line, question in enumerate(questions, start=1):
        texts = _asked(question, since)
        for name, text in texts.items():
            sheet.write_string(line, places[name], text, body)
        for name in ("answer", "note", "who"):
            sheet.write_blank(line, places[name], None, free)
        for field in fields_of(question):
            sheet.write_blank(line, places[correction(field)], None, number if field in COUNTS else free)
        lists.offer(sheet, line, line, places["answer"], [words for words, _ in options(question.answers)])
        sheet.set_row(line, max(_height(texts.get(name, ""), width) for name, width in heads))
    for field in fields:
        place, end = places[correction(field)], len(questions)
        if field in CODES:
            lists.offer(sheet, 1, end, place, CODES[field])
        elif field in COUNTS:
            cell = xl_rowcol_to_cell(1, place)
            whole = f'=OR({cell}="-",AND(ISNUMBER({cell}),{cell}>=0,{cell}=INT({cell}),{cell}<10000))'
            told = {"error_title": "Not a number of patients", "error_message": "A whole number, or - for not stated."}
            sheet.data_validation(1, place, end, place, {"validate": "custom", "value": whole, **told})
    sheet.freeze_panes(1, places["question"] + 1)
    sheet.autofilter(0, 0, max(len(questions), 1), len(heads) - 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    lists.close()


def _height(text: str, width: int) -> int:
    """The points that a text takes in a column so many letters wide, of at most 26 lines."""
    return 15 * min(26, sum(1 + len(line) // width for line in text.split("\n")))


def _asked(question: Question, since: str) -> dict[str, str]:
    """The locked cells of a question that hold something, by their head."""
    marked = [(line, line.text[start:end]) for line in question.lines for start, end in line.marked]
    told = (f"{line.lead}: {line.text}" if line.lead else line.text for line in question.lines if not line.marked)
    texts = {
        "id": question.subject,
        "version": f"{since or '-'} {stamp(question)}",
        "kind": question.kind,
        "question": f"{question.title}\n{question.doubt}".strip(),
        "it says": "\n".join(told),
        "sentence": "\n".join(quote for _, quote in marked),
        "context": "\n\n".join(dict.fromkeys(line.text for line, _ in marked)),
        **shown(question),
    }
    return {name: printable(text)[:_LONGEST] for name, text in texts.items() if text}


class _Lists:
    """The sheet that holds what lists offer: in the rule itself Excel takes but 255 characters."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.add_worksheet("Lists")
        self._known: dict[tuple[str, ...], int] = {}

    def offer(self, sheet: Worksheet, first: int, last: int, place: int, choices: Sequence[str]) -> None:
        """Let the cells of a column hold one of the choices."""
        from xlsxwriter.utility import xl_range_abs

        column = self._known.setdefault(tuple(choices), len(self._known))
        for line, choice in enumerate(choices):
            self._sheet.write_string(line, column, choice)
        source = f"=Lists!{xl_range_abs(0, column, len(choices) - 1, column)}"
        told = {"error_title": "Not one of the answers", "error_message": "Choose from the list."}
        sheet.data_validation(first, place, last, place, {"validate": "list", "source": source, **told})

    def close(self) -> None:
        """Lock the lists, and put them out of sight."""
        self._sheet.protect()
        self._sheet.hide()
