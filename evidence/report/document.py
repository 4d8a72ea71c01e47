"""evidence.docx: the tables in manuscript form, with numbered references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from evidence.formats.vancouver import entry
from evidence.model import Dossier
from evidence.report import words
from evidence.report.notes import Note

if TYPE_CHECKING:
    from docx.document import Document


def render_document(dossier: Dossier, notes: Sequence[Note]) -> bytes:
    """The document; a table of counted evidence, one of the reports behind it, what is missing, the references."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    document = docx.Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, page.page_height, page.page_width
    document.styles["Normal"].font.size = Pt(9)
    properties = document.core_properties
    properties.title, properties.author = words.clip(_clean(dossier.protocol.title), 200), "evidence"
    properties.created = properties.modified = datetime(2000, 1, 1)
    cited = _numbered(notes)
    document.add_heading(words.clip(_clean(dossier.protocol.title), 240), level=1)
    document.add_paragraph(
        "Published cases favour success: numbers of single cases show what was tried, not how often it helps. "
        "Strata are not added up and nothing is pooled. A result that no report states is called unreported."
    )
    by_id = {note.finding.finding_id: note for note in notes}
    _table(
        document,
        "Table 1. What was tried, by treatment, disease and outcome",
        ("Treatment", "Disease", "Outcome", "Stratum", "Result", "References"),
        (
            (
                words.treatment_words(row.intervention),
                words.disease_words(row.disease),
                words.DOMAIN_WORDS[row.domain],
                words.STRATUM_WORDS[row.stratum],
                words.summary_words(row),
                _references(cited, (by_id[i] for i in row.findings if i in by_id)),
            )
            for row in dossier.summary
            if row.reports
        ),
    )
    _table(
        document,
        "Table 2. Reports, one line per treatment and outcome",
        ("Report", "Disease", "Treatment", "Outcome", "Response", "Numbers", "Design", "Counted"),
        (
            (
                f"{note.report} {_references(cited, [note])}" + (" (retracted)" if note.row.citation.retracted else ""),
                words.disease_words(note.finding.disease),
                ", ".join(filter(None, (words.treatment_words(note.finding.intervention), note.finding.dose))),
                words.DOMAIN_WORDS[note.finding.domain],
                words.RESPONSE_WORDS[note.finding.response],
                words.numbers(note.finding),
                note.finding.design.replace("_", " "),
                "yes" if note.row.counted else f"no: {note.row.why_not}",
            )
            for note in notes
        ),
    )
    document.add_heading("What is missing", level=2)
    for gap in dossier.gaps:
        document.add_paragraph(_clean(gap.sentence))
    document.add_heading("References", level=2)
    for record_id, number in cited.items():
        citation = next(note.row.citation for note in notes if note.finding.record_id == record_id)
        document.add_paragraph(_clean(words.clip(f"{number}. {entry(citation)}", 2000)))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _numbered(notes: Iterable[Note]) -> dict[str, int]:
    return {i: n for n, i in enumerate(dict.fromkeys(note.finding.record_id for note in notes), start=1)}


def _references(cited: dict[str, int], notes: Iterable[Note]) -> str:
    return f"[{', '.join(str(n) for n in sorted({cited[note.finding.record_id] for note in notes}))}]"


def _table(document: Document, caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from docx.oxml import OxmlElement

    document.add_heading(caption, level=2)
    lines = [heads, *rows]
    table = document.add_table(rows=len(lines), cols=len(heads), style="Light Grid Accent 1")
    for row, line in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = words.clip(_clean(text), 600)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t").encode("utf-8", "replace").decode()
