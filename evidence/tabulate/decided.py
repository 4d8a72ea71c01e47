"""A person's word on findings and records, replayed over what the program proposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from evidence.model import (
    APPRAISAL_ANSWERS,
    APPRAISAL_QUESTIONS,
    DESIGNS,
    DOMAINS,
    RESPONSES,
    UNITS,
    Appraisal,
    Counts,
    Decision,
    Finding,
)
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
    appraisals: tuple[Appraisal, ...] = ()


def apply_decisions(findings: Sequence[Finding], record_ids: Iterable[str], decisions: Sequence[Decision]) -> Decided:
    """Replay confirm, correct and reject on findings, include, exclude and appraise on records; later ones win.

    `excluded` holds (record id, note) of the records that a person left out; their findings go with them. Two people
    who appraise one report both stay.
    Decisions on pairs and references belong to other rooms and are passed over.
    """
    known = set(record_ids)
    by_id = {f.finding_id: f for f in findings}
    excluded: dict[str, str] = {}
    appraised: dict[tuple[str, str, str], Appraisal] = {}
    orphaned = []
    for decision in decisions:
        kind, _, subject = decision.subject.partition(":")
        if kind == "finding":
            if subject in by_id and (changed := _decide(by_id[subject], decision)) is not None:
                by_id[subject] = changed
            else:
                orphaned.append(decision)
        elif kind == "record":
            appraisal = _appraisal(subject, decision)
            if subject not in known or (decision.verb == "appraise" and appraisal is None):
                orphaned.append(decision)
            elif appraisal is not None:
                appraised[subject, appraisal.question, decision.who] = appraisal
            elif decision.verb == "exclude":
                excluded[subject] = decision.note or "excluded by a person"
            elif decision.verb == "include":
                excluded.pop(subject, None)
    kept = tuple(f for f in by_id.values() if f.record_id not in excluded)
    appraisals = tuple(appraised[key] for key in sorted(appraised))
    return Decided(kept, tuple(sorted(excluded.items())), tuple(orphaned), appraisals)


def _appraisal(record_id: str, decision: Decision) -> Appraisal | None:
    """The answer that the decision gives, or None where it answers no question that is asked."""
    for answer in APPRAISAL_ANSWERS:
        if (decision.verb, decision.value) == ("appraise", answer) and decision.field in APPRAISAL_QUESTIONS:
            return Appraisal(
                record_id=record_id, question=decision.field, answer=answer, who=decision.who, note=decision.note
            )
    return None


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
