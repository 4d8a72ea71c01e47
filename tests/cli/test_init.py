"""`evidence init`: a workspace out of nothing; what is there stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.cli.main import main


def init(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["init", *map(str, arguments)])
    return int(caught.value.code or 0)


def test_a_new_workspace_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert init(tmp_path / "new") == 0
    monkeypatch.chdir(tmp_path / "new")
    with pytest.raises(SystemExit) as caught:
        main(["clean", "references.txt", "--out", "cleaned"])
    assert caught.value.code == 0
    assert (tmp_path / "new" / "queries" / "calcinosis.toml").is_file()
    assert not (tmp_path / "new" / "queries" / "defaults.toml").exists()


def test_what_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "evidence.toml").write_text('who = "Jane"\n')
    assert init(tmp_path) == 0
    assert (tmp_path / "evidence.toml").read_text() == 'who = "Jane"\n'
    assert f"kept     {tmp_path / 'evidence.toml'}" in capsys.readouterr().out
    assert init(tmp_path) == 0
    assert "new  " not in capsys.readouterr().out


def test_the_next_step_leads_nowhere_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert init() == 0
    assert capsys.readouterr().out.endswith("Next: evidence doctor\n")
    assert init("deep") == 0
    assert capsys.readouterr().out.endswith("Next: cd deep && evidence doctor\n")


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(tmp_path / "new", "--dry-run") == 0
    assert not (tmp_path / "new").exists()
    told = capsys.readouterr().out
    assert f"new      {tmp_path / 'new' / 'evidence.toml'}" in told
    assert told.endswith("(Dry run: nothing was written.)\n")
