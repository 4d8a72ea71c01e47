"""What a journal's name may mean that is not certain: homonyms, free abbreviations, misspellings."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from evidence.normalise.journal_keys import shorter, spaced

if TYPE_CHECKING:
    from evidence.normalise.journals import Authority, Journal

__all__ = ["JournalMatch", "suggest"]

How = Literal["exact", "homonym", "abbreviation", "near"]
_ENOUGH = 84.0
# Abbreviations leave out prepositions too ("Semin Arthritis Rheum": Seminars in …).
_BETWEEN = r"(?: (?:in|for|on|to|with|pour|en|para|per|fur))? "


@dataclass(frozen=True, slots=True)
class JournalMatch:
    """A journal that a name may mean: a score from 0 to 1, the way it was found, and the reason in words."""

    journal: Journal
    score: float
    how: How
    note: str


def suggest(authority: Authority, text: str, year: int | None) -> tuple[JournalMatch, ...]:
    """All candidates for a name, best first; those of other years are scored lower, not hidden."""
    text = " ".join(text.split())
    certain = authority.find(text, year=year)
    if certain is not None:
        return (JournalMatch(certain, 1.0, "exact", f"“{text}” is a name of {certain.title}"),)
    found: dict[str, JournalMatch] = {}
    namesakes = authority.named(text)
    for at, tier in namesakes.items():
        note = f"“{text}” is a name of {'several journals' if len(namesakes) > 1 else 'this journal'}"
        _add(found, authority.journal(at), 0.9 - 0.05 * tier, "homonym", note, year)
    begun = False
    if not found:
        rows, begun = _abbreviated(authority, text)
        note = f"each word of “{text}” {'begins' if begun else 'shortens'} a word of the title"
        for at in rows:
            _add(found, authority.journal(at), 0.92 if begun else 0.86, "abbreviation", note, year)
    if len(found) < 2:
        weight = 0.85 if begun or namesakes else 0.95
        for at, score, name in _near(authority, text):
            _add(found, authority.journal(at), score * weight, "near", f"“{text}” is close to “{name}”", year)
    return tuple(sorted(found.values(), key=lambda match: (-match.score, match.journal.nlm_id)))


def _add(found: dict[str, JournalMatch], journal: Journal, score: float, how: How, note: str, year: int | None) -> None:
    if not journal.ran_in(year):
        span = f"{journal.start or ''}–{journal.end or ''}"
        score, note = score * 0.6, f"{note}; but it ran {span}, not in {year}"
    held = found.get(journal.nlm_id)
    if held is None or held.score < score:
        found[journal.nlm_id] = JournalMatch(journal, round(score, 4), how, note)


@cache
def _searched(authority: Authority) -> tuple[tuple[int, ...], tuple[str, ...], list[str]]:
    rows, names = authority.names
    return rows, names, spaced("\n".join(names))


@cache
def _by_letter(authority: Authority) -> dict[str, tuple[list[int], str]]:
    """For every first letter the rows of the folded names that begin with it, and these names, one a line."""
    held: dict[str, list[tuple[int, str]]] = defaultdict(list)
    rows, _, folded = _searched(authority)
    for row, name in zip(rows, folded, strict=True):
        held[name[:1]].append((row, name))
    return {letter: ([row for row, _ in found], "\n".join(name for _, name in found)) for letter, found in held.items()}


def _abbreviated(authority: Authority, text: str) -> tuple[list[int], bool]:
    """Rows of titles whose words the words of `text` begin one by one (True); failing that, shorten ("Natl", False)."""
    words = spaced(re.sub(r"(?<=\w)-(?=\w)", " ", text))[0].split()
    if len(words) < 2:
        return [], False
    rows, blob = _by_letter(authority).get(words[0][0], ([], ""))
    for begin in (True, False):
        patterns = [rf"{word}\w*" if begin or len(word) < 3 else r"[a-z]*".join(word) + r"\w*" for word in words]
        hits = re.finditer(f"^{_BETWEEN.join(patterns)}$", blob, re.MULTILINE)
        lines = [blob.count("\n", 0, hit.start()) for hit in hits]
        if lines:
            return list(dict.fromkeys(rows[line] for line in lines)), begin
    return [], False


def _near(authority: Authority, text: str) -> list[tuple[int, float, str]]:
    """Rows with a name close to `text` (normalised indel similarity at least .84), with the score and that name."""
    from rapidfuzz import fuzz, process

    rows, names, folded = _searched(authority)
    found: list[tuple[int, float, str]] = []
    for form in dict.fromkeys((text, *shorter(text))):
        sought = spaced(form)[0]
        if len(sought) < 6:
            continue
        hits = process.extract(sought, folded, scorer=fuzz.ratio, score_cutoff=_ENOUGH, limit=12)
        found.extend((rows[line], score / 100, names[line]) for _, score, line in hits)
    return found
