from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.clean.clean import clean_list
from evidence.clean.renumber import applied, renumbered
from evidence.clean.repeats import Renumbered
from evidence.model import Problem
from evidence.sources.index import CitationIndex

CASES = Path(__file__).parents[1] / "cases"
TEXTS: list[dict[str, Any]] = json.loads((CASES / "clean_renumber.json").read_text(encoding="utf-8"))
LISTS: list[dict[str, Any]] = json.loads((CASES / "clean_lists.json").read_text(encoding="utf-8"))


def rewrite(text: str, renumbering: Sequence[Renumbered]) -> tuple[str, tuple[Problem, ...]]:
    """The text as it cites the cleaned list, and what was left as it stood."""
    edits, problems = renumbered(text, renumbering)
    return applied(text, edits), problems


def table(given_list: dict[str, list[int]]) -> list[Renumbered]:
    pairs = [(int(number) if number else None, new) for number, news in given_list.items() for new in news]
    return [Renumbered(position, number, new) for position, (number, new) in enumerate(pairs, 1)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in TEXTS])
def test_text(case: dict[str, Any]) -> None:
    new, problems = rewrite(case["text"], table(case["list"]))
    assert new == case["new"]
    left = case.get("left", [])
    assert len(problems) == len(left), problems
    for problem, begins in zip(problems, left, strict=True):
        assert problem.sentence.startswith(begins)
        assert problem.sentence.endswith(".")


@given(
    numbers=st.lists(st.integers(1, 40), min_size=1, max_size=8, unique=True),
    order=st.permutations(range(1, 41)),
    style=st.sampled_from(["[{}]", "({})"]),
    between=st.sampled_from([",", ", ", "; "]),
)
def test_there_and_back_cites_the_same(numbers: list[int], order: list[int], style: str, between: str) -> None:
    there = [Renumbered(at, at, new) for at, new in enumerate(order, 1)]
    back = [Renumbered(at, line.new, line.position) for at, line in enumerate(there, 1)]
    text = f"Seen {style.format(between.join(map(str, sorted(numbers))))}."
    moved, problems = rewrite(text, there)
    again, more = rewrite(moved, back)
    assert not problems
    assert not more
    assert cited(again) == sorted(numbers)
    assert cited(moved) == sorted(order[number - 1] for number in numbers)


def cited(text: str) -> list[int]:
    found: list[int] = []
    for part in text[6:-2].replace(";", ",").split(","):
        first, _, last = part.partition("–")
        found += range(int(first), int(last or first) + 1)
    return found


@given(text=st.text(alphabet="[]()¹²⁻⁺0123456789,;-– a\n", max_size=60), news=st.lists(st.integers(1, 9), max_size=9))
def test_only_numbers_change(text: str, news: list[int]) -> None:
    new, _ = rewrite(text, [Renumbered(at, at, number) for at, number in enumerate(news, 1)])
    signs = str.maketrans("", "", "0123456789⁰¹²³⁴⁵⁶⁷⁸⁹⁻,;-– ")
    assert new.translate(signs) == text.translate(signs)


def test_the_table_of_a_cleaned_list_serves(index: CitationIndex) -> None:
    case = next(case for case in LISTS if case.get("duplicates"))
    cleaned = clean_list(case["text"], index)
    repeated, first = next((int(k), v) for k, v in case["duplicates"].items())
    new, _ = rewrite(f"Here [{repeated}] and there [{first}].", cleaned.renumbering)
    here, there = (part.split("]")[0] for part in new.split("[")[1:])
    assert here == there
