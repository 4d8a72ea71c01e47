"""Work over a Dask cluster gives what one process gives, and says plainly when there is no cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from benchmarks.dedupe_records import write
from evidence.errors import ConfigurationError, ServiceError
from evidence.pipeline import dedupe_files, distributed
from evidence.pipeline.distributed import mapper_of, spread
from evidence.pipeline.indexing import build_index_file
from tests.sources.test_baseline import BASELINE, UPDATES, content
from tests.sources.test_baseline import write as write_files


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp") as held:
        yield held.scheduler_address


def powers(base: int, batch: list[int]) -> list[int]:
    return [base**n for n in batch]


def test_answers_keep_the_order_of_the_batches(cluster: str) -> None:
    with Client(cluster) as client:
        assert list(mapper_of(client)(powers, 2, ([n] for n in range(20)))) == [[2**n] for n in range(20)]


def test_a_cluster_writes_the_same_bytes_as_one_process(cluster: str, tmp_path: Path) -> None:
    write(2100, tmp_path)  # two batches of records
    table = tmp_path / "records.csv.gz"
    alone, together = dedupe_files([table], ()), dedupe_files([table], (), scheduler=cluster)
    assert dict(together.files) == dict(alone.files)


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
