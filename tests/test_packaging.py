"""The wheel and the sdist: built, unpacked away from the checkout, and used in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.protocol.shipped import shipped

ROOT = shipped("pyproject.toml").parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def evidence(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The command as the wheel alone gives it: its files come first on the path, and only they."""
    place = tmp_path_factory.mktemp("installed")
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    empty = tmp_path_factory.mktemp("empty")
    program = "import sys, evidence; assert evidence.__file__.startswith(sys.argv.pop(1)), evidence.__file__\n" + (
        "from evidence.cli import main; main()"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(place), "HOME": str(empty)}
        command = [sys.executable, "-c", program, str(place), *arguments]
        return subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True)

    return run


@pytest.mark.parametrize(
    "line",
    ["init .", "demo --out report", "clean references.txt --out cleaned", "table --class colchicine", "config"],
)
def test_the_wheel_works_alone(line: str, evidence: Run) -> None:
    ran = evidence(*line.split())
    assert (ran.returncode, "Traceback" in ran.stderr) == (0, False), ran.stderr
    assert str(ROOT) not in ran.stdout


def test_the_wheel_holds_the_package_and_its_data_only(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"evidence"}
    for wanted in ("data/lexicon/treatments.toml", "data/library/publications.csv", "queries/calcinosis.toml"):
        assert f"evidence/shipped/{wanted}" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_its_tests_need(built: Path) -> None:
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {"pyproject.toml", "Makefile", "README.md", "LICENSE", "tests/test_packaging.py", "docs/index.md"} <= names
    assert not any(name.startswith((".venv", "reports/demo")) for name in names)
