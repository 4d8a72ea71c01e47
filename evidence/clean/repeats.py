"""Entries that stand twice in a list: pointed at their first copy; and the number of each in the clean list."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from evidence.clean.decided import reference_key
from evidence.clean.records import wording
from evidence.clean.titles import swapped
from evidence.model import Cleaned, Problem, Reference
from evidence.normalise.text import fold

__all__ = ["Renumbered", "joined"]

_COMPARED = 5000  # characters; no reference is longer


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Where an entry goes: its position (1-based) and number in the list as given, its number in the clean list."""

    position: int
    number: int | None
    new: int


def joined(
    entries: Sequence[Cleaned], decided: Collection[str]
) -> tuple[tuple[Cleaned, ...], list[Problem], tuple[Renumbered, ...]]:
    """Repeated entries pointed at their first copy; one number printed twice for one unclear reference is one entry.

    `decided` are the keys of entries on which a person said what is meant, whatever their text.
    """
    kept: list[Cleaned] = []
    table: list[Renumbered] = []
    problems: list[Problem] = []
    firsts: dict[str, list[int]] = defaultdict(list)
    standing = Counter(
        at if item.reference.number is None else item.reference.number for at, item in enumerate(entries, 1)
    )
    new = 0
    for item in entries:
        number = item.reference.number
        alike = firsts[item.match.citation_id if item.match else _digits(item)]
        at = next((place for place in alike if _repeats(kept[place], item, decided)), None)
        if at is None:
            if item.match and alike:
                other = alike[0]
                kept[other], item = _doubted(kept[other], item, len(kept) + 1), _doubted(item, kept[other], other + 1)
            alike.append(len(kept))
            if item.match and reference_key(item.reference.raw) in decided:
                firsts[_digits(item)].append(len(kept))  # its other copy, in another spelling, was not asked about
            new += 1
        elif item.match is None and number is not None and number == kept[at].reference.number:
            twice = f"Number ({number}) is printed twice for one reference{_spellings(kept[at], item)};"
            problems.append(Problem("printed-twice", f"{twice} the second time it reads “{item.reference.raw}”."))
            kept[at] = replace(kept[at], problems=(*kept[at].problems, problems[-1]))
            continue
        else:
            item = _repeated(item, kept[at], at + 1, standing)
        table.append(Renumbered(len(kept) + 1, number, new if at is None else table[at].new))
        kept.append(item)
    return tuple(kept), problems, tuple(table)


def _doubted(item: Cleaned, other: Cleaned, position: int) -> Cleaned:
    """An entry that was matched to the paper of another one though their texts contradict each other."""
    number = other.reference.number
    named = f"number {number}" if number is not None else f"entry {position}"
    sentence = (
        f"This entry and {named} were found to be one paper, but their volumes, pages or titles contradict each other:"
        " one of the two may mean another paper; compare them."
    )
    return replace(item, problems=(*item.problems, Problem("same-paper", sentence)))


def _repeated(item: Cleaned, first: Cleaned, position: int, standing: Counter[int]) -> Cleaned:
    place = position if first.reference.number is None else first.reference.number
    named = f"number {place}"
    if standing[place] > 1:
        named = f"the entry in place {position} of the list (number {place} may mean another as well)"
    sentence = f"This entry repeats {named}{_spellings(first, item)}."
    return replace(
        item,
        status="duplicate" if item.status != "retracted" else "retracted",
        duplicate_of=place,
        problems=(*item.problems, Problem("repeated-entry", sentence)),
        explanation=f"{sentence} {item.explanation}" if item.status == "probable" else sentence,
    )


def _digits(item: Cleaned) -> str:
    return re.sub(r"\D", "", fold(wording(item.reference)))


def _repeats(a: Cleaned, b: Cleaned, decided: Collection[str]) -> bool:
    """Whether two entries with one paper are one reference, or such with the same digits of which `b` has no paper."""
    if b.match is not None:
        said = any(reference_key(item.reference.raw) in decided for item in (a, b))  # by a person, against the text
        return a.match is not None and (said or not _contradict(a.reference, b.reference))
    one, other = (wording(item.reference) for item in (a, b))
    if max(len(one), len(other)) > _COMPARED:
        return one == other
    one, other = fold(one), fold(other)
    journal_alone = a.printed.journal_id == b.printed.journal_id != "" and not a.printed.title and not b.printed.title
    return len(one) >= 8 and fuzz.ratio(one, other) >= (80 if journal_alone else 93)


def _contradict(a: Reference, b: Reference) -> bool:
    """Whether two entries taken for one paper print another volume and page, or one of these and another title word.

    Where either prints no title, another volume or another page is enough; volume and issue may be swapped.
    """
    one, other = ({f.field: fold(f.value) for f in reversed(of.fields)} for of in (a, b))
    volumes = {one.get("volume"), other.get("issue")}, {other.get("volume"), one.get("issue")}
    apart = [
        "volume" in one and "volume" in other and one["volume"] != other["volume"] and all(len(v) > 1 for v in volumes),
        "fpage" in one and "fpage" in other and one["fpage"] != other["fpage"],
    ]
    titles = one.get("title", ""), other.get("title", "")
    return all(apart) or (any(apart) and (not all(titles) or bool(swapped(*titles))))


def _spellings(a: Cleaned, b: Cleaned) -> str:
    one, other = (next((f.value for f in c.reference.fields if f.field == "journal"), "") for c in (a, b))
    if not one or not other or fold(one) == fold(other):
        return ""
    return f" (“{one}” and “{other}” are two spellings of one journal, {a.printed.journal})"
