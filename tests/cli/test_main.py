"""The command line as a user meets it: exit codes, messages, no traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.cli.main import COMMANDS, evidence, main
from evidence.errors import BadDataError, BusyError, EvidenceError
from evidence.model import Fault, Place
from evidence.protocol.shipped import shipped
from evidence.store.store import Store


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    told = capsys.readouterr()
    return int(caught.value.code or 0), told.out, told.err


def test_the_overview_and_the_commands_say_the_same() -> None:
    import click

    context = click.Context(evidence)
    for name, line in COMMANDS.items():
        command = evidence.get_command(context, name)
        assert command is not None
        assert (command.help or "").split("\n")[0] == line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, name, "--help")
    assert code == 0
    assert COMMANDS[name].split(",")[0].split(" of ")[0] in " ".join(out.split())


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "extrct")
    assert (code, out) == (2, "")
    assert "No such command 'extrct'. Did you mean \"extract\"?" in err


def test_a_word_like_no_command_leads_to_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "xyzzy")
    assert code == 2
    assert "No such command 'xyzzy'. See --help." in err


def test_a_reader_who_leaves_is_no_failure() -> None:
    read, write = os.pipe()
    os.close(read)
    program = "from evidence.cli.main import main; main(['table', 'lupus'])"
    with os.fdopen(write, "wb") as closed:
        ran = subprocess.run([sys.executable, "-c", program], stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_an_empty_store_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store(tmp_path / "s.db"):
        pass
    code, out, err = run(capsys, "export", "records", "--store", "s.db", "--format", "ris")
    assert (code, out) == (0, "")
    assert "the store holds no records" in err


EXAMPLES = shipped("data", "examples")


@pytest.mark.parametrize(
    ("line", "note"),
    [
        (["extract", "references.txt"], "this looks like a list of references"),
        (["clean", "cas-lupus.txt"], "this reads like a text"),
        (["extract", "cas-lupus.txt"], ""),
        (["clean", "references.txt"], ""),
    ],
    ids=" ".join,
)
def test_a_file_for_the_other_command_is_noted(
    line: list[str], note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, line[0], str(EXAMPLES / line[1]), "--out", str(tmp_path / "out"), "--quiet")
    assert code == 0
    assert note in err
    assert bool(err) == bool(note)


ERRORS = [
    pytest.param(EvidenceError("it failed", hint="do this"), 1, id="failed"),
    pytest.param(BadDataError("two faults"), 65, id="bad-data"),
    pytest.param(BusyError("locked"), 75, id="busy"),
    pytest.param(KeyboardInterrupt(), 130, id="interrupted"),
    pytest.param(ValueError("a defect"), 1, id="defect"),
]


@pytest.mark.parametrize(("error", "code"), ERRORS)
def test_an_error_becomes_a_message_and_an_exit_code(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(evidence, "main", fail)
    got, out, err = run(capsys)
    assert got == code
    assert out == ""
    assert "Traceback" not in err
    assert str(error) in err or code == 130
    if isinstance(error, EvidenceError) and error.hint:
        assert f"next: {error.hint}" in err


def test_with_json_a_failure_is_an_object_on_stdout(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise BadDataError("bad", hint="mend it", faults=[Fault(Place("a.csv", 3), "code", "unknown code XX")])

    monkeypatch.setattr(evidence, "main", fail)
    code, out, err = run(capsys, "extract", "--json")
    assert code == 65
    assert json.loads(out) == {"error": "bad", "hint": "mend it", "faults": ["a.csv:3: unknown code XX"]}
    assert "a.csv:3" in err


def test_debug_shows_the_traceback_and_keeps_the_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise BadDataError("bad")

    monkeypatch.setattr(evidence, "main", fail)
    code, _, err = run(capsys, "demo", "--debug")
    assert code == 65
    assert "Traceback" in err
    assert "evidence: bad" in err


@pytest.mark.parametrize(
    "line",
    [
        "extract none.xml --out out",
        "extract case.txt --query none.toml --out out",
        "dedupe none.ris --out out",
        "clean none.txt --out out",
        "clean case.txt --index none.db --out out",
        "clean case.txt --source store --out out",
        "table --from none.nbib",
        "table --query none.toml",
        "table --store none.db",
        "explain 1 --from none",
        "explain 1 --store none.db",
        "review references --list none.txt --web",
        "review --store none.db --web",
        "decisions list --store none.db",
        "add title=x --seen y --text none.txt",
        "add --citation none.ris --seen y",
        "import review none.xlsx",
        "export records --store none.db",
        "export review --store none.db",
        "index build none.xml --out out",
        "index update none.db case.txt",
        "index info none.db",
        "update none.toml",
        "log --store none.db",
    ],
)
def test_a_missing_file_is_named_with_the_next_step(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_WHO", "DH")
    (tmp_path / "case.txt").write_text("A case.")
    code, out, err = run(capsys, *line.split())
    assert (code, out) == (65, ""), err
    assert re.search("no such file|there is no (file|store)|cannot be read", err, re.IGNORECASE), err
    assert "none" in err or "store.db" in err
    assert "next: " in err or "Check the" in err
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".lock"} == {"case.txt"}


def test_who_stops_a_service_gets_a_plain_word_and_leaves_nothing_behind(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "records.csv")  # a file that never comes
    command = [
        sys.executable,
        "-c",
        "from evidence.cli.main import main; main()",
        "dedupe",
        "records.csv",
        "--out",
        "o",
    ]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert "Reading and comparing" in run.stderr.readline()
        run.terminate()
        assert run.stderr.read().strip() == "Interrupted."
    assert run.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == ["records.csv"]
