"""Clauses: a sentence cut where it turns to another response, with the words of each kind that it holds.

A cut is made at semicolons and adversatives, and at commas and conjunctions that have a response on either side.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.extract.counts import Tally, denied, tallies
from evidence.extract.lexicon import Mention, context, responses
from evidence.extract.mentions import clean, find_treatments
from evidence.extract.text import Passage

_STRONG = re.compile(
    r"[;:](?!\s*\d)|,?\s+(?:but(?!\s+(?:one|two|three|\d))|whereas|while|although|though|however|yet|mais"
    r"|alors que|tandis que|pero"
    r"|mientras que|mas|"
    r"aber|wahrend|sondern)\s"
)
_WEAK = re.compile(
    r",\s*(?:and|et|y|e|und|then|puis|or|ou|with|avec|dont|which|qui)?\s|\s(?:and|et|y|e|und|then|puis|and then)\s"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence. All places are in the folded text of the passage."""

    passage: Passage
    sentence: tuple[int, int]
    start: int
    end: int
    treatments: tuple[Mention, ...]
    responses: tuple[Mention, ...]
    targets: tuple[Mention, ...]
    counts: tuple[Tally, ...]
    denied: Tally | None

    @property
    def text(self) -> str:
        """The folded text of the clause."""
        return self.passage.folded.text[self.start : self.end]


def clauses(passage: Passage, start: int, end: int) -> tuple[Clause, ...]:
    """The clauses of a sentence, in order."""
    said = tuple(_responses(passage, start, end))
    given = find_treatments(passage, start, end)
    targets = tuple(_targets(passage, start, end, given))
    counted = tallies(passage, start, end)
    bounds = list(_cuts(passage, start, end, said))
    found = []
    for begin, stop in itertools.pairwise(bounds):
        inside = tuple(t for t in counted if begin <= t.start < stop)
        found.append(
            Clause(
                passage,
                (start, end),
                begin,
                stop,
                tuple(m for m in given if begin <= m.start < stop),
                tuple(m for m in said if begin <= m.start < stop),
                tuple(m for m in targets if begin <= m.start < stop),
                inside,
                denied(passage.folded.text, begin, stop, inside),
            )
        )
    return tuple(found)


def _cuts(passage: Passage, start: int, end: int, said: tuple[Mention, ...]) -> Iterator[int]:
    folded = passage.folded.text
    places = {m.start() + 1: True for m in _STRONG.finditer(folded, start, end)}
    for match in _WEAK.finditer(folded, start, end):
        places.setdefault(match.start() + 1, False)
    last = start
    yield start
    ordered = sorted(places)
    for i, place in enumerate(ordered):
        after = next((p for p in ordered[i + 1 :] if p > place), end)
        left = any(last <= m.start < place for m in said)
        right = any(place <= m.start < after for m in said)
        depth = folded[start:place].count("(") - folded[start:place].count(")")
        if depth <= 0 and place - last > 3 and (places[place] or (left and right)):
            yield place
            last = place
    yield end


def _responses(passage: Passage, start: int, end: int) -> Iterator[Mention]:
    folded = passage.folded.text
    traps = [(m.start, m.end) for m in context("trap").find(folded, folded, start, end)]
    for mention in clean(responses(), passage, start, end):
        if any(a < mention.end and mention.start < b for a, b in traps):
            continue
        note = mention.term.note
        near = folded[max(start, mention.start - 14) : mention.start], folded[mention.end : mention.end + 22]
        if note.get("counted") and not (
            re.search(
                r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|deux|trois|quatre|cinq|sept|huit|neuf"
                r"|dix|twelve|seule?)\)?[ :]+(?:were |was |had (?:an? )?|etaient )?$",
                near[0],
            )
            or re.match(
                r"\s*(?:[:=,(]|in|chez|for|response|reponse|pour)?\s*\(?(?:\d|one|two|three|four|five|six|seven"
                r"|eight|nine|ten|un|deux|trois|quatre|cinq|sept|huit|neuf|dix|twelve|both|all)",
                near[1],
            )
            or re.search(
                r"(?:response|reponse|improvement|resolution|regression|amelioration)\s+(?:was|were|etait|fut"
                r"|a ete)?\s*$",
                folded[max(start, mention.start - 26) : mention.start],
            )
        ):
            continue
        yield mention


def _targets(passage: Passage, start: int, end: int, given: tuple[Mention, ...]) -> Iterator[Mention]:
    folded = passage.folded.text
    for mention in context("target").find(folded, folded, start, end):
        if not any(t.start < mention.end and mention.start < t.end for t in given):
            yield mention
