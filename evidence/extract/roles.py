"""Which treatments of a clause a response speaks of.

"Refractory to", "failure of" and "despite" take the treatments that directly follow them and no others; a treatment
given for another disease, stopped or refused is nobody's.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from evidence.extract.clauses import Clause
from evidence.extract.lexicon import Mention, find
from evidence.extract.meaning import GOOD
from evidence.extract.mentions import find_treatments
from evidence.extract.patterns import pattern, scan, stands
from evidence.extract.scope import dosed, is_denied
from evidence.protocol.vocabulary import vocabulary

_BESIDE = 20  # characters: "diltiazem (12 patients, 3 improved)"
_GROUP = 75  # characters: room for "children with juvenile dermatomyositis treated with"
Taken = tuple[Mention, tuple[Mention, ...]]


def around(clause: Clause, own: tuple[Mention, ...], response: Mention) -> tuple[Mention, ...]:
    """The treatments of the clause without those that begin another statement after the response."""
    if (bracket := clause.bracket(response)) is not None:
        held = [t for t in own if 0 <= bracket - t.end < _BESIDE]
        if held:
            return (held[-1],)
    if len(tied := _tied(clause, own)) > 1:
        return tied.get(response.start, ())
    if pattern("pluperfect").search(clause.folded, clause.start, response.start):  # "had spread when B was begun"
        own = tuple(
            t for t in own if not pattern("when").search(clause.folded, response.end, max(response.end, t.start))
        )
    before = tuple(t for t in own if t.start < response.start)
    after = [t for t in own if t.start >= response.end]
    gap = clause.folded[response.end : after[0].start] if after else ""
    if pattern("and-then").search(gap):
        return before
    if after and pattern("likewise").match(clause.folded, after[-1].end):
        return own
    if pattern("as-was").search(gap):
        return own
    apart = not pattern("preposed").search(gap) or "," in gap
    return before if before and after and apart else own


def _tied(clause: Clause, own: tuple[Mention, ...]) -> dict[int, tuple[Mention, ...]]:
    """By the place of a response the treatments behind it: "had not improved with A improved with B"."""
    spans = zip(clause.responses, (*(r.start for r in clause.responses[1:]), clause.end), strict=True)
    behind = [(r, tuple(t for t in own if r.end <= t.start < stop)) for r, stop in spans]
    tied = pattern("tied").fullmatch
    return {r.start: names for r, names in behind if names and tied(clause.folded, r.end, names[0].start)}


def leads(clause: Clause, treatment: Mention) -> bool:
    """Whether a treatment in a later clause may own what was said before: "..., after two courses of rituximab"."""
    before = [r for r in clause.responses if r.end <= treatment.start]
    if not clause.responses:
        some = any(t.end <= treatment.start and t.share != "all" for t in clause.counts)
        return not some and not pattern("begun").search(clause.text)
    return bool(before and pattern("under").search(clause.folded, before[-1].end, treatment.start))


def roles(clause: Clause) -> tuple[tuple[Mention, ...], list[Taken]]:
    """The treatments that the clause is about, and those that a word such as "refractory to" takes."""
    off = {t.code for t in clause.treatments if _off(clause, t)}
    own = [t for t in clause.treatments if t.code not in off and not _for_another(clause, t)]
    if not clause.responses and pattern("besides").match(clause.folded, clause.sentence[0]):
        own = []
    taken: list[Taken] = []
    for response in clause.responses:
        failing = pattern("failing").match(clause.folded, response.start)
        if not (response.term.note.get("takes_object") or failing):
            continue
        if failing and pattern("failed-to-do").match(clause.folded[response.end :]):
            continue
        after = [t for t in own if t.start >= response.end]
        if after and pattern("object").match(clause.folded[response.end : after[0].start]):
            names = _chain(clause.folded, after)
            taken.append((response, names))
            own = [t for t in own if t not in names]
    for match in scan("despite", clause.folded, clause.start, clause.end):
        after = [t for t in own if match.end() <= t.start]
        if after and after[0].start - match.end() < 60:
            names = _chain(clause.folded, after)
            bad = [
                r
                for r in clause.responses
                if (r.code in GOOD if is_denied(clause, r) else r.code in {"worse", "none"})
                and not r.term.note.get("takes_object")
                and (r.end <= match.start() or len(names) == len(own))
            ]
            taken += [(bad[-1], names)] if bad else []
            own = [t for t in own if t not in names]
    return tuple(own), taken


def by_chance(clause: Clause, treatments: Sequence[Mention]) -> tuple[Mention, ...]:
    """Those that an earlier sentence gave for something else, where this one judges them on calcinosis all the same."""
    judged = any(pattern("calcified").match(clause.folded, t.start) for t in clause.targets)
    return tuple(treatments) if judged and pattern("by-chance").search(clause.folded, *clause.sentence) else ()


def given_for_another(clause: Clause) -> tuple[Mention, ...]:
    """The treatments that a clause gives for something else than calcinosis."""
    return tuple(t for t in clause.treatments if _for_another(clause, t) and not _off(clause, t))


def stopped_before(clause: Clause, response: Mention) -> set[str]:
    """The treatments that the sentence has stopped before what it tells: "after warfarin was stopped it improved"."""
    named = find_treatments(clause.passage, clause.sentence[0], response.start)
    had = pattern("pluperfect").search(clause.folded, clause.start, response.start)
    on = had or stands("resumed", clause.folded, *clause.sentence)
    return set() if on else {t.code for t in named if _off(clause, t)}


def operative(treatment: Mention) -> bool:
    """Whether a treatment is an operation or a session, whose success is that of the deposits."""
    if treatment.code in {"unlisted", "negative pressure wound therapy"}:
        return False
    return vocabulary().treatments[treatment.code].treatment_class in {"surgery", "physical"}


def _chain(folded: str, names: Sequence[Mention]) -> tuple[Mention, ...]:
    """The first name and those listed on with it: a verb ends the list."""
    listed = pattern("listed-on")
    joined = itertools.takewhile(
        lambda pair: listed.fullmatch(folded, pair[0].end, pair[1].start), itertools.pairwise(names)
    )
    return (names[0], *(name for _, name in joined))


def _for_another(clause: Clause, treatment: Mention) -> bool:
    """Given for another disease, and not judged on calcinosis in the same clause."""
    before = clause.folded[max(clause.sentence[0], treatment.start - 120) : treatment.start]
    told_of = (t for t in clause.counts if t.ratio and 0 <= treatment.start - t.end < _GROUP)
    if pattern("for-disease").search(before) and not any(told_of):
        return True
    stop = min(clause.sentence[1], treatment.end + 90)
    cue = next(iter(find("indication", clause.folded, treatment.end, stop)), None)
    if cue is None or pattern("also-calcinosis").match(clause.folded, cue.end):
        return False
    said = [r for r in clause.responses if cue.end <= r.start]
    judged = [t for t in clause.targets if cue.end <= t.start and pattern("calcified").match(clause.folded, t.start)]
    return not (said and judged)


def _off(clause: Clause, treatment: Mention) -> bool:
    """Stopped, left out, refused, or only its dose told of."""
    before = clause.folded[max(clause.sentence[0], treatment.start - 40) : treatment.start]
    stopped = pattern("then-stopped").match(clause.folded, treatment.end)
    if stopped and any(pattern("for-failing").fullmatch(clause.folded, stopped.end(), r.end) for r in clause.responses):
        return False
    return bool(stopped or pattern("off").search(before)) or dosed(clause, treatment)
