"""`evidence doctor`: every fault with its mending, nothing written, the key never shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.cli.main import main
from evidence.store.store import Store
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.server import EutilsServer
from tests.store.test_store import record

TOPIC = """[topic]\nid = "t"\ntitle = "T"\n[search]\nquery = "calcinosis"\n"""


def doctor(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, dict[str, str]], str]:
    with pytest.raises(SystemExit) as caught:
        main(["doctor", "--json", *map(str, arguments)])
    told = capsys.readouterr().out
    return int(caught.value.code or 0), {check["name"]: check for check in json.loads(told)["checks"]}, told


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "t.toml").write_text(TOPIC)
    monkeypatch.chdir(tmp_path)
    with EutilsServer(Corpus(replicate(1))) as server:
        monkeypatch.setenv("EVIDENCE_ENTREZ_BASE_URL", server.base_url)
        monkeypatch.setenv("EVIDENCE_EMAIL", "a@example.org")
        monkeypatch.setenv("NCBI_API_KEY", "SECRETKEY0")
        yield tmp_path


def test_a_sound_place(capsys: pytest.CaptureFixture[str], workspace: Path) -> None:
    before = sorted(workspace.rglob("*"))
    code, found, told = doctor(capsys)
    assert code == 0
    assert {name: check["state"] for name, check in found.items() if check["state"] != "ok"} == {"store": "note"}
    assert found["topics"]["said"].startswith("t in ")
    assert "SECRETKEY0" not in told
    assert sorted(workspace.rglob("*")) == before


def test_no_answer_from_pubmed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCE_ENTREZ_BASE_URL", "http://127.0.0.1:9/x")
    code, found, _ = doctor(capsys)
    assert code == 1
    assert found["network"]["state"] == "fault"
    assert found["network"]["fix"]
    assert found["disk"]["state"] == "ok"


@pytest.mark.parametrize(
    ("name", "path", "content"),
    [
        ("topics", "queries/u.toml", "[topic]\n"),
        ("decisions", "data/decisions.jsonl", "no decision\n"),
        ("store", ".evidence/store.db", "no store at all, but text of some length" * 9),
    ],
)
def test_a_fault_keeps_nothing_else_from_being_looked_at(
    name: str, path: str, content: str, capsys: pytest.CaptureFixture[str], workspace: Path
) -> None:
    (workspace / path).parent.mkdir(exist_ok=True)
    (workspace / path).write_text(content)
    code, found, _ = doctor(capsys)
    assert code == 1
    assert [check["name"] for check in found.values() if check["state"] == "fault"] == [name]
    assert found[name]["fix"]


def test_a_damaged_store(capsys: pytest.CaptureFixture[str], workspace: Path) -> None:
    path = workspace / ".evidence" / "store.db"
    with Store(path) as kept, kept.transaction():
        kept.put_records(record(str(n), title="Calcinosis " * 90) for n in range(1, 200))
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(bytes(range(256)) * 64)
    code, found, _ = doctor(capsys)
    assert (code, found["store"]["state"]) == (1, "fault")
    assert found["store"]["fix"]


def test_an_index_that_is_none(capsys: pytest.CaptureFixture[str], workspace: Path) -> None:
    code, found, _ = doctor(capsys, "--index", workspace / "queries" / "t.toml")
    assert (code, found["index"]["state"]) == (1, "fault")


def test_settings_that_cannot_be_read(capsys: pytest.CaptureFixture[str], workspace: Path) -> None:
    (workspace / "evidence.toml").write_text('lang = "de"\n')
    code, found, _ = doctor(capsys)
    assert code == 1
    assert {name: check["state"] for name, check in found.items() if name != "environment"} == {
        "library": "ok",
        "settings": "fault",
    }
    assert "evidence.toml:1" in found["settings"]["said"]
    assert found["settings"]["fix"]


def test_one_line_of_the_log_is_one_line(capsys: pytest.CaptureFixture[str], workspace: Path) -> None:
    (workspace / "data").mkdir()
    (workspace / "data" / "decisions.jsonl").write_text("no decision\n")
    assert doctor(capsys)[1]["decisions"]["said"].startswith("1 line cannot be read: ")
