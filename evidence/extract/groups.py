"""How many: the group given a treatment, and the part of it that a response counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence.extract.clauses import Clause
from evidence.extract.counts import Tally
from evidence.extract.lexicon import Mention
from evidence.extract.patterns import pattern
from evidence.extract.regimens import Regimen, regimens
from evidence.extract.roles import operative
from evidence.extract.study import Study


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
    elsewhere: tuple[Clause, tuple[Mention, ...]] | None = None
    title: tuple[Clause, tuple[Mention, ...]] | None = None
    unit: tuple[tuple[int, int], str] = ((-1, -1), "")

    def note(self, clause: Clause, names: tuple[Mention, ...]) -> None:
        """Remember the treatments that a clause gives and to how many."""
        self.given, self.where, self.age = names, clause, 0
        self.numbers.update(given_to(clause, names))

    def note_unnamed(self, clause: Clause) -> None:
        """Remember how many "were treated" where only the title says with what."""
        given = pattern("given").search(clause.text)
        if self.title is not None and self.where is None and given is not None:
            sizes = (t.k for t in clause.counts if t.unit == "patients" and t.end <= clause.start + given.start())
            key = regimens(*self.title, bad=False)[0].key
            if (size := next(sizes, None)) is not None:
                self.numbers.setdefault(key, size)


def given_to(clause: Clause, names: Sequence[Mention]) -> dict[str, int]:
    """How many were given each treatment, as the clause says: "nine received infliximab", "etanercept (n = 3)"."""
    folded = clause.passage.folded.text
    listed = regimens(clause, names, bad=False)
    rest = [t for t in clause.counts if t.start > names[-1].end and pattern("assessed").match(folded, t.end)]
    if rest and rest[0].k and not clause.responses:
        return dict.fromkeys((*(n.code for n in names), *(r.key for r in listed)), rest[0].k)
    between = any(names[0].end <= t.start and t.end <= names[-1].start and not t.group for t in clause.counts)
    together = len(names) > 1 and not between and len(listed) == 1
    found: dict[str, int] = {}
    for i, name in enumerate(names):
        floor = names[i - 1].end if i and not together else clause.start
        if any(pattern("for-this").fullmatch(folded, name.end, r.start) for r in clause.responses):
            continue
        cut = _operated(clause, name)
        number = (cut and cut.k) or _behind(clause, name) or _ahead(clause, name, floor) or _to(clause, name)
        if number:
            found[name.code] = number
    for tally in clause.counts:
        if tally.unit in {"lesions", "limbs"} and tally.k and not tally.ratio and not clause.responses:
            found.update({f"{name.code}|{tally.unit}": tally.k for name in names})
    for regimen in listed:
        if values := {found[part] for part in regimen.inns if part in found}:
            found[regimen.key] = max(values)
    return found


def _behind(clause: Clause, name: Mention) -> int | None:
    """Etanercept (n = 3)."""
    return next((t.k for t in clause.counts if t.group and 0 <= t.start - name.end < 12), None)


def _operated(clause: Clause, name: Mention) -> Tally | None:
    """The calcifications were excised in two."""
    folded = clause.passage.folded.text
    if not operative(name) or not pattern("operated").fullmatch(folded, name.start, name.end):
        return None
    after = next((t for t in clause.counts if t.start >= name.end and t.unit in {"patients", ""}), None)
    return after if after and pattern("to").fullmatch(folded[name.end : after.start].strip() + " ") else None


def _ahead(clause: Clause, name: Mention, floor: int) -> int | None:
    """Nine patients received etanercept; the parts of the group in brackets left out."""
    folded = clause.passage.folded.text
    told = [r for r in clause.responses if not r.term.note.get("takes_object")]
    numbers = [
        t
        for t in clause.counts
        if floor <= t.start
        and t.end <= name.start
        and t.unit in {"patients", ""}
        and not t.group
        and not any(t.end <= r.start < name.start for r in told)
        and folded.count("(", floor, t.start) <= folded.count(")", floor, t.start)
    ]
    if len(numbers) > 1 and numbers[0].unit == "patients":
        given = pattern("given").search(folded, numbers[-1].end, name.start)
        return numbers[-1 if given else 0].k
    return numbers[-1].k if numbers else None


def _to(clause: Clause, name: Mention) -> int | None:
    """Etanercept was given to nine."""
    folded = clause.passage.folded.text
    for tally in clause.counts:
        gap = folded[name.end : tally.start]
        if tally.start >= name.end and len(gap) < 40 and tally.unit in {"patients", ""} and pattern("to").search(gap):
            return tally.k if not clause.responses or pattern("given-to").search(gap) else None
    return None


def respectively(clause: Clause, source: Clause, names: Sequence[Mention]) -> list[tuple[Regimen, int]]:
    """Each regimen with its own count where the sentence says "respectively"."""
    inns = list(dict.fromkeys(n.code for n in names))
    plain = [t.k for t in clause.counts if t.k is not None and not t.group]
    said = pattern("respectively").search(clause.passage.folded.text, clause.start, clause.sentence[1])
    if not said or len(inns) < 2 or len(plain) != len(inns):
        return []
    return list(zip(regimens(source, names, bad=True, apart=True), plain, strict=False))


def counted(
    clause: Clause, response: Mention, regimen: Regimen, category: str, study: Study, told: Told, *, denied: bool
) -> Counted:
    """The numbers that a clause gives for a response of a regimen; one patient is one of one."""
    if study.single:
        return Counted(0 if denied and category == "complete" else 1, 1, "patients")
    known = told.numbers.get(regimen.key)
    if known is None and study.cohort is not None and regimen.where is not None:
        text = regimen.where.passage.folded.text[slice(*regimen.where.sentence)]
        known = study.cohort if pattern("all-they").match(text) or study.cohort <= 3 else None
    if denied and category == "complete":
        group = clause.denied or Tally(0, 0, None)
        return Counted(0, group.n or group.k or known, group.unit or "patients")
    if denied and clause.denied is not None:
        whole = clause.denied.n or clause.denied.k or known
        return Counted(whole, whole, clause.denied.unit or "patients")
    tally, n = _tally(clause, response, regimen)
    if tally is None:
        whole = None if pattern("percent").search(clause.text) else n or known
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
    elif n is not None and not tally.ratio:
        told.numbers[regimen.key] = n
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
    if len(options) > 1 and not options[0].ratio and pattern("of-the").search(folded[clause.start : options[0].start]):
        whole, options = options[0].k, options[1:]
    if regimen.where is clause:
        name, given = regimen.mentions[0], pattern("given")
        behind = (t for t in options if t.start >= name.end and not t.ratio)
        given_to = (t for t in behind if pattern("given-to").search(folded[name.end : t.start]))
        to = next(given_to, _operated(clause, name))
        if to is not None and to.end <= response.start:
            whole, options = to.k, [t for t in options if t.start > to.start]
        introduced = [
            t
            for t in options
            if t.end <= name.start < response.start
            and not t.share
            and (not t.ratio or given.search(folded, t.end, name.start))
        ]
        if introduced and pattern("for-this").fullmatch(folded, name.end, response.start):
            return introduced[-1], whole
        if introduced and len(options) > len(introduced):
            whole = whole or introduced[-1].k
            options = [t for t in options if t not in introduced]
        elif introduced and given.search(folded, introduced[-1].end, name.start):
            return None, introduced[-1].k
    present = [t for t in options if pattern("present-in").search(folded[max(0, t.start - 45) : t.start])]
    present = [t for t in present if t.end <= response.start]
    options = [t for t in options if t not in present]
    whole = whole or (present[-1].k if present else None)
    whole = whole or next((t.n for t in options if t.ratio and _of_verb_before(folded, t, response)), None)
    options = [t for t in options if not _of_verb_before(folded, t, response)]
    pool = [t for t in options if t.ratio] or options
    if not pool:
        return None, whole
    return min(pool, key=lambda t: (max(t.start - response.end, response.start - t.end), t.start)), whole


def _of_verb_before(folded: str, tally: Tally, response: Mention) -> bool:
    """Whether a count belongs to an earlier verb: "had thickened in 4 of 9 and was unchanged in 2"."""
    between = folded[tally.end : response.start] if tally.end <= response.start else ""
    return bool(
        pattern("next-predicate").search(between)
        and pattern("counted-object").search(folded[max(0, tally.start - 20) : tally.start])
    )
