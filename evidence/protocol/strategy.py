"""A search strategy in named lines: put together, and checked for what a database would misread in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_NAME = re.compile(r"\{([^{}]*)\}")
_QUOTED = re.compile(r'"[^"]*"')
_PAIRS = (("(", ")", "parenthesis"), ("[", "]", "bracket"), ("{", "}", "brace"))
_OPERATOR = re.compile(r"\b(?:AND|OR|NOT)\b")


def named_in(text: str) -> tuple[str, ...]:
    """The lines that a text names in braces, in order, each once."""
    return tuple(dict.fromkeys(_NAME.findall(text)))


def imbalances(text: str) -> Iterator[str]:
    """Sentences on quotes and brackets that do not close: a database ignores them and searches something else."""
    if text.count('"') % 2:
        yield "a double quote is not closed"
        return
    bare = _QUOTED.sub("", text)
    for opening, closing, word in _PAIRS:
        depth = 0
        for spot, char in enumerate(bare):
            depth += (char == opening) - (char == closing)
            if depth < 0:
                yield f"a {word} is closed that was not opened, after “{bare[max(0, spot - 30) : spot].strip()}”"
                break
        else:
            if depth:
                yield f"{depth} {word} not closed" if depth == 1 else f"{depth} of “{opening}” are not closed"


def expand(text: str, lines: Mapping[str, str]) -> str:
    """The text with every named line put in, in parentheses where it joins several terms.

    Raises ValueError naming the lines of a circle, KeyError for an unknown line.
    """
    return _expand(text, lines, ())


def _expand(text: str, lines: Mapping[str, str], inside: tuple[str, ...]) -> str:
    def put_in(match: re.Match[str]) -> str:
        name = match[1]
        if name in inside:
            raise ValueError(" → ".join((*inside[inside.index(name) :], name)))
        part = _expand(lines[name], lines, (*inside, name))
        return f"({part})" if _OPERATOR.search(_QUOTED.sub("", part)) and not _enclosed(part) else part

    return _NAME.sub(put_in, " ".join(text.split()))


def _enclosed(text: str) -> bool:
    """Whether one pair of parentheses holds the whole text."""
    bare = _QUOTED.sub(lambda match: "_" * len(match[0]), text)
    if not (bare.startswith("(") and bare.endswith(")")):
        return False
    depth = 0
    for spot, char in enumerate(bare):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return spot == len(bare) - 1
    return False
