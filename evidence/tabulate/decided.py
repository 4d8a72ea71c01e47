"""A person's word on findings and records, replayed over what the program proposes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from evidence.errors import BadDataError
from evidence.extract.text import digest, passages
from evidence.model import (
    APPRAISAL_ANSWERS,
    Appraisal,
    Decision,
    Exclusion,
    Finding,
    Moved,
    Orphan,
    Record,
)
from evidence.protocol.vocabulary import vocabulary
from evidence.tabulate.basis import gone, machine_then, said_in, seen, values
from evidence.tabulate.corrected import corrected

_WORDS = ("confirm", "correct", "reject")


@dataclass(frozen=True, slots=True)
class Decided:
    """Findings with decisions applied, and what became of the decisions; nothing of them is dropped.

    `excluded` are the records that a person left out (the topic's code or the note, and why), `included` those that one
    took in; `proposed` the findings that were decided on, as they are without any decision.
    """

    findings: tuple[Finding, ...]
    excluded: tuple[Exclusion, ...] = ()
    included: frozenset[str] = frozenset()
    orphans: tuple[Orphan, ...] = ()
    moved: tuple[Moved, ...] = ()
    proposed: tuple[Finding, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()


def apply_decisions(
    findings: Sequence[Finding],
    records: Iterable[Record],
    decisions: Sequence[Decision],
    publication: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Decided:
    """Replay confirm, correct and reject on findings, include, exclude and appraise on records; later ones win.

    What was decided on stands, whatever the rules say since; where they say something else it is told as moved. A
    confirmed finding that they no longer find stands as long as its text does. A record that is left out takes along
    the findings of its `publication` (record id -> ids of all its records).
    Decisions on pairs and references belong to other rooms and are passed over.
    """
    known = {record.record_id: record for record in records}
    by_id = {f.finding_id: f for f in findings}
    said: dict[str, list[Decision]] = defaultdict(list)
    orphans: list[Orphan] = []
    excluded: dict[str, Exclusion] = {}
    included: set[str] = set()
    appraised: dict[tuple[str, str, str], Appraisal] = {}
    for decision in decisions:
        kind, _, subject = decision.subject.partition(":")
        if kind == "finding" and decision.verb in _WORDS:
            said[subject].append(decision)
        elif kind == "finding" and decision.verb not in ("ask", "choose"):
            orphans.append(Orphan(decision, f"“{decision.verb}” is nothing that can be said of a finding"))
        elif kind == "record":
            appraisal = _appraisal(subject, decision)
            if subject not in known:
                orphans.append(Orphan(decision, f"the record {subject} is not in these results"))
            elif appraisal is not None:
                appraised[subject, appraisal.question, decision.who] = appraisal
            elif decision.verb not in ("include", "exclude", "add"):
                orphans.append(Orphan(decision, f"“{decision.verb} {decision.field} {decision.value}” is no answer"))
            for record_id in publication.get(subject, (subject,)) if subject in known else ():
                if decision.verb == "exclude":
                    note = decision.note or "excluded by a person"
                    excluded[record_id] = Exclusion(record_id, decision.value or f"decision: {note}", note)
                    included.discard(record_id)
                elif decision.verb == "include":
                    excluded.pop(record_id, None)
                    included.add(record_id)
    moved: list[Moved] = []
    proposed: list[Finding] = []
    for subject, words in said.items():
        machine, why = by_id.get(subject), ""
        if machine is None:
            heirs = _heirs(words[-1], by_id.values(), said.keys())
            machine, why = _found_again(subject, words[-1], heirs, known)
            for heir in heirs if machine is not None else ():
                del by_id[heir.finding_id]
        if machine is None:
            orphans += (Orphan(decision, why) for decision in words)
            continue
        decided, unfit = _replayed(machine, words)
        by_id[subject] = decided
        proposed.append(machine)
        orphans += unfit
        moved += _moved(machine, decided, words[-1], why)
    beside = (d for d in decisions if d.verb in ("ask", "choose") and d.subject.startswith("finding:"))
    orphans += (
        Orphan(decision, f"the {decision.subject.replace(':', ' ', 1)} is not in these results")
        for decision in beside
        if decision.subject.removeprefix("finding:") not in by_id
    )
    kept = tuple(f for f in by_id.values() if f.record_id not in excluded)
    return Decided(
        kept,
        tuple(excluded[record_id] for record_id in sorted(excluded)),
        frozenset(included),
        tuple(sorted(orphans, key=lambda orphan: orphan.decision)),
        tuple(moved),
        tuple(proposed),
        tuple(appraised[key] for key in sorted(appraised)),
    )


def _appraisal(record_id: str, decision: Decision) -> Appraisal | None:
    """The answer that the decision gives, or None where it answers no question that is asked."""
    for answer in APPRAISAL_ANSWERS:
        if (decision.verb, decision.value) == ("appraise", answer) and decision.field in vocabulary().appraisal:
            return Appraisal(
                record_id=record_id, question=decision.field, answer=answer, who=decision.who, note=decision.note
            )
    return None


def _heirs(decision: Decision, findings: Iterable[Finding], decided: Iterable[str]) -> tuple[Finding, ...]:
    """What the rules now say on the same treatment and outcome of the same record: another disease, or group."""
    told, taken = said_in(decision.basis), set(decided)
    key = told.get("record"), told.get("intervention"), told.get("domain")
    return tuple(f for f in findings if f.finding_id not in taken and (f.record_id, f.intervention, f.domain) == key)


def _found_again(
    subject: str, last: Decision, heirs: Sequence[Finding], known: Mapping[str, Record]
) -> tuple[Finding | None, str]:
    """The finding that a decision was on and that has gone: its one heir, else as it was if its text stands, with why.

    What was rejected is not sought: a rejection has no say in what the rules find in its place.
    """
    record_id = said_in(last.basis).get("record")
    if record_id is None:
        return None, f"the finding {subject} is not in these results"
    if record_id not in known:
        return None, f"the record {record_id} is not in these results"
    if last.verb == "reject":
        return None, f"the rules no longer find it in {record_id}"
    if len(heirs) == 1:
        return replace(heirs[0], finding_id=subject), ""
    if heirs:
        return None, f"the rules now find {len(heirs)} findings in its place in {record_id}"
    was = gone(subject, last.basis)
    if was is None:
        return None, f"{record_id} has no such outcome any more"
    here = {digest(p.host) for p in passages(known[record_id])}
    if any(span.text_hash not in here for span in was.spans):
        return None, f"the text of {record_id} is another since, and no such finding is in it"
    return was, "these rules do not find it; it stands as it was decided"


def _replayed(machine: Finding, words: Sequence[Decision]) -> tuple[Finding, list[Orphan]]:
    """The finding after the words on it, oldest first, and those that do not fit it."""
    finding, unfit = machine, list[Orphan]()
    for word in words:
        try:
            finding = seen(finding, word.basis)
            finding = corrected(finding, word.field, word.value) if word.verb == "correct" else finding
        except BadDataError as error:
            unfit.append(Orphan(word, error.message))
            continue
        if word.verb == "reject":
            reason = word.note or "rejected by a person"
            finding = replace(finding, state="rejected", countable=False, why_not_countable=reason)
            continue
        if finding.state == "rejected":  # taken back by a later word
            finding = replace(finding, countable=machine.countable, why_not_countable=machine.why_not_countable)
        otherwise = values(finding) != (machine_then(word.basis) or values(machine))
        finding = replace(finding, state="corrected" if otherwise else "confirmed")
    return finding, unfit


def _moved(machine: Finding, decided: Finding, last: Decision, why: str) -> tuple[Moved, ...]:
    """What the rules say otherwise than when it was decided, unless they now say what was decided."""
    then, now, stands = machine_then(last.basis), values(machine), values(decided)
    fields = [
        (name, _text(then[name]), _text(now[name])) for name in then if now[name] not in (then[name], stands[name])
    ]
    if why:
        fields.append(("finding", "found", why))
    elif then and not fields and (gone := _unquoted(machine, last)):
        fields.append(("text", gone, "; ".join(span.quote for span in machine.spans)))
    return (Moved(last, tuple(fields)),) if fields else ()


def _unquoted(machine: Finding, last: Decision) -> str:
    """The sentences that it was decided on and that stand no longer in the text, though the values do."""
    was = gone(machine.finding_id, last.basis)
    hashes, quotes = {span.text_hash for span in machine.spans}, {span.quote for span in machine.spans}
    lost = (
        [span.quote for span in was.spans if span.text_hash not in hashes and span.quote not in quotes] if was else []
    )
    return "; ".join(lost)


def _text(value: object) -> str:
    return "" if value is None else str(value)
