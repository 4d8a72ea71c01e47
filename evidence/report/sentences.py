"""How counts are said: what is stated, of whom, and that the rest is unreported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from evidence.model import RESPONSES, UNITS, Count, Finding, SummaryRow
from evidence.report.words import Words

_COUNTS = ("complete", "partial", "any_response", "no_response", "worse", "recurrence")


def of_unit(n: int, unit: str, t: Words) -> str:
    """ "1 patient", "28 patients"."""
    return t(f"unit.{unit}", n=n) if unit in UNITS else f"{n} {unit}"


def numbers(finding: Finding, t: Words) -> str:
    """What the report says of its numbers: stated ones, and that the rest is unreported."""
    f = finding.counts
    unit = finding.count_unit or "patients"
    stated = {name: k for name in _COUNTS if (k := getattr(f, f"n_{name}")) is not None}
    if f.n_treated == 1:
        whole = of_unit(1, unit, t)
        return t("say.one_recurred", whole=whole) if f.n_recurrence == 1 else whole
    whole = t("say.unstated") if f.n_treated is None else of_unit(f.n_treated, unit, t)
    if not stated:
        return t("say.treated", n=f.n_treated or 2, whole=whole) + t("say.nothing")
    told = [
        t("say.by_sum", what=said) if f"n_{name}" in f.derived else said
        for name, k in stated.items()
        if (said := t(f"count.{name}", n=k))
    ]
    return t("say.of_whole", stated=", ".join(told), whole=whole) + _rest(stated, f.n_treated, t)


def summary_words(row: SummaryRow, t: Words) -> str:
    """A cell of the summary: single cases by how many reports said what, series by their numbers."""
    if not row.reports:
        return t("say.not_counted", n=len(row.also))
    reports, whole = t("say.reports", n=row.reports), of_unit(row.treated.k or 0, row.unit, t)
    if told := told_words([row], t):
        return t("say.told_of", reports=reports, whole=whole, told=told)
    return t("say.told", reports=reports, whole=whole) + t("say.nothing")


def told_words(rows: Sequence[SummaryRow], t: Words) -> str:
    """What rows of one stratum tell, without how many reports and patients: "22 complete, 5 partial"; "" if nothing.

    Numbers where it is one row of series, else how many reports say what: rows are of different diseases.
    """
    if len(rows) == 1 and rows[0].stratum != "cases":
        return _series(rows[0], t)
    said = sum((Counter(dict(row.direction)) for row in rows), Counter[str]())
    return directions(said, sum(row.reports for row in rows) == sum(row.treated.k or 0 for row in rows), t)


def directions(said: Mapping[str, int], patient_each: bool, t: Words) -> str:
    """How many reports say what, in order; the bare word where there is but one report."""
    if sum(said.values()) == 1:
        return t(f"response.{next(word for word, n in said.items() if n)}")
    told = [(said[word], word) for word in RESPONSES if said.get(word)]
    if patient_each:
        return ", ".join(t(f"told.{word}", n=n) for n, word in told)
    if len(told) == 1:
        return t("say.in_every", what=t(f"response.{told[0][1]}"))
    return ", ".join(t("say.in_reports", n=n, what=t(f"response.{word}")) for n, word in told)


def _series(row: SummaryRow, t: Words) -> str:
    """Counts that all reports state, then those that only some state, each group with its own whole."""
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    everywhere: dict[str, int] = {}
    for name in _COUNTS:
        count: Count = getattr(row, name)
        if count.k is None:
            continue
        groups[count.n or 0, count.reported].append(t(f"count.{name}", n=count.k))
        if count.reported == row.reports:
            everywhere[name] = count.k
    if not groups:
        return ""
    parts = [
        ", ".join(told)
        if some == row.reports
        else t("say.part_of", what=", ".join(told), whole=of_unit(n, row.unit, t), some=some, n=row.reports)
        for (n, some), told in sorted(groups.items(), key=lambda item: -item[0][1])
    ]
    return ", ".join(parts) + _rest(everywhere, row.treated.k, t)


def _rest(stated: Mapping[str, int], treated: int | None, t: Words) -> str:
    """That what the stated numbers leave over is unreported, which is not zero."""
    complete, partial, responded, none = (
        stated.get(name, 0) for name in ("complete", "partial", "any_response", "no_response")
    )
    told = max(complete + partial, responded) + none
    return t("say.rest") if treated is None or told < treated else ""
