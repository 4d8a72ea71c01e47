"""What became of the decisions, as notices: nothing that a person said is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence.model import Conflict, Decision, Fault, Place, Replay
from evidence.tabulate.readers import settled

__all__ = ["in_effect", "notices", "sides"]

_ABSENT = "not in these results"
_MANY = 10


def notices(replay: Replay) -> tuple[Fault, ...]:
    """A notice for each decision without effect, each conflict, and each finding that moved since it was decided.

    Many on what is not in the results at all are one notice, with their number.
    """
    return tuple(_notices(replay))


def in_effect(decisions: Sequence[Decision], kind: str) -> tuple[tuple[Decision, ...], tuple[Fault, ...]]:
    """The decisions that take effect, and a notice for each conflict on a kind of subject ("pair", "reference")."""
    effective, conflicts, _ = settled(decisions)
    ours = tuple(conflict for conflict in conflicts if conflict.subject.startswith(f"{kind}:"))
    return effective, notices(Replay(conflicts=ours))


def sides(conflict: Conflict) -> str:
    """Both words of a conflict, side by side: "AB: confirmed; CD: rejected"."""
    return "; ".join(f"{d.who}: {said}" for d, said in zip(conflict.decisions, conflict.said, strict=True))


def _notices(replay: Replay) -> Iterator[Fault]:
    absent = [orphan for orphan in replay.orphans if orphan.why.endswith(_ABSENT)]
    if len(absent) > _MANY:  # the log of a whole review, replayed over a part of it
        said = f"{len(absent)} decisions are on what is {_ABSENT}, and take no effect here."
        hint = "They stay in the log; see them with: evidence decisions list"
        yield Fault(Place("decisions log"), "orphaned-decision", said, hint, notice=True)
    for orphan in replay.orphans:
        if len(absent) > _MANY and orphan.why.endswith(_ABSENT):
            continue
        d = orphan.decision
        yield _notice(
            d,
            "orphaned-decision",
            f"{d.who} said “{d.verb}” on {d.subject}, which takes no effect: {orphan.why}.",
            "It stays in the log and takes effect when its subject is back.",
        )
    for conflict in replay.conflicts:
        reviewed = not conflict.subject.startswith("reference:")
        yield _notice(
            conflict.decisions[0],
            "decision-conflict",
            f"Two readers differ on {conflict.subject} ({sides(conflict)}): until it is settled, neither takes effect.",
            f"Settle it with: evidence {'review conflicts' if reviewed else 'decisions undo ID (list shows it)'}",
        )
    for moved in replay.moved:
        d = moved.decision
        told = "; ".join(f"{name}: {was or 'not stated'} → {now or 'not stated'}" for name, was, now in moved.fields)
        yield _notice(
            d,
            "changed-since-decided",
            f"{d.subject} changed since {d.who} decided on it ({told}): what was decided stands.",
            "Look again with: evidence review changed",
        )


def _notice(decision: Decision, code: str, message: str, hint: str) -> Fault:
    return Fault(Place("decisions log", item=decision.decision_id), code, message, hint, notice=True)
