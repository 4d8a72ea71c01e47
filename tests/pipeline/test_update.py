"""An update over its whole life: killed, cut off, short of disk, and always the same store in the end."""

from __future__ import annotations

import csv
import itertools
import json
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from evidence.errors import BusyError, ConfigurationError, EvidenceError
from evidence.model import Protocol, SummaryRow
from evidence.pipeline.records import export_records
from evidence.pipeline.update import Updated, update_topic
from evidence.sources.entrez import fetch as fetching
from evidence.sources.entrez import limiter, transport
from evidence.sources.entrez.limiter import Limiter
from evidence.sources.entrez.transport import Transport
from evidence.store import store as storing
from evidence.store.folder import write_folder
from evidence.store.lock import locked
from evidence.store.store import Store
from tests.eutils import faults
from tests.eutils.article import Article
from tests.eutils.corpus import Corpus
from tests.eutils.faults import Schedule
from tests.eutils.messages import Request
from tests.eutils.server import EutilsServer

TOPIC = Protocol(topic_id="example", title="Example topic", query="calcinosis")
_SERIES = "Twelve patients with systemic sclerosis and calcinosis received diltiazem. Deposits decreased in {} of 12."


def corpus(n: int = 24) -> Corpus:
    return Corpus(
        Article(
            str(990_000_000 + number),
            title=f"Example record {number}: diltiazem for calcinosis in systemic sclerosis",
            abstract=_SERIES.format(3 + number % 3) if number % 6 == 0 else "Calcinosis, an invented example.",
            created=date(2020, 1, number),
        )
        for number in range(1, n + 1)
    )


def update(
    base_url: str,
    folder: Path,
    *,
    deliver: Callable[[Mapping[str, bytes]], None] | None = None,
    each_statement: Callable[[str], None] | None = None,
) -> Updated:
    """One run as the command makes it, at the pace of a test and in small batches."""
    fetching.BATCH = 5
    transport._GAP, limiter._REST = 0.005, 0.0
    store = folder / "store.db"
    with (
        locked(store),
        Transport(base_url, stall=2, deadline=20, limiter=Limiter(base_url, 1, folder)) as client,
        Store(store) as kept,
    ):
        if each_statement:
            kept._db.set_trace_callback(each_statement)
        return update_topic(
            TOPIC, client, kept, (), deliver=deliver or (lambda files: write_folder(folder / "report", files))
        )


def exported(folder: Path) -> str:
    with Store(folder / "store.db") as store:
        return export_records(store, "jsonl")


def numbers(folder: Path) -> list[dict[str, str]]:
    """The summary table without what it shows and does not count."""
    with (folder / "report" / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [{name: value for name, value in row.items() if name != "also"} for row in csv.DictReader(file)]
    return [row for row in rows if row["reports"] != "0"]


def sound(folder: Path) -> bool:
    with sqlite3.connect(folder / "store.db") as db:
        told = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    return bool(told == "ok")


def _run_until(base_url: str, folder: str, statement: int) -> None:
    """In a process of its own: die at the given statement that the store executes."""
    seen = iter(range(1, 10**9))

    def count(_: str) -> None:
        if next(seen) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    update(base_url, Path(folder), each_statement=count)


@pytest.fixture(scope="module")
def processes() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "evidence.report.report"])
    return context


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, tuple[str, ...]]:
    """The export of a run that nothing disturbed, and every statement that its store executed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    statements: list[str] = []
    with EutilsServer(corpus()) as server:
        update(server.base_url, folder, each_statement=statements.append)
    return exported(folder), tuple(statements)


@pytest.mark.parametrize("part", range(12))
def test_killed_in_the_middle_of_writing(
    part: int,
    undisturbed: tuple[str, tuple[str, ...]],
    tmp_path: Path,
    processes: multiprocessing.context.ForkServerContext,
) -> None:
    export, statements = undisturbed
    with EutilsServer(corpus()) as server:
        run = processes.Process(
            target=_run_until, args=(server.base_url, str(tmp_path), 1 + part * (len(statements) - 1) // 11)
        )
        run.start()
        run.join(60)
        assert run.exitcode == -signal.SIGKILL
        again = update(server.base_url, tmp_path)
    assert again.run.complete
    assert again.run.news is not None
    assert len(again.run.news.of("new")) in (24, 0)  # 0: killed after the watermark had moved
    assert exported(tmp_path) == export
    assert sound(tmp_path)


@pytest.mark.parametrize("request_number", range(8))
def test_killed_at_a_request(
    request_number: int,
    undisturbed: tuple[str, tuple[str, ...]],
    tmp_path: Path,
    processes: multiprocessing.context.ForkServerContext,
) -> None:
    export, _ = undisturbed
    runs: list[multiprocessing.context.ForkServerProcess] = []
    numbers = itertools.count()  # requests come in several threads: each has its own number

    def kill(request: Request) -> None:
        if next(numbers) == request_number and runs:
            os.kill(runs[0].pid or 0, signal.SIGKILL)
            wait([runs[0].sentinel], 10)  # not join: only one thread may read how the process ended

    with EutilsServer(corpus(), before=kill) as server:
        runs.append(processes.Process(target=_run_until, args=(server.base_url, str(tmp_path), 10**9)))
        runs[0].start()
        runs[0].join(60)
        killed = runs.pop().exitcode == -signal.SIGKILL
        assert killed or request_number >= 7  # one search, one EInfo, five batches
        again = update(server.base_url, tmp_path)
    assert again.run.complete
    assert exported(tmp_path) == export
    assert sound(tmp_path)


def test_a_second_run_has_nothing_to_tell_and_asks_little(tmp_path: Path) -> None:
    with EutilsServer(corpus()) as server:
        update(server.base_url, tmp_path)
        before = exported(tmp_path)
        server.forget()
        again = update(server.base_url, tmp_path)
        assert len(server.requests) <= 6
    assert again.run.news is not None
    assert not again.run.news.records
    assert not again.run.news.cells
    assert exported(tmp_path) == before


def test_an_updated_store_equals_a_fresh_one(tmp_path: Path) -> None:
    everything = corpus()
    with EutilsServer(everything) as server:
        update(server.base_url, tmp_path / "old")
        everything.add(
            Article("990000100", title="Example record: colchicine for calcinosis", created=date(2026, 1, 1))
        )
        everything.change("990000001", title="Example record 1 of calcinosis, renamed", revised=date.today())
        everything.retract("990000006", "990000101", date.today())
        everything.remove("990000012")
        told = update(server.base_url, tmp_path / "old").run.news
        update(server.base_url, tmp_path / "new")
    assert told is not None
    assert {change.kind: change.record_id for change in told.records} == {
        "new": "pmid:990000100",
        "changed": "pmid:990000001",
        "retracted": "pmid:990000006",
        "vanished": "pmid:990000012",
    }
    assert told.cells
    fresh = exported(tmp_path / "new").splitlines()
    old = [line for line in exported(tmp_path / "old").splitlines() if json.loads(line)["status"] != "vanished"]
    assert old == fresh
    assert numbers(tmp_path / "old") == numbers(tmp_path / "new")


def test_a_change_during_an_unfinished_run_is_told_by_the_next(tmp_path: Path) -> None:
    everything = corpus()
    with EutilsServer(everything) as server:
        update(server.base_url, tmp_path)
        everything.retract("990000006", "990000101", date.today())
        everything.add(Article("990000100", title="Example record of calcinosis", created=date(2026, 1, 1)))
        server.faults = Schedule.poison("990000100", faults.HTTP_500)
        unfinished = update(server.base_url, tmp_path)
        assert not unfinished.run.complete
        assert unfinished.run.news is not None
        assert unfinished.run.news.failed == ("990000100",)
        server.faults = Schedule()
        told = update(server.base_url, tmp_path).run.news
    assert told is not None
    assert [(change.kind, change.record_id) for change in told.records] == [
        ("retracted", "pmid:990000006"),
        ("new", "pmid:990000100"),
    ]


def test_a_report_that_cannot_be_written_moves_no_watermark(tmp_path: Path) -> None:
    def fail(_: Mapping[str, bytes]) -> None:
        raise EvidenceError("the disk is full")

    with EutilsServer(corpus()) as server:
        with pytest.raises(EvidenceError):
            update(server.base_url, tmp_path, deliver=fail)
        told = update(server.base_url, tmp_path).run.news
    assert told is not None
    assert told.since == ""
    assert len(told.records) == 24


def test_a_failing_search_marks_nothing_as_vanished(tmp_path: Path) -> None:
    with EutilsServer(corpus()) as server:
        update(server.base_url, tmp_path)
        before = exported(tmp_path)
        server.faults = Schedule.when(lambda _: True, faults.HTTP_503, times=None)
        with pytest.raises(EvidenceError):
            update(server.base_url, tmp_path)
    assert exported(tmp_path) == before
    with Store(tmp_path / "store.db") as store:
        assert [run.complete for run in store.runs()] == [True, False]
        assert "503" in store.runs()[-1].warnings[0]


def test_a_full_disk_is_told_and_the_next_run_completes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EutilsServer(corpus()) as server:
        with monkeypatch.context() as patch:
            put = Store.put_records

            def limited(self: Store, *given: object) -> None:
                pages = self._db.execute("PRAGMA page_count").fetchone()[0]
                self._db.execute(f"PRAGMA max_page_count = {pages + 1}")
                put(self, *given)  # type: ignore[arg-type]

            patch.setattr(storing.Store, "put_records", limited)
            with pytest.raises(EvidenceError, match="full") as caught:
                update(server.base_url, tmp_path)
            assert "space" in caught.value.hint
        assert sound(tmp_path)
        assert update(server.base_url, tmp_path).run.complete


def test_two_topics_in_one_store_do_not_disturb_each_other(tmp_path: Path) -> None:
    with EutilsServer(corpus()) as server, Store(tmp_path / "store.db") as kept:
        with Transport(server.base_url, limiter=Limiter("t", 1, tmp_path)) as client:
            for query, topic in (("calcinosis", "all"), ("diltiazem", "some"), ("calcinosis", "all")):
                protocol = Protocol(topic_id=topic, title="Example", query=query)
                run = update_topic(protocol, client, kept, (), deliver=lambda files: None).run
        assert run.news is not None
        assert not run.news.records
        assert not run.news.cells
        assert {status for _, status in kept.records()} == {"current"}


def test_what_another_topic_fetched_is_not_taken_as_fresh(tmp_path: Path) -> None:
    everything = corpus()
    with EutilsServer(everything) as server:
        update(server.base_url, tmp_path)
        everything.change("990000006", types=("Journal Article", "Retracted Publication"))
        with (
            locked(tmp_path / "store.db"),
            Transport(server.base_url, limiter=Limiter(server.base_url, 1, tmp_path)) as client,
            Store(tmp_path / "store.db") as kept,
        ):
            other = Protocol(topic_id="other", title="Another topic", query="diltiazem")
            update_topic(other, client, kept, (), deliver=lambda files: None)
            assert {record.pmid for record, status in kept.records() if status == "retracted"} == {"990000006"}
            assert all(row.treated.n != 48 for row in kept.derived("other", SummaryRow))
        told = update(server.base_url, tmp_path).run.news
    assert told is not None
    assert [(change.kind, change.record_id) for change in told.records] == [("retracted", "pmid:990000006")]


def test_an_unfinished_first_run_leaves_no_stale_study(tmp_path: Path) -> None:
    everything = corpus()
    with EutilsServer(everything, faults=Schedule.poison("990000001", faults.http(400))) as server:
        assert not update(server.base_url, tmp_path).run.complete
        everything.change("990000006", types=("Journal Article", "Retracted Publication"))  # without a new date
        server.faults = Schedule()
        assert update(server.base_url, tmp_path).run.complete
    with Store(tmp_path / "store.db") as store:
        assert {record.pmid for record, status in store.records() if status == "retracted"} == {"990000006"}


def test_how_far_a_failing_run_came_is_told(tmp_path: Path) -> None:
    reached: dict[str, object] = {}
    with EutilsServer(corpus(), faults=Schedule.of("efetch", 2, faults.INVALID_KEY)) as server:
        fetching.BATCH = 5
        with (
            Transport(server.base_url, api_key="0" * 36, limiter=Limiter("x", 1, tmp_path)) as client,
            Store(tmp_path / "store.db") as kept,
            pytest.raises(ConfigurationError),
        ):
            update_topic(TOPIC, client, kept, (), deliver=lambda files: None, reached=reached.update)
        with Store(tmp_path / "store.db") as kept:
            assert len(list(kept.records())) == 10
            assert "key" in kept.runs()[-1].warnings[0]
    assert reached["found"] == 24
    assert len(reached["failed"]) == 14  # type: ignore[arg-type]


def test_a_second_run_at_the_same_time_is_turned_away(tmp_path: Path) -> None:
    with EutilsServer(corpus()) as server, locked(tmp_path / "store.db"):
        with pytest.raises(BusyError):
            update(server.base_url, tmp_path)
        assert not server.requests
