"""How common titles, names and words are among the works at hand: what many share proves little."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from evidence.match.form import Form

__all__ = ["Frequencies", "frequencies_of"]


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many different works seem to carry a title, an author, a word or a DOI; empty says nothing is known.

    A title is counted once per group of authors and per year, so that copies of one work do not make it common.
    """

    records: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    surnames: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    dois: Counter[str] = field(default_factory=Counter)

    def rarity(self, seen: int) -> float:
        """Bits that a thing seen so often carries; a few records say little, so any corpus counts as 1000 or more."""
        return math.log2(max(self.records, 1000) / (1 + seen))


def frequencies_of(forms: Iterable[Form]) -> Frequencies:
    """Count a corpus for `compare`."""
    counted = Frequencies()
    titles: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int | None]] = defaultdict(set)
    dois: dict[str, set[str]] = defaultdict(set)
    records = 0
    for form in forms:
        records += 1
        titles[form.core].add(min(form.bare_surnames, default=""))
        years[form.core].add(form.year)
        dois[form.doi].add(form.core)
        counted.surnames.update(set(form.bare_surnames))
        counted.words.update(set(form.title))
    counted.titles.update({core: max(len(titles[core] - {""}), len(years[core] - {None}) - 1, 1) for core in titles})
    counted.dois.update({doi: len(cores - {""}) for doi, cores in dois.items() if doi})
    return Frequencies(records, counted.titles, counted.surnames, counted.words, counted.dois)
