"""The journal authority: which journal a printed name, ISSN or NLM id means.

The table is `data/journals/journals.tsv.gz` (facts of the NLM; see its README). A look-up that is not certain is None.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.normalise.identifiers import issn as read_issn
from evidence.normalise.journal_keys import shorter, squeezed
from evidence.protocol.shipped import shipped

if TYPE_CHECKING:
    from evidence.normalise.journal_suggest import JournalMatch

__all__ = ["Authority", "Journal", "authority"]

_NLM_ID = re.compile(r"\d{7,9}[A-Z]?|\d{8}[RAD]", re.IGNORECASE)
_ABBREVIATION, _TITLE, _SHORTER = range(3)
_MEMORY = 200_000


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal: NLM id, title with accents, MEDLINE abbreviation, ISSNs (print, online), first and last year if known.

    `bare` marks the journal that is meant, in its years, when its name stands without the place that NLM adds.
    """

    nlm_id: str
    title: str
    medline: str
    issn: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    online: bool = False
    bare: bool = False
    variants: tuple[str, ...] = ()

    def ran_in(self, year: int | None) -> bool:
        """False if the journal is known not to have appeared in that year."""
        return year is None or (self.start or 0) <= year <= (self.end or 9999)


class Authority:
    """Looks journals up in a table; every answer is remembered. Build it once: `authority()`."""

    def __init__(self, table: str) -> None:
        # The columns after the names are split only when they are asked for.
        self._rows = [line.split("\t", 5) for line in table.splitlines()]
        self._keys: dict[str, int | tuple[int, ...]] = {}
        self._enter([row[1] for row in self._rows], _ABBREVIATION, range(len(self._rows)))
        self._enter([row[2] for row in self._rows], _TITLE, range(len(self._rows)))
        for column, tier in ((3, _SHORTER), (4, _TITLE)):
            held = [(at, name) for at, row in enumerate(self._rows) if row[column] for name in row[column].split("|")]
            self._enter([name for _, name in held], tier, [at for at, _ in held])

    def _enter(self, names: list[str], tier: int, places: Iterable[int]) -> None:
        """Adds names, best tier first; a place is kept as 4 × row + tier, alone while no other journal has the key."""
        if not names:
            return
        index = self._keys
        for key, at in zip(squeezed("\n".join(names)), places, strict=True):
            place = 4 * at + tier
            held = index.setdefault(key, place)
            if held != place:
                others = (held,) if isinstance(held, int) else held
                if all(other // 4 != at for other in others):
                    index[key] = (*others, place)

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {row[0]: at for at, row in enumerate(self._rows)}

    @cached_property
    def _issns(self) -> dict[str, int]:
        return {number: at for at, row in enumerate(self._rows) for number in row[5].split("\t")[1:3] if number}

    def __len__(self) -> int:
        return len(self._rows)

    @lru_cache(_MEMORY)  # noqa: B019 - there is one authority, which lasts as long as the process
    def journal(self, at: int) -> Journal:
        """The journal in row `at` (0-based) of the table."""
        nlm_id, medline, title, _, variants, facts = self._rows[at]
        accented, printed, online, start, end, bare = facts.split("\t")
        return Journal(
            nlm_id=nlm_id,
            title=accented or title,
            medline=medline,
            issn=tuple(number for number in (printed, online) if number),
            start=int(start) if start else None,
            end=int(end) if end else None,
            online=bool(online),
            bare=bool(bare),
            variants=tuple(variants.split("|")) if variants else (),
        )

    def by_id(self, nlm_id: str) -> Journal | None:
        """The journal with an NLM id."""
        at = self._ids.get(nlm_id)
        return None if at is None else self.journal(at)

    @lru_cache(_MEMORY)  # noqa: B019
    def find(self, text: str, *, year: int | None = None, issn: tuple[str, ...] = ()) -> Journal | None:
        """The journal that a title, abbreviation, ISSN or NLM id certainly means; None if unknown or if it may be two.

        A year outside the journal's known years, or an ISSN of another journal, makes a name uncertain.
        """
        if number := read_issn(text):
            issn = (*issn, number)
        numbered = {self._issns[number] for number in issn if number in self._issns}
        if _NLM_ID.fullmatch(text.strip()) and (found := self.by_id(text.strip().upper())):
            return found
        tiers = self.named(text)
        if not tiers:
            # An ISSN speaks for itself only where no name contradicts it.
            alone = len(numbered) == 1 and (not text.strip() or bool(read_issn(text)))
            return self.journal(numbered.pop()) if alone else None
        if numbered:
            agreed = [at for at in tiers if at in numbered]
            return self.journal(agreed[0]) if len(agreed) == 1 else None
        return self._decided(tiers, year)

    def key(self, text: str, *, year: int | None = None, issn: tuple[str, ...] = ()) -> str:
        """A key for matching: the NLM id of a journal that is found, else the folded name."""
        found = self.find(text, year=year, issn=issn)
        return found.nlm_id if found else squeezed(text.replace("\n", " "))[0]

    def suggest(self, text: str, *, year: int | None = None, limit: int = 5) -> tuple[JournalMatch, ...]:
        """Journals that a misspelt, shortened or ambiguous name may mean, best first, with scores and reasons."""
        from evidence.normalise.journal_suggest import suggest

        return suggest(self, text, year)[:limit]

    @lru_cache(_MEMORY)  # noqa: B019
    def named(self, text: str) -> dict[int, int]:
        """Rows of journals with this name, each with the tier of the name: 0 abbreviation, 1 title, 2 shortened."""
        text = " ".join(text.split())
        forms = (text, *shorter(text))
        keys = [key for form in forms if (key := squeezed(form)[0])]
        held = next((self._keys[key] for key in keys if key in self._keys), ())
        return {place // 4: place % 4 for place in ((held,) if isinstance(held, int) else held)}

    def _decided(self, tiers: dict[int, int], year: int | None) -> Journal | None:
        running = [(tier, self.journal(at)) for at, tier in tiers.items()]
        running = [(tier, journal) for tier, journal in running if journal.ran_in(year)]
        if len(running) < 2:
            # Homonyms that are known only without a year stay two.
            return running[0][1] if running else None
        bare = [journal for _, journal in running if journal.bare]
        if len(bare) == 1 and year is not None:
            return bare[0]
        # NLM gives the bare name to one journal and a place or year to its homonyms ("Nutr Metab (Lond)").
        ranks = [(tier, journal.medline.endswith(")")) for tier, journal in running]
        lead = [journal for rank, (_, journal) in zip(ranks, running, strict=True) if rank == min(ranks)]
        rivals = [journal for rank, (_, journal) in zip(ranks, running, strict=True) if rank > min(ranks)]
        if len(lead) != 1 or any(journal.bare for journal in rivals):
            return None
        # Publishers print no place: a journal that ended, was never online, or came later than the year asked for
        # may have had its name taken by another. One title of two needs a year in which only one can be meant.
        sure = lead[0].online or not any(journal.online for journal in rivals)
        if min(ranks)[0] != _ABBREVIATION:
            sure = year is not None and lead[0].online and not any(journal.online for journal in rivals)
        faded = lead[0].end is not None and year is None
        later = year is not None and year < _catalogued(lead[0].nlm_id) - 2
        return lead[0] if sure and not faded and not later else None

    def namesakes(self, nlm_id: str) -> tuple[str, ...]:
        """NLM ids of other journals that share a name with this one: a different id among them proves little."""
        at = self._ids.get(nlm_id)
        if at is None:
            return ()
        row = self._rows[at]
        names = [name for name in (row[1], row[2], *row[3].split("|")) if name]
        return tuple(sorted({self._rows[other][0] for name in names for other in self.named(name)} - {nlm_id}))

    @cached_property
    def names(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Rows and names, side by side, that are searched for near spellings: titles, abbreviations, other forms."""
        held = [
            (at, name)
            for at, row in enumerate(self._rows)
            for name in dict.fromkeys((row[2], row[1], *row[3].split("|"), *row[4].split("|")))
            if name
        ]
        return tuple(at for at, _ in held), tuple(name for _, name in held)


def _catalogued(nlm_id: str) -> int:
    """The year in which NLM catalogued a journal, where its id begins with it; else 0."""
    if len(nlm_id) == 9 and nlm_id.startswith("10"):
        return 2000
    return 1900 + int(nlm_id[:2]) if len(nlm_id) == 7 and "75" <= nlm_id[:2] <= "99" else 0


@cache
def authority(path: Path | None = None) -> Authority:
    """The shipped authority (or the table at `path`), read on first use."""
    table = path or shipped("data", "journals", "journals.tsv.gz")
    return Authority(gzip.decompress(table.read_bytes()).decode("utf-8"))
