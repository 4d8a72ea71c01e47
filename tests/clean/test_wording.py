"""The words and forms of `data/lexicon/references.toml` can be read, and each is used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from evidence.clean.wording import phrase, phrases, source, words_of
from evidence.normalise.text import fold
from evidence.protocol.shipped import shipped

TEXT = shipped("data", "lexicon", "references.toml").read_text(encoding="utf-8")
LEXICON: dict[str, dict[str, Any]] = tomllib.loads(TEXT)
CODE = "".join(
    path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "evidence" / "clean").glob("*.py")
)
BY_PREFIX = ("tag_", "measured_")  # looked up by a name that is put together


@pytest.mark.parametrize("name", LEXICON["phrases"])
def test_every_form_is_a_regular_expression_and_used(name: str) -> None:
    several = isinstance(LEXICON["phrases"][name], list)
    assert phrases(name) if several else phrase(name)
    quoted = f'"{name}"' in CODE or f"'{name}'" in CODE or name.startswith(BY_PREFIX)
    assert quoted or re.search(rf"\{{{name}\d?\}}", TEXT), "no code and no other form names it"


@pytest.mark.parametrize("name", LEXICON["words"])
def test_words_stand_as_they_are_compared(name: str) -> None:
    assert {word for word in words_of(name) if fold(word) != word} == set()
    assert len(words_of(name)) == len(LEXICON["words"][name]), "a word stands twice"


def test_a_digit_after_the_name_of_a_form_is_put_after_those_of_its_groups() -> None:
    assert re.compile(source("date", "2")).groupindex.keys() == {"date2", "year2"}
    assert {"year", "year2", "issue", "issue2"} <= phrases("place")[0].groupindex.keys()
