from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.model import Coding
from evidence.tabulate.rows import study_rows
from evidence.tabulate.summary import summarise
from tests.tabulate.build import PROTOCOL, cluster, finding

CASES = json.loads((Path(__file__).parents[1] / "cases" / "tabulate_levels.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_level_of_a_study_with_its_reason(case: dict[str, Any]) -> None:
    said = dict(case["finding"])
    if said.pop("second_hand", False):
        said["coding"] = Coding("news item", "https://example.org", second_hand=True)
    clusters = [cluster("r", retracted=case.get("retracted", False))]
    (row,) = study_rows([finding("f", "r", **said)], clusters, (), PROTOCOL)
    assert row.level == case["level"], case["note"]
    assert case["why"] in row.level_why


def test_a_cell_has_the_level_of_its_best_study_that_counts() -> None:
    two = [finding("f1", "a", design="case_report"), finding("f2", "b", design="case_series", n_treated=3)]
    (row,) = summarise(study_rows(two, (), (), PROTOCOL), PROTOCOL)
    assert (row.level, row.level_why) == (4, "Case series, case reports and patients followed without a control.")
    (uncounted,) = summarise(study_rows([finding("f", "r", state="rejected")], (), (), PROTOCOL), PROTOCOL)
    assert (uncounted.level, uncounted.level_why) == (None, "")
