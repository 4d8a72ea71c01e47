"""An answer as a file: CSV with the columns of studies.csv, an object for JSON, Markdown for a manuscript."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict

from evidence.model import Dossier
from evidence.report.asked.block import Block
from evidence.report.asked.blocks import question_words
from evidence.report.columns import STUDY, SUMMARY
from evidence.report.notes import notes_of
from evidence.report.sheets import csv_bytes
from evidence.report.words import Words
from evidence.stats import proportion_interval
from evidence.tabulate.asked import Answer


def as_csv(dossier: Dossier, asked: Answer) -> bytes:
    """The rows of the answer with the columns of studies.csv."""
    return csv_bytes(STUDY, notes_of(asked.rows, dossier.records))


def as_object(dossier: Dossier, asked: Answer, t: Words) -> dict[str, object]:
    """The answer for programs: rows with the columns of studies.csv and summary.csv, and what stands beside them."""
    return {
        "question": asdict(asked.spec) | {"understood": question_words(asked.spec, t)},
        "summary": [{column.name: column.value(row) for column in SUMMARY} for row in asked.summary],
        "studies": [
            {column.name: column.value(note) for column in STUDY} for note in notes_of(asked.rows, dossier.records)
        ],
        "shares": [
            {"finding_id": row.finding.finding_id, "measure": one.measure, "k": one.k, "n": one.n}
            | {"wilson": (one.lower, one.upper)}
            | {"clopper_pearson": proportion_interval(one.k, one.n, "clopper-pearson")}
            for row in asked.rows
            for one in row.shares
        ],
        "after_failure": [
            {
                "record_id": one.failed[0].finding.record_id,
                "disease": one.disease,
                "same_patient": one.same_patient,
                "not_told_to_have_failed": one.missing,
                "failed": [row.finding.finding_id for row in one.failed],
                "then": [row.finding.finding_id for row in one.then],
            }
            for one in asked.failures
        ],
        "profiles": [asdict(one) for one in asked.profiles],
        "not_found": [asdict(gap) for gap in asked.gaps],
        "unanswered": [asdict(one) for one in asked.unanswered],
        "pooled": [
            {
                "measure": pool.measure,
                "series": [row.finding.finding_id for row in pool.series],
                "result": asdict(pool.pooled) if pool.pooled else None,
                "refused": pool.refusals,
                "left_out": dict(pool.left_out),
            }
            for pool in asked.pools or ()
        ],
    }


def as_markdown(parts: Iterable[Block]) -> str:
    """Titles, pipe tables and paragraphs; what means something in Markdown or HTML is escaped."""
    text = []
    for part in parts:
        if part.title:
            text.append(f"## {_escaped(part.title)}")
        if part.columns:
            table = (part.columns, ("---",) * len(part.columns), *part.lines)
            text.append("\n".join(f"| {' | '.join(map(_escaped, line))} |" for line in table))
        text += [_escaped(sentence) for sentence in part.sentences]
    return "\n\n".join(text) + "\n"


def _escaped(text: str) -> str:
    return text if text == "---" else re.sub(r"([\\`*_<>|\[\]#])", r"\\\1", " ".join(text.split()))
