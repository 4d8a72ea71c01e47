"""What a topic's last complete run knew, and how its watermark moves."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.errors import BusyError
from evidence.model import Place, Record, Relation, Run
from evidence.store.lock import locked
from evidence.store.store import Store


def record(pmid: str, title: str = "T", *, retracted: bool = False) -> Record:
    relations = (Relation("retraction_in", "9"),) if retracted else ()
    return Record(key=pmid, source="pubmed_xml", place=Place("PubMed"), pmid=pmid, title=title, relations=relations)


def run(topic: str = "t", started: str = "2026-01-01T00:00:00+00:00") -> Run:
    return Run(
        run_id="r",
        command="update",
        topic_id=topic,
        protocol_fingerprint="p",
        tool_version="1",
        started=started,
        complete=True,
    )


def status(store: Store) -> dict[str, str]:
    return {record.pmid: status for record, status in store.records()}


def test_the_version_that_was_told_is_kept_until_the_next_complete_run() -> None:
    with Store() as store:
        store.put_records([record("1", "first"), record("2")])
        assert store.earlier("t") == {}
        store.complete(run(), ["pmid:1", "pmid:2"])
        store.put_records([record("1", "second"), record("2")])
        store.put_records([record("1", "third")])
        assert {i: r.title for i, r in store.earlier("t").items()} == {"pmid:1": "first"}
        store.complete(run(), ["pmid:1", "pmid:2"])
        assert store.earlier("t") == {}


def test_maintenance_is_no_change() -> None:
    with Store() as store:
        store.put_records([record("1")])
        store.complete(run(), ["pmid:1"])
        store.put_records([replace(record("1"), revised="2026-11-24", raw="<other/>")])
        assert store.earlier("t") == {}
        assert next(store.records())[0].revised == "2026-11-24"


def test_what_no_topic_lists_any_more_has_vanished_and_may_return() -> None:
    with Store() as store:
        store.put_records([record("1"), record("2", retracted=True)])
        store.complete(run("a"), ["pmid:1", "pmid:2"])
        store.complete(run("b"), ["pmid:1"])
        store.complete(run("a", "2026-01-02"), [])
        assert status(store) == {"1": "current", "2": "vanished"}
        assert store.listed("a") == {"pmid:1": False, "pmid:2": False}
        assert store.held() == {"pmid:1"}
        store.put_records([record("2", retracted=True)])
        store.complete(run("a", "2026-01-03"), ["pmid:2"])
        assert status(store) == {"1": "current", "2": "retracted"}


def test_what_an_unfinished_run_fetched_is_not_told_and_not_forgotten() -> None:
    with Store() as store:
        store.put_records([record("1"), record("2")], "a")
        store.put_records([record("1", "another")], "a")
        assert store.listed("a") == {}
        assert store.earlier("a") == {}
        store.complete(run("a"), ["pmid:1"])
        assert store.listed("a") == {"pmid:1": True, "pmid:2": False}
        assert status(store) == {"1": "current", "2": "vanished"}


def test_each_topic_is_told_of_a_change_on_its_own() -> None:
    with Store() as store:
        store.put_records([record("1", "first")])
        store.complete(run("a"), ["pmid:1"])
        store.complete(run("b"), ["pmid:1"])
        store.put_records([record("1", "second")])
        store.complete(run("a", "2026-01-02"), ["pmid:1"])
        assert store.earlier("a") == {}
        assert store.earlier("b").keys() == {"pmid:1"}


def test_the_beginning_of_a_run_gives_way_to_its_end() -> None:
    with Store() as store:
        opened = store.put_run(replace(run(started=""), complete=False))
        assert opened.started
        assert not opened.finished
        store.put_run(replace(opened, complete=True, run_id="other"))
        (kept,) = store.runs()
        assert kept.complete
        assert kept.finished


_HOLDS = """
import sys
from pathlib import Path
from evidence.store.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_learns_who_holds_the_store_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "store.db"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"process {other.pid}"), locked(path):
            pass
        other.kill()
    with locked(path):
        assert Path(f"{path}.holder").exists()
    assert [left.name for left in path.parent.iterdir()] == ["store.db.lock"]
