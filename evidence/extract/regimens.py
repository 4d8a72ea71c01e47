"""Drugs given together are one regimen; drugs merely listed as tried are one each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.extract.clauses import Clause
from evidence.extract.lexicon import Mention, context
from evidence.extract.patterns import pattern
from evidence.protocol.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Regimen:
    """INNs in alphabetical order, the mentions that name them, and the clause that they stand in."""

    inns: tuple[str, ...]
    mentions: tuple[Mention, ...]
    where: Clause | None = None

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

    A word of combination joins two; a word of sequence, a denial, or a bad outcome of a list sets them apart; a
    glucocorticoid with an immunosuppressant, and a list that worked, were given together.
    """
    unique: dict[str, list[Mention]] = {}
    for name in names:
        unique.setdefault(name.code, []).append(name)
    for general, special in _GENERAL.items():
        if general in unique and any(
            vocabulary().treatments[c].treatment_class == special for c in unique if c != general
        ):
            del unique[general]
    if not unique:
        return ()
    firsts = sorted((mentions[0] for mentions in unique.values()), key=lambda m: m.start)
    if len(firsts) == 1:
        return (_regimen([firsts[0].code], unique, clause),)
    folded = clause.passage.folded.text
    stretch = folded[max(clause.start, firsts[0].start - 30) : firsts[-1].end]
    sequence = context("sequence").found(folded, clause.start, clause.end)
    if not apart:
        groups: list[list[str]] = [[firsts[0].code]]
        for previous, name in itertools.pairwise(firsts):
            gap = folded[previous.end : name.start]
            joined = any(m.start <= 30 for m in context("combination").find(gap, gap))
            if joined and len(gap) < 60:
                groups[-1].append(name.code)
            else:
                groups.append([name.code])
        ahead = bool(pattern("together").search(stretch[:30]))
        either = len(firsts) == 2 and pattern("either").fullmatch(folded, firsts[0].end, firsts[1].start)
        steroid = len(firsts) == 2 and {vocabulary().treatments[f.code].treatment_class for f in firsts} == {
            "glucocorticoid",
            "immunosuppressant",
        }
        if not sequence and (ahead or either or steroid or not bad):
            groups = [[f.code for f in firsts]]
    else:
        groups = [[f.code] for f in firsts]
    return tuple(_regimen(group, unique, clause) for group in groups)


_GENERAL = {
    "bisphosphonate": "bisphosphonate",
    "calcium channel blocker": "calcium_channel_blocker",
    "tnf inhibitor": "tnf_inhibitor",
    "jak inhibitor": "jak_inhibitor",
    "mtor inhibitor": "mtor_inhibitor",
    "antibiotic": "antibiotic",
    "carbon dioxide laser": "physical",
}


def _regimen(inns: Sequence[str], unique: dict[str, list[Mention]], clause: Clause) -> Regimen:
    return Regimen(tuple(sorted(inns)), tuple(m for inn in sorted(inns) for m in unique[inn]), clause)
