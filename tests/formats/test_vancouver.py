from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.formats.style import render
from evidence.formats.vancouver import entry
from evidence.model import Citation, Name

CASES = json.loads((Path(__file__).parents[1] / "cases" / "formats_vancouver.json").read_text(encoding="utf-8"))


def citation(fields: dict[str, Any]) -> Citation:
    made: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    made["names"] = tuple(Name(*name) for name in fields.get("names", []))
    return Citation(**made)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_entry(case: dict[str, Any]) -> None:
    assert entry(citation(case["citation"])) == case["expected"]


def test_vancouver_is_the_style_that_is_meant_without_a_name() -> None:
    citations = [citation(case["citation"]) for case in CASES]
    assert render(citations) == [case["expected"] for case in CASES]
