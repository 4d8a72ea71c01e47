"""Work over a Dask cluster gives what one process gives, and says plainly when there is no cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from benchmarks.dedupe_records import write
from evidence.dedupe import corpus, partition
from evidence.errors import ConfigurationError, ServiceError
from evidence.model.workers import in_turn
from evidence.pipeline import distributed
from evidence.pipeline.distributed import DaskWorkers, spread
from evidence.pipeline.indexing import build_index_file
from evidence.pipeline.records import deduplicating
from tests.sources.test_baseline import BASELINE, UPDATES, content
from tests.sources.test_baseline import write as write_files


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", protocol="tcp") as held:
        yield held.scheduler_address


def test_answers_keep_the_order_of_the_calls_and_held_values_are_put_in_place(cluster: str) -> None:
    with Client(cluster) as client:
        workers = DaskWorkers(client)
        base = workers.keep(2, everywhere=True)
        powers = [workers.submit(pow, base, n) for n in range(20)]
        assert list(in_turn(iter(powers), 3)) == [2**n for n in range(20)]
        assert workers.submit(sum, powers).result() == 2**20 - 1


def written(table: Path, scheduler: str | None = None) -> dict[str, bytes]:
    with deduplicating([table, table], (), scheduler=scheduler) as found:
        return {name: b"".join(pieces) for name, pieces in found.files.items()}


def test_parts_buckets_and_workers_write_the_same_bytes_as_one_process(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(500, tmp_path)
    table = tmp_path / "records.csv.gz"
    alone = written(table)  # all records are in one part
    monkeypatch.setattr(corpus, "PART", 256)
    monkeypatch.setattr(partition, "PART", 256)
    monkeypatch.setattr(partition, "_BUCKET", 300)
    monkeypatch.setattr(partition, "_PAIRS", 500)
    assert written(table) == alone
    assert written(table, cluster) == alone


def test_a_cluster_makes_the_same_index(cluster: str, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "pubmed", **BASELINE, **UPDATES)
    said = list[str]()
    for name, scheduler in (("alone", None), ("together", cluster)):
        build_index_file([folder], tmp_path / name, scheduler=scheduler, say=said.append)
    assert content(tmp_path / "together") == content(tmp_path / "alone")


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "_PATIENCE", 0.2)
    with pytest.raises(ServiceError, match="No Dask scheduler with a worker answers"), spread("tcp://127.0.0.1:1"):
        pass


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigurationError) as caught, spread("local"):
        pass
    assert "evidence[distributed]" in caught.value.hint
