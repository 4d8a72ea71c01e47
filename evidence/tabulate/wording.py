"""The turns of phrase of data/lexicon/reports.toml, compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from evidence.extract.lexicon import LANGUAGES, load


@cache
def wording(name: str) -> re.Pattern[str]:
    """The words of a section, whole, over folded text; `denied`: at most two words before its end."""
    words = _any(load("reports.toml")[name])
    return re.compile(rf"\b(?:{words})\s+(?:\S+\s+){{0,2}}$" if name == "denied" else rf"\b(?:{words})(?!\w)")


@cache
def controls() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(what the controls had, the words that say so) of each [[compared]]."""
    entries = load("reports.toml")["compared"]
    return tuple((entry.get("control", ""), re.compile(rf"\b(?:{_any(entry)})(?!\w)")) for entry in entries)


def _any(words: Mapping[str, list[str] | str]) -> str:
    return "|".join(word for language in LANGUAGES for word in words.get(language, ()))
