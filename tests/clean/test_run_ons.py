"""Two references in one item: taken apart where each is whole, named where they may be two, else left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.clean.run_ons import may_hold_two, taken_apart

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "clean_run_ons.json").read_text(encoding="utf-8")
)
ONE = "Fontaine G. Colchicine in inflammatory skin disease. Lancet. 1998;351(9110):1210-3."
TWO = "Belmont L, Ferri E. Ceftriaxone for morphea profunda. Curr Opin Rheumatol. 2007;19(1):44-7."


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_item(case: dict[str, Any]) -> None:
    text = case["text"].format(one=ONE, two=TWO) * case.get("times", 1)
    parts = tuple(text if part == "same" else part.format(one=ONE, two=TWO) for part in case["parts"])
    assert taken_apart(text) == parts
    assert [may_hold_two(part) for part in parts] == [case.get("maybe", False)] * len(parts)
