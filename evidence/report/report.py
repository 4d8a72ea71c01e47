"""The report folder: every file as bytes, equal for equal dossiers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from evidence.extract.output import findings_jsonl
from evidence.model import Dossier
from evidence.report.columns import DICTIONARY, STUDY, SUMMARY, dictionary
from evidence.report.document import render_document
from evidence.report.figures import render_figures
from evidence.report.methods import methods_file, numbers_of
from evidence.report.notes import Note, notes_of, sources_of
from evidence.report.page import render_page
from evidence.report.sheets import csv_bytes
from evidence.report.words import words
from evidence.report.workbook import render_workbook


def render_report(dossier: Dossier, language: str = "en", style: str = "vancouver") -> dict[str, bytes]:
    """The files of the folder by relative path. The cleaned list's own files (`references/`) are not among them.

    Page, document and figures speak `language`; references are in the CSL `style`. Raises UsageError for a style that
    is unknown.
    """
    t, notes = words(language), notes_of(dossier.rows, dossier.records)
    sources = sources_of(notes, style, t)
    files = {
        "studies.csv": csv_bytes(STUDY, notes),
        "summary.csv": csv_bytes(SUMMARY, dossier.summary),
        "columns.csv": csv_bytes(DICTIONARY, dictionary()),
        "evidence.xlsx": render_workbook(dossier, notes, sources, t),
        "evidence.docx": render_document(dossier, notes, sources, t),
        "methods.md": methods_file(dossier),
        "prisma.json": _json([asdict(box) | {"reasons": dict(box.reasons)} for box in dossier.prisma]),
        "findings.jsonl": findings_jsonl(row.finding for row in dossier.rows).encode("utf-8", "replace"),
        "run.json": _json(_run(dossier)),
        **_citations(notes),
        **{f"figures/{name}.svg": drawn.encode() for name, drawn in render_figures(dossier, t).items()},
    }
    return {"index.html": render_page(dossier, notes, sources, sorted(files), language, style), **files}


def _citations(notes: Sequence[Note]) -> dict[str, bytes]:
    """The publications behind the findings, each once, for reference managers."""
    from evidence.formats import WRITERS
    from evidence.normalise.citation import record_of

    cited = {note.row.citation.citation_id: note.row.citation for note in notes}
    records = [record_of(cited[citation_id]) for citation_id in sorted(cited)]
    kinds = {"citations.bib": "bibtex", "citations.ris": "ris", "citations.json": "csl"}
    return {name: "".join(WRITERS[kind](records)).encode("utf-8", "replace") for name, kind in kinds.items()}


def _run(dossier: Dossier) -> dict[str, object]:
    """The facts of PRISMA-S, without a clock."""
    run, protocol = dossier.run, dossier.protocol
    return {
        **{name: getattr(run, name) for name in ("run_id", "command", "tool_version", "topic_id")},
        "topic_fingerprint": run.protocol_fingerprint,
        "query": protocol.query,
        "lines": [asdict(line) for line in protocol.lines],
        "limits": protocol.limits,
        "facts": dict(run.facts),
        "numbers": numbers_of(dossier),
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
