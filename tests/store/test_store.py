from __future__ import annotations

import sqlite3
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import BadDataError, BusyError, ConfigurationError
from evidence.model import Citation, Cluster, Counts, Finding, Name, Place, Record, Relation, Run, Section
from evidence.store.store import Store

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
records = st.builds(
    Record,
    key=st.from_regex(r"[1-9][0-9]{0,7}", fullmatch=True),
    source=st.sampled_from(["pubmed_xml", "ris", "library"]),
    place=st.builds(Place, words, st.none() | st.integers(1, 9), words),
    raw=words,
    title=words,
    names=st.lists(st.builds(Name, words, words, words), max_size=2).map(tuple),
    year=st.none() | st.integers(1800, 2100),
    sections=st.lists(st.builds(Section, words, words), max_size=2).map(tuple),
    extra=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)


def record(key: str, **changes: object) -> Record:
    return Record(key=key, source="pubmed_xml", place=Place("x.xml", 1), pmid=key, **changes)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(records)
def test_a_record_comes_back_as_it_was(one: Record) -> None:
    with Store() as store:
        store.put_records([one])
        assert [r for r, _ in store.records()] == [one]


def test_records_are_sorted_and_a_retracted_one_is_marked(tmp_path: Path) -> None:
    with Store(tmp_path / "a" / "store.db") as store:
        store.put_records([record("2", relations=(Relation("retraction_in", "3"),)), record("1")])
        assert [(r.record_id, status) for r, status in store.records()] == [
            ("pmid:1", "current"),
            ("pmid:2", "retracted"),
        ]


def test_what_is_stored_is_there_after_reopening(tmp_path: Path) -> None:
    cluster = Cluster("c1", ("pmid:1",), Citation(title="T", origin=MappingProxyType({"title": "pmid:1"})))
    finding = Finding(
        finding_id="f1",
        record_id="pmid:1",
        disease="SLE",
        intervention="colchicine",
        intervention_class="colchicine",
        domain="deposits",
        response="none",
        counts=Counts(n_treated=1, derived=frozenset({"n_no_response"})),
    )
    with Store(tmp_path / "store.db") as store, store.transaction():
        store.replace_derived("t", [cluster], [finding], [])
    with Store(tmp_path / "store.db") as store:
        assert store.derived("t", Finding) == (finding,)
        assert store.derived("t", Cluster) == (cluster,)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "store.db") as store:
        store.put_records([record("1")])

        def fail() -> None:
            with store.transaction():
                store.put_records([record("2")])
                raise RuntimeError("killed")

        with pytest.raises(RuntimeError):
            fail()
        assert [r.key for r, _ in store.records()] == ["1"]


def test_a_run_is_stamped_once() -> None:
    run = Run(run_id="r", command="demo", topic_id="t", protocol_fingerprint="p", tool_version="1", complete=True)
    with Store() as store:
        stamped = store.put_run(run)
        assert stamped.started.endswith("+00:00")
        assert store.put_run(stamped) == stamped
        assert store.runs() == (stamped,)


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE mine (x)")
    db.close()
    with pytest.raises(BadDataError, match="another program"):
        Store(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 100)
    with pytest.raises(BadDataError, match="not a sound store") as caught:
        Store(path)
    assert "--store" in caught.value.hint


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    Store(path).__exit__(None, None, None)
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO migrations VALUES ('999_future')")
    db.close()
    with pytest.raises(ConfigurationError, match="999_future"):
        Store(path)


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with Store(path) as store:
        store._db.execute("PRAGMA busy_timeout = 1")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError):
            store.put_records([record("1")])
        other.close()
