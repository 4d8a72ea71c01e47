"""What the README tells a newcomer to type works, literally."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidence.cli import main
from evidence.protocol.shipped import shipped
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.server import EutilsServer

README = shipped("README.md")
BLOCKS = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
LINES = [line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
COMMANDS = [line.removeprefix(".venv/bin/evidence ") for line in LINES if line.startswith(".venv/bin/evidence ")]


def test_the_first_two_lines_are_the_main_job_and_the_tests() -> None:
    assert [line.split("#")[0].strip() for line in LINES[:2]] == ["make demo", "make test"]


def test_the_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):", shipped("Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test", "lint", "bench"} <= targets


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("data", "queries"):
        (tmp_path / folder).symlink_to(shipped(folder))
    monkeypatch.chdir(tmp_path)
    with EutilsServer(Corpus(replicate(3))) as server:
        monkeypatch.setenv("EVIDENCE_ENTREZ_BASE_URL", server.base_url)
        with pytest.raises(SystemExit) as caught:
            main(line.split())
    assert caught.value.code == 0
    out = tmp_path / line.split("--out ")[1].split()[0]
    assert list(out.iterdir())


def test_every_file_that_the_readme_names_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    for name in re.findall(r"\]\(([^)#:]+)\)", text):
        assert shipped(*name.split("/")).exists(), name
