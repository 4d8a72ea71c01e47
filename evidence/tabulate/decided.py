"""A person's word on findings and records, replayed over what the program proposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from evidence.model import DESIGNS, DOMAINS, RESPONSES, UNITS, Counts, Decision, Finding
from evidence.protocol.vocabulary import vocabulary

_COUNTS = {f.name for f in fields(Counts)} - {"derived"}
_CODES = {
    "domain": DOMAINS,
    "response": RESPONSES,
    "design": DESIGNS,
    "count_unit": UNITS,
    "disease": tuple(vocabulary().diseases),
}
_WORDS = {"intervention", "intervention_class", "dose", "route", "duration", "concomitant", "adverse_events"}


@dataclass(frozen=True, slots=True)
class Decided:
    """Findings with decisions applied, and the decisions whose finding or record is gone (shown, never dropped)."""

    findings: tuple[Finding, ...]
    excluded: tuple[tuple[str, str], ...]
    orphaned: tuple[Decision, ...]


def apply_decisions(findings: Sequence[Finding], record_ids: Iterable[str], decisions: Sequence[Decision]) -> Decided:
    """Replay confirm, correct and reject on findings, include and exclude on records; later ones win.

    `excluded` holds (record id, note) of the records that a person left out; their findings go with them.
    Decisions on pairs and references belong to other rooms and are passed over.
    """
    known = set(record_ids)
    by_id = {f.finding_id: f for f in findings}
    excluded: dict[str, str] = {}
    orphaned = []
    for decision in decisions:
        kind, _, subject = decision.subject.partition(":")
        if kind == "finding":
            if subject in by_id and (changed := _decide(by_id[subject], decision)) is not None:
                by_id[subject] = changed
            else:
                orphaned.append(decision)
        elif kind == "record":
            if subject not in known:
                orphaned.append(decision)
            elif decision.verb == "exclude":
                excluded[subject] = decision.note or "excluded by a person"
            elif decision.verb == "include":
                excluded.pop(subject, None)
    kept = tuple(f for f in by_id.values() if f.record_id not in excluded)
    return Decided(kept, tuple(sorted(excluded.items())), tuple(orphaned))


def _decide(finding: Finding, decision: Decision) -> Finding | None:
    """The finding after the decision, or None where the decision does not fit a finding."""
    if decision.verb == "confirm":
        return replace(finding, state="confirmed")
    if decision.verb == "reject":
        reason = decision.note or "rejected by a person"
        return replace(finding, state="rejected", countable=False, why_not_countable=reason)
    if decision.verb != "correct":
        return None
    if decision.field in _COUNTS and (decision.value == "" or decision.value.isdecimal()):
        value = int(decision.value) if decision.value else None
        counts = replace(
            finding.counts,
            derived=finding.counts.derived - {decision.field},
            **{decision.field: value},
        )
        return None if counts.faults() else replace(finding, counts=counts, state="corrected")
    if decision.field in _WORDS or decision.value in _CODES.get(decision.field, ()):
        return replace(finding, state="corrected", **{decision.field: decision.value})  # type: ignore[arg-type]
    return None
