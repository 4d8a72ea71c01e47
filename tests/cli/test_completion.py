"""`evidence completion`: the shell's lines, and what they call."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from evidence.cli.main import main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_lines_name_the_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["completion", shell])
    assert caught.value.code == 0
    assert "_EVIDENCE_COMPLETE" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_reads_them_without_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["completion", "bash"])
    subprocess.run(["bash", "-n"], input=capsys.readouterr().out, text=True, check=True)


def test_a_command_is_completed() -> None:
    asked = {"_EVIDENCE_COMPLETE": "bash_complete", "COMP_WORDS": "evidence ded", "COMP_CWORD": "1"}
    program = "from evidence.cli import main; main()"
    run = subprocess.run([sys.executable, "-c", program], env=os.environ | asked, capture_output=True, text=True)
    assert run.stdout.split(",")[-1].strip() == "dedupe"
