"""What docs/scheduling.md tells a scheduler to do is what the program does."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from evidence.cli import main
from evidence.cli.main import evidence
from evidence.cli.update import _NEW_EVIDENCE
from evidence.errors import EvidenceError
from evidence.protocol.shipped import shipped
from evidence.sources.entrez import limiter
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.server import EutilsServer

TEXT = shipped("docs", "scheduling.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = re.findall(r"\bevidence ((?:update|log|export)\b[^\n`>|]*)", TEXT)
EXITS = [int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)]


def block(kind: str, number: int = 0) -> str:
    return [body for name, body in BLOCKS if name == kind][number]


def steps() -> list[str]:
    """The `run:` scripts of the workflow."""
    scripts = re.findall(r"^( +)run: \|\n((?:\1  .*\n)+)", block("yaml"), re.MULTILINE)
    return [re.sub(f"^{indent}  ", "", body, flags=re.MULTILINE) for indent, body in scripts]


def unit(number: int) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(block("ini", number))
    return parser


def keys(label: str) -> set[str]:
    """What the list on --json names behind these words."""
    found = re.search(rf"^- {label} ((?:.|\n  )*)", TEXT, re.MULTILINE)
    assert found is not None
    return set(re.findall(r"`(\w+)`", found[1]))


def pretend(folder: Path, code: int) -> None:
    """A folder in which `evidence` prints an object and ends with this code."""
    program = folder / ".venv" / "bin" / "evidence"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "{{}}"\nexit {code}\n')
    program.chmod(0o755)


def sh(arguments: Sequence[str], cwd: Path, home: Path) -> int:
    return subprocess.run(arguments, cwd=cwd, env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, check=False).returncode


def every_error(kind: type[EvidenceError] = EvidenceError) -> set[int]:
    return {kind.exit_code}.union(*(every_error(child) for child in kind.__subclasses__()))


def test_the_exit_codes_are_those_of_the_program() -> None:
    assert sorted({0, _NEW_EVIDENCE, 130} | every_error()) == EXITS


def test_all_its_commands_are_found() -> None:
    assert [line.split()[0] for line in COMMANDS] == ["update"] * 5 + ["log", "export"]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_parses(line: str) -> None:
    name, *arguments = shlex.split(line)
    with click.Context(evidence) as context:
        command = evidence.get_command(context, name)
    assert command is not None
    assert command.make_context(name, arguments)


def test_the_json_has_the_keys_that_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    query = tmp_path / "topic.toml"
    query.write_text('[topic]\nid = "example"\ntitle = "Example"\n[search]\nquery = "calcinosis"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(limiter, "_REST", 0.0)
    always, answered, failed = map(keys, ("always", "once PubMed", "where the run failed"))

    def printed(base_url: str, query: str = "topic.toml") -> tuple[object, set[str]]:
        monkeypatch.setenv("EVIDENCE_ENTREZ_BASE_URL", base_url)
        with pytest.raises(SystemExit) as caught:
            main(["update", query, "--quiet", "--json", "--exit-code"])
        return caught.value.code, set(json.loads(capsys.readouterr().out))

    with EutilsServer(Corpus(replicate(2))) as server:
        assert printed(server.base_url) == (10, always | answered)
        assert printed(server.base_url) == (0, always | answered)
    monkeypatch.setenv("EVIDENCE_ENTREZ_DEADLINE", "0.1")
    assert printed(server.base_url) == (69, always | failed)
    assert printed(server.base_url, "no-such-topic.toml") == (65, always | failed)


def test_the_crontab_runs_in_a_fresh_clone(tmp_path: Path) -> None:
    lines = [line for line in block("cron").splitlines() if not line.startswith(("#", "MAILTO="))]
    times, command = lines[0].split(None, 5)[:5], lines[0].split(None, 5)[5]
    assert len(lines) == 1
    assert all(re.fullmatch(r"[\d*,/-]+", part) for part in times)
    assert "%" not in command
    pretend(tmp_path / "evidence", 10)
    assert sh(["/bin/sh", "-c", command], tmp_path, tmp_path) == 10
    assert (tmp_path / "evidence" / ".evidence" / "updates.log").read_text() == "{}\n"


def test_the_units_agree_with_the_table() -> None:
    service, timer = unit(0)["Service"], unit(1)
    assert service["ExecStart"].startswith(f"{service['WorkingDirectory']}/.venv/bin/evidence update ")
    good, final = (
        {int(code) for code in service[k].split()} for k in ("SuccessExitStatus", "RestartPreventExitStatus")
    )
    assert set(EXITS) - good - final == {0, 69, 130}
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.parametrize("code", EXITS)
def test_the_workflow_fails_where_the_run_does(code: int, tmp_path: Path) -> None:
    pretend(tmp_path, code)
    passes = code in (0, _NEW_EVIDENCE)
    assert sh(["/bin/bash", "-e", "-c", steps()[1]], tmp_path, tmp_path) == (0 if passes else code)
    assert (tmp_path / "report" / "update.json").read_text() == "{}\n"


def test_the_workflow_installs_as_the_readme_does() -> None:
    readme = shipped("README.md").read_text(encoding="utf-8")
    assert steps()[0].strip().replace("\n", " && ") in readme


def test_the_workflow_keeps_what_the_next_run_needs() -> None:
    text = block("yaml")
    assert "\t" not in text
    assert all((len(line) - len(line.lstrip())) % 2 == 0 for line in text.splitlines())
    kept = re.findall(r"uses: actions/cache/\w+@v4\n(?:.*\n)*?.* path: \|\n +(\S+)\n +(\S+)\n", text)
    assert kept == [(".evidence", "report")] * 2
    assert len(set(re.findall(r"  key: (.+)", text))) == 1
    assert re.search(r"cache/save@v4\n +if: always\(\)", text)
