from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.normalise.dates import parse_date

CASES = json.loads((Path(__file__).parents[1] / "cases" / "normalise_dates.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['note']}")
def test_dates(case: dict[str, object]) -> None:
    assert list(parse_date(str(case["input"]))) == case["expected"]


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2099, 12, 31)))
def test_an_iso_date_is_read_back(day: date) -> None:
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4], day.strftime("%Y/%m/%d")):
        assert parse_date(text) == (day.year, text.replace("/", "-"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20))
def test_the_date_begins_with_the_year(text: str) -> None:
    year, iso = parse_date(text)
    assert iso == "" if year is None else iso.startswith(str(year))
