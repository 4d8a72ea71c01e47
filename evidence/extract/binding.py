"""Which of the counts of a clause is that of a response, and which group it is a part of.

A count belongs to the predicate that it stands with: "removal succeeded in 4 of 6 patients and recurrence occurred"
counts no recurrence. Where another predicate, or another response, may own it, the response stays without a count.
"""

from __future__ import annotations

from evidence.extract.clauses import Clause
from evidence.extract.counts import Tally
from evidence.extract.lexicon import Mention, find
from evidence.extract.patterns import pattern
from evidence.extract.regimens import Regimen
from evidence.extract.roles import operative

_BESIDE = 8  # characters: room for " (n = "


def tally_of(clause: Clause, response: Mention, regimen: Regimen) -> tuple[Tally | None, int | None]:
    """The count of a response in its clause and the group that the clause gives ("Of nine treated, eight improved")."""
    folded = clause.folded
    beside = next((t for t in clause.counts if t.group and 0 <= t.start - response.end < _BESIDE), None)
    if beside is not None:
        return beside, None
    options = [t for t in clause.counts if not t.group and not _of_target(clause, t)]
    options = [t for t in options if not pattern("untreated").match(folded, t.end)]
    whole: int | None = next((t.k for t in clause.counts if t.group and _sized(clause, t)), None)
    if (bracket := clause.bracket(response)) is not None:
        outside = [t for t in options if folded.rfind(")", clause.start, bracket) < t.start and t.end <= bracket]
        inside = [t for t in options if t.start > bracket]
        if inside:
            whole, options = (outside[-1].k if outside else whole), inside
    if len(options) > 1 and not options[0].ratio and pattern("of-the").search(folded[clause.start : options[0].start]):
        whole, options = whole or options[0].k, options[1:]
    if regimen.where is clause:
        name, given = regimen.mentions[0], pattern("given")
        behind = (t for t in options if t.start >= name.end and not t.ratio)
        given_to = (t for t in behind if pattern("given-to").search(folded[name.end : t.start]))
        to = next(given_to, operated(clause, name))
        if to is not None and to.end <= response.start:
            whole, options = to.k, [t for t in options if t.start > to.start]
        introduced = [
            t
            for t in options
            if t.end <= name.start < response.start
            and not t.share
            and (not t.ratio or (given.search(folded, t.end, name.start) and not of_those(folded, t, name)))
        ]
        if introduced and pattern("for-this").fullmatch(folded, name.end, response.start):
            return introduced[-1], whole
        if introduced and len(options) > len(introduced):
            whole = whole or introduced[-1].k
            options = [t for t in options if t not in introduced]
        elif introduced and given.search(folded, introduced[-1].end, name.start):
            return None, introduced[-1].k
    present = [t for t in options if there(clause, t) and t.end <= response.start]
    options = [t for t in options if t not in present]
    whole = whole or (present[-1].k if present else None)
    whole = whole or next((t.n for t in options if t.ratio and _of_verb_before(folded, t, response)), None)
    options = [t for t in options if not _of_verb_before(folded, t, response)]
    bound = [t for t in options if not _of_another(clause, t, response)]
    if options and not bound:
        return None, None
    near = [t for t in bound if not _beyond_another(clause, t, response)] or bound
    joined = [t for t in near if _last_turn(folded, *_between(t, response)) is None]
    near = [t for t in joined if t.unit != "sessions"] or joined or near
    pool = [t for t in near if t.ratio] or near
    if not pool:
        return None, whole
    return min(pool, key=lambda t: (max(t.start - response.end, response.start - t.end), t.start)), whole


def there(clause: Clause, tally: Tally) -> bool:
    """Whether a count is that of those in whom calcinosis was there to be judged: "could be evaluated in 17"."""
    return bool(pattern("present-in").search(clause.folded[max(0, tally.start - 45) : tally.start]))


def of_those(folded: str, tally: Tally, name: Mention) -> bool:
    """Whether the whole of a fraction is of those treated: "two of three children given A had no benefit"."""
    gap = folded[tally.end : name.start]
    return bool(pattern("who-had").match(gap) or pattern("reduced").search(gap))


def _sized(clause: Clause, tally: Tally) -> bool:
    """Whether "(n = 9)" stands beside the patients or their treatment: "infection (n = 2)" is no group."""
    people = find("unit", clause.folded, max(clause.start, tally.start - 25), tally.start)
    return bool(people) or any(0 <= tally.start - t.end < _BESIDE + 12 for t in clause.treatments)


def _of_target(clause: Clause, tally: Tally) -> bool:
    """Whether a count is that of the mishaps directly behind it: "two infections"."""
    return any(t.code == "adverse" and 0 <= t.start - tally.end < 2 for t in clause.targets)


def _of_another(clause: Clause, tally: Tally, response: Mention) -> bool:
    """Whether a predicate that is not the response's owns a count: "infection occurred in 2 and deposits recurred"."""
    noun = pattern("deverbal").search(clause.folded[response.start : response.end])
    if tally.start >= response.end:
        turn = _last_turn(clause.folded, response.end, tally.start)
        if turn is None or (noun and not _predicate(clause.folded, clause.start, turn)):
            return False
        return _predicate(clause.folded, turn, tally.start)
    turn = _last_turn(clause.folded, tally.end, response.start)
    if turn is None:
        return False
    object_ = pattern("counted-object").search(clause.folded[max(clause.start, tally.start - 20) : tally.start])
    before = _predicate(clause.folded, clause.start, tally.start)
    if not before and (object_ or not _predicate(clause.folded, tally.end, turn)):
        return False
    if noun and not pattern("auxiliary").search(clause.folded, turn, response.start):
        return _predicate(clause.folded, response.end, clause.end)
    return before or not pattern("only-auxiliaries").fullmatch(clause.folded, turn, response.start)


def _beyond_another(clause: Clause, tally: Tally, response: Mention) -> bool:
    """Whether another response stands between a count and this one."""
    first, last = _between(tally, response)
    return any(first <= r.start and r.end <= last for r in clause.responses)


def _between(tally: Tally, response: Mention) -> tuple[int, int]:
    return min(tally.end, response.end), max(tally.start, response.start)


def _last_turn(folded: str, start: int, end: int) -> int | None:
    """Where the last conjunction of a stretch ends, if it has one."""
    return max((m.end() for m in pattern("turn").finditer(folded, start, end)), default=None)


def _predicate(folded: str, start: int, end: int) -> bool:
    """Whether a stretch says that something happened, treatment apart."""
    return bool(pattern("happened").search(folded, start, end)) and not pattern("given").search(folded, start, end)


def _of_verb_before(folded: str, tally: Tally, response: Mention) -> bool:
    """Whether a count belongs to an earlier verb: "had thickened in 4 of 9 and was unchanged in 2"."""
    between = folded[tally.end : response.start] if tally.end <= response.start else ""
    return bool(
        pattern("next-predicate").search(between)
        and pattern("counted-object").search(folded[max(0, tally.start - 20) : tally.start])
    )


def operated(clause: Clause, name: Mention) -> Tally | None:
    """The calcifications were excised in two."""
    if not operative(name) or not pattern("operated").fullmatch(clause.folded, name.start, name.end):
        return None
    after = next((t for t in clause.counts if t.start >= name.end and t.unit in {"patients", ""}), None)
    return after if after and pattern("to").fullmatch(clause.folded[name.end : after.start].strip() + " ") else None
