"""A row per finding: where it stands in the table, whether it counts, and if not, why not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from evidence.model import Appraisal, Citation, Cluster, Finding, Protocol, Record, Stratum, Study, StudyRow
from evidence.tabulate.compared import Compared, compared
from evidence.tabulate.levels import level_of
from evidence.tabulate.order import class_rank, disease_rank
from evidence.tabulate.overlap import Pair, counted_once
from evidence.tabulate.shares import shares_of

_GROUP_DESIGNS = frozenset({"retrospective_cohort", "prospective", "rct"})


def stratum_of(finding: Finding, protocol: Protocol, *, compares: bool = False) -> Stratum:
    """Comparative by design or where the report `compares`; a series from `protocol.series_from` patients; else cases.

    Without a number a cohort is a series by its design. A case report of many lesions stays a case.
    """
    if finding.design == "case_report":
        return "cases"
    if compares or finding.design in protocol.comparative:
        return "comparative"
    n = finding.counts.n_treated
    if n is None:
        return "series" if finding.design in _GROUP_DESIGNS else "cases"
    return "series" if n >= protocol.series_from else "cases"


def codes_of(finding: Finding) -> frozenset[str]:
    """The classes and the treatments of a finding, each by itself where several were given together."""
    return frozenset((*finding.intervention_class.split("; "), *finding.intervention.split("; ")))


def first_hand(row: StudyRow, protocol: Protocol) -> bool:
    """Whether a row tells of patients in a report that was seen and stands: no review, hearsay or retraction."""
    f = row.finding
    heard = f.coding is not None and f.coding.second_hand
    return not (heard or row.citation.retracted or f.design in protocol.never_counted)


def study_rows(
    findings: Sequence[Finding],
    clusters: Sequence[Cluster],
    studies: Sequence[Study],
    protocol: Protocol,
    appraisals: Sequence[Appraisal] = (),
    records: Sequence[Record] = (),
    said: Mapping[Pair, bool] = MappingProxyType({}),
) -> tuple[StudyRow, ...]:
    """Every finding as a row, in the order of the tables; `why_not` is set exactly where `counted` is False.

    Citations are those of the clusters. Patients count once: one report per study, and within a report one finding
    per disease, treatment, domain and unit (the one with most patients). The texts of `records` say what compares and
    what may be of the same patients; `said` is what people said of that (`overlap.spoken`).
    """
    citations = {record_id: cluster.citation for cluster in clusters for record_id in cluster.record_ids}
    study_of = {record_id: study for study in studies for record_id in study.record_ids}
    reasons = {f.finding_id: _why_not(f, citations, study_of.get(f.record_id), protocol) for f in findings}
    _once_within_report([f for f in findings if not reasons[f.finding_id]], reasons)
    telling = {f.record_id for f in findings}
    comparing = compared(record for record in records if record.record_id in telling)
    beside: dict[tuple[str, str, str, str | None], list[Finding]] = defaultdict(list)
    for f in findings:
        if f.state != "rejected":
            beside[f.record_id, f.disease, f.domain, f.count_unit].append(f)
    rows = []
    for finding in findings:
        against = None if finding.design in protocol.never_counted else comparing.get(finding.record_id)
        stratum = stratum_of(finding, protocol, compares=against is not None)
        citation = citations.get(finding.record_id, Citation(citation_id=finding.record_id))
        study = study_of.get(finding.record_id)
        place = finding.record_id, finding.disease, finding.domain, finding.count_unit
        arms = [f for f in beside[place] if f.intervention != finding.intervention]
        control = _control(finding, against, {f.intervention for f in arms}) if stratum == "comparative" else ""
        level, level_why = level_of(finding, citation, protocol, compares=stratum == "comparative")
        rows.append(
            StudyRow(
                finding=finding,
                citation=citation,
                stratum=stratum,
                counted=not reasons[finding.finding_id],
                why_not=reasons[finding.finding_id],
                shared_with=_sharing(finding, study, findings),
                leads=study is None or study.lead == finding.record_id,
                level=level,
                level_why=level_why,
                appraisal=tuple(a for a in appraisals if a.record_id == finding.record_id),
                shares=() if reasons[finding.finding_id] else shares_of(finding.counts, stratum),
                control=control,
                control_counts=arm[0].counts
                if len(arm := [f for f in arms if f.intervention == control]) == 1
                else None,
            )
        )
    once = counted_once(rows, records, clusters, said, lambda i: named(citations.get(i), i))
    return tuple(_readable(row, citations) for row in sorted(once, key=lambda row: _place(row, protocol)))


def _readable(row: StudyRow, citations: Mapping[str, Citation]) -> StudyRow:
    """The row with the names of reports in place of the ids that its remarks hold."""

    def said(text: str) -> str:
        return re.sub(r"[\w:]*[\d_:][\w:]*", lambda found: named(citations.get(found[0]), found[0]), text)

    f = row.finding
    coding = f.coding and replace(f.coding, where=said(f.coding.where), note=said(f.coding.note))
    why = said(row.why_not)
    if why == row.why_not and coding == f.coding:
        return row
    return replace(row, why_not=why, finding=replace(f, coding=coding))


def _control(finding: Finding, against: Compared | None, arms: Collection[str]) -> str:
    """What the patients of the other arm had: as the text names it, or the one other treatment of this outcome."""
    own = finding.intervention.split("; ")
    if against and (others := [code for code in against.treatments if code not in own]):
        return others[0]
    if against and against.control:
        return against.control
    return next(iter(arms)) if len(arms) == 1 else "unnamed"


def _place(row: StudyRow, protocol: Protocol) -> tuple[object, ...]:
    f = row.finding
    treatment = class_rank(f.intervention_class, protocol), f.intervention, disease_rank(f.disease)
    return (*treatment, -(row.citation.year or 0), f.record_id, f.domain, f.finding_id)


def _why_not(finding: Finding, citations: Mapping[str, Citation], study: Study | None, protocol: Protocol) -> str:
    citation = citations.get(finding.record_id)
    if finding.state == "rejected":
        return "Rejected by a reader."
    if citation is not None and citation.retracted:
        return "The publication was retracted."
    if finding.coding is not None and finding.coding.second_hand:
        return finding.why_not_countable or "Second-hand: the report itself was not seen."
    if finding.design in protocol.never_counted:
        return finding.why_not_countable or "A review or survey: its patients belong to the primary reports."
    if finding.domain == "adverse" and finding.response == "not_reported":
        return "Adverse effects are listed, not counted."
    if not finding.countable:
        return finding.why_not_countable or "Marked as not countable."
    if finding.counts.n_treated is None:
        return f"The number of {finding.count_unit or 'patients'} treated is not stated."
    if finding.response == "not_reported":
        return "The treatment was given; its result is not stated."
    if study is not None and study.lead != finding.record_id:
        same = "Another record of this publication" if study.certain else "A report that shares, or may share, patients"
        return f"{same} is counted instead: {named(citations.get(study.lead), study.lead)}."
    return ""


def named(citation: Citation | None, record_id: str) -> str:
    """A report in two words ("Balin 2012"); its id where no author is known."""
    if citation is None or not citation.names:
        return record_id
    return f"{citation.names[0].family} {citation.year}" if citation.year else citation.names[0].family


def _once_within_report(counted: Sequence[Finding], reasons: dict[str, str]) -> None:
    best: dict[tuple[str, str, str, str, str | None], Finding] = {}
    stated = {f.finding_id: sum(v is not None for _, v in f.counts.items()) for f in counted}
    for f in sorted(counted, key=lambda f: (-(f.counts.n_treated or 0), -stated[f.finding_id], f.finding_id)):
        first = best.setdefault((f.record_id, f.disease, f.intervention, f.domain, f.count_unit), f)
        if first is not f:
            reasons[f.finding_id] = "This report's patients are counted in another row of this treatment and outcome."


def _sharing(finding: Finding, study: Study | None, findings: Sequence[Finding]) -> tuple[str, ...]:
    if study is None or len(study.record_ids) < 2:
        return ()
    others = {f.record_id for f in findings} & set(study.record_ids) - {finding.record_id}
    return tuple(sorted(others))
