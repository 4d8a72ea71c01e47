"""Where a person's coding and the machine's reading of the same patients differ; the person's is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.model import Finding, Study


@dataclass(frozen=True, slots=True, order=True)
class Disagreement:
    """A coded and a machine finding on one treatment and outcome of one study, and how they differ."""

    coded: str
    machine: str
    sentence: str


def disagreements(findings: Sequence[Finding], studies: Sequence[Study]) -> tuple[Disagreement, ...]:
    """Differences in response or in a count that both state, sorted."""
    study_of = {record_id: study.study_id for study in studies for record_id in study.record_ids}
    cells: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for f in findings:
        if f.state != "rejected":
            cells[(study_of.get(f.record_id, f.record_id), f.intervention, f.domain)].append(f)
    found = []
    for together in cells.values():
        for coded in (f for f in together if f.coding is not None):
            for machine in (f for f in together if f.coding is None):
                found += [Disagreement(coded.finding_id, machine.finding_id, s) for s in _differences(coded, machine)]
    return tuple(sorted(found))


def _differences(coded: Finding, machine: Finding) -> list[str]:
    found = []
    if coded.response != machine.response and "not_reported" not in (coded.response, machine.response):
        found.append(f"response {coded.response} (coded), {machine.response} (read by rule)")
    for (name, k), (_, m) in zip(coded.counts.items(), machine.counts.items(), strict=True):
        if k is not None and m is not None and k != m:
            found.append(f"{name} {k} (coded), {m} (read by rule)")
    return found
