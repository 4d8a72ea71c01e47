"""evidence.xlsx: the two tables, with the sentence or coded source of every finding as a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from evidence.model import Dossier
from evidence.report.citing import clip
from evidence.report.columns import DICTIONARY, STUDY, SUMMARY, Column, dictionary
from evidence.report.document import SUMMARY_WIDTHS, heads, summary_cells
from evidence.report.methods import title_of
from evidence.report.notes import Note, Source
from evidence.report.words import Words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

T = TypeVar("T")
_COMMENTED = next(place for place, column in enumerate(STUDY) if column.name == "response")
_RESULT = list(SUMMARY_WIDTHS).index("result")
_COMMENT = {"x_scale": 2.5, "y_scale": 1.6}
_WIDEST = 45
_A3, _A4 = 8, 9
_HEAD = {"bold": True, "bg_color": "#f1efe8", "border": 1, "text_wrap": True, "valign": "top"}
_LONGEST_ADDRESS = 2079  # of a link in Excel


def render_workbook(dossier: Dossier, notes: Sequence[Note], sources: Mapping[str, Source], t: Words) -> bytes:
    """The workbook: the table of counted evidence in words, then the data.

    Text is never a formula, and only the address of a report is a link. The creation date is fixed: bytes repeat.
    """
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": clip(title_of(dossier.protocol, t), 200), "created": datetime(2000, 1, 1)})
    withdrawn = [note.row.citation.retracted for note in notes]
    _words_sheet(book, dossier, notes, sources, t)
    _sheet(book, t("document.sheet_summary"), SUMMARY, dossier.summary)
    studies = _sheet(book, t("document.sheet_findings"), STUDY, notes, withdrawn)
    for line, note in enumerate(notes, start=1):
        studies.write_comment(line, _COMMENTED, _source(note, t), _COMMENT)
    _sheet(book, t("document.sheet_columns"), DICTIONARY, dictionary())
    book.close()
    return out.getvalue()


def _words_sheet(
    book: Workbook, dossier: Dossier, notes: Sequence[Note], sources: Mapping[str, Source], t: Words
) -> None:
    """What was tried, line by line, each result with its sentences as a comment, and the references below."""
    sheet = book.add_worksheet(t("document.sheet"))
    head = book.add_format(_HEAD)
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#dcd9d1"})
    by_id = {note.finding.finding_id: note for note in notes}
    across, last = book.add_format({"text_wrap": True, "valign": "top"}), len(SUMMARY_WIDTHS) - 1
    total, title = sum(SUMMARY_WIDTHS.values()) / 2, title_of(dossier.protocol, t)

    def paragraph(line: int, text: str, look: Format) -> None:
        sheet.merge_range(line, 0, line, last, "", look)
        sheet.write_string(line, 0, text, look)
        sheet.set_row(line, 15 * _lines(text, total))

    paragraph(0, clip(title, 240), book.add_format({"bold": True, "font_size": 13}))
    paragraph(1, t("document.caution"), across)
    for place, (name, width) in enumerate(heads(SUMMARY_WIDTHS, t).items()):
        sheet.set_column(place, place, width / 2)
        sheet.write_string(3, place, name, head)
    line = 4
    for row in dossier.summary:
        if row.reports:
            told = [by_id[i] for i in row.findings]
            texts = summary_cells(row, by_id, sources, t)
            for place, text in enumerate(texts):
                sheet.write_string(line, place, text, body)
            tallest = max(_lines(text, width / 2) for text, width in zip(texts, SUMMARY_WIDTHS.values(), strict=True))
            sheet.set_row(line, 15 * tallest)
            sheet.write_comment(line, _RESULT, clip("\n".join(_source(note, t) for note in told), 1000), _COMMENT)
            line += 1
    paragraph(line + 1, t("section.sources"), book.add_format({"bold": True}))
    for source in sources.values():
        paragraph(line + 1 + source.number, f"{source.number}. {source.text}", across)
    _laid_out(sheet, 3, line - 1, last, _A4)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column so many letters wide, at most 20."""
    return min(20, 1 + int(len(text) / (width - 1)))


def _sheet(
    book: Workbook, name: str, columns: Sequence[Column[T]], rows: Sequence[T], struck: Sequence[bool] = ()
) -> Worksheet:
    """A sheet with a row each; where `struck`, the row is struck through."""
    sheet = book.add_worksheet(name)
    head = book.add_format(_HEAD)
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
    _laid_out(sheet, 0, len(rows), len(columns) - 1, _A3)
    return sheet


def _laid_out(sheet: Worksheet, head: int, last: int, columns: int, paper: int) -> None:
    """The line of heads stays in sight, filters, and stands on every printed page, as wide as the table."""
    sheet.freeze_panes(head + 1, 1)
    sheet.autofilter(head, 0, max(last, head + 1), columns)
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)


def _source(note: Note, t: Words) -> str:
    if note.coding is not None:
        where = t("page.coded_from", where=t.said(note.coding.where))
        said = t("page.coder_note", note=t.said(note.coding.note)) if note.coding.note else ""
        return clip(f"{where} ({note.coding.address}). {said}", 1000)
    told = (
        (q.quote, t("page.place", field=t(f"field.{q.span.field}"), start=q.span.start, end=q.span.end))
        for q in note.quotes
    )
    return clip("\n".join(f"“{quote}” ({place})" for quote, place in told), 1000)
