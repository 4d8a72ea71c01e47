"""How many: the group given a treatment, and the part of it that a response counts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence.extract.binding import operated, tally_of, there
from evidence.extract.clauses import Clause
from evidence.extract.counts import Tally, tallies
from evidence.extract.lexicon import Mention
from evidence.extract.meaning import telling
from evidence.extract.patterns import pattern, stands
from evidence.extract.regimens import Regimen, regimens
from evidence.extract.study import Study

Given = tuple[Clause, tuple[Mention, ...]]  # treatments, and the clause that names them


@dataclass(frozen=True, slots=True)
class Counted:
    """k of n in a unit, as said of one response."""

    k: int | None = None
    n: int | None = None
    unit: str = ""
    who: str = ""


@dataclass(slots=True)
class Told:
    """What the sentences so far have said: the treatments last given, to how many, and the last target."""

    given: tuple[Mention, ...] = ()
    where: Clause | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    everyone: tuple[int, int] = (-1, -1)
    age: int = 0
    elsewhere: Given | None = None
    title: Given | None = None
    unit: tuple[tuple[int, int], str] = ((-1, -1), "")
    person: Tally | None = None
    met: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    topic: str = ""
    whole: tuple[tuple[int, int], int] = ((-1, -1), 0)
    treated: bool = False

    def note(self, clause: Clause, names: tuple[Mention, ...]) -> None:
        """Remember the treatments that a clause gives and to how many."""
        self.given, self.where, self.age = names, clause, 0
        for key, size in given_to(clause, names).items():
            self.numbers[key] = max(size, self.numbers.get(key, 0)) if "|" in key else size  # lots of one series

    def note_titled(self, clause: Clause, names: tuple[Mention, ...]) -> None:
        """Remember the patients that the title counts: "Infliximab in calcinosis: five cases"."""
        counts = tallies(clause.passage, *clause.sentence)
        sizes = [t.k for t in counts if t.unit == "patients" and t.k and not t.ratio]
        if len(sizes) == 1:
            self.numbers.update({regimen.key: sizes[0] for regimen in regimens(clause, names, bad=False)})

    def note_unnamed(self, clause: Clause, meant: Given | None = None) -> None:
        """Remember how many "were treated" where `meant`, an earlier sentence or only the title says with what."""
        given = pattern("given").search(clause.text)
        meant = meant or ((self.where, self.given) if self.where is not None and self.given else self.title)
        listed = regimens(*meant, bad=False) if meant is not None else ()
        if len(listed) != 1:
            return
        folded, key = clause.folded, listed[0].key
        had = [
            t.k
            for t in clause.counts
            if t.unit in {"patients", ""} and (m := pattern("had-calcinosis").match(folded, t.end))
            if all(m.end() <= r.start for r in clause.responses)
        ]
        on_them = any(t.code == "deposits" for t in clause.targets)
        judged = [
            t.k
            for t in clause.counts
            if (on_them and there(clause, t))
            or ((t.unit == "patients" or t.start < clause.start + 3) and pattern("assessed").match(folded, t.end))
        ]
        judged = had if clause.responses else [*judged, *had]
        if judged and judged[-1]:
            self.numbers[key] = judged[-1]
        elif given is not None:
            for tally in clause.counts:
                if tally.k is not None and tally.end <= clause.start + given.start():
                    if tally.unit == "patients":
                        self.numbers.setdefault(key, tally.k)
                    elif tally.unit in {"lesions", "limbs"} and not tally.ratio and not clause.responses:
                        self.numbers[f"{key}|{tally.unit}"] = tally.k


def given_to(clause: Clause, names: Sequence[Mention]) -> dict[str, int]:
    """How many were given each treatment, as the clause says: "nine received infliximab", "etanercept (n = 3)"."""
    listed = regimens(clause, names, bad=False)
    judged = (pattern("assessed"), pattern("had-calcinosis"))
    behind = [t for t in clause.counts if t.start > names[-1].end]
    rest = [t for t in behind if there(clause, t) or any(p.match(clause.folded, t.end) for p in judged)]
    if rest and rest[-1].k and not clause.responses:
        return dict.fromkeys((*(n.code for n in names), *(r.key for r in listed)), rest[-1].k)
    between = any(names[0].end <= t.start and t.end <= names[-1].start and not t.group for t in clause.counts)
    together = len(names) > 1 and not between and len(listed) == 1
    if len(names) > 1 and (shares := _in_turn(clause, names)):
        return shares
    found: dict[str, int] = {}
    for i, name in enumerate(names):
        floor = names[i - 1].end if i and not together else clause.start
        if any(pattern("for-this").fullmatch(clause.folded, name.end, r.start) for r in clause.responses):
            continue
        cut = operated(clause, name)
        number = (cut and cut.k) or _behind(clause, name)
        number = number or (floor > clause.start and _to(clause, name)) or _ahead(clause, name, floor)
        number = number or _to(clause, name)
        if number:
            found[name.code] = number
    extent = pattern("extent").search(clause.folded, max(clause.start, names[0].start - 14), names[0].end)
    for tally in clause.counts:
        sized = tally.unit in {"lesions", "limbs"} and not tally.ratio and not clause.responses
        if sized and tally.k and not extent:
            found.update({f"{name.code}|{tally.unit}": tally.k for name in names})
    for regimen in listed:
        if values := {found[part] for part in regimen.inns if part in found}:
            found[regimen.key] = max(values)
    return found


def _in_turn(clause: Clause, names: Sequence[Mention]) -> dict[str, int]:
    """A and B were given to ten and eight patients."""
    behind = [t for t in clause.counts if t.start >= names[-1].end and not t.ratio and t.k][: len(names)]
    if len(behind) < len(names) or clause.responses:
        return {}
    gaps = [clause.folded[a.end : b.start] for a, b in itertools.pairwise(behind)]
    listed = pattern("counts-listed").fullmatch(gaps[-1]) and all(gap.strip() == "," for gap in gaps[:-1])
    return {name.code: t.k for name, t in zip(names, behind, strict=True) if t.k} if listed else {}


def _behind(clause: Clause, name: Mention) -> int | None:
    """Etanercept (n = 3)."""
    far = 12 if len(clause.treatments) > 1 or clause.responses else 45
    beside = (t for t in clause.counts if t.group or (t.unit == "patients" and clause.folded[t.start - 1] == "("))
    return next((t.k for t in beside if 0 <= t.start - name.end < far), None)


def _ahead(clause: Clause, name: Mention, floor: int) -> int | None:
    """Nine patients received etanercept; the parts of the group in brackets left out."""
    told = telling(clause, ())
    numbers = [
        t
        for t in clause.counts
        if floor <= t.start
        and t.end <= name.start
        and t.unit in {"patients", ""}
        and not (t.group or t.who)
        and not any(t.end <= r.start < name.start for r in told)
        and not pattern("the-rest").match(clause.folded, t.end)
        and clause.folded.count("(", floor, t.start) <= clause.folded.count(")", floor, t.start)
    ]
    chosen = numbers[-1:]
    if len(numbers) > 1 and numbers[0].unit == "patients":
        given = pattern("given").search(clause.folded, numbers[-1].end, name.start)
        chosen = numbers[-1 if given else 0 :]
    return chosen[0].k if chosen else None


def _to(clause: Clause, name: Mention) -> int | None:
    """Etanercept was given to nine."""
    for tally in clause.counts:
        gap = clause.folded[name.end : tally.start]
        if tally.start >= name.end and len(gap) < 50 and tally.unit in {"patients", ""} and pattern("to").search(gap):
            if _split_further(clause, tally):
                return None
            given = pattern("given-to").search(gap) or gap.strip() in {"to", "a"}
            given = given or bool(pattern("of-whom").match(clause.folded, tally.end))
            return tally.k if given or not clause.responses else None
    return None


def _split_further(clause: Clause, tally: Tally) -> bool:
    """Whether a number is only that of one way: "given intravenously in four and orally in two"."""
    after = next((t for t in clause.counts if t.start >= tally.end and t.unit in {"patients", ""}), None)
    named = any(after and tally.end <= t.start < after.start for t in (*clause.treatments, *clause.responses))
    return after is not None and not named and bool(pattern("to").search(clause.folded[tally.end : after.start]))


def handed_out(
    clause: Clause, response: Mention, source: Clause, names: Sequence[Mention]
) -> list[tuple[Regimen, Counted]]:
    """Each regimen with its own count: "in 3 of 24 on A, 2 of 11 on B", "in 5 and 2, respectively", "one each"."""
    inns = list(dict.fromkeys(n.code for n in names))
    units = {"patients", "sessions", ""}
    folded = clause.folded
    plain = [t for t in clause.counts if t.k is not None and not t.group and t.unit in units]
    plain = [t for t in plain if t.unit != "sessions" or folded[t.start - 1] != "("]  # "infliximab (six infusions)"
    plain = [t for t in plain if t.share != "none" or not pattern("of-group").match(folded, t.end)]
    ahead = [t for t in plain if t.end <= response.start]
    if len(inns) > 1 and ahead and pattern("each").match(folded, response.end):
        return [(r, Counted(ahead[-1].k, None, "patients")) for r in regimens(source, names, bad=True, apart=True)]
    shares = [Tally(*m.span(), None) for m in pattern("a-percentage").finditer(folded, clause.start, clause.end)]
    plain = plain or shares
    if len(inns) < 2 or not len(plain) == len(inns) == len(names):
        return []
    if source is not clause or not _alternate(folded, plain, names):
        said = pattern("respectively").search(folded, *clause.sentence)
        if not said or (source is clause and any(t.start < names[0].start for t in plain)):
            return []
    given = [regimens(source, [name], bad=True) for name in names]
    return [(regimen, _share(folded, tally)) for listed, tally in zip(given, plain, strict=True) for regimen in listed]


def _share(folded: str, tally: Tally) -> Counted:
    """A count as k of n; "none of 6" is nobody of six."""
    if pattern("none-before").search(folded[max(0, tally.start - 16) : tally.start]):
        return Counted(0, tally.n or tally.k, "patients")
    return Counted(tally.k, tally.n, "patients")


def _alternate(folded: str, counts: Sequence[Tally], names: Sequence[Mention]) -> bool:
    """Whether counts and treatments take turns, each pair close together."""
    pairs = list(zip(counts, names, strict=True))
    places = [sorted((t.start, n.start)) for t, n in pairs]
    apart = any(min(b) < max(a) for a, b in itertools.pairwise(places))
    same = len({t.start < n.start for t, n in pairs}) == 1
    gaps = [folded[min(t.end, n.end) : max(t.start, n.start)] for t, n in pairs]
    return same and not apart and not any("," in gap or ";" in gap or len(gap) > 60 for gap in gaps)


def counted(
    clause: Clause,
    response: Mention,
    regimen: Regimen,
    meaning: tuple[str, str],
    study: Study,
    told: Told,
    *,
    denied: bool,
) -> Counted:
    """The numbers that a clause gives for a response of a regimen; one patient is one of one.

    `meaning` is its category and domain: "4 of 6 ulcers healed" tells nothing of the group that others are part of.
    """
    category, domain = meaning
    if study.single:
        return Counted(0 if denied and category == "complete" else 1, 1, "patients")
    known = stated = told.numbers.get(regimen.key)
    if known is None and regimen.where is not None:
        known = 1 if told.person is not None else _cohort(regimen.where, study)
    if denied and category == "complete":
        group = clause.denied or Tally(0, 0, None)
        return Counted(0, group.n or group.k or known, group.unit or "patients")
    if denied and clause.denied is not None:
        nobody = next((t.n for t in clause.counts if t.ratio and t.k == 0), None)
        whole = clause.denied.n or clause.denied.k or nobody or known
        if clause.denied.n and clause.denied.unit in {"patients", ""}:
            told.numbers.setdefault(regimen.key, clause.denied.n)
        return Counted(whole, whole, clause.denied.unit or "patients")
    tally, n = tally_of(clause, response, regimen)
    if stated is None and tally is not None and tally.k and not tally.share and regimen.where is clause:
        known = None  # "diltiazem failed in one": of how many is unsaid
    shared = len([t for t in clause.counts if t.k is not None]) > 1 and len(clause.responses) == 1
    if shared and stands("respectively", clause.folded, *clause.sentence):
        return Counted(n=known)
    if tally is None and told.person is not None:
        return Counted(told.person.k, known, "patients", told.person.who)
    if tally is None:
        whole = None if stands("percent", clause.text) else n or known
        everyone = category == "none" and (told.everyone == clause.sentence or n is not None)
        return Counted(whole if everyone or whole == 1 else None, whole, "patients" if whole else "")
    if tally.share == "all":
        told.everyone = clause.sentence
    unit = tally.unit or (told.unit[1] if told.unit[0] == clause.sentence else "")
    unit = unit or next((u for value, u in study.units if value == (tally.n or n)), "") or "patients"
    told.unit = (clause.sentence, unit)
    if unit in {"sessions", "not a count"}:
        return Counted(n=known)
    if tally.share == "none":  # "in none of these did it improve" counts them all
        whole = tally.n or known
        return Counted(whole if denied else 0, whole, unit)
    if unit in {"lesions", "limbs"}:
        known, n = told.numbers.get(f"{regimen.key}|{unit}"), None
    elif n is not None and not tally.ratio:
        told.numbers[regimen.key] = n
    if told.whole[0] == clause.sentence and unit == "patients":
        known = told.whole[1]  # "in five of 14, in eight, and in one": all of the 14
    whole = tally.n or n or known
    k = whole if tally.share == "all" and tally.k is None else tally.k
    if tally.ratio and tally.n is not None and unit == "patients" and domain in {"deposits", "recurrence"}:
        told.numbers.setdefault(regimen.key, tally.n)
        if not pattern("definite").search(clause.folded, tally.start, tally.end):
            told.whole = (clause.sentence, tally.n)
    if tally.n is None and pattern("who-received").match(clause.folded, tally.end):
        whole = k
    alone = k == 1 and not tally.ratio and tally.start <= clause.start + 4 and regimen.where is clause
    if alone and regimen.key not in told.numbers:
        whole = 1
    if k is not None and whole is not None and k > whole:
        return Counted(unit=unit)
    return Counted(k, whole, unit, tally.who)


def _cohort(where: Clause, study: Study) -> int | None:
    """The patients of the study as the group treated: where they are few, or the sentence speaks of them all.

    A number first met after the sentence that gives the treatment is an outcome's: "Three patients had a recurrence".
    """
    folded = where.passage.folded.text
    everyone = any(t.share == "all" and t.k is None and t.unit in {"patients", ""} for t in where.counts)
    if study.cohort is None or everyone or pattern("all-they").match(folded[slice(*where.sentence)]):
        return study.cohort
    told = (t.start for t in tallies(where.passage, 0, len(folded)) if t.unit == "patients" and study.cohort == t.k)
    first = next(told, 0)
    counted_ahead = pattern("counted-object").search(folded[max(0, first - 16) : first])
    late = first >= (where.start if where.responses and counted_ahead else where.sentence[1])
    return study.cohort if study.cohort <= 3 and not late else None
