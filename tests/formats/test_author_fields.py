"""One author field, the same people in every format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from evidence.formats import READERS
from evidence.model import Name, Record

CASES = json.loads((Path(__file__).parents[1] / "cases" / "normalise_author_lists.json").read_text("utf-8"))
ELSEWHERE = {"csv": "value", "ris": "list", "bibtex": "list"}  # the cases that do not hold there


def written(kind: str, texts: dict[str, str]) -> str:
    if kind == "ris":
        return "".join(f"TY  - JOUR\nID  - {key}\nAU  - {text}\nTI  - Zinc\nER  - \n" for key, text in texts.items())
    if kind == "bibtex":
        escaped = {key: text.replace("&", "\\&").replace("#", "\\#") for key, text in texts.items()}
        return "".join(
            f"@article{{{key},\n title = {{Zinc}},\n author = {{{text}}}\n}}\n" for key, text in escaped.items()
        )
    out = io.StringIO()
    csv.writer(out).writerows([("id", "title", "author"), *((key, "Zinc", text) for key, text in texts.items())])
    return out.getvalue()


def shown(name: Name) -> str:
    if name.collective:
        return f"{name.family} (group)"
    return ", ".join(part for part in (name.family, name.initials, name.suffix) if part)


def read(kind: str, texts: dict[str, str]) -> dict[str, Record]:
    items = READERS[kind](io.BytesIO(written(kind, texts).encode()), f"x.{kind}")
    return {item.key: item for item in items if isinstance(item, Record)}


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_lists_in_one_field(kind: str) -> None:
    cases = [case for case in CASES if case.get("only") != ELSEWHERE[kind]]
    records = read(kind, {case["id"]: case["input"] for case in cases})
    got = {case["id"]: (case["input"], [shown(name) for name in records[case["id"]].names]) for case in cases}
    assert got == {case["id"]: (case["input"], case["expected"]) for case in cases}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Lupus Europe,", "Lupus Europe (group)"),
        ("ACCORD,", "ACCORD (group)"),
        ("Weber, A.,", "Weber, A"),
        ("Weber, Anna,", "Weber, A"),
        ("R. E. Weber,", "Weber, RE"),
        ("Weber RE,", "Weber, RE"),
    ],
)
def test_a_comma_at_the_end_makes_a_group_only_without_a_given_name(value: str, expected: str) -> None:
    assert [shown(name) for name in read("ris", {"k": value})["k"].names] == [expected]


def test_braces_of_bibtex_hold_a_name_together() -> None:
    people = "{Health and Safety Group} and {Weber and Olsen} Ltd, B. and {van der Berg}, J. and others"
    record = read("bibtex", {"k": people})["k"]
    assert [shown(name) for name in record.names] == [
        "Health and Safety Group (group)",
        "Weber and Olsen Ltd, B",
        "van der Berg, J",
    ]
    assert not record.names_complete
    assert not read("bibtex", {"k": "{Lupus Europe} and others"})["k"].names_complete
    assert len(read("bibtex", {"k": "{Lupus Europe} and others"})["k"].names) == 1
    assert not read("bibtex", {"k": "A. Weber et al."})["k"].names_complete
    assert read("bibtex", {"k": "A. Weber and B. Olsen"})["k"].names_complete


def test_an_author_field_of_bibtex_on_several_lines() -> None:
    record = read("bibtex", {"k": "Weber,\n  Anna and\n  Okafor, Ben\n  and Carl\n  Zhao"})["k"]
    assert [shown(name) for name in record.names] == ["Weber, A", "Okafor, B", "Zhao, C"]
