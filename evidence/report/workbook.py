"""evidence.xlsx: the two tables, with the sentence or coded source of every finding as a comment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from evidence.model import Dossier
from evidence.report.citing import clip
from evidence.report.columns import DICTIONARY, STUDY, SUMMARY, Column, dictionary
from evidence.report.notes import Note
from evidence.report.words import words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

T = TypeVar("T")
_COMMENTED = next(place for place, column in enumerate(STUDY) if column.name == "response")
_WIDEST = 45
_LONGEST_ADDRESS = 2079  # of a link in Excel


def render_workbook(dossier: Dossier, notes: Sequence[Note]) -> bytes:
    """The workbook; text is never a formula, and only the address of a report is a link.

    The creation date is fixed so that bytes repeat.
    """
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": clip(dossier.protocol.title, 200), "created": datetime(2000, 1, 1)})
    withdrawn = [note.row.citation.retracted for note in notes]
    _sheet(book, "Summary", SUMMARY, dossier.summary)
    studies = _sheet(book, "Findings", STUDY, notes, withdrawn)
    for line, note in enumerate(notes, start=1):
        studies.write_comment(line, _COMMENTED, _source(note), {"x_scale": 2.5, "y_scale": 1.6})
    _sheet(book, "Columns", DICTIONARY, dictionary())
    book.close()
    return out.getvalue()


def _sheet(
    book: Workbook, name: str, columns: Sequence[Column[T]], rows: Sequence[T], struck: Sequence[bool] = ()
) -> Worksheet:
    """A sheet with a row each; where `struck`, the row is struck through."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#f1efe8", "border": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    through = book.add_format({"text_wrap": True, "valign": "top", "font_strikeout": True}) if any(struck) else plain
    bodies = [through if withdrawn else plain for withdrawn in struck] or [plain] * len(rows)
    longest = [0] * len(rows)
    for place, column in enumerate(columns):
        lengths = [len(str(column.value(row))) for row in rows]
        longest = [max(pair) for pair in zip(longest, lengths, strict=True)]
        sheet.set_column(place, place, min(_WIDEST, max(len(column.name) + 4, *lengths, 0) + 1))
        sheet.write_string(0, place, column.name, head)
        for line, (row, body) in enumerate(zip(rows, bodies, strict=True), start=1):
            value = column.value(row)
            if isinstance(value, bool):
                sheet.write_boolean(line, place, value, body)
            elif isinstance(value, int | float):
                sheet.write_number(line, place, value, body)
            elif column.name == "url" and value and len(str(value)) <= _LONGEST_ADDRESS:
                sheet.write_url(line, place, str(value), body)
            elif value:
                sheet.write_string(line, place, value[:32_000], body)
    for line, length in enumerate(longest, start=1):
        sheet.set_row(line, 15 * min(20, 1 + length // (_WIDEST - 5)))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return sheet


def _source(note: Note) -> str:
    if note.coding is not None:
        return clip(f"coded from {note.coding.where}: {note.coding.address}. {note.coding.note}", 1000)
    t = words()
    told = (
        (q.quote, t("page.place", field=t(f"field.{q.span.field}"), start=q.span.start, end=q.span.end))
        for q in note.quotes
    )
    return clip("\n".join(f"“{quote}” ({place})" for quote, place in told), 1000)
