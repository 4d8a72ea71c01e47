"""How each treatment was given, and what came with it: the words of the reports, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from evidence.model import Finding, Profile, Protocol, Said, StudyRow
from evidence.tabulate.rows import first_hand

_NO_CTD = ("IDIOPATHIC", "OTHER")


def profiles(rows: Sequence[StudyRow], protocol: Protocol) -> tuple[Profile, ...]:
    """One per treatment with a first-hand report, in the order of the rows; nothing is summed, so nothing counts twice.

    Left out: rejected findings, reviews, second-hand and retracted reports, patients with no disease of ours
    unless the topic counts them, and of reports on the same patients all but the one that is counted.
    """
    of: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for row in rows:
        f = row.finding
        outside = f.disease in _NO_CTD and not f.countable
        if f.state != "rejected" and row.leads and not outside and first_hand(row, protocol):
            of[f.intervention_class, f.intervention].append(f)
    return tuple(_profile(treatment, code, findings) for (code, treatment), findings in of.items())


def _profile(treatment: str, code: str, findings: Sequence[Finding]) -> Profile:
    adverse = _said(findings, _adverse)
    recurrences = _said(findings, _recurrence)
    reports = {f.record_id for f in findings}
    record_of = {f.finding_id: f.record_id for f in findings}

    def silent(said: Sequence[Said]) -> int:
        return len(reports - {record_of[i] for one in said for i in one.findings})

    return Profile(
        intervention=treatment,
        intervention_class=code,
        reports=len(reports),
        doses=_said(findings, lambda f: f.dose),
        routes=_said(findings, lambda f: f.route),
        durations=_said(findings, lambda f: f.duration),
        follow_ups=_said(findings, lambda f: f.follow_up),
        adverse_events=adverse,
        recurrences=recurrences,
        silent_on_adverse_events=silent(adverse),
        silent_on_recurrence=silent(recurrences),
    )


def _said(findings: Sequence[Finding], words: Callable[[Finding], str]) -> tuple[Said, ...]:
    """Each wording once, with all findings that have it, in the order of the rows."""
    found: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        if text := words(finding):
            found[text].append(finding.finding_id)
    return tuple(Said(text, tuple(ids)) for text, ids in found.items())


def _adverse(finding: Finding) -> str:
    if finding.adverse_events or finding.domain != "adverse":
        return finding.adverse_events
    return finding.outcome_measure or " | ".join(span.quote for span in finding.spans)


def _recurrence(finding: Finding) -> str:
    k, n, unit = finding.counts.n_recurrence, finding.counts.n_treated, finding.count_unit or "patients"
    if k is None:
        told = finding.domain == "recurrence" and finding.response != "not_reported"
        return (finding.outcome_measure or " | ".join(span.quote for span in finding.spans)) if told else ""
    whole = "an unstated number" if n is None else f"{n} {unit.removesuffix('s') if n == 1 else unit}"
    return f"{k} of {whole}"
