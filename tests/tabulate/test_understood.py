from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import UsageError
from evidence.model import Fault, TableSpec
from evidence.tabulate.understood import understood

FILE = Path(__file__).parents[1] / "cases" / "tabulate_questions.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["say"] for case in CASES])
def test_a_sentence_is_understood_whole_or_refused(case: dict[str, Any]) -> None:
    if "wrong" not in case:
        asked = understood(TableSpec(), patient=case["say"])
        for name in ("diseases", "treatments", "failed", "domains", "unused"):
            assert getattr(asked, name) == tuple(case.get(name, ())), case.get("note", "")
        return
    with pytest.raises(UsageError) as caught:
        understood(TableSpec(), patient=case["say"])
    faults = [fault for fault in caught.value.faults if isinstance(fault, Fault)]
    assert len(faults) == len(case["wrong"])
    assert all(part in fault.message for part, fault in zip(case["wrong"], faults, strict=True))
    assert any(case["hint"] in fault.hint for fault in faults)


def test_codes_and_names_are_understood_and_every_unknown_one_is_told() -> None:
    asked = understood(TableSpec(), diseases=["ssc", "lupus"], treatments=["Bisphosphonates", "rapamycin"])
    assert (asked.diseases, asked.treatments) == (("SSc", "SLE"), ("bisphosphonate", "sirolimus"))
    with pytest.raises(UsageError) as caught:
        understood(TableSpec(), diseases=["SLEE"], treatments=["colchizine"], domains=["deposit"], designs=["rtc"])
    hints = [fault.hint for fault in caught.value.faults if isinstance(fault, Fault)]
    assert hints == [
        'Did you mean "SLE"?',
        'Did you mean "colchicine"?',
        'Did you mean "deposits"?',
        'Did you mean "rct"?',
    ]


def test_what_is_given_replaces_what_the_named_table_says() -> None:
    spec = TableSpec(name="x", diseases=("SLE",), domains=("deposits",), confirmed_only=True)
    asked = understood(spec, diseases=["DM"])
    assert (asked.name, asked.diseases, asked.domains, asked.confirmed_only) == ("x", ("DM",), ("deposits",), True)


WORDS = st.lists(st.sampled_from(["SLE", "failed", "colchicine", "xq", "and", "LES"])).map(" ".join)


@given(st.text(max_size=60) | WORDS)
@settings(max_examples=80, deadline=None)
def test_every_word_is_understood_or_told(text: str) -> None:
    try:
        asked = understood(TableSpec(), patient=text)
    except UsageError:
        return
    assert "xq" not in text.split()
    assert ("colchicine" in (*asked.failed, *asked.treatments)) == ("colchicine" in text.casefold().split())
