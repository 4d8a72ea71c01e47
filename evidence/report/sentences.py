"""How counts are said: what is stated, of whom, and that the rest is unreported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evidence.model import RESPONSES, UNITS, Counts, Finding, Share, StudyRow, SummaryRow, Told
from evidence.report.words import Words
from evidence.tabulate.shares import told_twice

Mark = Callable[[str], str]
_UNMARKED: Mark = lambda _: ""  # noqa: E731
_COUNTS = ("complete", "partial", "any_response", "no_response", "worse", "recurrence")


def of_unit(n: int, unit: str, t: Words) -> str:
    """ "1 patient", "28 patients"."""
    return t(f"unit.{unit}", n=n) if unit in UNITS else f"{n} {unit}"


def numbers(row: StudyRow, t: Words, *, brief: bool = False) -> str:
    """What a report says of its numbers, with the interval of each share, the control, and that the rest is unreported.

    `brief`: the stated numbers and the control alone.
    """
    f = row.finding
    said = _stated(f.counts, f.count_unit or "patients", f.domain, () if brief else row.shares, t)
    return said + ("" if brief else _rest(f, t)) + _control(row, f.count_unit or "patients", f.domain, t)


def is_of_all(f: Finding) -> bool:
    """Whether the response in a word holds of all whom its numbers tell of: of a series it is that of the best."""
    own = {"complete": f.counts.n_complete, "partial": f.counts.n_partial}.get(f.response)
    k = f.counts.n_any_response if own is None else own
    return f.response not in ("complete", "partial", "improved") or k in (None, f.counts.n_treated)


def _control(row: StudyRow | Told, unit: str, domain: str, t: Words) -> str:
    """What the other patients had, if that is known, with their numbers, or that these are to be read in the source."""
    if row.control in ("", "unnamed"):
        return t("say.control_unnamed") if row.control else ""
    own = row.control in ("none", "placebo")
    named = t(f"say.control_{row.control}") if own else t("say.control_drug", drug=t.treatment(row.control))
    if row.control_counts is None:
        return t("say.control", control=named)
    return t("say.control_told", control=named, told=_stated(row.control_counts, unit, domain, (), t))


def _stated(f: Counts, unit: str, domain: str, shares: Sequence[Share], t: Words, *, whole_said: bool = False) -> str:
    """One report's counts; `whole_said` leaves out of how many, which stands before it."""
    said = _counted(f, domain, {one.measure: one for one in shares}, t)
    if f.n_treated == 1:
        whole = of_unit(1, unit, t)
        return t("say.one_recurred", whole=whole) if f.n_recurrence == 1 else whole
    whole = t("say.unstated") if f.n_treated is None else of_unit(f.n_treated, unit, t)
    if not said:
        return t("say.treated", n=f.n_treated or 2, whole=whole) + t("say.nothing")
    return said if whole_said else t("say.of_whole", stated=said, whole=whole)


def _counted(f: Counts, domain: str, shares: Mapping[str, Share], t: Words) -> str:
    """ "12 complete (60–90%), 15 responded in all": the counts of one report; a whole stands behind its parts."""
    told: list[str] = []
    for name in _COUNTS:
        k = getattr(f, f"n_{name}")
        if k is None or (name == "any_response" and told_twice(f)):
            continue
        said = t.of("count", name, domain, n=k)
        if name in shares:
            share = shares[name]
            said = t("say.interval", what=said, low=f"{100 * share.lower:.0f}", high=f"{100 * share.upper:.0f}")
        if f"n_{name}" in f.derived:
            said = t("say.by_sum", what=said)
        if name == "any_response" and told:
            told[-1] = t("say.in_all", what=told[-1], all=said)
        else:
            told.append(said)
    return ", ".join(told)


def summary_words(row: SummaryRow, t: Words, mark: Mark = _UNMARKED) -> str:
    """A cell of the summary: how many reports of how many patients, and what they tell.

    `mark` says where the report of a finding is told ("[3]"), where several stand in one cell.
    """
    if not row.reports:
        return t("say.not_counted", n=len(row.also))
    reports, whole = t("say.reports", n=row.reports), of_unit(row.treated.k or 0, row.unit, t)
    told = told_words(row, t, mark, whole_said=True)
    if not told:
        return t("say.told", reports=reports, whole=whole) + t("say.nothing")
    if row.reports > 1 and _by_itself(row):
        return t("say.each_of", reports=reports, told=told)
    return t("say.told_of", reports=reports, whole=whole, told=told)


def told_words(row: SummaryRow, t: Words, mark: Mark = _UNMARKED, *, whole_said: bool = False) -> str:
    """What a cell tells, without how many reports: "22 complete, 5 partial of 28 patients"; "" if nothing.

    Numbers in series and comparisons, each report by itself, for they are not added up; else how many reports say what,
    unless only some patients of a report did so. `whole_said` leaves out of how many, where one report stands alone.
    """
    if not _by_itself(row):
        again = sum(bool(one.counts.n_recurrence) for one in row.told) if row.domain != "recurrence" else 0
        told = directions(dict(row.direction), row.reports == row.treated.k, t, row.domain)
        return told + (t("say.again", n=again) if again else "")
    alone = len(row.told) == 1
    if alone and whole_said:
        said = _counted(row.told[0].counts, row.domain, {}, t) or (row.told[0].counts.n_treated or 0) < 2
        return _piece(row.told[0], row, t, whole_said=True) if said else ""
    return t("say.next").join(_piece(one, row, t) + ("" if alone else mark(one.finding_id)) for one in row.told)


def _by_itself(row: SummaryRow) -> bool:
    """Whether each report is told by its numbers: always but for cases of whom all or none responded."""
    also = () if row.domain == "recurrence" else ("n_recurrence",)
    partly = any(
        0 < k < (one.counts.n_treated or 0)
        for one in row.told
        for name, k in one.counts.items()
        if k and name not in also
    )
    return bool(row.told) and (row.stratum != "cases" or partly)


def _piece(one: Told, row: SummaryRow, t: Words, *, whole_said: bool = False) -> str:
    """What one report states, with the control of a comparison."""
    if row.stratum == "cases" and not (one.counts.n_treated != 1 and _counted(one.counts, row.domain, {}, t)):
        response = t.of("response", one.response, row.domain)
        return t("say.named", treatment=of_unit(one.counts.n_treated or 0, row.unit, t), what=response)
    said = _stated(one.counts, row.unit, row.domain, one.shares, t, whole_said=whole_said)
    return said + _control(one, row.unit, row.domain, t)


def directions(said: Mapping[str, int], patient_each: bool, t: Words, domain: str = "") -> str:
    """How many reports say what, in order; the bare word where there is but one report."""
    if sum(said.values()) == 1:
        return t.of("response", next(word for word, n in said.items() if n), domain)
    told = [(said[word], word) for word in RESPONSES if said.get(word)]
    if patient_each:
        return ", ".join(t.of("told", word, domain, n=n) for n, word in told)
    if len(told) == 1:
        return t("say.in_every", what=t.of("response", told[0][1], domain))
    return ", ".join(t("say.in_reports", n=n, what=t.of("response", word, domain)) for n, word in told)


def _rest(finding: Finding, t: Words) -> str:
    """That what the stated numbers leave over is unreported, which is not zero."""
    f = finding.counts
    if f.n_treated == 1 or not any(getattr(f, f"n_{name}") is not None for name in _COUNTS):
        return ""
    if finding.domain == "recurrence" and f.n_recurrence is not None:
        return ""
    told = max((f.n_complete or 0) + (f.n_partial or 0), f.n_any_response or 0) + (f.n_no_response or 0)
    return t("say.rest") if f.n_treated is None or told < f.n_treated else ""
