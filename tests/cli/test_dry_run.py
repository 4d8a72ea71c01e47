"""`--dry-run`: the command does all its work and writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence.cli.main import main
from evidence.protocol.shipped import shipped
from evidence.store.store import Store
from tests.cli.test_doctor import TOPIC
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.server import EutilsServer

EXAMPLES = shipped("data", "examples")
LINES = [
    ["demo"],
    ["demo", "--store", "s.db"],
    ["clean", str(EXAMPLES / "references.txt"), "--out", "out"],
    ["extract", str(EXAMPLES / "pubmed.xml"), "--out", "out"],
    ["dedupe", str(EXAMPLES / "records.csv"), "--out", "out"],
    ["add", "title=Ours", "year=2024", "design=case_report", "--seen", "our clinic"],
    ["export", "review", "--class", "colchicine"],
    ["index", "build", str(EXAMPLES / "pubmed.xml"), "--out", "x.db"],
]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return int(caught.value.code or 0), capsys.readouterr().out


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_nothing_is_written(
    line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_WHO", "Doe")
    code, told = run(capsys, *line, "--dry-run", "--json")
    assert (code, json.loads(told)["dry_run"]) == (0, True)
    assert list(tmp_path.iterdir()) == []


def test_what_would_change_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    line = ["clean", str(EXAMPLES / "references.txt"), "--out", "out"]
    run(capsys, *line)
    (tmp_path / "out" / "references.txt").write_text("mine")
    (tmp_path / "out" / "references.bib").unlink()
    _, told = run(capsys, *line, "--dry-run", "--json")
    would = json.loads(told)["would_write"]
    assert {would.pop("references.txt"), would.pop("references.bib")} == {"changed", "new"}
    assert set(would.values()) == {"same"}
    assert (tmp_path / "out" / "references.txt").read_text() == "mine"


def test_an_undo_that_only_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_WHO", "Doe")
    _, told = run(capsys, *LINES[5], "--json")
    log = tmp_path / "data" / "decisions.jsonl"
    before = log.read_bytes()
    code, said = run(capsys, "decisions", "undo", json.loads(told)["decision_id"], "--dry-run")
    assert (code, log.read_bytes()) == (0, before)
    assert said.startswith("Would be taken back: add on ")


def test_an_entry_that_only_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_WHO", "Doe")
    _, said = run(capsys, *LINES[5], "--dry-run")
    assert "would be entered as" in said
    assert "It would be kept in" in said
    assert "Kept in" not in said


def test_a_dry_run_knows_what_another_program_holds_back_from_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.toml").write_text(TOPIC)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "disk").mkdir()
    (tmp_path / "store.db").symlink_to(tmp_path / "disk" / "store.db")
    with EutilsServer(Corpus(replicate(3))) as server, Store(tmp_path / "disk" / "store.db") as _:
        monkeypatch.setenv("EVIDENCE_ENTREZ_BASE_URL", server.base_url)
        line = ["update", "t.toml", "--store", "store.db", "--json"]
        assert run(capsys, *line)[0] == 0
        assert (tmp_path / "disk" / "store.db-wal").stat().st_size, "all of it is in the store itself"
        assert json.loads(run(capsys, *line, "--dry-run")[1])["would_fetch"] == []


def test_an_update_that_only_searches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "t.toml").write_text(TOPIC)
    monkeypatch.chdir(tmp_path)
    with EutilsServer(Corpus(replicate(3))) as server:
        monkeypatch.setenv("EVIDENCE_ENTREZ_BASE_URL", server.base_url)
        line = ["update", "queries/t.toml", "--json"]
        code, told = run(capsys, *line, "--dry-run")
        first = json.loads(told)
        assert (code, len(first["would_fetch"])) == (0, first["found"])
        assert first["found"] > 0
        assert [path.name for path in tmp_path.iterdir()] == ["queries"]
        assert run(capsys, *line)[0] == 0
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        assert json.loads(run(capsys, *line, "--dry-run")[1])["would_fetch"] == []
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
