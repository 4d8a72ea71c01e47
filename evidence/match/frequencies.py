"""How common titles, names and words are among the works at hand: what many share proves little."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

from evidence.match.form import Form

__all__ = ["Frequencies", "frequencies_of"]


_TELLING = 5


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many different works seem to carry a title, an author, a word or a DOI; empty says nothing is known.

    A title is counted once per group of authors and per year, so that copies of one work do not make it common.
    `aliases` give one name to the journal names that the records themselves use for one journal.
    """

    records: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    surnames: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    dois: Counter[str] = field(default_factory=Counter)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def rarity(self, seen: int) -> float:
        """Bits that a thing seen so often carries; a few records say little, so any corpus counts as 1000 or more."""
        return math.log2(max(self.records, 1000) / (1 + seen))


def frequencies_of(forms: Sequence[Form]) -> Frequencies:
    """Count a corpus for `compare`."""
    named: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int | None]] = defaultdict(set)
    dois: dict[str, set[str]] = defaultdict(set)
    repeated = {core for core, seen in Counter(form.core for form in forms).items() if seen > 1}
    printed: dict[tuple[str, int, frozenset[str]], set[str]] = defaultdict(set)
    for form in forms:
        if form.journal and form.year and form.bare_surnames and len(form.title) >= _TELLING:
            printed[form.core, form.year, frozenset(form.bare_surnames)].add(form.journal)
        if form.core in repeated:
            named[form.core].add(min((name for name in form.bare_surnames if "?" not in name), default=""))
            years[form.core].add(form.year)
        if form.doi:
            dois[form.doi].add(form.core)
    return Frequencies(
        records=len(forms),
        titles=Counter({core: max(len(named[core] - {""}), len(years[core] - {None}) - 1, 1) for core in named}),
        surnames=Counter(chain.from_iterable(set(form.bare_surnames) for form in forms)),
        words=Counter(chain.from_iterable(set(form.title) for form in forms)),
        dois=Counter({doi: len(cores - {""}) for doi, cores in dois.items()}),
        aliases=_aliases(printed.values()),
    )


def _aliases(printed: Iterable[set[str]]) -> Mapping[str, str]:
    """Names under which the same works stand again and again, so that it is no chance and no second print: five works
    or more, and a third of all that either name has. Two journals that the authority knows are never one.
    """
    works = Counter[str]()
    shared = Counter[tuple[str, ...]]()
    for journals in printed:
        works.update(journals)
        shared.update(combinations(sorted(journals), 2))
    known: dict[str, str] = {}
    for (one, other), seen in sorted(shared.items()):
        if seen >= 5 and 3 * seen >= max(works[one], works[other]) and not (one.isdigit() and other.isdigit()):
            kept, gone = known.setdefault(one, one), known.setdefault(other, other)
            known = {name: kept if said == gone else said for name, said in known.items()}
    return known
