from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.model import Finding
from evidence.protocol.vocabulary import vocabulary
from evidence.tabulate.after_failure import after_failure
from evidence.tabulate.rows import study_rows
from tests.tabulate.build import PROTOCOL, finding

CASES = json.loads((Path(__file__).parents[1] / "cases" / "tabulate_after_failure.json").read_text(encoding="utf-8"))
ASKED = ("colchicine", "bisphosphonate")


def told(record_id: str, place: int, drugs: str, domain: str, response: str, n: int = 1) -> Finding:
    classes = sorted({vocabulary().treatments[drug].treatment_class for drug in drugs.split("; ")})
    return finding(
        f"{record_id}{place}",
        record_id,
        intervention="; ".join(sorted(drugs.split("; "))),
        intervention_class="; ".join(classes),
        domain=domain,
        response=response,
        n_treated=n,
        design="case_report" if n == 1 else "case_series",
    )


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_else_was_tried_where_treatments_had_failed(case: dict[str, Any]) -> None:
    findings = [told(key, i, *said) for key, rows in case["reports"].items() for i, said in enumerate(rows)]
    found = {
        one.failed[0].finding.record_id: one
        for one in after_failure(study_rows(findings, (), (), PROTOCOL), ASKED)
    }  # fmt: skip
    then = {key: sorted(row.finding.intervention for row in one.then) for key, one in found.items()}
    assert {key: sorted(drugs) for key, drugs in then.items()} == {
        key: ["; ".join(sorted(drug.split("; "))) for drug in drugs] for key, drugs in case["then"].items()
    }, case["note"]
    assert {key: list(one.missing) for key, one in found.items() if one.missing} == case.get("missing", {})
    assert [key for key, one in found.items() if one.same_patient] == case.get("same_patient", []), case["note"]


def test_the_most_complete_answer_comes_first() -> None:
    findings = [
        told("part", 0, "colchicine", "deposits", "none"),
        told("series", 0, "colchicine; alendronic acid", "deposits", "none", 6),
        told("whole", 0, "colchicine; alendronic acid", "deposits", "none"),
    ]
    found = after_failure(study_rows(findings, (), (), PROTOCOL), ASKED)
    assert [one.failed[0].finding.record_id for one in found] == ["whole", "series", "part"]
