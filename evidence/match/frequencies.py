"""How common titles, names and words are among the works at hand: what many share proves little."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import NamedTuple
from zlib import crc32

from evidence.match.form import Form

__all__ = ["Frequencies", "frequencies", "frequencies_of", "rows_of", "singly", "tallied"]

_TELLING = 5


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many different works seem to carry a title, an author, a word or a DOI; empty says nothing is known.

    A title is counted once per group of authors and per year, so that copies of one work do not make it common; titles
    and DOIs that one work alone seems to carry are left out.
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


class _Rows(NamedTuple):
    """What forms say that has to be held against other forms: of titles (core, an author, year, all authors, journal),
    of DOIs (DOI, core). The authors are blank where the title is too short to tell works apart.
    """

    titles: list[tuple[str, str, int | None, str, str]]
    dois: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Tally:
    """Counts of titles and DOIs that several works carry; of works a journal name, and a pair of them, stands over."""

    titles: Counter[str]
    dois: Counter[str]
    works: Counter[str]
    shared: Counter[tuple[str, ...]]


def singly(forms: Sequence[Form]) -> tuple[Counter[str], Counter[str]]:
    """How many of the forms have a surname and a word: what can be counted part by part."""
    return (
        Counter(chain.from_iterable(set(form.bare_surnames) for form in forms)),
        Counter(chain.from_iterable(set(form.title) for form in forms)),
    )


def rows_of(forms: Sequence[Form], buckets: int) -> list[_Rows]:
    """What has to be counted together, a piece a bucket: equal titles, and equal DOIs, share a bucket."""
    pieces = [_Rows([], []) for _ in range(buckets)]
    for form in forms:
        name = min((name for name in form.bare_surnames if "?" not in name), default="")
        telling = form.journal and form.year and form.bare_surnames and len(form.title) >= _TELLING
        people = " ".join(sorted(set(form.bare_surnames))) if telling else ""
        pieces[_bucket(form.core, buckets)].titles.append((form.core, name, form.year, people, form.journal))
        if form.doi:
            pieces[_bucket(form.doi, buckets)].dois.append((form.doi, form.core))
    return pieces


def _bucket(text: str, buckets: int) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) % buckets if buckets > 1 else 0


def tallied(pieces: Sequence[_Rows]) -> _Tally:
    """The counts of one bucket, of all its pieces."""
    rows = list(chain.from_iterable(piece.titles for piece in pieces))
    repeated = {core for core, seen in Counter(row[0] for row in rows).items() if seen > 1}
    named: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int | None]] = defaultdict(set)
    printed: dict[tuple[str, int | None, str], set[str]] = defaultdict(set)
    works = Counter[str]()
    for core, name, year, people, journal in rows:
        if core in repeated:
            named[core].add(name)
            years[core].add(year)
            if people:
                printed[core, year, people].add(journal)
        elif people:
            works[journal] += 1
    carried: dict[str, set[str]] = defaultdict(set)
    for doi, core in chain.from_iterable(piece.dois for piece in pieces):
        carried[doi].add(core)
    titles = {core: max(len(named[core] - {""}), len(years[core] - {None}) - 1, 1) for core in named}
    dois = {doi: len(cores - {""}) for doi, cores in carried.items()}
    shared = Counter[tuple[str, ...]]()
    for journals in printed.values():
        works.update(journals)
        shared.update(combinations(sorted(journals), 2))
    return _Tally(_several(titles), _several(dois), works, shared)


def _several(seen: Mapping[str, int]) -> Counter[str]:
    return Counter({name: number for name, number in seen.items() if number > 1})


def frequencies(
    records: int, counts: Iterable[tuple[Counter[str], Counter[str]]], tallies: Iterable[_Tally]
) -> Frequencies:
    """The counts of all parts, by `singly`, and of all buckets, by `tallied`, as one."""
    surnames, words, titles, dois, works = (Counter[str]() for _ in range(5))
    shared = Counter[tuple[str, ...]]()
    for some_names, some_words in counts:
        surnames.update(some_names)
        words.update(some_words)
    for tally in tallies:
        titles.update(tally.titles)
        dois.update(tally.dois)
        works.update(tally.works)
        shared.update(tally.shared)
    return Frequencies(records, titles, surnames, words, dois, _aliases(works, shared))


def frequencies_of(forms: Sequence[Form]) -> Frequencies:
    """Count a corpus that is in one place."""
    return frequencies(len(forms), [singly(forms)], [tallied(rows_of(forms, 1))])


def _aliases(works: Counter[str], shared: Counter[tuple[str, ...]]) -> Mapping[str, str]:
    """Names under which the same works stand again and again, so that it is no chance and no second print: five works
    or more, and a third of all that either name has. Two journals that the authority knows are never one.
    """
    known: dict[str, str] = {}
    for (one, other), seen in sorted(shared.items()):
        if seen >= 5 and 3 * seen >= max(works[one], works[other]) and not (one.isdigit() and other.isdigit()):
            kept, gone = known.setdefault(one, one), known.setdefault(other, other)
            known = {name: kept if said == gone else said for name, said in known.items()}
    return known
