"""The figures as SVG, each readable in print and in grey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evidence.model import Domain, Dossier, Share, StudyRow
from evidence.report.citing import clip, short_citation
from evidence.report.flow import draw_flow, draw_update, with_deciders
from evidence.report.gapmap import by_disease, by_domain, draw
from evidence.report.svg import ACCENT, PALE, SOFT, drawing, path, rect, text
from evidence.report.words import Words


def render_figures(dossier: Dossier, t: Words) -> dict[str, str]:
    """The figures by name; one without data says so. The update form of the flow needs an earlier complete run."""
    rows, protocol = dossier.rows, dossier.protocol
    figures = {
        "forest": _forest(rows, protocol.domain, t),
        "gap_map": draw(by_disease(rows, protocol), t("figure.map"), t.disease, t),
        "gap_map_outcomes": draw(
            by_domain(rows, protocol), t("figure.map_domain"), lambda domain: t(f"domain.{domain}"), t
        ),
        "prisma": draw_flow(with_deciders(dossier), t),
        "timeline": _timeline(rows, t),
    }
    return figures | ({"prisma_update": update} if (update := draw_update(dossier, t)) else {})


def _forest(rows: Sequence[StudyRow], domain: Domain, t: Words) -> str:
    """Series on the condition in patients: each share with its Wilson interval; no diamond."""
    shares = [share for row in rows if row.finding.domain == domain for share in _shares(row, t)]
    series = [row for row in rows if row.counted and row.stratum == "series" and row.finding.domain == domain]
    others = sum(not any(_shares(row, t)) for row in series)
    left, wide, top, high = 560, 330, 44, 22
    bottom = top + high * max(len(shares), 1) + 6
    parts = [text(10, 20, t.of("figure", "forest", domain), font_size=14, font_weight="bold")]
    for tick in range(0, 101, 25):
        x = left + wide * tick / 100
        parts.append(path([(x, top - 6), (x, bottom)], stroke="#d5d8dc"))
        parts.append(text(x, bottom + 14, t("figure.percent", n=tick), text_anchor="middle", fill=SOFT))
    for place, (label, share) in enumerate(shares):
        y, k, n = top + high * place + high / 2, share.k, share.n
        low, high_end = share.lower, share.upper
        parts.append(text(left - 12, y + 4, clip(label, 96), text_anchor="end"))
        parts.append(path([(left + wide * low, y), (left + wide * high_end, y)], stroke=ACCENT, stroke_width=1.5))
        side = 4 + min(n, 40) / 8
        parts.append(rect(round(left + wide * k / n - side / 2, 2), round(y - side / 2, 2), side, side, ACCENT))
        values = {name: f"{100 * value:.0f}" for name, value in (("share", k / n), ("low", low), ("high", high_end))}
        parts.append(text(left + wide + 14, y + 4, f"{k}/{n}   {t('figure.share', **values)}"))
    if not shares:
        parts.append(text(left - 12, top + 15, t("figure.forest_none"), text_anchor="end"))
    parts.append(text(left + wide / 2, bottom + 32, t("figure.forest_axis"), text_anchor="middle", fill=SOFT))
    if others:
        parts.append(
            text(left + wide / 2, bottom + 50, t("figure.forest_others", n=others), text_anchor="middle", fill=SOFT)
        )
    return drawing(1050, bottom + 62, t.of("figure", "forest", domain), parts)


def _shares(row: StudyRow, t: Words) -> Iterator[tuple[str, Share]]:
    f = row.finding
    if f.count_unit in (None, "patients"):
        who, disease = clip(short_citation(row.citation, t), 40), t.disease(f.disease)
        label = clip(t("figure.forest_row", who=who, treatment=t.treatment(f.intervention), disease=disease), 80)
        stated = [share for share in row.shares if share.measure != "recurrence"]
        yield from ((t("say.named", treatment=label, what=t(f"figure.{share.measure}")), share) for share in stated)


def _timeline(rows: Sequence[StudyRow], t: Words) -> str:
    """Reports with a counted finding by year: series and comparative studies dark, cases pale on top of them."""
    reports: dict[str, tuple[int | None, bool]] = {}
    for row in rows:
        if row.counted:
            _, series = reports.get(row.finding.record_id, (None, False))
            reports[row.finding.record_id] = row.citation.year, series or row.stratum != "cases"
    years = Counter((year, series) for year, series in reports.values() if year is not None)
    undated = sum(year is None for year, _ in reports.values())
    first, last = min((y for y, _ in years), default=2000), max((y for y, _ in years), default=2000)
    most = max((years[y, True] + years[y, False] for y in range(first, last + 1)), default=1) or 1
    left, base, wide, high = 40, 220, max(6.0, min(24.0, 860 / (last - first + 1))), 150 / most
    parts = [text(10, 20, t("figure.timeline"), font_size=14, font_weight="bold")]
    for tick in range(0, most + 1, -(-most // 5)):
        y = base - high * tick
        parts.append(path([(left, y), (left + wide * (last - first + 1), y)], stroke="#d5d8dc"))
        parts.append(text(left - 6, y + 4, str(tick), text_anchor="end", fill=SOFT))
    for year in range(first, last + 1):
        x, y = round(left + wide * (year - first), 2), float(base)
        for series, fill in ((True, ACCENT), (False, PALE)):
            if n := years[year, series]:
                y -= n * high
                parts.append(rect(x, round(y, 2), round(wide - 1.5, 2), round(n * high, 2), fill, stroke=SOFT))
        if year % 5 == 0 or first == last:
            parts.append(text(x + wide / 2, base + 16, str(year), text_anchor="middle", fill=SOFT))
    strata = f"{t('stratum.comparative')}, {t('stratum.series').lower()}"
    parts += [rect(left, 32, 12, 12, ACCENT, stroke=SOFT), text(left + 18, 43, strata)]
    parts += [rect(left + 300, 32, 12, 12, PALE, stroke=SOFT), text(left + 318, 43, t("stratum.cases"))]
    if undated:
        parts.append(text(left, base + 36, t("figure.undated", n=undated), fill=SOFT))
    return drawing(960, base + 46, t("figure.timeline"), parts)
