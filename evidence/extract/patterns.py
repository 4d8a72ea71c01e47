"""Turns of phrase by name: the regular expressions of `data/lexicon/patterns.toml`, over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from re import _parser as syntax  # type: ignore[attr-defined]
from typing import Any

from evidence.extract.lexicon import CONDITION, LANGUAGES, load, of_condition


@cache
def _entries(condition: str) -> dict[str, tuple[str, str]]:
    return {
        entry["id"]: (
            entry.get("frame", r"\b(?:{words})\b"),
            "|".join(word for language in LANGUAGES for word in entry.get(language, ())),
        )
        for entry in (*load("patterns.toml")["pattern"], *of_condition(condition).get("pattern", ()))
    }


def pattern(name: str) -> re.Pattern[str]:
    """The expression of that id; KeyError when there is none."""
    return _pattern(name, CONDITION.get())


@cache
def _pattern(name: str, condition: str) -> re.Pattern[str]:
    frame, words = _entries(condition)[name]
    return re.compile(frame.replace("{words}", words))


def scan(name: str, folded: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Where a pattern stands in folded[start:end]; it is looked for only where one of its words stands."""
    stop = len(folded) if end is None else end
    for word in _words_in(name, folded, CONDITION.get()):
        if folded.find(word, start, stop) >= 0:
            return pattern(name).finditer(folded, start, stop)
    return iter(())


def stands(name: str, folded: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a pattern stands in folded[start:end]."""
    return next(scan(name, folded, start, end), None) is not None


@lru_cache(maxsize=8192)
def _words_in(name: str, folded: str, condition: str) -> tuple[str, ...]:
    """The words of a pattern that a text holds: a text is asked once, its sentences only for these."""
    return tuple(word for word in _words(name, condition) if word in folded)


@cache
def _words(name: str, condition: str) -> tuple[str, ...]:
    frame, words = _entries(condition)[name]
    found = _needed(syntax.parse(frame.replace("{words}", words))) or {""}
    return tuple(word for word in sorted(found) if not any(other in word for other in found - {word}))


def _needed(parsed: Any) -> frozenset[str]:
    """Strings of which one stands in whatever an expression matches; none where it can do without."""
    best, run = frozenset[str](), ""
    for operation, argument in (*parsed, (None, None)):
        if operation is syntax.LITERAL:
            run += chr(argument)
            continue
        options, run = [best, frozenset({run} - {""})], ""
        if operation is syntax.SUBPATTERN:
            options.append(_needed(argument[-1]))
        elif operation is syntax.IN and all(kind is syntax.LITERAL for kind, _ in argument):
            options.append(frozenset(chr(code) for _, code in argument))
        elif operation is syntax.BRANCH:
            parts = [_needed(branch) for branch in argument[1]]
            options.append(frozenset().union(*parts) if all(parts) else frozenset())
        elif operation in {syntax.MAX_REPEAT, syntax.MIN_REPEAT} and argument[0] > 0:
            options.append(_needed(argument[2]))
        best = max(options, key=lambda words: min(map(len, words), default=0))
    return best
