"""The flow of records of PRISMA 2020, in its form for a new review and for an updated one; the boxes add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evidence.model import Dossier, PrismaCount, Record
from evidence.report.svg import LINE, PALE, PAPER, SOFT, arrow, drawing, lines, rect, text, wrapped
from evidence.report.words import Words
from evidence.tabulate.prisma import prisma_counts

SIDE = {
    "duplicates": "identified",
    "excluded": "screened",
    "not_retrieved": "sought",
    "reports_excluded": "assessed",
}
_CODED = ("library", "entered by hand")  # sources of records that a person has judged
_STAGES = {"identification": ("identified",), "screening": ("screened", "sought", "assessed")}
_MAIN, _BESIDE, _GAP = 300, 380, 26
_LONGEST_NAME = 72  # pixels that the name of a stage takes beside its boxes


def update_counts(dossier: Dossier) -> tuple[tuple[PrismaCount, ...], tuple[PrismaCount, ...]] | None:
    """(boxes of what was known at the last complete run, boxes of what is new since), None on a first run.

    A publication is known if one of its records was; its fate is today's. A study known before is no new study, so
    that known and new studies add up to all.
    """
    news = dossier.run.news
    if news is None or not news.since:
        return None
    new_ids = {change.record_id for change in news.of("new")}
    known_too = {i for c in dossier.clusters if not set(c.record_ids) <= new_ids for i in c.record_ids}
    fresh = [r for r in dossier.records if r.record_id in new_ids - known_too]
    held = [r for r in dossier.records if r.record_id not in new_ids - known_too]
    known, new = _boxes(held, dossier), _boxes(fresh, dossier)
    everything, before = _numbers(dossier.prisma), _numbers(known)
    arrived = [r for r in dossier.records if r.record_id in new_ids]
    identified = _boxes(arrived, dossier)[0]
    repeats = len(arrived) - len(fresh)
    changed = {
        "duplicates": repeats + _numbers(new)["duplicates"],
        "included_studies": everything["included_studies"] - before["included_studies"],
    }
    rest = (PrismaCount(b.box, b.label, changed.get(b.box, b.n), b.reasons if b.box in SIDE else ()) for b in new[1:])
    return known, (identified, *rest)


def with_deciders(dossier: Dossier) -> tuple[PrismaCount, ...]:
    """The boxes; exclusions say how many a person left out (a coder, a decision) and how many the rules did."""
    spoken = {d.subject.removeprefix("record:") for d in dossier.replay.decisions if d.verb == "exclude"}
    own = spoken | {r.record_id for r in dossier.records if r.source in _CODED}
    own |= {i for c in dossier.clusters if own & set(c.record_ids) for i in c.record_ids}
    theirs = [record for record in dossier.records if record.record_id in own]
    by_people = _numbers(_boxes(theirs, dossier))
    return tuple(
        replace(box, label=f"{box.label} (by people {k}, by written rules {box.n - k})")
        if box.box in ("excluded", "reports_excluded") and box.n and (k := by_people[box.box]) <= box.n
        else box
        for box in dossier.prisma
    )


def draw_flow(boxes: Sequence[PrismaCount], t: Words) -> str:
    """The form for a new review."""
    parts, bottom = _column(boxes, 60, 40, t)
    return _titled(t("figure.prisma"), 780, bottom, parts)


def draw_update(dossier: Dossier, t: Words) -> str:
    """The form for an updated review; "" where there is no earlier complete run."""
    counts = update_counts(dossier)
    if counts is None:
        return ""
    known, new = counts
    parts, bottom = _column(new, 350, 66, t)
    parts += [text(60, 54, t("figure.previous"), font_weight="bold", font_size=10)]
    parts += [text(400, 54, t("figure.new"), font_weight="bold", font_size=10)]
    before, height = _framed(60, 66, 240, _included(known, t))
    total, high = _framed(350, bottom + 20, _MAIN, [t("figure.total"), *_included(dossier.prisma, t)], fill=PALE)
    join = bottom + 20 + high / 2
    parts += [before, total, arrow([(350 + _MAIN / 2, bottom), (350 + _MAIN / 2, bottom + 20)])]
    parts += [arrow([(180, 66 + height), (180, join), (350, join)])]
    return _titled(t("figure.prisma_update"), 1076, bottom + 20 + high, parts)


def _titled(title: str, width: float, bottom: float, parts: Sequence[str]) -> str:
    return drawing(width, bottom + 14, title, [text(10, 20, title, font_size=14, font_weight="bold"), *parts])


def _column(boxes: Sequence[PrismaCount], x: float, y: float, t: Words) -> tuple[list[str], float]:
    """The boxes from identification to inclusion below each other, what is left out beside the box that it leaves."""
    beside = {SIDE[box.box]: box for box in boxes if box.box in SIDE}
    main = [box for box in boxes if box.box not in SIDE and not box.box.startswith("included")]
    included = [box for box in boxes if box.box.startswith("included")]
    parts: list[str] = []
    spans: dict[str, tuple[float, float]] = {}
    for box in main:
        sources = [t("say.count_each", n=n, what=t.said(source)) for source, n in box.reasons]
        drawn, height = _framed(x, y, _MAIN, [_said(box, t), *sources], least=_LONGEST_NAME if not parts else 0)
        parts.append(drawn)
        full = height
        if side := beside.get(box.box):
            reasons = [t("say.count_each", n=n, what=t.said(reason)) for reason, n in side.reasons]
            drawn, full = _framed(x + _MAIN + 30, y, _BESIDE, [_said(side, t), *reasons])
            across = y + min(height, full) / 2
            parts += [drawn, arrow([(x + _MAIN, across), (x + _MAIN + 30, across)])]
        after = y + max(height, full) + _GAP
        parts.append(arrow([(x + _MAIN / 2, y + height), (x + _MAIN / 2, after)]))
        stage = next((name for name, held in _STAGES.items() if box.box in held), "screening")
        spans[stage] = spans.get(stage, (y, y))[0], after - _GAP
        y = after
    drawn, height = _framed(x, y, _MAIN, [_said(box, t) for box in included])
    spans["included"] = y, y + height
    parts.append(drawn)
    return [*parts, *(_stage(x - 34, *span, t(f"figure.{name}")) for name, span in spans.items())], y + height


def _stage(x: float, top: float, bottom: float, name: str) -> str:
    turned = f"rotate(-90 {x + 15:g} {(top + bottom) / 2:g})"
    bar = rect(x, top, 20, bottom - top, PALE, stroke=SOFT, stroke_width=0.5)
    return bar + text(x + 15, (top + bottom) / 2, name, text_anchor="middle", font_size=10, transform=turned)


def _framed(
    x: float, y: float, width: float, said: Sequence[str], *, fill: str = PAPER, least: float = 0
) -> tuple[str, float]:
    """A box around paragraphs, at least so high, and its height."""
    inside = [line for paragraph in said for line in wrapped(paragraph, int(width / 6.2))]
    height = max(LINE * len(inside) + 12, least)
    return rect(x, y, width, height, fill, stroke=SOFT) + lines(x + 8, y + 17, inside), height


def _included(boxes: Sequence[PrismaCount], t: Words) -> list[str]:
    return [_said(box, t) for box in boxes if box.box.startswith("included")]


def _said(box: PrismaCount, t: Words) -> str:
    return t("figure.box", label=t.said(box.label), n=box.n)


def _boxes(records: Sequence[Record], dossier: Dossier) -> tuple[PrismaCount, ...]:
    return prisma_counts(records, dossier.clusters, dossier.exclusions, dossier.rows, dossier.protocol)


def _numbers(boxes: Sequence[PrismaCount]) -> Mapping[str, int]:
    return {box.box: box.n for box in boxes}
