"""TOML with places: the standard parser keeps none, and a fault needs one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from evidence.model import Fault, Place

_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$""")
_FENCES = ('"""', "'''")


def parse_toml(text: str, label: str) -> Mapping[str, object] | Fault:
    """The content of a TOML text, or the fault that makes it unreadable; `label` names the file."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        spot = re.search(r"at line (\d+)", str(error))
        line = int(spot[1]) if spot else text.count("\n") + 1
        hint = "Text stands in quotes; a longer one between three quotes."
        return Fault(Place(label, line), "syntax", f"not valid TOML: {error}", hint)


def key_lines(text: str) -> Mapping[str, int]:
    """Dotted keys (tables too) with the 1-based line of their first mention.

    >>> dict(key_lines('[topic]\\nid = "a"'))
    {'topic': 1, 'topic.id': 2}
    """
    found: dict[str, int] = {}
    table, fence = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if header := _HEADER.match(line):
            table = _plain(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{table}.{_plain(key[1])}" if table else _plain(key[1]), number)
            fence = next((mark for mark in _FENCES if key[2].count(mark) == 1), "")
    return found


def line_of(lines: Mapping[str, int], key: str) -> int | None:
    """The line of a dotted key, else that of the nearest table around it."""
    while key:
        if key in lines:
            return lines[key]
        key = key.rpartition(".")[0]
    return None


def _plain(dotted: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in dotted.split("."))
