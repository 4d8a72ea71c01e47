"""`evidence extract` and `evidence explain` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence.cli.main import main

TEXT = "Nine patients with lupus and calcinosis took colchicine. Calcinosis did not regress in 7 of 9 patients."


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    told = capsys.readouterr()
    return int(caught.value.code or 0), told.out, told.err


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    (tmp_path / "case.txt").write_text(f"Colchicine for calcinosis\n\n{TEXT}\n", encoding="utf-8")
    assert run(capsys, "extract", str(tmp_path / "case.txt"), "--out", str(tmp_path / "out"))[0] == 0
    return tmp_path / "out"


def finding_id(folder: Path) -> str:
    (line,) = (folder / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    return str(json.loads(line)["id"])


def test_the_parts_are_readable_without_colour(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "explain", finding_id(folder)[:6].upper(), "--from", str(folder))
    assert (code, err) == (0, "")
    assert "[judged on: Calcinosis] [negation: did not] [outcome: regress] in [count: 7 of 9] patients." in out
    assert "response: “regress” under a negation is no response" in out
    assert "\x1b" not in out


def test_json_gives_the_same_as_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "explain", finding_id(folder), "--from", str(folder / "findings.jsonl"), "--json")
    told = json.loads(out)
    assert code == 0
    assert told["finding"]["response"] == "none"
    assert {mark["role"] for s in told["sentences"] for mark in s["marks"]} >= {"negation", "outcome", "count"}
    assert {row["of"] for row in told["why"]} >= {"treatment", "response", "n_no_response"}


def test_a_quote_cannot_move_the_cursor(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "findings.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace(" in 7 of 9", " \\u001b[2J 7 of 9"), encoding="utf-8")
    assert "\x1b" not in run(capsys, "explain", finding_id(folder), "--from", str(folder))[1]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(["zz", "--from", "{folder}"], 2, "none of 1 finding begins with “zz”", id="not-there"),
        pytest.param(["1", "--from", "{folder}/run.json"], 65, "run.json:1: not a finding", id="no-findings"),
    ],
)
def test_what_cannot_be_explained_is_said(
    arguments: list[str], code: int, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    got, out, err = run(capsys, "explain", *(a.format(folder=folder) for a in arguments))
    assert (got, out) == (code, "")
    assert message in err
    assert "next: " in err


def test_a_finding_of_the_store_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from evidence.extract.extract import extract
    from evidence.model import Run
    from evidence.store.store import Store
    from tests.extract.cases import make_record

    (finding,) = extract(make_record("Calcinosis", [["", TEXT]])).findings
    with Store(tmp_path / "s.db") as store, store.transaction():
        store.put_run(Run(run_id="1", command="update", topic_id="topic", protocol_fingerprint="", tool_version=""))
        store.replace_derived("topic", (), (finding,), ())
    code, out, _ = run(capsys, "explain", finding.finding_id, "--store", str(tmp_path / "s.db"))
    assert code == 0
    assert "[negation: did not] [outcome: regress]" in out


def test_a_finding_of_the_library_needs_no_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "explain", "lib-a3a0206d546b")
    assert (code, err) == (0, "")
    assert "source: coded by a person from full text (opening)\n  address: https://www.reumatologiaclinica.org/" in out
    assert "confidence" not in out
    code, _, err = run(capsys, "explain", "lib-zz")
    assert code == 2
    assert "begins with “lib-zz”" in err


def test_what_no_one_treatment_can_be_credited_with_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Calcinosis in lupus\n\nA woman with lupus took colchicine, then diltiazem. The calcinosis regressed.\n"
    (tmp_path / "case.txt").write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "extract", str(tmp_path / "case.txt"), "--out", str(tmp_path / "out"))
    assert code == 0
    assert "1 outcome of no one treatment" in out
    (line,) = (tmp_path / "out" / "exclusions.jsonl").read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["code"], told["seen"]) == ("ambiguous", "colchicine or diltiazem: deposits improved")
    assert told["evidence"][0]["quote"] == "The calcinosis regressed."


def test_an_extractor_that_is_not_installed_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "extract", str(tmp_path), "--extractor", "guess", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "there is no extractor “guess”" in err
