"""How many: the group given a treatment, and the part of it that a response counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence.extract.clauses import Clause
from evidence.extract.counts import Tally
from evidence.extract.lexicon import Mention
from evidence.extract.regimens import Regimen, regimens
from evidence.extract.study import Study

_OF_N = re.compile(
    r"(?:^|[,;:.(]\s*)(?:of|among|in|out of|from|sur|parmi|chez|de|des|von|entre|for)\s+(?:the|these|our"
    r"|a total of|les|ces|nos|los|as|os)?\s*$"
)
_GIVEN_TO = re.compile(
    r"\b(?:given|administered|prescribed|used|tried|offered|applied|injected|administ\w+|prescrite?|donnee?"
    r"|applique\w*)\s+(?:to|in|for|on|a|chez|aux?)\s+(?:the\s+|our\s+|les\s+)?$"
)
_TO = re.compile(r"\b(?:in|to|chez|for|en|a)\s+(?:the\s+)?$")
_PERCENT = re.compile(r"%|\bper ?cent\b|\bpour cent\b|\bpourcent")
GIVEN = re.compile(r"\b(?:treated|received|given|took|underwent|traite\w*|recu|administ\w+)\b")
_ASSESSED = re.compile(
    r"\s*(?:[^\W\d]+\s){0,2}(?:could be|were|was|had|ont pu etre|etaient|ont ete)?\s*(?:assess|evalua|analys"
    r"|completed|followed|suivis|exploitable)"
)
_ALL_THEY = re.compile(r"^\W*(?:they|all|each|these|both|every|ils|elles|tous|toutes|chacun|ces|les deux)\b")


@dataclass(frozen=True, slots=True)
class Counted:
    """k of n in a unit, as said of one response."""

    k: int | None = None
    n: int | None = None
    unit: str = ""


@dataclass(slots=True)
class Told:
    """What the sentences so far have said: the treatments last given, to how many, and the last target."""

    given: tuple[Mention, ...] = ()
    where: Clause | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    everyone: tuple[int, int] = (-1, -1)
    age: int = 0
    unit: tuple[tuple[int, int], str] = ((-1, -1), "")

    def note(self, clause: Clause, names: tuple[Mention, ...]) -> None:
        """Remember the treatments that a clause gives and to how many."""
        self.given, self.where, self.age = names, clause, 0
        self.numbers.update(given_to(clause, names))


def given_to(clause: Clause, names: Sequence[Mention]) -> dict[str, int]:
    """How many were given each treatment, as the clause says: "nine received infliximab", "etanercept (n = 3)"."""
    found: dict[str, int] = {}
    folded = clause.passage.folded.text
    between = [t for t in clause.counts if names[0].end <= t.start and t.end <= names[-1].start and not t.group]
    together = len(names) > 1 and not between and len(regimens(clause, names, bad=False)) == 1
    rest = [t for t in clause.counts if t.k and t.start > names[-1].end and _ASSESSED.match(folded[t.end :])]
    if rest and rest[0].k and not clause.responses:
        return dict.fromkeys(
            (*(n.code for n in names), *(r.key for r in regimens(clause, names, bad=False))), rest[0].k
        )
    for i, name in enumerate(names):
        behind = next((t for t in clause.counts if t.group and 0 <= t.start - name.end < 12), None)
        floor = names[i - 1].end if i and not together else clause.start
        ahead = [
            t
            for t in clause.counts
            if floor <= t.start and t.end <= name.start and t.unit in {"patients", ""} and not t.group
        ]
        ahead = [
            t
            for t in ahead
            if not any(t.end <= r.start < name.start for r in clause.responses if not r.term.note.get("takes_object"))
        ]
        if behind is not None and behind.k:
            found[name.code] = behind.k
        elif ahead:
            tally = ahead[-1]
            value = tally.k
            if len(ahead) > 1 and ahead[0].unit == "patients" and not GIVEN.search(folded[ahead[-1].end : name.start]):
                value = ahead[0].k
            if value:
                found[name.code] = value
        elif (
            (
                later := next(
                    (
                        t
                        for t in clause.counts
                        if 0 <= t.start - name.end < 40
                        and t.unit in {"patients", ""}
                        and _TO.search(folded[name.end : t.start])
                    ),
                    None,
                )
            )
            and later.k
            and (not clause.responses or _GIVEN_TO.search(folded[name.end : later.start]))
        ):
            found[name.code] = later.k
    for tally in clause.counts:
        if tally.unit in {"lesions", "limbs"} and tally.k and not tally.ratio and not clause.responses:
            found.update({f"{key}|{tally.unit}": tally.k for key in (n.code for n in names)})
    for regimen in regimens(clause, names, bad=False):
        values = {found[part] for part in regimen.inns if part in found}
        if values:
            found[regimen.key] = max(values)
    return found


def respectively(clause: Clause, source: Clause, names: Sequence[Mention]) -> list[tuple[Regimen, int]]:
    sentence = clause.passage.folded.text[clause.start : clause.sentence[1]]
    inns = list(dict.fromkeys(n.code for n in names))
    plain = [t for t in clause.counts if t.k is not None and not t.group]
    if not re.search(r"\brespecti(?:vely|vement|vamente)\b", sentence) or len(inns) < 2 or len(plain) != len(inns):
        return []
    listed = regimens(source, names, bad=True, apart=True)
    return [(r, t.k) for r, t in zip(listed, plain, strict=False) if t.k is not None]


def counted(
    clause: Clause, response: Mention, regimen: Regimen, category: str, study: Study, told: Told, *, denied: bool
) -> Counted:
    """The numbers that a clause gives for a response of a regimen; one patient is one of one."""
    if study.single:
        return Counted(1, 1, "patients")
    known = told.numbers.get(regimen.key)
    if known is None and study.cohort is not None and regimen.where is not None:
        text = regimen.where.passage.folded.text[slice(*regimen.where.sentence)]
        known = study.cohort if _ALL_THEY.match(text) or study.cohort <= 3 else None
    if denied and clause.denied is not None:
        whole = clause.denied.n or clause.denied.k or known
        return Counted(whole, whole, clause.denied.unit or "patients")
    tally, n = _tally(clause, response, regimen)
    if tally is None:
        whole = None if _PERCENT.search(clause.text) else n or known
        everyone = category == "none" and (told.everyone == clause.sentence or n is not None)
        return Counted(whole if everyone or whole == 1 else None, whole, "patients" if whole else "")
    if tally.share == "all":
        told.everyone = clause.sentence
    unit = tally.unit or next((u for value, u in study.units if value == (tally.n or n)), "")
    unit = unit or (told.unit[1] if told.unit[0] == clause.sentence else "") or "patients"
    told.unit = (clause.sentence, unit)
    if unit in {"sessions", "not a count"}:
        return Counted(n=known)
    if tally.share == "none":
        return Counted(0, known, unit)
    if unit in {"lesions", "limbs"}:
        known, n = told.numbers.get(f"{regimen.key}|{unit}"), None
    whole = tally.n or n or known
    k = whole if tally.share == "all" and tally.k is None else tally.k
    if tally.ratio and tally.n is not None and unit == "patients":
        told.numbers.setdefault(regimen.key, tally.n)
    if k == 1 and not tally.ratio and tally.start <= clause.start + 4 and regimen.key not in told.numbers:
        whole = 1
    if k is not None and whole is not None and k > whole:
        return Counted(unit=unit)
    return Counted(k, whole, unit)


def _tally(clause: Clause, response: Mention, regimen: Regimen) -> tuple[Tally | None, int | None]:
    """The count of a response in its clause and the group that the clause gives ("Of nine treated, eight improved")."""
    folded = clause.passage.folded.text
    options = [t for t in clause.counts if not t.group]
    whole: int | None = next((t.k for t in clause.counts if t.group), None)
    if len(options) > 1 and not options[0].ratio and _OF_N.search(folded[clause.start : options[0].start]):
        whole = options[0].k
        options = options[1:]
    if regimen.where is clause:
        name = regimen.mentions[0]
        to = [
            t for t in options if t.start >= name.end and not t.ratio and _GIVEN_TO.search(folded[name.end : t.start])
        ]
        if to and to[0].end <= response.start:
            whole = to[0].k
            options = [t for t in options if t is not to[0]]
        introduced = [t for t in options if t.end <= name.start and t.share == "" and name.start < response.start]
        introduced = [t for t in introduced if not t.ratio or GIVEN.search(folded[t.end : name.start])]
        if introduced and len(options) > len(introduced):
            whole = whole or introduced[-1].k
            options = [t for t in options if t not in introduced]
        elif introduced and GIVEN.search(folded[introduced[-1].end : name.start]):
            return None, introduced[-1].k
    ratios = [t for t in options if t.ratio]
    pool = ratios or options
    if not pool:
        return None, whole

    def distance(tally: Tally) -> tuple[int, int]:
        gap = tally.start - response.end if tally.start >= response.end else response.start - tally.end
        return (gap, tally.start)

    return min(pool, key=distance), whole
