"""Drugs given together are one regimen; drugs merely listed as tried are one each."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from evidence.extract.clauses import Clause
from evidence.extract.lexicon import Mention, find
from evidence.extract.patterns import pattern
from evidence.protocol.vocabulary import vocabulary

_BESIDE = 40  # characters


@dataclass(frozen=True, slots=True)
class Regimen:
    """INNs in alphabetical order, the mentions that name them, and the clause that they stand in.

    `joined` is why several are one: "together" (the text says so), "either" (one figure for patients given one or the
    other), "listed" (a list that worked).
    """

    inns: tuple[str, ...]
    mentions: tuple[Mention, ...]
    where: Clause | None = None
    joined: str = ""

    @property
    def key(self) -> str:
        """The intervention as a finding names it."""
        return "; ".join(self.inns)

    @property
    def classes(self) -> str:
        """The classes, alphabetical."""
        known = vocabulary().treatments
        return "; ".join(sorted({known[inn].treatment_class for inn in self.inns}))


def regimens(clause: Clause, names: Sequence[Mention], *, bad: bool, apart: bool = False) -> tuple[Regimen, ...]:
    """The regimens that the named treatments of a clause make up.

    A word of combination joins two; numbers of their own, a word of sequence, a denial, or a bad outcome of a list set
    them apart; a glucocorticoid with an immunosuppressant, and a list that worked, were given together.
    """
    unique: dict[str, list[Mention]] = {}
    names = [name for name in names if name.code != "unlisted"]
    for name in names:
        unique.setdefault(name.code, []).append(name)
    for inn in _redundant(clause.folded, names):
        unique.pop(inn, None)
    firsts = sorted((mentions[0] for mentions in unique.values()), key=lambda m: m.start)
    groups: list[list[str]] = []
    for i, name in enumerate(firsts):
        start, end = firsts[i - 1].end if i else name.start, name.start
        beside = i and not apart and end - start < 60 and not find("sequence", clause.folded, start, end)
        if beside and any(m.start <= start + 30 for m in find("combination", clause.folded, start, end)):
            groups[-1].append(name.code)
        else:
            groups.append([name.code])
    how = "together"
    apart = apart or (len(groups) > 1 and (_counted_apart(clause, firsts) or _in_sequence(clause, firsts)))
    if len(groups) > 1 and not apart:
        ahead = pattern("together").search(clause.folded, max(clause.start, firsts[0].start - 30), firsts[0].start)
        either = pattern("either").fullmatch(clause.folded, firsts[-2].end, firsts[-1].start)
        steroid = sorted(_class(f.code) for f in firsts) == ["glucocorticoid", "immunosuppressant"]
        how = "together" if ahead else "either" if either else "listed"
        counted = clause.counts or not bad  # "had not responded to A or B" without a number denies both
        if ahead or (either and len(firsts) == 2 and counted) or steroid or not bad:
            groups = [[f.code for f in firsts]]
    return tuple(
        Regimen(
            tuple(sorted(inns)),
            tuple(m for inn in sorted(inns) for m in unique[inn]),
            clause,
            how if len(inns) > 1 else "",
        )
        for inns in groups
    )


def _in_sequence(clause: Clause, names: Sequence[Mention]) -> bool:
    """Whether one came after the other: by a word between two names ("then"), or beside the list ("successively")."""
    folded, first, last = clause.folded, names[0].end, names[-1].start
    begin, end = max(clause.start, names[0].start - _BESIDE), min(clause.end, names[-1].end + _BESIDE)
    cues = find("sequence", folded, begin, end)
    return any(cue.code == "list" or first <= cue.start < last for cue in cues)


def _counted_apart(clause: Clause, names: Sequence[Mention]) -> bool:
    """Whether each was given to patients of its own: "five received A and six B" ("A or B" over one figure is one)."""
    numbers = [t for t in clause.counts if names[0].start - _BESIDE <= t.start and t.unit in {"patients", ""}]
    either = pattern("either").fullmatch(clause.folded, names[-2].end, names[-1].start)
    return not either and len([t for t in numbers if t.k and not t.share and t.start <= names[-1].end + _BESIDE]) > 1


def the_drug(inn: str, met: Set[str]) -> str:
    """The one drug of a class among those met where the name is that of the class, else the name."""
    drugs = {m for m in met if m not in {inn, "unlisted"} and _class(m) == inn.replace(" ", "_")}
    return drugs.pop() if len(drugs) == 1 else inn


def _class(inn: str) -> str:
    return vocabulary().treatments[inn].treatment_class


def _redundant(folded: str, names: Sequence[Mention]) -> set[str]:
    """A class beside one of its drugs is that drug; "(11 alendronate, 4 pamidronate)" behind a class are its parts."""
    found: set[str] = set()
    for general in names:
        drugs = [n for n in names if n.code != general.code and _class(n.code) == general.code.replace(" ", "_")]
        parts = {n.code for n in drugs if re.match(r"\s*\([^)]*$", folded[general.end : n.start])}
        if drugs:
            found |= parts if len(parts) > 1 else {general.code}
    return found
