"""evidence.docx: the tables in manuscript form, with numbered references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from evidence.formats.docx import without_clock
from evidence.formats.vancouver import entry
from evidence.model import Dossier, SummaryRow
from evidence.report import words
from evidence.report.notes import Note

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_CAUTION = (
    "Published cases favour success: numbers of single cases show what was tried, not how often it helps. "
    "Strata are not added up and nothing is pooled. A result that no report states is called unreported."
)
# Heads with the widths of their columns in millimetres; a landscape A4 page has 267 of them.
_SUMMARY = {"Treatment": 42, "Disease": 48, "Outcome": 28, "Stratum": 38, "Result": 88, "References": 23}
_STUDIES = {
    "Report": 40, "Disease": 38, "Treatment": 46, "Outcome": 24, "Response": 24, "Numbers": 36, "Design": 22,
    "Counted": 37,
}  # fmt: skip


def render_document(dossier: Dossier, notes: Sequence[Note]) -> bytes:
    """The document; a table of counted evidence, one of the reports behind it, what is missing, the references."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = docx.Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(15)
    document.styles["Normal"].font.size = Pt(8)
    properties = document.core_properties
    properties.title, properties.author = words.clip(_clean(dossier.protocol.title), 200), "evidence"
    properties.created = properties.modified = datetime(2000, 1, 1)
    by_id = {note.finding.finding_id: note for note in notes}
    cited = {note.finding.record_id: entry(note.row.citation) or note.url for note in notes}
    withdrawn = {note.finding.record_id for note in notes if note.row.citation.retracted}
    numbers = {record_id: number for number, record_id in enumerate(cited, start=1)}

    def refs(some: Iterable[Note]) -> str:
        return f"[{', '.join(str(n) for n in sorted({numbers[note.finding.record_id] for note in some}))}]"

    document.add_heading(words.clip(_clean(dossier.protocol.title), 240), level=1)
    document.add_paragraph(_CAUTION)
    counted = [(row, refs(by_id[i] for i in row.findings)) for row in dossier.summary if row.reports]
    caption = "Table 1. What was tried, by treatment, disease and outcome"
    _table(document, caption, _SUMMARY, [(*_summary_cells(row), said) for row, said in counted])
    caption = "Table 2. Reports, one line per treatment and outcome"
    struck = [note.finding.record_id in withdrawn for note in notes]
    _table(document, caption, _STUDIES, [_study_cells(note, refs([note])) for note in notes], struck)
    document.add_heading("What is missing", level=2)
    for gap in dossier.gaps:
        document.add_paragraph(_clean(gap.sentence))
    document.add_heading("References", level=2)
    for number, (record_id, text) in enumerate(cited.items(), start=1):
        paragraph = document.add_paragraph(_clean(words.clip(f"{number}. {text}", 2000)))
        _strike(paragraph, record_id in withdrawn)
    out = BytesIO()
    document.save(out)
    return without_clock(out.getvalue())


def _summary_cells(row: SummaryRow) -> tuple[str, ...]:
    treatment, disease = words.treatment_words(row.intervention), words.disease_words(row.disease)
    outcome, stratum = words.DOMAIN_WORDS[row.domain], words.STRATUM_WORDS[row.stratum]
    return treatment, disease, outcome, stratum, words.summary_words(row)


def _study_cells(note: Note, said: str) -> tuple[str, ...]:
    f = note.finding
    return (
        f"{note.report} {said}" + (" (retracted)" if note.row.citation.retracted else ""),
        words.disease_words(f.disease),
        ", ".join(filter(None, (words.treatment_words(f.intervention), f.dose))),
        words.DOMAIN_WORDS[f.domain],
        words.RESPONSE_WORDS[f.response],
        words.numbers(f),
        f.design.replace("_", " "),
        "yes" if note.row.counted else f"no: {note.row.why_not}",
    )


def _strike(paragraph: Paragraph, struck: bool) -> None:
    for run in paragraph.runs if struck else ():
        run.font.strike = True


def _table(
    document: Document,
    caption: str,
    widths: dict[str, int],
    rows: Sequence[Sequence[str]],
    struck: Sequence[bool] = (),
) -> None:
    """A table of text; where `struck`, the first cell of the row is struck through."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    document.add_heading(caption, level=2)
    table = document.add_table(rows=1 + len(rows), cols=len(widths), style="Light Grid Accent 1")
    table.autofit = False
    for column, width in zip(table.columns, widths.values(), strict=True):
        column.width = Mm(width)
    for row, line in zip(table.rows, [tuple(widths), *rows], strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = words.clip(_clean(text), 600)
    for row, withdrawn in zip(table.rows[1:], struck, strict=False):
        _strike(row.cells[0].paragraphs[0], withdrawn)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t").encode("utf-8", "replace").decode()
