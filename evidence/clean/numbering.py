"""What is wrong with the numbers of a list: used twice, or skipped."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from evidence.model import Problem

__all__ = ["number_defects"]


def number_defects(entries: Iterable[tuple[int, int, str]]) -> list[Problem]:
    """The numbers that are used twice and those that are skipped, of (number, line, where it stands) in list order."""
    found: list[Problem] = []
    first: dict[int, tuple[int, str]] = {}
    for number, line, where in entries:
        if number in first:
            sentence = f"Number ({number}) is used twice: {first[number][1]} and {where}."
            found.append(Problem("number-repeated", sentence, line))
        first.setdefault(number, (line, where))
    for lower, upper in pairwise(sorted(first)):
        if upper > lower + 1:
            one, (line, where) = upper == lower + 2, first[upper]
            which = f"Number ({lower + 1}) is" if one else f"Numbers ({lower + 1}) to ({upper - 1}) are"
            found.append(Problem("number-skipped", f"{which} skipped: ({upper}) {where} follows ({lower}).", line))
    return found
