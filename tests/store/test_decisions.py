from __future__ import annotations

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import BusyError, EvidenceError
from evidence.model import Decision
from evidence.store import decisions as log
from evidence.store.decisions import append_decisions, decision_of, identified, in_force, read_decisions


def decision(when: str, verb: str, subject: str, **more: str) -> Decision:
    fields = {"who": "DH", "field": "", "value": "", "note": "", **more}
    return identified(Decision(when, "", verb, subject, **fields))  # type: ignore[arg-type]


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


def test_an_undo_holds_whatever_the_clock_of_its_machine_says() -> None:
    undo = decision("2025-12-31T00:00:00Z", "undo", f"decision:{REJECT.decision_id}")
    assert in_force([REJECT, CONFIRM, undo]) == (CONFIRM,)


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


def test_what_is_appended_is_read_again_oldest_first(tmp_path: Path) -> None:
    path = tmp_path / "data" / "decisions.jsonl"
    append_decisions(path, [REJECT, CONFIRM])
    assert read_decisions(path) == ((CONFIRM, REJECT), ())
    assert [json.loads(line)["verb"] for line in path.read_text("utf-8").splitlines()] == ["confirm", "reject"]
    more = decision_of("choose", "reference:1", "DH", value="pmid:1")
    append_decisions(path, [more])
    assert read_decisions(path) == ((CONFIRM, REJECT, more), ())
    assert list(json.loads(path.read_text("utf-8").splitlines()[2])) == [
        "decision_id", "when", "verb", "subject", "who", "field", "value", "note"
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, value: str, note: str) -> None:
    path = tmp_path_factory.mktemp("log") / "d.jsonl"
    given = decision_of("correct", "finding:1", "Zoë", field="dose", value=value, note=f"\u2028{note}")
    append_decisions(path, [given])
    assert read_decisions(path) == ((given,), ())


def test_the_same_word_given_again_is_another_decision() -> None:
    words = [decision_of("keep", "reference:1", "DH") for _ in range(3)]
    assert [w.decision_id for w in sorted(words)] == [w.decision_id for w in words]
    assert len(set(words)) == 3


@pytest.mark.parametrize("before", [b'{"half": ', b"\xff\xfe no text", b"{oops}\n\n"])
def test_what_stood_in_the_log_stays_byte_for_byte(before: bytes, tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(before)
    append_decisions(path, [CONFIRM])
    assert path.read_bytes().startswith(before)
    decisions, faults = read_decisions(path)
    assert decisions == (CONFIRM,)
    assert [fault.place.line for fault in faults] == [1]


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "d.jsonl"
    append_decisions(path, [CONFIRM])
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceError, match="cannot be kept: No space left"):
        append_decisions(path, [REJECT])
    assert path.read_bytes() == before


def test_a_log_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(EvidenceError, match="cannot be kept"):
        append_decisions(tmp_path / "data" / "d.jsonl", [CONFIRM])


def test_a_second_writer_waits_and_then_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_PATIENCE", 0.01)
    path = tmp_path / "d.jsonl"
    with FileLock(f"{path}.lock"), pytest.raises(BusyError, match="another program is writing"):
        append_decisions(path, [CONFIRM])
    assert not path.exists()


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    given = [decision_of("keep", f"reference:{n}", "DH") for n in range(100)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: append_decisions(path, [one]), given))
    assert read_decisions(path) == (tuple(sorted(given)), ())
