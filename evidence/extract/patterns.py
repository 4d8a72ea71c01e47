"""Turns of phrase by name: the regular expressions of `data/lexicon/patterns.toml`, over folded text."""

from __future__ import annotations

import re
from functools import cache

from evidence.extract.lexicon import LANGUAGES, load


@cache
def _entries() -> dict[str, tuple[str, str]]:
    return {
        entry["id"]: (
            entry.get("frame", r"\b(?:{words})\b"),
            "|".join(word for language in LANGUAGES for word in entry.get(language, ())),
        )
        for entry in load("patterns.toml")["pattern"]
    }


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The expression of that id; KeyError when there is none."""
    frame, words = _entries()[name]
    return re.compile(frame.replace("{words}", words))
