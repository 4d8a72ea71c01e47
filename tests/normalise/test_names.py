from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Name
from evidence.normalise.names import initials_of, parse_name, parse_names, surname_keys

CASES = json.loads((Path(__file__).parents[1] / "cases" / "normalise_names.json").read_text("utf-8"))


def shown(name: Name) -> str:
    if name.collective:
        return f"{name.family} (group)"
    return ", ".join(part for part in (name.family, name.initials, name.suffix) if part)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['note']}")
def test_authors(case: dict[str, object]) -> None:
    assert [shown(name) for name in parse_names(str(case["input"]))] == case["expected"]


def test_spelling_stays_as_printed() -> None:
    assert parse_name("de la Cruz, Juan M., Jr.") == Name("de la Cruz", "Juan M.", "JM", "Jr")
    assert parse_name("SMITH, JOHN") == Name("SMITH", "JOHN", "J")
    assert parse_name("Smith", collective=True) == Name("Smith", collective=True)


@pytest.mark.parametrize(
    ("given_name", "initials"),
    [("Jean-Pierre", "JP"), ("J.-P.", "JP"), ("J M", "JM"), ("JM", "JM"), ("JOHN", "J"), ("Émile", "É"), ("", "")],
)
def test_initials(given_name: str, initials: str) -> None:
    assert initials_of(given_name) == initials


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Le Quintrec", "Quintrec"),
        ("Müller", "Mueller"),
        ("Müller", "Muller"),
        ("O'Neill", "O’NEILL"),
        ("Osten-Sacken", "von der Osten Sacken"),
        ("dos Santos", "Santos"),
    ],
)
def test_spellings_of_one_surname_meet(one: str, other: str) -> None:
    assert set(surname_keys(one)) & set(surname_keys(Name(other)))


def test_surnames_that_are_not_one() -> None:
    assert not set(surname_keys("MacDonald")) & set(surname_keys("Donald"))
    assert not set(surname_keys("O'Neill")) & set(surname_keys("Neill"))
    assert surname_keys("") == ()


SURNAMES = st.sampled_from(["Boulman", "Valenzuela", "de la Cruz", "van der Berg", "Le Quintrec", "O'Neill", "Wu"])
INITIALS = st.text(alphabet="ABCDEFGJKLMNPRST", min_size=1, max_size=2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SURNAMES, INITIALS), min_size=1, max_size=6))
def test_the_usual_styles_give_the_same_authors(people: list[tuple[str, str]]) -> None:
    dotted = [(family, "".join(f"{letter}." for letter in initials)) for family, initials in people]
    styles = [
        ", ".join(f"{family} {initials}" for family, initials in people),
        "; ".join(f"{family}, {initials}" for family, initials in dotted),
        " and ".join(f"{family}, {initials}" for family, initials in dotted),
        ", ".join(f"{family}, {initials}" for family, initials in dotted),
        ", ".join(f"{initials} {family}" for family, initials in dotted),
    ]
    for text in styles:
        assert [(name.family, name.initials) for name in parse_names(text)] == people, text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    assert all(name.family for name in parse_names(text))
