"""The words of reference lists in the languages of manuscripts: `data/lexicon/references.toml`, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from evidence.protocol.shipped import shipped

__all__ = ["phrase", "source", "words_of"]

_NAMED = re.compile(r"\{([a-z_]+)\}")
_LINE_END = re.compile(r"(?:\A|\n)\s*")


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads(shipped("data", "lexicon", "references.toml").read_text(encoding="utf-8"))


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of folded words."""
    return frozenset(_read()["words"][name])


def source(name: str) -> str:
    """A phrase as the source of a regular expression, the phrases that it names put in."""
    return _NAMED.sub(lambda hit: source(hit[1]), _LINE_END.sub("", _read()["phrases"][name]))


@cache
def phrase(name: str) -> re.Pattern[str]:
    """A phrase as a regular expression."""
    return re.compile(source(name))
