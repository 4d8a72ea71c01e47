"""evidence.docx: the methods and the tables in manuscript form, with numbered references."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from evidence.formats.docx import without_clock
from evidence.model import Dossier, Profile, Said, SummaryRow
from evidence.report.citing import capital, clip, printable, short_citation
from evidence.report.methods import methods, title_of
from evidence.report.notes import Note, Source
from evidence.report.sentences import numbers, summary_words
from evidence.report.words import Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

# Heads with the widths of their columns in millimetres; a landscape A4 page has 267 of them.
SUMMARY_WIDTHS = {
    "treatment": 40,
    "disease": 46,
    "outcome": 26,
    "stratum": 36,
    "result": 74,
    "level": 18,
    "references": 27,
}
_STUDIES = {
    "report": 36, "disease": 35, "treatment": 42, "outcome": 25, "response": 23, "numbers": 33, "design": 26,
    "level": 18, "counted": 29,
}  # fmt: skip
_PROFILES = {"treatment": 45, "reports": 20, "dose": 62, "duration": 50, "adverse": 52, "recurrence": 38}


def render_document(dossier: Dossier, notes: Sequence[Note], sources: Mapping[str, Source], t: Words) -> bytes:
    """The document: methods, a table of counted evidence, one of the reports behind it, one of how treatments were
    given, what is missing, and the references in the style that `sources` are in."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = docx.Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(15)
    document.styles["Normal"].font.size = Pt(8)
    title = printable(title_of(dossier.protocol, t))
    properties = document.core_properties
    properties.title, properties.author, properties.language = clip(title, 200), "evidence", t.code
    properties.created = properties.modified = datetime(2000, 1, 1)
    by_id = {note.finding.finding_id: note for note in notes}

    def refs(some: Iterable[Note]) -> str:
        return references(some, sources)

    def said(list_: Sequence[Said]) -> str:
        return "; ".join(
            f"{clip(t.said(s.text), 160)} {refs(by_id[i] for i in s.findings if i in by_id)}" for s in list_
        )

    document.add_heading(clip(title, 240), level=1)
    document.add_heading(t("section.methods"), level=2)
    for paragraph in methods(dossier, t):
        document.add_paragraph(printable(paragraph))
    document.add_paragraph(t("document.caution"))
    counted = [summary_cells(row, by_id, sources, t) for row in dossier.summary if row.reports]
    _table(document, t("document.summary", n=1), heads(SUMMARY_WIDTHS, t), counted)
    struck = [note.row.citation.retracted for note in notes]
    reports = [_study_cells(note, refs([note]), t) for note in notes]
    _table(document, t("document.studies", n=2), heads(_STUDIES, t), reports, struck)
    if dossier.profiles:
        given = [_profile_cells(profile, said, t) for profile in dossier.profiles]
        _table(document, t("document.profiles", n=3), heads(_PROFILES, t), given)
        document.add_paragraph(t("page.profiles"))
    if dossier.gaps:
        document.add_heading(t("section.missing"), level=2)
    for gap in dossier.gaps:
        document.add_paragraph(printable(t.said(gap.sentence)))
    document.add_heading(t("section.sources"), level=2)
    for source in sources.values():
        _strike(document.add_paragraph(f"{source.number}. {source.text}"), source.citation.retracted)
    out = BytesIO()
    document.save(out)
    return without_clock(out.getvalue())


def references(notes: Iterable[Note], sources: Mapping[str, Source]) -> str:
    """ "[4, 1]": the numbers of the publications behind notes, in their order."""
    return f"[{', '.join(dict.fromkeys(str(sources[note.row.citation.citation_id].number) for note in notes))}]"


def heads(widths: Mapping[str, int], t: Words) -> dict[str, int]:
    """The heads of a table in a language, with the widths of their columns."""
    return {t(f"head.{name}"): width for name, width in widths.items()}


def summary_cells(
    row: SummaryRow, by_id: Mapping[str, Note], sources: Mapping[str, Source], t: Words
) -> tuple[str, ...]:
    """What a line of the table of counted evidence says, with the numbers of its references."""

    def mark(finding_id: str) -> str:
        return f" {references([by_id[finding_id]], sources)}"

    cited = references((by_id[i] for i in row.findings), sources)
    treatment, disease = capital(t.treatment(row.intervention)), t.disease(row.disease)
    outcome, stratum = t(f"domain.{row.domain}"), t(f"stratum.{row.stratum}")
    return treatment, disease, outcome, stratum, summary_words(row, t, mark), _level(row.level), cited


def _study_cells(note: Note, cited: str, t: Words) -> tuple[str, ...]:
    f = note.finding
    retracted = f" ({t('page.retracted')})" if note.row.citation.retracted else ""
    return (
        f"{short_citation(note.row.citation, t)} {cited}{retracted}",
        t.disease(f.disease),
        ", ".join(filter(None, (t.treatment(f.intervention), f.dose))),
        t(f"domain.{f.domain}"),
        t.of("response", f.response, f.domain),
        numbers(note.row, t),
        t(f"design.{f.design}"),
        _level(note.row.level),
        t("page.yes") if note.row.counted else t("document.uncounted", why=t.said(note.row.why_not)),
    )


def _profile_cells(profile: Profile, said: Callable[[Sequence[Said]], str], t: Words) -> tuple[str, ...]:
    silent = (
        (profile.adverse_events, profile.silent_on_adverse_events),
        (profile.recurrences, profile.silent_on_recurrence),
    )
    return (
        capital(t.treatment(profile.intervention)),
        str(profile.reports),
        said(profile.doses + profile.routes),
        said(profile.times),
        *("; ".join(filter(None, (said(told), t("page.silent", n=n) if n else ""))) for told, n in silent),
    )


def _level(level: int | None) -> str:
    return "" if level is None else str(level)


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
    table = document.add_table(rows=1 + len(rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths.values(), strict=True):
        column.width = Mm(width)
    for row, line in zip(table.rows, [tuple(widths), *rows], strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = clip(printable(text), 600)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].font.bold = True
    for row, withdrawn in zip(table.rows[1:], struck, strict=False):
        _strike(row.cells[0].paragraphs[0], withdrawn)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
