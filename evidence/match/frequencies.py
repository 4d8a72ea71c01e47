"""How common titles, names and words are among the works at hand: what many share proves little."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import NamedTuple
from zlib import crc32

from rapidfuzz.fuzz import partial_ratio, ratio

from evidence.match.form import Form

__all__ = ["Frequencies", "frequencies", "frequencies_of", "rows_of", "tallied"]

_TELLING = 5
_LIKE = 70.0  # of 100: one title, differently spelled or cut


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many different works seem to carry a title, an author, a word or a DOI; empty says nothing is known.

    Copies of one work, told by title, authors and year, count once; titles and DOIs that one work alone seems to carry
    are left out.
    `aliases` give one name to the journal names that the records themselves use for one journal.
    """

    works: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    surnames: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    dois: Counter[str] = field(default_factory=Counter)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def rarity(self, seen: int) -> float:
        """Bits that a thing seen so often carries; a few records say little, so any corpus counts as 1000 or more."""
        return math.log2(max(self.works, 1000) / (1 + seen))


class _Rows(NamedTuple):
    """What forms say that has to be held against other forms: the forms by title, and (DOI, title)."""

    titled: list[Form]
    dois: list[tuple[str, str]]


class Tally(NamedTuple):
    """Counts of one bucket: of the works that carry a surname, a word, and, where there are several, a title, a DOI; of
    the works that a name of a journal, and a pair of them, stands over.
    """

    works: int
    surnames: Counter[str]
    words: Counter[str]
    titles: Counter[str]
    dois: Counter[str]
    journals: Counter[str]
    shared: Counter[tuple[str, ...]]


def rows_of(forms: Sequence[Form], buckets: int) -> list[_Rows]:
    """What has to be counted together, a piece a bucket: equal titles, and equal DOIs, share a bucket."""
    pieces = [_Rows([], []) for _ in range(buckets)]
    for form in forms:
        pieces[_bucket(form.core, buckets)].titled.append(form)
        if form.doi:
            pieces[_bucket(form.doi, buckets)].dois.append((form.doi, form.core))
    return pieces


def _bucket(text: str, buckets: int) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) % buckets if buckets > 1 else 0


def tallied(pieces: Sequence[_Rows]) -> Tally:
    """The counts of one bucket, of all its pieces. Forms with one title are one work, until they contradict."""
    by_title: dict[str, list[Form]] = defaultdict(list)
    for form in chain.from_iterable(piece.titled for piece in pieces):
        by_title[form.core].append(form)
    works = 0
    surnames, words, titles, journals = (Counter[str]() for _ in range(4))
    shared = Counter[tuple[str, ...]]()
    for core, forms in by_title.items():
        if not core or len(forms) == 1:
            works += len(forms)
            surnames.update(chain.from_iterable(set(form.bare_surnames) for form in forms))
            words.update(chain.from_iterable(set(form.title) for form in forms))
            journals.update(form.journal for form in forms if _telling(form))
            continue
        many = _works(forms)
        works += many
        surnames.update({name for form in forms for name in form.bare_surnames})
        words.update(dict.fromkeys(min(form.title for form in forms), many))
        if many > 1:
            titles[core] = many
        printed: dict[tuple[int | None, frozenset[str]], set[str]] = defaultdict(set)
        for form in filter(_telling, forms):
            printed[form.year, frozenset(form.bare_surnames)].add(form.journal)
        for names in printed.values():
            journals.update(names)
            shared.update(combinations(sorted(names), 2))
    carried: dict[str, set[str]] = defaultdict(set)
    for doi, core in chain.from_iterable(piece.dois for piece in pieces):
        carried[doi].add(core)
    dois = Counter({doi: _unlike(cores - {""}) for doi, cores in carried.items() if len(cores) > 1})
    return Tally(works, surnames, words, titles, dois, journals, shared)


def _telling(form: Form) -> bool:
    """Whether title, year and authors together are those of one work, so that its journals can be compared."""
    return bool(form.journal and form.year and form.bare_surnames and len(form.title) >= _TELLING)


def _works(forms: Sequence[Form]) -> int:
    """How many works forms of one title seem to be: groups of authors that share nobody, or years, whichever are more.

    A work that many cite is misread in every way: what stands in less than a tenth of the forms is a slip.
    """
    groups: list[tuple[set[str], int]] = []
    for form in forms:
        names, seen = {name for name in form.bare_surnames if "?" not in name}, 1
        if names:
            near = [group for group in groups if not group[0].isdisjoint(names)]
            groups = [group for group in groups if group[0].isdisjoint(names)]
            groups.append((names.union(*(group[0] for group in near)), seen + sum(group[1] for group in near)))
    years = Counter(form.year for form in forms if form.year)
    return max(_usual(group[1] for group in groups), _usual(years.values()) - 1, 1)


def _usual(counts: Iterable[int]) -> int:
    counts = list(counts)
    return sum(10 * count > max(counts) for count in counts)


def _unlike(titles: Iterable[str]) -> int:
    """How many titles are unlike each other; more than a few need no counting."""
    found: list[str] = []
    for title in sorted(titles):
        if len(found) < _TELLING and all(
            max(ratio(title, other), partial_ratio(title, other)) < _LIKE for other in found
        ):
            found.append(title)
    return len(found)


def frequencies(tallies: Iterable[Tally]) -> Frequencies:
    """The counts of all buckets as one."""
    works = 0
    surnames, words, titles, dois, journals = (Counter[str]() for _ in range(5))
    shared = Counter[tuple[str, ...]]()
    for tally in tallies:
        works += tally.works
        surnames.update(tally.surnames)
        words.update(tally.words)
        titles.update(tally.titles)
        dois.update(tally.dois)
        journals.update(tally.journals)
        shared.update(tally.shared)
    return Frequencies(works, titles, surnames, words, dois, _aliases(journals, shared))


def frequencies_of(forms: Iterable[Form]) -> Frequencies:
    """Count a corpus that is in one place; what says the same counts once."""
    return frequencies([tallied(rows_of(list(dict.fromkeys(forms)), 1))])


def _aliases(journals: Counter[str], shared: Counter[tuple[str, ...]]) -> Mapping[str, str]:
    """Names under which the same works stand again and again, so that it is no chance and no second print: five works
    or more, and a third of all that either name has. Two journals that the authority knows are never one.
    """
    known: dict[str, str] = {}
    for (one, other), seen in sorted(shared.items()):
        if seen >= 5 and 3 * seen >= max(journals[one], journals[other]) and not (one.isdigit() and other.isdigit()):
            kept, gone = known.setdefault(one, one), known.setdefault(other, other)
            known = {name: kept if said == gone else said for name, said in known.items()}
    return known
