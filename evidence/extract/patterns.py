"""Turns of phrase by name: the regular expressions of `data/lexicon/patterns.toml`, over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from evidence.extract.lexicon import CONDITION, LANGUAGES, load, of_condition

_FIRST = 0xE000  # of the characters that no text uses
_NO_STRING = re.compile(r"\\.|\[\^?.(?:\\.|[^\]\\])*\]|[.^$]")  # an escape, a set, a place
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|:|(?P<aside>[<=!]+)))?(?P<inside>[^()]*)\)")
_REPEATED = re.compile(r".(?:[?*]|\{[\d,]*\})[?+]?|\+[?+]?")  # with what need not stand there
_PIECE = re.compile(f"[{chr(_FIRST)}-\uf8ff]|[^\0{chr(_FIRST)}-\uf8ff]+")


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
    found = _needed(frame.replace("{words}", words)) or {""}
    return tuple(word for word in sorted(found) if not any(other in word for other in found - {word}))


def _needed(expression: str) -> frozenset[str]:
    """Strings of which one stands in whatever an expression matches; none where it can do without."""
    groups: list[frozenset[str]] = []

    def put(group: re.Match[str]) -> str:
        groups.append(frozenset() if group["aside"] else _in_one_of(group["inside"], groups))
        return chr(_FIRST + len(groups) - 1)

    flat, found = _NO_STRING.sub(lambda hit: "." if hit[0] == r"\." else "\0", expression), 1
    while found:  # from the innermost outward
        flat, found = _GROUP.subn(put, flat)
    return _in_one_of(flat, groups)


def _in_one_of(flat: str, groups: list[frozenset[str]]) -> frozenset[str]:
    """The same of what holds no brackets: a character from `_FIRST` on stands for a group."""
    needed = []
    for branch in flat.split("|"):
        pieces = _PIECE.findall(_REPEATED.sub("\0", branch))
        options = [groups[ord(piece) - _FIRST] if ord(piece[0]) >= _FIRST else frozenset({piece}) for piece in pieces]
        needed.append(max(options, key=lambda words: min(map(len, words), default=0), default=frozenset[str]()))
    return frozenset().union(*needed) if all(needed) else frozenset()
