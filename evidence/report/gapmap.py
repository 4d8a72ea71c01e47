"""The evidence gap map: which treatment was reported for which disease or outcome, and where nothing is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evidence.model import DOMAINS, Protocol, StudyRow
from evidence.protocol.vocabulary import vocabulary
from evidence.report.svg import ACCENT, INK, PALE, PAPER, SOFT, drawing, rect, text
from evidence.report.words import Words
from evidence.tabulate.order import class_rank, disease_rank


@dataclass(frozen=True)
class GapMap:
    """Rows are the classes asked about or told of, columns likewise; a cell holds what is told, counted or not."""

    classes: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[StudyRow, ...]]

    @cached_property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many reports are counted in each cell that holds any."""
        return {key: len({r.finding.record_id for r in rows if r.counted}) for key, rows in self.cells.items()}

    def said(self, treatment_class: str, column: str) -> str:
        """How many reports are counted; in brackets, how many are only shown where none is; "" where none is told."""
        rows = self.cells.get((treatment_class, column), ())
        shown = len({row.finding.record_id for row in rows})
        return str(self.counts[treatment_class, column] or f"({shown})") if rows else ""

    def shade(self, treatment_class: str, column: str) -> int:
        """0 (empty) to 3: by the number of reports, in thirds of the largest."""
        most = max(self.counts.values(), default=0) or 1
        return -(-3 * self.counts.get((treatment_class, column), 0) // most)


def by_disease(rows: Sequence[StudyRow], protocol: Protocol) -> GapMap:
    """Treatment class × disease."""
    found = _map(rows, protocol, lambda row: row.finding.disease)
    asked = protocol.diseases or vocabulary().diseases
    columns = {*asked, *(disease for _, disease in found.cells)}
    return GapMap(found.classes, tuple(sorted(columns, key=disease_rank)), found.cells)


def by_domain(rows: Sequence[StudyRow], protocol: Protocol) -> GapMap:
    """Treatment class × outcome domain."""
    return _map(rows, protocol, lambda row: row.finding.domain)


def _map(rows: Sequence[StudyRow], protocol: Protocol, column: Callable[[StudyRow], str]) -> GapMap:
    cells: dict[tuple[str, str], tuple[StudyRow, ...]] = {}
    for row in rows:
        if row.finding.state != "rejected":
            for treatment_class in row.finding.intervention_class.split("; "):
                key = treatment_class, column(row)
                cells[key] = (*cells.get(key, ()), row)
    classes = {*protocol.leading, *(treatment_class for treatment_class, _ in cells)}
    return GapMap(tuple(sorted(classes, key=lambda c: class_rank(c, protocol))), DOMAINS, cells)


def draw(gaps: GapMap, title: str, name: Callable[[str], str], t: Words) -> str:
    """The map as SVG; the number stands in the square, so that its shade is not needed to read it."""
    left, top, wide, high = 300, 190, 46, 26
    parts = [text(10, 20, title, font_size=14, font_weight="bold")]
    for x, column in enumerate(gaps.columns):
        place = left + wide * x + wide / 2 + 4
        parts.append(text(place, top - 8, name(column), transform=f"rotate(-40 {place:g} {top - 8})"))
    for y, code in enumerate(gaps.classes):
        parts.append(text(left - 10, top + high * y + 17, t.class_name(code), text_anchor="end"))
        for x, column in enumerate(gaps.columns):
            fill = (PAPER, PALE, "#7fb0b8", ACCENT)[gaps.shade(code, column)]
            parts.append(rect(left + wide * x, top + high * y, wide - 3, high - 3, fill, stroke=SOFT, stroke_width=0.5))
            if n := gaps.said(code, column):
                ink = PAPER if fill == ACCENT else SOFT if n.startswith("(") else INK
                where = left + wide * x + (wide - 3) / 2, top + high * y + 16
                parts.append(text(*where, n, text_anchor="middle", fill=ink))
    width = max(left + wide * len(gaps.columns) + 200, 10 + 8 * len(title))
    return drawing(width, top + high * max(len(gaps.classes), 1) + 12, title, parts)
