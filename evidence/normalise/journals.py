"""The journal authority: which journal a printed name, ISSN or NLM id means.

The table is `data/journals/journals.tsv.gz` (facts of the NLM; see its README). A look-up that is not certain is None.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache, cached_property
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
_MANY_BREAKS = re.compile(r"[\s]+")


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
        self._rows = [line.split("\t") for line in table.splitlines()]
        self._ids = {row[0]: at for at, row in enumerate(self._rows)}
        self._issns: dict[str, int] = {}
        self._keys: dict[str, dict[int, int]] = {}
        self._known: dict[tuple[str, int | None, tuple[str, ...]], Journal | None] = {}
        self._suggested: dict[tuple[str, int | None], tuple[JournalMatch, ...]] = {}
        names: list[str] = []
        places: list[tuple[int, int]] = []
        for at, row in enumerate(self._rows):
            for number in (row[3], row[4]):
                if number:
                    self._issns[number] = at
            for full in {row[1]: None, row[2]: None}:
                if not full.isalnum() and _may_shorten(full):
                    for name in shorter(full):
                        names.append(name)
                        places.append((at, _SHORTER))
            if row[7]:
                for name in row[7].split("|"):
                    names.append(name)
                    places.append((at, _TITLE))
        columns = ((1, _ABBREVIATION), (2, _TITLE))
        for column, tier in columns:
            self._enter(
                squeezed("\n".join(row[column] for row in self._rows)), [(at, tier) for at in range(len(self._rows))]
            )
        if names:
            self._enter(squeezed("\n".join(names)), places)

    def _enter(self, keys: list[str], places: list[tuple[int, int]]) -> None:
        index = self._keys
        for key, (at, tier) in zip(keys, places, strict=True):
            held = index.get(key)
            if held is None:
                index[key] = {at: tier}
            elif tier < held.get(at, 9):
                held[at] = tier

    def __len__(self) -> int:
        return len(self._rows)

    def journal(self, at: int) -> Journal:
        """The journal in row `at` (0-based) of the table."""
        nlm_id, medline, title, printed, online, start, end, variants, bare = self._rows[at]
        return Journal(
            nlm_id=nlm_id,
            title=title,
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

    def find(self, text: str, *, year: int | None = None, issn: tuple[str, ...] = ()) -> Journal | None:
        """The journal that a title, abbreviation, ISSN or NLM id certainly means; None if unknown or if it may be two.

        A year outside the journal's known years, or an ISSN of another journal, makes a name uncertain.
        """
        asked = (text, year, issn)
        if asked not in self._known:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            self._known[asked] = self._find(text, year, issn)
        return self._known[asked]

    def key(self, text: str, *, year: int | None = None, issn: tuple[str, ...] = ()) -> str:
        """A key for matching: the NLM id of a journal that is found, else the folded name."""
        found = self.find(text, year=year, issn=issn)
        return found.nlm_id if found else squeezed(text.replace("\n", " "))[0]

    def suggest(self, text: str, *, year: int | None = None, limit: int = 5) -> tuple[JournalMatch, ...]:
        """Journals that a misspelt, shortened or ambiguous name may mean, best first, each with a score and a reason."""
        from evidence.normalise.journal_suggest import suggest

        asked = (text, year)
        if asked not in self._suggested:
            if len(self._suggested) >= _MEMORY:
                self._suggested.clear()
            self._suggested[asked] = suggest(self, text, year)
        return self._suggested[asked][:limit]

    def named(self, text: str) -> dict[int, int]:
        """Rows whose journal has this name, each with the tier of the name: 0 abbreviation, 1 title, 2 shortened title."""
        text = _MANY_BREAKS.sub(" ", text).strip()
        found = self._keys.get(squeezed(text)[0])
        if not found:
            found = next((held for form in shorter(text) if (held := self._keys.get(squeezed(form)[0]))), None)
        return found or {}

    def _find(self, text: str, year: int | None, issn: tuple[str, ...]) -> Journal | None:
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

    def _decided(self, tiers: dict[int, int], year: int | None) -> Journal | None:
        running = [(tier, self.journal(at)) for at, tier in tiers.items()]
        running = [(tier, journal) for tier, journal in running if journal.ran_in(year)]
        if len(running) < 2:
            # Homonyms that are known only without a year stay two.
            return running[0][1] if running else None
        bare = [journal for _, journal in running if journal.bare]
        if len(bare) == 1 and year is not None:
            return bare[0]
        best = min(tier for tier, _ in running)
        lead = [journal for tier, journal in running if tier == best]
        rivals = [journal for tier, journal in running if tier > best]
        if len(lead) != 1 or any(journal.bare for journal in rivals):
            return None
        # NLM gives the bare name to one journal and a place to its homonyms, but publishers print no place: a
        # journal that ended, or that was never online, leaves its name to a younger one.
        faded = lead[0].end is not None and year is None
        younger = any(journal.online for journal in rivals) and not lead[0].online
        return None if faded or younger else lead[0]

    @cached_property
    def names(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Rows and names, side by side, that are searched for near spellings: titles, shortened ones, variants."""
        rows: list[int] = []
        names: list[str] = []
        for at, row in enumerate(self._rows):
            forms = dict.fromkeys((row[2], *shorter(row[2]), row[1], *(row[7].split("|") if row[7] else ())))
            names.extend(forms)
            rows.extend([at] * len(forms))
        return tuple(rows), tuple(names)


def _may_shorten(name: str) -> bool:
    return (
        "(" in name or ":" in name or "=" in name or "[" in name or "; " in name or "/" in name or name[1:2].isupper()
    )


@cache
def authority(path: Path | None = None) -> Authority:
    """The shipped authority (or the table at `path`), read on first use."""
    table = path or shipped("data", "journals", "journals.tsv.gz")
    return Authority(gzip.decompress(table.read_bytes()).decode("utf-8"))
