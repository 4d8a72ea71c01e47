"""`evidence decisions`: what people decided, what became of it, and how to take it back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.talk import Talk, many, only, plain, speaking, writing
from evidence.cli.waiting import Choice, choosing, decider
from evidence.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evidence.model import Dossier
    from evidence.review.log import Entry

_HINT = "The ids are those of: evidence decisions list"


@click.group(name="decisions")
def command() -> None:
    """List, show or undo what people decided.

    \b
    evidence decisions list
    evidence decisions undo 3f2a --note "wrong paper"
    """


@command.command(name="list")
@click.option("--who", help="Only of this person.")
@click.option("--verb", help="Only this word: confirm, correct, reject, merge, ….")
@click.option("--subject", default="", help="Only on subjects that hold this: a record, a finding, a treatment.")
@choosing("query", "store")
@speaking
def listed(who: str | None, verb: str | None, subject: str, choice: Choice, talk: Talk) -> int:
    """List every decision: what, on what, by whom, and its state.

    Below the whole list the conflicts of two readers, and how far they agree (Cohen's kappa).

    \b
    evidence decisions list --who DH
    evidence decisions list --subject colchicine --json
    """
    from evidence.review.log import entries, what
    from evidence.tabulate.readers import agreements

    known = choice.known(talk, "Replaying the decisions …")
    dossier, unread = known.dossier, known.unread
    found = entries(known.log, dossier)
    shown = [
        e
        for e in found
        if (who is None or e.decision.who == who)
        and (verb is None or e.decision.verb == verb)
        and subject.casefold() in f"{e.decision.subject} {e.about}".casefold()
    ]
    agreed = [
        {"question": question, "readers": [a, b], **asdict(told)}
        for question, a, b, told in agreements(dossier.replay.decisions)
    ]
    payload = {
        "decisions": [_facts(e) for e in shown],
        "conflicts": [asdict(conflict) for conflict in dossier.replay.conflicts],
        "agreement": agreed,
        "unread": [str(fault) for fault in unread],
    }
    lines = [
        f"{e.decision.decision_id}  {e.decision.when[:10]}  {e.decision.who}: {what(e.decision)} · {e.about}\n"
        f"    {e.state}{f': {e.why}' if e.why else ''}{f' — {e.decision.note}' if e.decision.note else ''}"
        for e in shown
    ]
    if len(shown) == len(found):
        lines += [*_conflicts(dossier), *map(_agreement, agreed)]
    code = talk.faults(unread)
    none = f"None of {many(len(found), 'decision')} fits." if found else f"No decision in {known.path}."
    talk.data(payload, "\n".join(plain(line) for line in lines) or none)
    return code


@command.command(name="show")
@click.argument("identity", metavar="ID")
@choosing("query", "store")
@speaking
def show(identity: str, choice: Choice, talk: Talk) -> int:
    """One decision, with what was seen when it was made.

    ID may be the beginning of it.

    \b
    evidence decisions show 3f2a
    """
    from evidence.review.log import entries, what
    from evidence.tabulate.basis import said_in

    known = choice.known(talk, "Replaying the decisions …")
    e = only(identity, {e.decision.decision_id: e for e in entries(known.log, known.dossier)}, "decision", _HINT)
    d, seen = e.decision, said_in(e.decision.basis)
    lines = [f"{d.decision_id}: {what(d)}", f"  on       {e.about} ({d.subject})", f"  by       {d.who}, {d.when}"]
    lines += [f"  why      {d.note}"] if d.note else []
    lines += [f"  state    {e.state}{f': {e.why}' if e.why else ''}"]
    lines += [
        f"  seen     {name}: {value}" for name, value in seen.items() if name not in ("spans", "machine", "record")
    ]
    lines += [f"  sentence {span[4]}" for span in seen.get("spans", ())]
    return talk.data({**_facts(e), "seen": seen}, "\n".join(plain(line) for line in lines))


@command.command(name="undo")
@click.argument("identity", metavar="ID")
@click.option("--note", default="", help="Why.")
@writing
@speaking
def undo(identity: str, note: str, talk: Talk) -> int:
    """Take a decision back; the log keeps both, and an undo can itself be undone.

    ID may be the beginning of it.

    \b
    evidence decisions undo 3f2a --note "wrong paper"
    """
    from evidence.store.decisions import decision_of, read_log, standing

    config = talk.settings()
    who, path = decider(config), Path(config.value("decisions"))
    log, unread = read_log(path)
    taken = only(identity, {d.decision_id: d for d in log}, "decision", _HINT)
    if taken.decision_id not in standing(log):
        raise UsageError(f"{taken.decision_id} is undone already", hint="See: evidence decisions list")
    talk.keep(path, [decision_of("undo", f"decision:{taken.decision_id}", who, note=note)])
    talk.faults(unread)
    done = "Would be taken back" if talk.dry else "Taken back"
    after = "" if talk.dry else " The next run is made without it."
    told = f"{done}: {taken.verb} on {taken.subject} by {taken.who}.{after}"
    return talk.data({"undone": taken.decision_id, "verb": taken.verb, "subject": taken.subject}, plain(told))


def _facts(e: Entry) -> dict[str, object]:
    return asdict(e.decision) | {"about": e.about, "state": e.state, "state_why": e.why}


def _conflicts(dossier: Dossier) -> list[str]:
    from evidence.tabulate.notices import sides

    return [
        f"Conflict on {conflict.subject}: {sides(conflict)}\n    settle it with: evidence review conflicts"
        for conflict in dossier.replay.conflicts
    ]


def _agreement(told: Mapping[str, Any]) -> str:
    kappa = f"{told['kappa']:.2f}" if told["kappa"] is not None else "not defined (one answer only)"
    readers = " and ".join(told["readers"])
    return f"Agreement on {told['question']}: {readers}, {told['agreed']} of {told['n']} alike, kappa {kappa}"
