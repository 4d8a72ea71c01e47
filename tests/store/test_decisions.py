from __future__ import annotations

import json
from pathlib import Path

from evidence.model import Decision
from evidence.store.decisions import decision_id, in_force, read_decisions


def decision(when: str, verb: str, subject: str, **more: str) -> Decision:
    fields = {"who": "DH", "field": "", "value": "", "note": "", **more}
    identity = decision_id(when=when, verb=verb, subject=subject, **fields)
    return Decision(when=when, decision_id=identity, verb=verb, subject=subject, **fields)  # type: ignore[arg-type]


def write(path: Path, *decisions: Decision) -> None:
    fields = ("when", "decision_id", "verb", "subject", "who", "field", "value", "note")
    path.write_text("".join(json.dumps({f: getattr(d, f) for f in fields}) + "\n" for d in decisions), "utf-8")


CONFIRM = decision("2026-01-01T00:00:00Z", "confirm", "finding:1")
REJECT = decision("2026-01-02T00:00:00Z", "reject", "finding:2", note="another indication")


def test_no_file_means_no_decisions(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "none.jsonl") == ((), ())


def test_the_order_of_lines_and_repeats_do_not_matter(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", REJECT, CONFIRM, REJECT)
    assert read_decisions(tmp_path / "a.jsonl") == ((CONFIRM, REJECT), ())


def test_an_undone_decision_is_not_in_force_and_an_undo_can_be_undone() -> None:
    undo = decision("2026-01-03T00:00:00Z", "undo", f"decision:{REJECT.decision_id}")
    redo = decision("2026-01-04T00:00:00Z", "undo", f"decision:{undo.decision_id}")
    assert in_force([CONFIRM, REJECT, undo]) == (CONFIRM,)
    assert in_force([redo, undo, REJECT]) == (REJECT,)


def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    write(path, CONFIRM, REJECT)
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([lines[0], "{oops", lines[1].replace("another", "no")]), "utf-8")
    decisions, faults = read_decisions(path)
    assert decisions == (CONFIRM,)
    assert [f.place.line for f in faults] == [2, 3]
    assert "does not fit" in faults[1].message
    assert faults[0].raw == "{oops"
