"""The decisions log as people read it: what was said on what, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.model import Decision, Dossier
from evidence.report.citing import clip, short_citation
from evidence.report.words import words
from evidence.tabulate.basis import said_in

__all__ = ["Entry", "entries", "what"]

_VERBS = {"merge": "the same", "split": "different", "ask": "second reader asked for", "add": "entered by hand"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision, what it is about in words, and its state.

    `state` is "in force", "undone", "orphaned", "in conflict", "overruled", "replaced" or "changed since"; `why` says
    more of it.
    """

    decision: Decision
    about: str
    state: str
    why: str = ""


def entries(log: Sequence[Decision], dossier: Dossier) -> tuple[Entry, ...]:
    """Every decision of the log, oldest first, as it stands over a dossier made with those in force."""
    named, replay = dict(_named(dossier)), dossier.replay
    by_id = {decision.decision_id: decision for decision in log}
    force = {decision.decision_id for decision in replay.decisions}
    orphaned = {orphan.decision.decision_id: orphan.why for orphan in replay.orphans}
    differ = {d.decision_id for conflict in replay.conflicts for d in replay.decisions if d.subject == conflict.subject}
    moved = {moved.decision.decision_id: moved for moved in replay.moved}
    undone = {d.subject.removeprefix("decision:"): d for d in log if d.verb == "undo"}
    later: dict[tuple[str, str, str], Decision] = {}
    for decision in log:
        if decision.decision_id in force:
            later[decision.who, decision.subject, _question(decision)] = decision

    def state(d: Decision) -> tuple[str, str]:
        if d.verb == "undo":
            return (
                ("in force", "") if by_id.get(d.subject.removeprefix("decision:")) else ("orphaned", "not in this log")
            )
        if d.decision_id not in force:
            undo = undone.get(d.decision_id)
            return "undone", f"by {undo.who} on {undo.when[:10]}{f': {undo.note}' if undo.note else ''}" if undo else ""
        if d.decision_id in orphaned:
            return "orphaned", orphaned[d.decision_id]
        last = later[d.who, d.subject, _question(d)]
        if last is not d:
            return "replaced", f"by {last.verb} of {last.when[:10]}"
        if d.decision_id in differ:
            return "in conflict", "two readers differ: neither takes effect"
        if d.decision_id in replay.overruled:
            return "overruled", "the word of another reader was chosen"
        if d.decision_id in moved:
            fields = moved[d.decision_id].fields
            return "changed since", "; ".join(
                f"{name}: {was or 'blank'} → {now or 'blank'}" for name, was, now in fields
            )
        return "in force", ""

    return tuple(Entry(d, _about(d, by_id, named), *state(d)) for d in log)


def what(decision: Decision) -> str:
    """What was said, in a few words: "correct n_partial: 4"."""
    said = _VERBS.get(decision.verb, decision.verb)
    if decision.verb == "add":
        return said
    if decision.value.startswith("decision:"):
        return f"settled: the word of {decision.value} stands"
    value = decision.value or ("blank" if decision.verb == "correct" else "")
    return f"{said} {decision.field}: {value}" if decision.field else f"{said} {value}".strip()


def _question(decision: Decision) -> str:
    """What a later word of the same person replaces: the same field, or a verdict by a verdict."""
    if decision.verb in ("correct", "appraise"):
        return decision.field
    settles = decision.verb == "choose" and decision.value.startswith("decision:")
    return decision.verb if settles or decision.verb in ("ask", "add") else ""


def _named(dossier: Dossier) -> Iterator[tuple[str, str]]:
    t = words()
    for cluster in dossier.clusters:
        for record_id in cluster.record_ids:
            yield f"record:{record_id}", short_citation(cluster.citation)
    for row in dossier.rows:
        f = row.finding
        outcome = t.section("domain").get(f.domain, f.domain)
        yield f"finding:{f.finding_id}", f"{short_citation(row.citation)} · {t.treatment(f.intervention)} · {outcome}"


def _about(decision: Decision, by_id: Mapping[str, Decision], named: Mapping[str, str]) -> str:
    subject = decision.subject
    if decision.verb == "undo":
        taken = by_id.get(subject.removeprefix("decision:"))
        return f"{what(taken)} on {_about(taken, by_id, named)}" if taken else subject
    if subject in named:
        return named[subject]
    if told := said_in(decision.basis):
        return f"{told['record']} · {told['intervention']} · {told['domain']}"
    kind, _, name = subject.partition(":")
    if kind == "pair":
        a, _, b = name.partition("|")
        return " | ".join(named.get(f"record:{one}", one) for one in (a, b))
    return clip(decision.note, 60) if kind == "reference" and decision.note else subject
