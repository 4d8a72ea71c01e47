"""Where a person's coding and the machine's reading of the same patients differ; the person's is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence.model import Finding, Study


def disagreements(findings: Sequence[Finding], studies: Sequence[Study]) -> list[tuple[str, str, str]]:
    """(coded id, machine id, how they differ) on one treatment and outcome of one study, sorted; silence agrees."""
    study_of = {record_id: study.study_id for study in studies for record_id in study.record_ids}

    def cell(f: Finding) -> tuple[str, str, str]:
        return study_of.get(f.record_id, f.record_id), f.intervention, f.domain

    kept = [f for f in findings if f.state != "rejected"]
    pairs = ((c, m) for c in kept if c.coding for m in kept if not m.coding and cell(c) == cell(m))
    return sorted((c.finding_id, m.finding_id, said) for c, m in pairs for said in _differences(c, m))


def _differences(coded: Finding, machine: Finding) -> Iterator[str]:
    if coded.response != machine.response and "not_reported" not in (coded.response, machine.response):
        yield f"response {coded.response} (coded), {machine.response} (read by rule)"
    for (name, k), (_, m) in zip(coded.counts.items(), machine.counts.items(), strict=True):
        if k is not None and m is not None and k != m:
            yield f"{name} {k} (coded), {m} (read by rule)"
