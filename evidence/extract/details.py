"""Dose, route, duration and the printed name of a treatment, where its sentence, or the one that gave it, says them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence.extract.clauses import Clause
from evidence.extract.concomitant import beside
from evidence.extract.lexicon import Mention, find
from evidence.extract.mentions import find_treatments
from evidence.extract.outcomes import Outcome
from evidence.extract.patterns import pattern
from evidence.extract.regimens import Regimen
from evidence.model import Span

_ROUTED = {"intravenous immunoglobulin": "intravenous"}


@dataclass(frozen=True, slots=True)
class Details:
    """As printed; '' where not said. `told_in`: the sentences that say what those of the outcomes do not.

    `concomitant` names what went on at the same time by INN, each with "(continued)".
    """

    as_said: str
    dose: str
    route: str
    duration: str
    concomitant: str
    adverse_events: str
    rule: str
    told_in: tuple[Span, ...] = ()


def details(first: Outcome, members: Sequence[Outcome]) -> Details:
    """The details of a regimen: what the sentence that names it leaves out is taken from the one that gave it."""
    clause = first.regimen.where or first.clause
    said = "; ".join(dict.fromkeys(clause.passage.span(m.start, m.end).quote for m in first.regimen.mentions))
    given = [o.given for o in members if o.given is not None]
    told = [_told(regimen, regimen.where or first.clause) for regimen in (first.regimen, *given[:1])]
    dose, route, duration = (next((value for value in values if value), "") for values in zip(*told, strict=True))
    earlier = given[0].where if given and (dose, route, duration) != told[0] else None
    aside = {inn: span for o in members for inn, span in _beside(o)}
    harms = (o.clause.passage.span(o.clause.start, o.clause.end).quote for o in members if o.domain == "adverse")
    return Details(
        said,
        dose,
        route,
        duration,
        "; ".join(f"{inn} (continued)" for inn in sorted(aside)),
        "; ".join(dict.fromkeys(harm.strip(" ,;.") for harm in harms)),
        "same-clause"
        if first.regimen.where is first.clause
        else "same-sentence"
        if clause.sentence == first.clause.sentence
        else "last-given",
        (*((earlier.passage.span(*earlier.sentence),) if earlier is not None else ()), *aside.values()),
    )


def _beside(outcome: Outcome) -> Iterator[tuple[str, Span]]:
    """What went on from the sentence before the one that gave a regimen to the one that tells its outcome."""
    source, clause = (outcome.given or outcome.regimen).where or outcome.clause, outcome.clause
    together = source.passage is clause.passage and source.start <= clause.start
    stretches = [(source, source.sentence[0], (clause if together else source).sentence[1])]
    stretches += [] if together else [(clause, *clause.sentence)]
    for where, start, end in stretches:
        for inn, sentence in beside(where.passage, start, end, outcome.regimen.inns):
            yield inn, where.passage.span(*sentence)


def _owner(folded: str, dose: re.Match[str], named: Sequence[Mention]) -> str:
    """The drug that a dose is of: the one it is directly before ("50 mg of minocycline"), else the last named.

    A percentage is a strength only right beside the drug: elsewhere it is a share of the patients.
    """
    before = [t for t in named if t.end <= dose.start()]
    after = [t for t in named if dose.end() <= t.start and pattern("dose-of").fullmatch(folded, dose.end(), t.start)]
    close = bool(before) and dose.start() - before[-1].end <= 2
    nearest = after[:1] if after and not close else before[-1:]
    return nearest[0].code if nearest and (after or close or "%" not in dose.group()) else ""


def _told(regimen: Regimen, clause: Clause) -> tuple[str, str, str]:
    """Dose, route and duration as the sentence of a clause tells them of a regimen."""
    passage, (start, end) = clause.passage, clause.sentence
    folded = passage.folded.text
    named = find_treatments(passage, start, end)
    alone = len({t.code for t in named}) == len(regimen.inns)
    doses: dict[str, str] = {}
    for dose in pattern("dose").finditer(folded, start, end):
        doses.setdefault(_owner(folded, dose, named), passage.span(*dose.span()).quote)
    told = [(inn, doses[inn]) for inn in regimen.inns if inn in doses]
    duration = pattern("duration").search(folded, start, end) if alone else None
    return (
        "; ".join(dose if len(regimen.inns) == 1 else f"{inn} {dose}" for inn, dose in told),
        _route(regimen, clause, alone=alone),
        passage.span(duration.start("span"), duration.end("span")).quote if duration else "",
    )


def _route(regimen: Regimen, clause: Clause, *, alone: bool) -> str:
    for mention in regimen.mentions:
        if mention.code in _ROUTED:
            return _ROUTED[mention.code]
        for start, end in (
            (max(clause.sentence[0], mention.start - 40), min(clause.sentence[1], mention.end + 30)),
            clause.sentence,
        ):
            found = next(iter(find("route", clause.folded, start, end)), None)
            if found is not None and (alone or start != clause.sentence[0]):
                return found.code
    return ""
