"""The decisions log: one JSON object a line, append-only, so that two people's logs merge by union.

    {"decision_id": "…", "when": "2026-01-31T10:00:00Z", "verb": "confirm", "subject": "finding:…", "who": "…",
     "field": "", "value": "", "note": ""}

The id is a hash of the other fields. The same line twice is one decision; `undo` names a decision by
`decision:<id>`. The format is documented in docs/decisions-log.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from evidence.model import Decision, Fault, Place

_FIELDS = ("when", "verb", "subject", "who", "field", "value", "note")


def decision_id(when: str, verb: str, subject: str, who: str, field: str = "", value: str = "", note: str = "") -> str:
    """The id of a decision: 16 hex digits of the SHA-256 of its other fields."""
    text = json.dumps([when, verb, subject, who, field, value, note], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_decisions(path: Path) -> tuple[tuple[Decision, ...], tuple[Fault, ...]]:
    """The decisions in force, oldest first, and the lines that could not be read; no file means none."""
    if not path.exists():
        return (), ()
    found: dict[str, Decision] = {}
    faults: list[Fault] = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        read = _decode(line)
        if isinstance(read, Decision):
            found[read.decision_id] = read
        else:
            faults.append(
                Fault(
                    Place(str(path), number),
                    "decision",
                    f"this line is not a decision: {read}",
                    "Mend the line by hand; the other decisions are replayed.",
                    raw=line,
                )
            )
    return in_force(found.values()), tuple(faults)


def _decode(line: str) -> Decision | str:
    try:
        decision = msgspec.json.decode(line, type=Decision)
    except msgspec.MsgspecError as error:
        return str(error)
    fields = {name: getattr(decision, name) for name in _FIELDS}
    if decision.decision_id != decision_id(**fields):
        return f"its id {decision.decision_id} does not fit its content (edited by hand?)"
    return decision


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions that no later `undo` takes back, oldest first; an undo can itself be undone."""
    undone: set[str] = set()
    standing = []
    for decision in sorted(decisions, reverse=True):
        if decision.decision_id in undone:
            continue
        if decision.verb == "undo":
            undone.add(decision.subject.removeprefix("decision:"))
        else:
            standing.append(decision)
    return tuple(reversed(standing))
