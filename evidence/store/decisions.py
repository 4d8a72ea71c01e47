"""The decisions log: one JSON object a line, append-only, so that two people's logs merge by union.

    {"decision_id": "…", "when": "2026-01-31T10:00:00Z", "verb": "confirm", "subject": "finding:…", "who": "…",
     "field": "", "value": "", "note": ""}

The id is a hash of the other fields. The same line twice is one decision; `undo` names a decision by
`decision:<id>`. The format is documented in docs/decisions-log.md.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from evidence.errors import BusyError, EvidenceError
from evidence.model import Decision, Fault, Place, Verb

_FIELDS = ("when", "verb", "subject", "who", "field", "value", "note", "basis")
_PATIENCE = 10.0  # seconds; another writer needs some milliseconds


def identified(decision: Decision) -> Decision:
    """The decision with its id: 16 hex digits of the SHA-256 of its other fields, an empty basis left out."""
    *said, basis = (getattr(decision, name) for name in _FIELDS)
    text = json.dumps([*said, *([basis] if basis else [])], ensure_ascii=False)
    return replace(decision, decision_id=hashlib.sha256(text.encode()).hexdigest()[:16])


def decision_of(
    verb: Verb, subject: str, who: str, *, field: str = "", value: str = "", note: str = "", basis: str = ""
) -> Decision:
    """What somebody decides now. To the microsecond, so that the same word given again is another decision."""
    when = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return identified(Decision(when, "", verb, subject, who, field, value, note, basis))


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Add decisions to the end of the log, oldest first; on return they are on the disk, and nothing else changed.

    A last line that lacks its newline is given one first. Raises BusyError while another writer holds the log, and
    EvidenceError where it cannot be written; the log then ends where it ended.
    """
    lines = b"".join(_encode(decision) for decision in sorted(decisions))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=_PATIENCE):
            _append(path, lines)
    except Timeout:
        raise BusyError(f"another program is writing to {path}", hint="Run this again when it is done.") from None
    except OSError as error:
        raise EvidenceError(
            f"{path}: the decision cannot be kept: {error.strerror}",
            hint="Check the free space and the permissions, or name another file with EVIDENCE_DECISIONS.",
        ) from error


def _append(path: Path, lines: bytes) -> None:
    with path.open("ab+", buffering=0) as log:
        end = log.seek(0, os.SEEK_END)
        if end:
            log.seek(end - 1)
            lines = lines if log.read(1) == b"\n" else b"\n" + lines
        try:
            while lines:
                lines = lines[log.write(lines) :]
            os.fsync(log.fileno())
        except OSError:
            log.truncate(end)
            raise


def _encode(decision: Decision) -> bytes:
    fields = {name: getattr(decision, name) for name in ("decision_id", *_FIELDS)}
    if not decision.basis:
        del fields["basis"]  # as lines were before there was one
    return msgspec.json.encode(fields) + b"\n"


def read_decisions(path: Path) -> tuple[tuple[Decision, ...], tuple[Fault, ...]]:
    """The decisions in force, oldest first, and the lines that could not be read; no file means none."""
    known, faults = read_log(path)
    return in_force(known), faults


def read_log(path: Path) -> tuple[tuple[Decision, ...], tuple[Fault, ...]]:
    """Every decision of the log, also what was undone, oldest first, and the lines that could not be read.

    Raises EvidenceError where there is a log that cannot be read at all.
    """
    found: dict[str, Decision] = {}
    faults: list[Fault] = []
    try:  # an editor may have put a mark of UTF-8 in front
        text = path.read_text(encoding="utf-8-sig", errors="replace") if path.exists() else ""
    except OSError as error:
        hint = "Check the permissions, or name another file with EVIDENCE_DECISIONS."
        raise EvidenceError(f"{path}: the decisions cannot be read: {error.strerror}", hint=hint) from error
    for number, line in enumerate(text.split("\n"), 1):
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
    return tuple(sorted(found.values())), tuple(faults)


@lru_cache(maxsize=1 << 16)  # a sitting reads the log after each answer
def _decode(line: str) -> Decision | str:
    try:
        decision = msgspec.json.decode(line, type=Decision)
    except msgspec.MsgspecError as error:
        return str(error)
    if decision != identified(decision):
        return f"its id {decision.decision_id} does not fit its content (edited by hand?)"
    return decision


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions that no standing `undo` takes back, oldest first; an undo can itself be undone."""
    known = sorted(decisions)
    stand = standing(known)
    return tuple(decision for decision in known if decision.verb != "undo" and decision.decision_id in stand)


def standing(decisions: Sequence[Decision]) -> frozenset[str]:
    """The ids of what no standing undo takes back, the undos themselves among them.

    The id of what an undo names was known when it was written, so clocks have no say in what it takes back.
    """
    undos: dict[str, list[str]] = {}
    for decision in decisions:
        if decision.verb == "undo":
            undos.setdefault(decision.subject.removeprefix("decision:"), []).append(decision.decision_id)

    def stands(identity: str) -> bool:
        return not any(stands(undo) for undo in undos.get(identity, ()))

    return frozenset(decision.decision_id for decision in decisions if stands(decision.decision_id))
