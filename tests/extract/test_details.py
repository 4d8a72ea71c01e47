"""What stands beside a response: the literal cases of tests/cases/extract_details.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from evidence.extract.extract import extract
from evidence.model import Finding
from tests.extract.cases import make_record

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "extract_details.toml").read_text(encoding="utf-8"))[
    "case"
]
_FIELDS = ("dose", "route", "duration", "concomitant", "adverse_events")


def line_of(finding: Finding) -> str:
    told = {"n": finding.counts.n_treated} if finding.domain == "adverse" else {}
    told |= {name: getattr(finding, name) for name in _FIELDS}
    details = "; ".join(f"{name}={value}" for name, value in told.items() if value)
    return f"{finding.intervention} | {finding.domain} | {finding.response} | {details}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_case(case: dict[str, Any]) -> None:
    record = make_record("Calcinosis", [["", case["text"]]])
    got = extract(record)
    assert [line_of(f) for f in got.findings] == case["expect"], case.get("why", "")
    assert [x.seen for x in got.exclusions if x.code == "ambiguous"] == case.get("ambiguous", []), case.get("why", "")
    for span in (*(s for f in got.findings for s in f.spans), *(s for x in got.exclusions for s in x.spans)):
        assert span.quote == record.abstract[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Two women with lupus took colchicine with diltiazem. Calcinosis regressed in both.", "together"),
        ("Two women with lupus took colchicine or diltiazem. Calcinosis regressed in both.", "either"),
        ("Two women with lupus took colchicine and diltiazem. Calcinosis regressed in both.", "listed"),
    ],
)
def test_a_combination_says_why_it_is_one(text: str, rule: str) -> None:
    (finding,) = extract(make_record("Calcinosis", [["", text]])).findings
    assert finding.intervention == "colchicine; diltiazem"
    assert finding.rule.split("@")[0].split("+")[1:] == [rule]


def _counted(complete: int, partial: int) -> Finding:
    text = f"Ten patients with lupus and calcinosis took minocycline. Complete resolution was seen in {complete} "
    (finding,) = extract(make_record("Calcinosis", [["", f"{text}and partial resolution in {partial}."]])).findings
    return finding


def test_a_sum_that_closes_is_derived_and_said_to_be() -> None:
    closed, open_ = _counted(3, 7), _counted(3, 4)
    assert closed.counts.n_any_response == 10
    assert closed.counts.derived == frozenset({"n_any_response"})
    assert open_.counts.n_any_response is None
    assert not open_.counts.derived


def test_parts_above_the_whole_are_left_out_and_the_finding_says_so() -> None:
    impossible = _counted(8, 4)
    assert dict(impossible.counts.items()) | {"n_treated": None} == dict.fromkeys(dict(impossible.counts.items()))
    assert "contradiction" in impossible.rule
    assert impossible.confidence < _counted(3, 4).confidence
