"""The hard pairs of tests/cases/dedupe_pairs.json, each judged alone and by the files that it leads to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.dedupe.deduplicate import Deduplicated, deduplicate
from evidence.match.compare import Frequencies, compare
from evidence.match.form import form_of
from evidence.model import Place, Record
from evidence.normalise.author_lists import parse_names
from evidence.normalise.citation import citation_of

CASES = json.loads((Path(__file__).parents[1] / "cases" / "dedupe_pairs.json").read_text(encoding="utf-8"))
PARAMS = [pytest.param(case, id=case["id"]) for case in CASES]


def record(key: str, fields: dict[str, Any]) -> Record:
    given = {name: value for name, value in fields.items() if name != "authors"}
    return Record(key=key, source="csv", place=Place("cases"), names=parse_names(fields.get("authors", "")), **given)


def verdict(found: Deduplicated) -> tuple[str, str]:
    if len(found.clusters) == 1:
        return "same", ""
    return next(((link.verdict, link.relation) for link in (*found.links, *found.review)), ("different", ""))


@pytest.mark.parametrize("case", PARAMS)
@pytest.mark.parametrize("swapped", [False, True], ids=["ab", "ba"])
def test_verdict(case: dict[str, Any], swapped: bool) -> None:
    one, other = (case["b"], case["a"]) if swapped else (case["a"], case["b"])
    had, relation = verdict(deduplicate([record("a", one), record("b", other)]))
    assert had == case["verdict"], case["note"]
    if had in {"linked", "ask"}:
        assert relation == case.get("relation", "")


@pytest.mark.parametrize("case", PARAMS)
def test_comparison_is_symmetric(case: dict[str, Any]) -> None:
    a, b = (form_of(citation_of(record(side, case[side]))) for side in "ab")
    there, back = compare(a, b, Frequencies()), compare(b, a, Frequencies())
    assert [(p.field, p.level, p.weight) for p in there.parts] == [(p.field, p.level, p.weight) for p in back.parts]


@pytest.mark.parametrize("case", PARAMS)
def test_a_copy_always_merges(case: dict[str, Any]) -> None:
    copies = [record("first", case["a"]), record("second", case["a"])]
    assert len(deduplicate(copies).clusters) == 1
