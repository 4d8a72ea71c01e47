from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Name
from evidence.normalise.author_lists import is_person, parse_names, unfinished

FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    case
    for name in ("normalise_names.json", "normalise_author_lists.json")
    for case in json.loads((FOLDER / name).read_text("utf-8"))
]


def shown(name: Name) -> str:
    if name.collective:
        return f"{name.family} (group)"
    return ", ".join(part for part in (name.family, name.initials, name.suffix) if part)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['note']}")
def test_authors(case: dict[str, object]) -> None:
    if case.get("only") != "value":
        assert [shown(name) for name in parse_names(str(case["input"]))] == case["expected"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Garcia Lopez, Juana Mireya", ["Garcia Lopez, JM"]),
        ("Weber, Olsen", ["Weber, O"]),
        ("Weber, Olsen, Zhao, Okafor", ["Weber", "Olsen", "Zhao", "Okafor"]),
        ("Weber, A., Olsen, B.", ["Weber, A", "Olsen, B"]),
        ("Smith, J, Jr", ["Smith, J, Jr"]),
    ],
)
def test_a_comma_in_a_field_for_one_author_divides_family_from_given(value: str, expected: list[str]) -> None:
    assert [shown(name) for name in parse_names(value, apart=True)] == expected


def test_small_letters_stay_as_printed() -> None:
    assert parse_names("weber, anna b. and van der berg, j.-p.") == (
        Name("weber", "anna b.", "AB"),
        Name("van der berg", "j.-p.", "JP"),
    )


@pytest.mark.parametrize("text", ["Weber A et al.", "Weber, A. and others", "weber a, et al"])
def test_a_list_that_says_that_there_are_more(text: str) -> None:
    assert unfinished(text)
    assert not unfinished("Weber A, Etalon B, Others C")


def test_who_is_evidently_a_person() -> None:
    assert is_person("R. E. Weber")
    assert is_person("Maria Weber")
    assert not is_person("Lupus Europe")
    assert not is_person("")


SURNAMES = st.sampled_from(["Boulman", "Valenzuela", "de la Cruz", "van der Berg", "Le Quintrec", "O'Neill", "Wu"])
INITIALS = st.text(alphabet="ABCDEFGJKLMNPRST", min_size=1, max_size=2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SURNAMES, INITIALS), min_size=1, max_size=6))
def test_the_usual_styles_give_the_same_authors(people: list[tuple[str, str]]) -> None:
    dotted = [(family, "".join(f"{letter}." for letter in initials)) for family, initials in people]
    (family, initials), *others = dotted
    inverted_first = [f"{family}, {initials}", *(f"{initials} {family}" for family, initials in others)]
    styles = [
        ", ".join(f"{family} {initials}" for family, initials in people),
        "; ".join(f"{family}, {initials}" for family, initials in dotted),
        " and ".join(f"{family}, {initials}" for family, initials in dotted),
        ", ".join(f"{family}, {initials}" for family, initials in dotted),
        ", ".join(f"{initials} {family}" for family, initials in dotted),
        ", ".join(inverted_first),
        ", & ".join(f"{family}, {initials}" for family, initials in dotted),
    ]
    for text in styles:
        for apart in (False, True):
            assert [(name.family, name.initials) for name in parse_names(text, apart=apart)] == people, text
    for text in styles[1:]:
        small = [(family.lower(), initials) for family, initials in people]
        assert [(name.family, name.initials) for name in parse_names(text.lower())] == small, text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40) | st.text("aA.,; &yéBand", max_size=25), st.booleans())
def test_any_text_is_read(text: str, apart: bool) -> None:
    assert all(name.family for name in parse_names(text, apart=apart))
