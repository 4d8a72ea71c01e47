"""Where a person's coding and the machine's reading of the same patients differ; the person's is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from evidence.model import Finding, Study


def disagreements(findings: Sequence[Finding], studies: Sequence[Study]) -> list[tuple[str, str, str]]:
    """(coded id, machine id, how they differ) on one outcome of one study, sorted; silence agrees.

    Compared are findings of the same treatment, of the same disease where there is one; else those whose treatments
    overlap, which differ in what was given.
    """
    study_of = {record_id: study.study_id for study in studies for record_id in study.record_ids}
    coded: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    read: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for f in findings:
        if f.state != "rejected":
            (coded if f.coding else read)[study_of.get(f.record_id, f.record_id), f.domain].append(f)
    return sorted(
        (c.finding_id, m.finding_id, said)
        for place, here in coded.items()
        for c in here
        for m, said in _differences(c, read[place], {other.intervention for other in here})
    )


def _differences(coded: Finding, read: Sequence[Finding], named: Collection[str]) -> Iterator[tuple[Finding, str]]:
    same = [m for m in read if m.intervention == coded.intervention]
    for m in [m for m in same if m.disease == coded.disease] or same:
        yield from ((m, said) for said in _differ(coded, m))
    parts = set(coded.intervention.split("; "))
    for m in () if same else read:
        if m.intervention not in named and parts & set(m.intervention.split("; ")):
            yield m, f"treatment {coded.intervention} (coded), {m.intervention} (read by rule)"


def _differ(coded: Finding, machine: Finding) -> Iterator[str]:
    if coded.disease != machine.disease:
        yield f"disease {coded.disease} (coded), {machine.disease} (read by rule)"
    if coded.response != machine.response and "not_reported" not in (coded.response, machine.response):
        yield f"response {coded.response} (coded), {machine.response} (read by rule)"
    for (name, k), (_, m) in zip(coded.counts.items(), machine.counts.items(), strict=True):
        if k is not None and m is not None and k != m:
            yield f"{name} {k} (coded), {m} (read by rule)"
