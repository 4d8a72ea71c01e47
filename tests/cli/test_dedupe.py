"""`evidence dedupe` as a user meets it when a database is added later."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from evidence.cli.main import main

HEADER = "id,title,author,year,journal,volume,pages\n"
LASER = "Laser for painful calcinosis of the hands,Duval A and Okoro B,2012,Lupus,21,100-108\n"
SURGERY = "Surgery of tumoral calcinosis of the hip,Lind C,2013,Lupus,22,5-9\n"


def dedupe(out: Path, *files: Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["dedupe", *map(str, files), "--out", str(out), "--quiet"])
    return int(caught.value.code or 0)


def rows(out: Path) -> list[list[str]]:
    return list(csv.reader((out / "clusters.csv").read_text().splitlines()))[1:]


def test_ids_in_the_folder_are_kept_and_new_records_follow(tmp_path: Path) -> None:
    one, two, out = tmp_path / "one.csv", tmp_path / "two.csv", tmp_path / "out"
    one.write_text(f"{HEADER}m,{LASER}n,{SURGERY}")
    two.write_text(f"{HEADER}a,{LASER}")
    assert dedupe(out, one) == 0
    # As if an older version had given other ids.
    (out / "clusters.csv").write_text("record_id,cluster_id\nm,mine\nn,yours\n")
    assert dedupe(out, two, one) == 0
    assert rows(out) == [["m", "mine"], ["n", "yours"], ["a", "mine"]]
    assert json.loads((out / "summary.json").read_text())["joined_clusters"] == {}


def test_a_clusters_file_that_cannot_be_read_stops_the_run_before_it_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, out = tmp_path / "one.csv", tmp_path / "out"
    one.write_text(f"{HEADER}m,{LASER}")
    out.mkdir()
    (out / "clusters.csv").write_text("my own notes\n")
    assert dedupe(out, one) == 65
    assert (out / "clusters.csv").read_text() == "my own notes\n"
    assert "--out" in capsys.readouterr().err
