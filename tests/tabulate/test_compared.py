from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence.model import Section
from evidence.tabulate.compared import compared
from evidence.tabulate.rows import study_rows
from evidence.tabulate.summary import summarise
from tests.tabulate.build import PROTOCOL, finding, record

PLACE = Path(__file__).parents[1] / "cases" / "tabulate_compared.toml"
CASES = tomllib.loads(PLACE.read_text(encoding="utf-8"))["case"]
DRUG = {"intervention": "pamidronic acid", "intervention_class": "bisphosphonate"}


@pytest.mark.parametrize("case", CASES, ids=[case["say"][:50] for case in CASES])
def test_what_compares_is_comparative_at_level_3_with_its_control(case: dict[str, Any]) -> None:
    made = replace(
        record("r", types=tuple(case.get("types", ()))),
        title=case.get("title", "Calcinosis"),
        sections=(Section("", case["say"]),),
    )
    said = {"design": "case_series", "n_treated": 14, "n_any_response": 8, **DRUG}
    (row,) = study_rows([finding("f", "r", **said)], (), (), PROTOCOL, records=[made])
    if "control" in case:
        assert (row.stratum, row.level, row.control) == ("comparative", 3, case["control"]), case.get("note")
        assert row.shares == (), "an arm without its control is no rate"
        (cell,) = summarise([row], PROTOCOL)
        assert [(one.finding_id, one.control) for one in cell.told] == [("f", case["control"])]
    else:
        assert (row.stratum, row.level, row.control) == ("series", 4, ""), case.get("note")
        assert [share.measure for share in row.shares] == ["any_response"]


def test_a_review_does_not_become_comparative_and_a_trial_stays_level_2() -> None:
    (section,) = (Section("", "Given placebo, 2 of 15 improved."),)
    made = replace(record("r"), sections=(section,))
    assert "r" in compared([made])
    review = finding("f", "r", design="systematic_review", n_treated=99)
    trial = finding("g", "r", design="rct", n_treated=15)
    rows = {row.finding.finding_id: row for row in study_rows([review, trial], (), (), PROTOCOL, records=[made])}
    assert (rows["f"].stratum, rows["f"].level) == ("series", None)
    assert (rows["g"].level, rows["g"].control) == (2, "placebo")


def test_the_one_other_arm_that_was_read_is_the_control() -> None:
    made = replace(record("r", types=("Comparative Study",)), sections=(Section("", "Calcinosis in children."),))
    series = {"design": "case_series", "n_treated": 14}
    arms = [
        finding("f", "r", **series, **DRUG),
        finding("g", "r", **series),
        finding("h", "r", domain="ulcers", **series),
    ]
    rows = study_rows(arms, (), (), PROTOCOL, records=[made])
    controls = {row.finding.finding_id: row.control for row in rows}
    assert controls == {"f": "surgery", "g": "pamidronic acid", "h": "unnamed"}
    counts = {row.finding.finding_id: row.control_counts for row in rows}
    assert counts == {"f": arms[1].counts, "g": arms[0].counts, "h": None}
