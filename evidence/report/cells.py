"""A cell of the summary as it is printed: its words, and the notes that they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.model import SummaryRow
from evidence.report.notes import Note
from evidence.report.words import Words


@dataclass(frozen=True, slots=True)
class Cell:
    """What a summary cell says, the notes that it counts and the notes that it only lists."""

    text: str
    notes: tuple[int, ...]
    also: tuple[int, ...]


def cell_of(rows: Sequence[SummaryRow], note_of: Mapping[str, Note], text: str, t: Words) -> Cell:
    """The cell that says `text` of the rows; where none of them is counted, with the reason."""
    counted = [note_of[i] for row in rows for i in row.findings]
    also = [note_of[i] for row in rows for i in row.also]
    reasons = {note.row.why_not for note in also}
    if not counted:
        reason = t.said(reasons.pop()).rstrip(".") if len(reasons) == 1 else t("say.each_note")
        text = t("say.because", what=text, reason=reason)
    return Cell(text, *(tuple(sorted(note.number for note in some)) for some in (counted, also)))
