from __future__ import annotations

import pytest

from evidence.model import Name
from evidence.normalise.names import initials_of, parse_name, surname_keys


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
