"""The words of reference lists in the languages of manuscripts: `data/lexicon/references.toml`, read once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from evidence.protocol.shipped import shipped_toml

__all__ = ["phrase", "phrases", "source", "styles", "table", "words_of"]

_NAMED = re.compile(r"\{([a-z_]+)(\d?)\}")
_GROUP = re.compile(r"(?<=\(\?P<)(\w+)")
_LINE_END = re.compile(r"(?:\A|\n)\s*")


def _read() -> dict[str, dict[str, Any]]:
    return shipped_toml("data", "lexicon", "references.toml")


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of folded words."""
    return frozenset(_read()["words"][name])


def table(name: str) -> dict[str, Any]:
    """A table of the file as it stands: `notices` by their kind."""
    return _read()[name]


def styles() -> dict[str, str]:
    """How lists are numbered, by an example, as sources of regular expressions."""
    return {name: _filled(form) for name, form in table("styles").items()}


def source(name: str, suffix: str = "") -> str:
    """A phrase as the source of a regular expression, with those that it names; `suffix` ends its groups' names."""
    return _GROUP.sub(rf"\g<1>{suffix}", _filled(_read()["phrases"][name]))


def _filled(text: str) -> str:
    return _NAMED.sub(lambda hit: source(hit[1], hit[2]), _LINE_END.sub("", text))


@cache
def phrase(name: str) -> re.Pattern[str]:
    """A phrase as a regular expression."""
    return re.compile(source(name))


@cache
def phrases(name: str) -> tuple[re.Pattern[str], ...]:
    """The forms of a phrase that has several, in their order."""
    return tuple(re.compile(_filled(form)) for form in _read()["phrases"][name])
