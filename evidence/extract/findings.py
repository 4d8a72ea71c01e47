"""Outcomes of one regimen on one domain become one finding: response, counts, spans."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from evidence.extract.counts import OTHER
from evidence.extract.details import details
from evidence.extract.lexicon import CONDITION, DEFAULT, LEADING, named
from evidence.extract.outcomes import Outcome
from evidence.extract.patterns import pattern
from evidence.extract.roles import operative
from evidence.extract.study import Study
from evidence.model import Counts, Domain, Finding, Record, Response, Span

RULES = "2"
SUREST = 0.95  # no rule is surer
DOUBTS = {  # what makes it less, beside the distance
    "read-as": (0.85, "a name read by near spelling"),
    "mixed": (0.9, "outcomes that differ"),
    "listed": (0.9, "a list taken as given together"),
    "contradiction": (0.8, "numbers that contradict each other"),
}
_GOOD: tuple[Response, ...] = ("complete", "partial", "improved")
_FOR = " for "  # before the condition in a rule, where it is another than the usual one
_OTHERWISE: tuple[Response, ...] = ("mixed", "worse", "stable", "none")


def findings_of(record: Record, told: Iterable[Outcome], study: Study) -> tuple[Finding, ...]:
    """The findings of a publication, in the order in which their regimens are met."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in told:
        domain = LEADING if outcome.domain == named(LEADING) else outcome.domain
        groups.setdefault((outcome.regimen.key, domain), []).append(outcome)
    found = []
    for (key, domain), members in groups.items():
        if len({o.counted.who for o in members} - {""}) > 1:  # patients told one by one: nobody is the group
            members = [replace(o, counted=replace(o.counted, n=None)) if o.counted.n == 1 else o for o in members]
        back = groups.get((key, "recurrence"), [])
        if domain == "recurrence" and (key, "deposits") in groups:
            continue
        if domain == "recurrence":
            members, back = [], members
        response = _response(members, back)
        counts, unit = _counts(members, back if domain in {"deposits", "recurrence"} else [], response)
        both = (counts.n_any_response or 0) + (counts.n_no_response or 0)
        impossible = bool(counts.faults()) or both > (counts.n_treated or both)
        if impossible:
            opposed = response in _GOOD and any(o.category in {"none", "worse"} for o in members)
            counts, response = Counts(counts.n_treated), "mixed" if opposed else response
        found.append(_finding(record, study, members or back, domain, response, counts, unit, impossible=impossible))
        clean = not members and response == "none" and study.single
        if clean and all(operative(m) for o in back for m in o.regimen.mentions):
            # what the operation did to the deposits is unsaid, that it was done for them is not
            found.append(_finding(record, study, back, "deposits", "not_reported", counts, unit, impossible=False))
    return tuple(found)


def condition_of(finding: Finding) -> str:
    """The condition for which the rules have read a finding."""
    return finding.rule.partition(_FOR)[2] or DEFAULT


def _response(members: Sequence[Outcome], back: Sequence[Outcome]) -> Response:
    """One word for a group: that of the patients counted; several kinds of good are improved."""
    if not members:
        return "worse" if any(o.category == "recurrence" for o in back) else "none"
    said = {o.category for o in members if o.counted.k != 0}
    good = [category for category in _GOOD if category in said]
    counted = {o.category for o in members if o.category in _GOOD and o.counted.k}
    few = [o.counted.k for o in members if o.counted.k and o.counted.n and 2 * o.counted.k < o.counted.n]
    if not good and "none" in said <= {"none", "worse"} and len(few) == len(members):
        return "mixed"
    if good and "worse" in said and all(o.counted.n == 1 for o in members):
        return "mixed"
    if good and not counted and said & {"none", "worse", "mixed"}:
        return "mixed"
    if good:
        kinds = [category for category in good if category in counted] or good
        one = len(kinds) == 1 or any(o.counted.n == 1 for o in members)
        return kinds[0] if one else "improved"
    many = {c: max((o.counted.k or 0 for o in members if o.category == c), default=0) for c in ("none", "worse")}
    if "worse" in said and many["none"] > many["worse"]:
        said.discard("worse")
    if not said and all(o.category == "worse" for o in members):
        return "stable"
    only = all(o.category == "complete" for o in members)
    return next((category for category in _OTHERWISE if category in said), "not_reported" if said or only else "none")


def _counts(members: Sequence[Outcome], back: Sequence[Outcome], response: Response) -> tuple[Counts, str | None]:
    """The numbers of a group: of several wholes the one that its first count rests on; parts as they are told.

    Two numbers for one part, or of another unit, leave it blank.
    """
    everything = (*members, *back)
    sized = [o for o in members if o.counted.n is not None] or [o for o in back if o.counted.n is not None]
    first = next((o for o in sized if o.counted.k is not None), sized[0] if sized else None)
    n = first.counted.n if first else None
    same = {first.counted.unit, ""} if first else {o.counted.unit for o in everything}
    members, back = ([o for o in kind if o.counted.unit in same] for kind in (members, back))
    if response == "mixed":
        return Counts(n), "patients" if n is not None else None
    told: dict[str, dict[str, set[int]]] = {}
    for outcome in members:
        if outcome.counted.k is not None and outcome.counted.n in {None, n}:
            told.setdefault(outcome.category, {}).setdefault(outcome.counted.who, set()).add(outcome.counted.k)
    parts = {category: _sum(ks) for category, ks in told.items() if all(len(k) == 1 for k in ks.values())}
    complete, partial, improved, none = (parts.get(c) for c in (*_GOOD, "none"))
    either = improved
    if "improved" in told and improved is None:  # two numbers, of which one may be the sum of the parts
        least, most = min(totals := set().union(*told["improved"].values())), max(totals)
        parts_of = {o.counted.k for o in members if pattern("part-of-these").search(o.clause.text)}
        closes = (complete or 0) + (partial or 0) + least == most or least in parts_of
        either = most if len(totals) == 2 and closes else None
    elif improved is None and (complete is None) != (partial is None):
        either = partial if complete is None else complete or None
    elif improved is not None and complete and (n is None or improved + complete <= n):
        nested = (pattern("nested-part").search(o.clause.text) for o in members if o.category == "complete")
        either = improved if any(nested) or complete + (partial or 0) == improved else None
    persons = {o.counted.who: o.counted.k for o in members if o.category in _GOOD and o.counted.k}
    if ("" not in persons or OTHER in persons) and len(persons) > 1:
        either = sum(k or 0 for k in persons.values())
    if response == "none" and n is not None and none == n:
        either = either or 0
    if response != "none" and n == 1:
        none = None
    again = {o.counted.k for o in back if o.category == "recurrence" and o.counted.k is not None}
    free = not again and any(o.category == "no_recurrence" and o.counted.k in {None, n} for o in back)
    recurrence = again.pop() if len(again) == 1 else 0 if free else None
    worse, derived = parts.get("worse"), frozenset[str]()
    if either is None and complete and partial and complete + partial + (none or 0) + (worse or 0) == n:
        either, derived = complete + partial, frozenset({"n_any_response"})
    if n is not None and n == either and max(none or 0, worse or 0):
        n = None  # the number of one part, taken for the whole
    counts = Counts(n, complete, partial, either, none, worse, recurrence, derived)
    everything = (*members, *back)
    units = {o.counted.unit for o in everything if o.counted.k is not None} - {""}
    units = units or {o.counted.unit for o in everything} - {""}
    unit = min(units, default=None) or ("patients" if n is not None else None)
    return counts, unit


def _sum(told: dict[str, set[int]]) -> int | None:
    """What the numbers of one category come to: the one told; patients told one by one are as many as they are."""
    if len(told) > 1 and "" in told:
        return None
    return sum(min(ks) for ks in told.values())


def _finding(
    record: Record,
    study: Study,
    members: Sequence[Outcome],
    domain: str,
    response: Response,
    counts: Counts,
    unit: str | None,
    *,
    impossible: bool,
) -> Finding:
    first, domain = members[0], named(domain)
    spans = _spans(members)
    extra = details(first, members)
    shown = tuple(dict.fromkeys((*spans, *extra.told_in)))
    group = next((value for name, value in record.extra if name == "Study-Group"), "")
    about = (record.record_id, first.regimen.key, domain, study.disease, group)
    condition = () if CONDITION.get() == DEFAULT else (CONDITION.get(),)
    identity = "\x1f".join((*about, *condition))
    read_as = "; ".join(dict.fromkeys(m.read_as for m in first.regimen.mentions if m.read_as))
    parts = [part for part in (extra.rule, first.regimen.joined, "contradiction" * impossible) if part]
    met = {*parts, "read-as" if read_as else "", response}
    sure = math.prod(factor for doubt, (factor, _) in DOUBTS.items() if doubt in met) * min(o.inferred for o in members)
    return Finding(
        finding_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        record_id=record.record_id,
        disease=study.disease,
        disease_as_said=study.disease_as_said,
        intervention=first.regimen.key,
        intervention_class=first.regimen.classes,
        intervention_as_said=extra.as_said,
        domain=cast(Domain, domain),
        response=response,
        counts=counts,
        count_unit=unit,
        design=study.design,
        dose=extra.dose,
        route=extra.route,
        duration=extra.duration,
        concomitant=extra.concomitant,
        adverse_events=extra.adverse_events,
        spans=shown,
        read_as=read_as,
        rule=_FOR.join((f"{'+'.join(parts)}@{RULES}", *condition)),
        confidence=round(SUREST * sure, 2),
        group=group,
    )


def _spans(members: Sequence[Outcome]) -> tuple[Span, ...]:
    """The sentences that tell the outcomes, then those that name their regimens."""
    told = (c for o in members for c in (o.clause, o.regimen.where) if c is not None)
    return tuple(dict.fromkeys(c.passage.span(*c.sentence) for c in told))
