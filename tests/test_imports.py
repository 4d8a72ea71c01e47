"""Imports run one way through the house (docs/architecture.md); heavy libraries stay out of `--help`."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "evidence"

LEVEL = {
    "errors": 0,
    "model": 1,
    "protocol": 2,
    "normalise": 3,
    "formats": 3,
    "sources": 3,
    "match": 4,
    "extract": 5,
    "dedupe": 5,
    "clean": 5,
    "tabulate": 6,
    "report": 7,
    "review": 8,
    "pipeline": 9,
    "cli": 10,
}
TOGETHER = {"normalise", "formats", "sources"}
ONLY = {
    "errors": set[str](),
    "model": {"errors"},
    "stats": {"errors"},
    "store": {"errors", "model"},
    "config": {"errors", "model", "protocol"},
}
USERS = {"store": {"cli", "pipeline"}, "config": {"cli", "pipeline"}, "stats": {"tabulate", "report"}}
LIBRARIES = {
    "click": {"cli"},
    "rich": {"cli"},
    "Bio": {"sources", "formats"},
    "socket": {"sources"},
    "urllib.request": {"sources"},
    "http": {"sources"},
    "http.server": {"cli"},
    "sqlite3": {"store", "sources"},
    "distributed": {"pipeline"},
}
HEAVY = {"pandas", "numpy", "scipy", "lxml", "Bio", "docx", "jinja2", "rapidfuzz", "rich", "msgspec"}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "evidence":
                yield from (f"evidence.{alias.name}" for alias in node.names)
            else:
                yield node.module


def files() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if p.parent != PACKAGE or p.name != "__init__.py")


def may_import(room: str, other: str) -> bool:
    if room == other or (room in TOGETHER and other in TOGETHER):
        return True
    if room in ONLY:
        return other in ONLY[room]
    if other in USERS:
        return room in USERS[other]
    return LEVEL[other] < LEVEL[room]


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(path)
    for module in imported(path):
        if module.startswith("evidence.") and module != "evidence.__version__":
            other = module.split(".")[1]
            assert may_import(room, other), f"{room} may not import {other}"
        for library, rooms in LIBRARIES.items():
            if module == library or (module.startswith(f"{library}.") and module not in LIBRARIES):
                assert room in rooms, f"{room} may not import {module}"


def test_rooms_beside_each_other_form_no_circle() -> None:
    arrows = {(room_of(path), m.split(".")[1]) for path in files() for m in imported(path) if m.startswith("evidence.")}
    between = {(a, b) for a, b in arrows if a != b and {a, b} <= TOGETHER}
    assert between == {("formats", "normalise"), ("sources", "formats"), ("sources", "normalise")}


def test_help_stays_light() -> None:
    script = (
        "import sys\n"
        "from evidence.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set(m.split('.')[0] for m in sys.modules) & {HEAVY!r}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, "NO_COLOR": "1"}
    )
    assert done.stderr.strip() == "[]"
    assert "evidence demo" in done.stdout


def test_tests_mirror_the_package() -> None:
    tests = PACKAGE.parent / "tests"
    rooms = sorted(p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists())
    missing = [room for room in rooms if not list((tests / room).glob("test_*.py"))]
    assert not missing
