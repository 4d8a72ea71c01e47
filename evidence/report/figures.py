"""The figures as SVG: text stays text, and equal data give equal bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from io import StringIO
from itertools import product
from typing import TYPE_CHECKING

from evidence.model import Dossier, PrismaCount, StudyRow
from evidence.report import words
from evidence.stats import proportion_interval
from evidence.tabulate.order import class_rank, disease_rank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

_INK, _SOFT, _ACCENT, _PALE = "#1d2530", "#565f6b", "#0b5563", "#d7e6e8"
_SIDE = {
    "duplicates": "identified",
    "excluded": "screened",
    "not_retrieved": "sought",
    "reports_excluded": "assessed",
}
_MEASURES = (("n_complete", "complete"), ("n_any_response", "any response"), ("n_partial", "partial"))


def render_figures(dossier: Dossier) -> dict[str, bytes]:
    """The figures by file name; a figure without data says so instead of being left out."""
    return {
        "figures/forest.svg": _forest(dossier.rows),
        "figures/gap_map.svg": _gap_map(dossier),
        "figures/prisma.svg": _prisma(dossier.prisma),
        "figures/timeline.svg": _timeline(dossier.rows),
    }


def _canvas(width: float, height: float, title: str = "") -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_title(title, loc="left", color=_INK, fontsize=11)
    return figure, axes


def _svg(figure: Figure) -> bytes:
    from matplotlib import rc_context

    out = StringIO()
    with rc_context({"svg.hashsalt": "evidence", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().encode()


def _plain(text: str) -> str:
    """Text that matplotlib does not read as a formula."""
    return words.clip(text, 110).replace("$", r"\$")


def _forest(rows: Sequence[StudyRow]) -> bytes:
    """Series and comparative reports on deposits in patients: each share with its Wilson interval; no diamond."""
    lines = []
    for row in rows:
        f = row.finding
        if (
            row.counted
            and row.stratum != "cases"
            and (f.domain, f.count_unit or "patients") == ("deposits", "patients")
        ):
            treatment, disease = words.treatment_words(f.intervention), words.disease_words(f.disease)
            label = f"{words.short_citation(row.citation)}, {treatment}, {disease}"
            stated = [(word, k) for name, word in _MEASURES if (k := getattr(f.counts, name)) is not None][:2]
            lines += [(f"{label}: {word} {k}/{f.counts.n_treated}", k, f.counts.n_treated or 0) for word, k in stated]
    figure, axes = _canvas(11, 1.4 + 0.34 * max(len(lines), 1), "Response of deposits in series")
    for place, (_, k, n) in enumerate(lines):
        axes.plot(proportion_interval(k, n), [place, place], color=_ACCENT, linewidth=1.4, solid_capstyle="butt")
        axes.plot([k / n], [place], marker="s", color=_ACCENT, markersize=4 + min(n, 40) / 10)
    axes.set_yticks(range(len(lines)), [_plain(label) for label, _, _ in lines])
    axes.set_ylim(max(len(lines), 1) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("share of patients, 95 % Wilson interval; not pooled")
    return _svg(figure)


def _gap_map(dossier: Dossier) -> bytes:
    """Reports counted, by treatment class and disease; an empty square is unstudied in these records."""
    counted = [row.finding for row in dossier.rows if row.counted]
    cells = Counter(
        (c, disease)
        for c, disease, _ in {(c, f.disease, f.record_id) for f in counted for c in f.intervention_class.split("; ")}
    )
    classes = sorted({c for c, _ in cells} | {*dossier.protocol.leading}, key=lambda c: class_rank(c, dossier.protocol))
    diseases = sorted({d for _, d in cells}, key=disease_rank)
    wide, high, most = max(len(diseases), 1), max(len(classes), 1), max(cells.values(), default=1)
    title = "Reports counted: an empty square is unstudied in these records"
    figure, axes = _canvas(4.6 + 0.62 * wide, 3.2 + 0.32 * high, title)
    for (y, code), (x, disease) in product(enumerate(classes), enumerate(diseases)):
        n = cells[code, disease]
        fill, ink = (_ACCENT, "#ffffff") if n > most / 2 else (_PALE if n else "#ffffff", _INK)
        axes.add_patch(_box(x, y, 0.92, 0.88, fill))
        axes.text(x, y, str(n or ""), ha="center", va="center", color=ink, fontsize=9)
    axes.set_xlim(-0.5, wide - 0.5)
    axes.set_ylim(high - 0.5, -0.5)
    axes.set_xticks(range(len(diseases)), [_plain(words.disease_words(d)) for d in diseases], rotation=45, ha="right")
    axes.set_yticks(range(len(classes)), [_plain(words.class_words(c)) for c in classes])
    axes.tick_params(length=0)
    return _svg(figure)


def _box(x: float, y: float, width: float, height: float, fill: str) -> Rectangle:
    from matplotlib.patches import Rectangle

    corner = (x - width / 2, y - height / 2)
    return Rectangle(corner, width, height, facecolor=fill, edgecolor="#8a8f96", linewidth=0.6)


def _prisma(boxes: Sequence[PrismaCount]) -> bytes:
    """The flow of PRISMA 2020: main boxes downwards, what is left out beside the box that it leaves."""
    main = [box for box in boxes if box.box not in _SIDE]
    beside = {_SIDE[box.box]: box for box in boxes if box.box in _SIDE}
    figure, axes = _canvas(10, 0.6 + 1.5 * max(len(main), 1))
    axes.set_axis_off()
    axes.set_xlim(-0.1, 10)
    axes.set_ylim(-1.5 * len(main) + 0.6, 0.8)
    arrow = {"arrowstyle": "-|>", "color": _SOFT}
    frame = {"boxstyle": "square,pad=0.5", "facecolor": "#ffffff", "edgecolor": _SOFT}
    for place, box in enumerate(main):
        y = -1.5 * place
        axes.add_patch(_box(2.1, y, 4.2, 0.8, "#ffffff"))
        axes.text(2.1, y, f"{_plain(box.label)}\n(n = {box.n})", va="center", ha="center", fontsize=9, color=_INK)
        if place:
            axes.annotate("", (2.1, y + 0.4), (2.1, y + 1.1), arrowprops=arrow)
        if side := beside.get(box.box):
            reasons = "".join(f"\n{n}  {_plain(reason)}" for reason, n in side.reasons)
            told = f"{_plain(side.label)} (n = {side.n}){reasons}"
            axes.text(5.2, y, told, va="center", fontsize=7.5, color=_INK, bbox=frame)
            axes.annotate("", (5.08, y), (4.2, y), arrowprops=arrow)
    return _svg(figure)


def _timeline(rows: Sequence[StudyRow]) -> bytes:
    """Reports with a counted finding, by year."""
    dated = {(r.finding.record_id, r.citation.year) for r in rows if r.counted}
    years = Counter(year for _, year in dated if year is not None)
    figure, axes = _canvas(9, 2.8, "Reports by year of publication (those with a known year)")
    axes.bar(sorted(years), [years[year] for year in sorted(years)], color=_ACCENT, width=0.8)
    axes.set_ylabel("reports counted")
    axes.locator_params(integer=True)
    return _svg(figure)
