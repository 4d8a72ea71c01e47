from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.normalise import identifiers

CASES = json.loads((Path(__file__).parents[1] / "cases" / "normalise_identifiers.json").read_text("utf-8"))
READ: dict[str, Callable[[str], str]] = {
    "doi": identifiers.doi,
    "pmid": identifiers.pmid,
    "pmcid": identifiers.pmcid,
    "issn": identifiers.issn,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['input'][0]} {case['note']}")
def test_identifiers(case: dict[str, Any]) -> None:
    kind, text = case["input"]
    assert READ[kind](text) == case["expected"]


def test_a_doi_is_compared_without_case() -> None:
    assert identifiers.doi_key("doi:10.1097/BOR.0000000000000220") == "10.1097/bor.0000000000000220"


@settings(max_examples=60, deadline=None)
@given(st.from_regex(r"10\.[1-9]\d{3}/[a-z0-9]{1,8}[.\-][a-z0-9]{1,8}", fullmatch=True))
def test_a_doi_is_found_in_whatever_form(doi: str) -> None:
    for text in (
        doi,
        f"doi: {doi}.",
        f"(https://doi.org/{doi})",
        f"https://doi.org/{doi.replace('/', '%2F')}",
        f"<{doi}>",
    ):
        assert identifiers.doi(text) == doi


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_what_is_found_is_found_again(text: str) -> None:
    for read in READ.values():
        assert read(read(text)) == read(text)
