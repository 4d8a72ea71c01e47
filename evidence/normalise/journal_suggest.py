"""What a journal's name may mean that is not certain: homonyms, free abbreviations, misspellings."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from evidence.normalise.journal_keys import shorter, spaced
from evidence.normalise.text import fold

if TYPE_CHECKING:
    from evidence.normalise.journals import Authority, Journal

__all__ = ["JournalMatch", "meant", "suggest"]

How = Literal["exact", "homonym", "abbreviation", "near"]
_ENOUGH = 84.0
_SURE, _AHEAD = 0.72, 0.03
_SHORT, _LONGEST = 16, 200  # characters
_STUB = 4  # letters: of "J. Opt." too little is left
_ALIKE = 70.0  # of 100, of two words in one place
_ARTICLE = re.compile(r"(?:the|la|le|les|el|los|las|das|der|die|il|lo)\s+|l['’]", re.IGNORECASE)
# Abbreviations leave out prepositions too ("Semin Arthritis Rheum": Seminars in …).
_BETWEEN = r"(?: (?:in|for|on|to|with|pour|en|para|per|fur))? "


@dataclass(frozen=True, slots=True)
class JournalMatch:
    """A journal that a name may mean: a score from 0 to 1, the way it was found, and the reason in words."""

    journal: Journal
    score: float
    how: How
    note: str


@lru_cache(200_000)
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


def meant(authority: Authority, text: str, year: int | None) -> JournalMatch | None:
    """The one journal that a name which no list has can mean: freely abbreviated, or misspelt; None if unsure."""
    if not text or len(text) > _LONGEST or authority.find(text, year=year) is not None:
        return None
    # Asked without the year, as when the entry was read: the answer is at hand, and looking for it is slow.
    best = [match for match in authority.suggest(text, limit=12) if match.journal.ran_in(year)]
    if not best or best[0].how == "exact" or best[0].score < _SURE:
        return None
    if len(best) > 1 and best[0].score - best[1].score < _AHEAD:
        return None
    if best[0].how == "near":  # two letters make another journal of "J Imag Res"
        return best[0] if len(fold(text)) >= _SHORT and _word_by_word(text, best[0].journal) else None
    said = spaced(text)[0].split()
    telling = [word for word in said if len(word) >= _STUB and not "journal".startswith(word)]
    return best[0] if telling or len(said) > 2 else None


def _word_by_word(text: str, journal: Journal) -> bool:
    """Whether one of a journal's names has the words of a text in turn, each misspelt at most."""
    from rapidfuzz import fuzz

    said = spaced(text)[0].split()
    names = (spaced(name)[0].split() for of in (journal.title, journal.medline) for name in (of, *shorter(of)))
    return any(
        len(name) == len(said) and all(fuzz.ratio(a, b) >= _ALIKE for a, b in zip(said, name, strict=True))
        for name in names
    )


def _add(found: dict[str, JournalMatch], journal: Journal, score: float, how: How, note: str, year: int | None) -> None:
    if not journal.ran_in(year):
        span = f"{journal.start or ''}–{journal.end or ''}"
        score, note = score * 0.6, f"{note}; but it ran {span}, not in {year}"
    held = found.get(journal.nlm_id)
    if held is None or held.score < score:
        found[journal.nlm_id] = JournalMatch(journal, round(score, 4), how, note)


@cache
def _initial(authority: Authority) -> dict[str, list[int]]:
    """For every first letter, articles aside, the places in `authority.names` of the names that begin with it."""
    held: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(authority.names[1]):
        first = (_ARTICLE.sub("", name, count=1) if name[0] in "TtLlEeDdIi" else name)[:1]
        held[first.lower() if first.isascii() else fold(first)[:1]].append(at)
    return held


@cache
def _searched(authority: Authority, letter: str) -> tuple[list[int], list[str], list[str]]:
    """Rows, names and folded names that begin with a letter."""
    rows, names = authority.names
    places = _initial(authority).get(letter, [])
    told = [names[at] for at in places]
    return [rows[at] for at in places], told, spaced("\n".join(told))


def _abbreviated(authority: Authority, text: str) -> tuple[list[int], bool]:
    """Rows of titles whose words the words of `text` begin one by one (True); failing that, shorten ("Natl", False)."""
    said: list[str] = []
    for piece in re.sub(r"(?<=\w)-(?=\w)", " ", text).split():
        whole = spaced(piece)[0].split()
        said += whole or ([fold(piece[:-1])] if piece.endswith(".") else [])  # the "Of." of "J. Of. Rehab." is a word
    if len(said) < 2 or not all(said):
        return [], False
    rows, names, folded = _searched(authority, said[0][0])
    blob = "\n".join(folded)
    for begin in (True, False):
        parts = [rf"{word}\w*" if begin or len(word) < 3 else r"[a-z]*".join(word) + r"\w*" for word in said]
        lines = _lines(rf"^{_BETWEEN.join(parts)}$", blob)
        if lines and not any(names[line] in _catalogued(authority.journal(rows[line])) for line in lines):
            # A shorter name than that in the catalogue may be that of a whole family: "Proc Inst Mech Eng" A to P.
            lines += _lines(rf"^{_BETWEEN.join(parts)} .*$", blob)
        if lines:
            return list(dict.fromkeys(rows[line] for line in lines)), begin
    return [], False


def _catalogued(journal: Journal) -> tuple[str, ...]:
    return journal.title, journal.medline


def _lines(pattern: str, blob: str) -> list[int]:
    return [blob.count("\n", 0, hit.start()) for hit in re.finditer(pattern, blob, re.MULTILINE)]


def _near(authority: Authority, text: str) -> list[tuple[int, float, str]]:
    """Rows with a name close to `text` that begins like it (indel similarity at least .84), the score and the name."""
    from rapidfuzz import fuzz, process

    found: list[tuple[int, float, str]] = []
    for form in dict.fromkeys((text, *shorter(text))):
        sought = spaced(form)[0]
        if len(sought) < 6:
            continue
        rows, names, folded = _searched(authority, sought[0])
        hits = process.extract(sought, folded, scorer=fuzz.ratio, score_cutoff=_ENOUGH, limit=12)
        found.extend((rows[line], score / 100, names[line]) for _, score, line in hits)
    return found
