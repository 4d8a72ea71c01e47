"""Clauses: a sentence cut where it turns to another response, with the words of each kind that it holds.

A cut is made at semicolons and adversatives, and at commas and conjunctions that have a response on either side.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from evidence.extract.counts import Tally, denied, tallies
from evidence.extract.lexicon import Mention, Term, find
from evidence.extract.mentions import clean, find_treatments
from evidence.extract.patterns import pattern, scan
from evidence.extract.text import Passage
from evidence.protocol.vocabulary import vocabulary

_HARM = Term("harm", "", {})


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
    def folded(self) -> str:
        """The folded text of the passage."""
        return self.passage.folded.text

    @property
    def text(self) -> str:
        """The folded text of the clause."""
        return self.folded[self.start : self.end]

    def bracket(self, response: Mention) -> int | None:
        """Where the bracket opens that a response stands in: "colchicine in 13 (improvement in 2)"."""
        opened = self.folded.rfind("(", self.start, response.start)
        return opened if opened >= 0 and ")" not in self.folded[opened : response.start] else None


def clauses(passage: Passage, start: int, end: int) -> tuple[Clause, ...]:
    """The clauses of a sentence, in order."""
    said = tuple(sorted(_responses(passage, start, end), key=lambda m: m.start))
    said = tuple(r for r in said if "only_of" not in r.term.note or any(o.code == r.term.note["only_of"] for o in said))
    given = tuple(t for t in find_treatments(passage, start, end) if not _meant_before(passage, t))
    targets = tuple(_targets(passage, start, end, given))
    if not any(t.code == "deposits" for t in targets):
        said = tuple(r for r in said if not r.term.note.get("of_deposits"))
    counted = tallies(passage, start, end)
    bounds = list(_cuts(passage, start, end, said, given))
    found = []
    for begin, stop in itertools.pairwise(bounds):
        inside = tuple(t for t in counted if begin <= t.start < stop)
        drugs, words, aims = (tuple(m for m in kind if begin <= m.start < stop) for kind in (given, said, targets))
        nobody = denied(passage.folded.text, begin, stop, inside)
        found.append(Clause(passage, (start, end), begin, stop, drugs, words, aims, inside, nobody))
    return tuple(found)


def _meant_before(passage: Passage, treatment: Mention) -> bool:
    """Whether the name of a class points back to the drug given before: "under this antibiotic"."""
    known = vocabulary().treatments.get(treatment.code)
    general = known is not None and known.treatment_class == treatment.code.replace(" ", "_")
    return general and bool(pattern("this").search(passage.folded.text[max(0, treatment.start - 10) : treatment.start]))


def _cuts(
    passage: Passage, start: int, end: int, said: tuple[Mention, ...], given: tuple[Mention, ...]
) -> Iterator[int]:
    folded = passage.folded.text
    places = {m.start() + 1: True for m in scan("cut", folded, start, end)}
    for name in ("weak-cut", "next-treatment"):
        for match in scan(name, folded, start, end):
            places.setdefault(match.start() + 1, False)
    last = start
    yield start
    whole = [m.span() for r in said for m in scan("failure-of", folded, start, r.start)]
    ordered = sorted(p for p in places if not any(a < p < b for a, b in whole))
    for i, place in enumerate(ordered):
        after = next((p for p in ordered[i + 1 :] if p > place), end)
        left = any(last <= m.start < place for m in said)
        right = any(place <= m.start < after for m in said)
        depth = folded[start:place].count("(") - folded[start:place].count(")")
        left = left or (
            pattern("which").match(folded, place - 1) is not None
            and any(t.end in {place - 1, place - 2} for t in given)
        )
        right = right or (any(last <= t.start < place for t in given) and _begins(folded, place, after, given))
        if depth <= 0 and place - last > 3 and (places[place] or (left and right)):
            yield place
            last = place
    yield end


def _begins(folded: str, start: int, end: int, given: tuple[Mention, ...]) -> bool:
    """Whether a stretch gives another treatment: "had failed, treatment with B was initiated"."""
    return any(start <= t.start < end for t in given) and bool(pattern("begun").search(folded, start, end))


def _responses(passage: Passage, start: int, end: int) -> Iterator[Mention]:
    folded = passage.folded.text
    traps = find("trap", folded, start, end)
    for mention in clean("response", passage, start, end):
        over = [t for t in traps if t.start < mention.end and mention.start < t.end]
        if any(t.end - t.start >= mention.end - mention.start for t in over):
            continue
        before, after = folded[max(start, mention.start - 26) : mention.start], folded[mention.end : mention.end + 60]
        if pattern("free-of").match(folded, mention.start) and not pattern("predicated").search(before):
            continue  # "the only site free of calcium"
        if mention.code == "stable" and (pattern("drug-ends").search(before) or pattern("drug-stopped").match(after)):
            continue
        if mention.term.note.get("final") and not pattern("ends").match(after):
            continue
        if mention.term.note.get("counted") and (
            pattern("extent-of-another").search(before)
            or pattern("recurrence").match(after.lstrip())
            or not (
                pattern("counted-before").search(before)
                or (mention.term.note["counted"] != "behind" and pattern("counted-after").match(after))
            )
        ):
            continue
        yield mention
    for match in scan("from-to", folded, start, end):
        first, last = (float(match[name].replace(",", ".")) for name in ("first", "last"))
        if first != last:
            said = ("improved", "none") if last < first else ("worse", "stable")
            note = {"category": said[0], "negated": said[1]}
            yield Mention(match.start("verb"), match.end("last"), Term(said[0], match["verb"], note))


def _targets(passage: Passage, start: int, end: int, given: tuple[Mention, ...]) -> Iterator[Mention]:
    folded = passage.folded.text
    aims = [*find("target", folded, start, end)]
    ends = {m.end for m in aims}
    harms = (h for h in find("harm", folded, start, end) if h.code == "named" and h.end not in ends)
    aims += (replace(h, term=_HARM) for h in harms)
    named = [(d.start, d.end) for d in find("disease", folded, start, end) if d.code]
    for mention in sorted(aims, key=lambda m: m.start):
        if any(a < mention.start and mention.end <= b for a, b in named):
            continue  # "rheumatoid arthritis" is no arthritis to be judged
        in_blood = mention.term.word == "calcium" and pattern("in-blood").match(folded, mention.end)
        if not in_blood and not any(t.start < mention.end and mention.start < t.end for t in given):
            yield mention
