"""`evidence index`: build, go on after a kill, update, info."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evidence.cli.main import main
from tests.sources.test_baseline import BASELINE, UPDATES, article, packed, write


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["index", *map(str, arguments)])
    told = capsys.readouterr()
    return int(caught.value.code or 0), told.out, told.err


def info(capsys: pytest.CaptureFixture[str], index: Path) -> dict[str, Any]:
    code, out, _ = run(capsys, "info", index, "--json")
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    return told


def test_a_baseline_then_its_updates(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    baseline, updates = write(tmp_path / "baseline", **BASELINE), write(tmp_path / "updates", **UPDATES)
    index, whole = tmp_path / "a.db", tmp_path / "b.db"
    assert run(capsys, "build", baseline, "--out", index)[1] == f"49 citations indexed in {index}.\n"
    code, out, _ = run(capsys, "update", index, updates, "--json")
    assert (code, json.loads(out)["files_taken"]) == (0, 3)
    assert run(capsys, "build", baseline, updates, "--out", whole, "--workers", 2)[0] == 0
    one, other = info(capsys, index), info(capsys, whole)
    assert (one["citations"], one["digest"]) == (other["citations"], other["digest"])
    _, text, _ = run(capsys, "info", index)
    assert f"47 citations in {index}" in text
    assert "5 files read, the last pubmed26n0005.xml.gz" in text


def test_a_damaged_file_is_told_and_the_rest_is_indexed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = write(tmp_path / "baseline", **BASELINE)
    (folder / "pubmed26n0001.xml.gz.md5").write_text("MD5(pubmed26n0001.xml.gz)= " + "0" * 32)
    code, out, err = run(capsys, "build", folder, "--out", tmp_path / "a.db")
    assert (code, out) == (65, f"20 citations indexed in {tmp_path / 'a.db'}.\n")
    assert "pubmed26n0001.xml.gz: The file is damaged: its MD5 is" in err
    assert "evidence index update" in err
    assert "pubmed26n0001.xml.gz: The file is damaged" in run(capsys, "info", tmp_path / "a.db")[1]


def test_a_killed_process_goes_on_where_it_was(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = write(tmp_path / "baseline", **BASELINE, **UPDATES)
    write(
        folder,
        **{f"pubmed26n{n:04}": packed(*(article(m, f"Word{m}") for m in range(n, n + 99))) for n in range(6, 40)},
    )
    assert run(capsys, "build", folder, "--out", tmp_path / "a.db")[0] == 0
    out = tmp_path / "b.db"
    script = "from evidence.cli import main; main()"
    command = [sys.executable, "-c", script, "index", "build", str(folder), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        while not process.stderr.readline().startswith("3 of 39"):
            assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert not out.exists()
    _, told, refused = run(capsys, "info", f"{out}.part")
    assert "Unfinished" in told or "stopped in the middle" in refused  # as the kill met a file between or in its writes
    code, _, err = run(capsys, "build", folder, "--out", out)
    assert code == 0
    assert "1 of 39" not in err
    assert info(capsys, out)["digest"] == info(capsys, tmp_path / "a.db")["digest"]


@pytest.mark.parametrize("command", ["info", "update"])
def test_an_index_that_is_not_there(command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = write(tmp_path / "baseline", **BASELINE)
    code, _, err = run(capsys, command, tmp_path / "absent.db", *([folder] if command == "update" else []))
    assert code == 65
    assert "there is no such file" in err
    assert "evidence index build" in err


def test_lists_are_indexed_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    listed = tmp_path / "list.jsonl"
    listed.write_text('{"title": "Calcinosis", "pmid": "7", "year": 2001}\n')
    code, _, err = run(capsys, "build", listed, "--out", tmp_path / "a.db", "--workers", 2)
    assert code == 2
    assert "only PubMed's" in err
    assert run(capsys, "build", listed, "--out", tmp_path / "a.db")[0] == 0
    assert "Made of a list" in run(capsys, "info", tmp_path / "a.db")[1]
