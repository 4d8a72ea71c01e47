"""PubMed's query language, as far as searches of this project go: booleans from left to right, tags, ranges, dates."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

_TOKEN = re.compile(
    r'\s*(?:(?P<open>\()|(?P<close>\))|"(?P<quoted>[^"]*)"|\[(?P<tag>[^\]]*)\]|(?P<colon>:)|(?P<word>[^\s()"\[\]:]+))'
)
_DATE = re.compile(r"(\d{4})(?:/(\d{1,2}))?(?:/(\d{1,2}))?")
_LAST = re.compile(r"last (\d+) (day|month|year)s?", re.IGNORECASE)
_STOP = {"and", "or", "not", "of", "the", "in", "a", "an", "with", "for", "on", "to", "by"}

FIELDS = {
    "All Fields": ("all", "all fields", "sb", "subset", "filter", "tw", "text word", "ot", "other term", "nm"),
    "Title/Abstract": ("tiab", "title/abstract", "ab", "abstract"),
    "Title": ("ti", "titl", "title", "tt", "transliterated title"),
    "Author": ("au", "auth", "author", "1au", "author - first", "fau", "full author name"),
    "MeSH Terms": ("mh", "mesh", "mesh terms", "majr", "mesh major topic"),
    "MeSH Subheading": ("sh", "subh", "subheading", "mesh subheading", "subheadings"),
    "Publication Type": ("pt", "ptyp", "publication type"),
    "Journal": ("ta", "jour", "journal"),
    "Language": ("la", "lang", "language"),
    "Volume": ("vi", "vol", "volume"),
    "Pagination": ("pg", "page", "pagination"),
    "UID": ("uid", "pmid"),
    "DOI": ("aid", "doi", "lid", "location id"),
    "Supplementary Concept": ("supplementary concept",),
}
DATES = {
    "crdt": ("crdt", "date - create", "create date"),
    "edat": ("edat", "date - entry", "entry date", "entrez date", "date - entrez"),
    "mdat": ("lr", "mdat", "date - modification", "modification date", "date last revised"),
    "mhda": ("mhda", "date - mesh", "mesh date"),
    "pdat": ("dp", "pdat", "date - publication", "publication date"),
}
DATE_NAMES = {
    "crdt": "Date - Create",
    "edat": "Date - Entry",
    "mdat": "Date - Modification",
    "mhda": "Date - MeSH",
    "pdat": "Date - Publication",
}
_FIELD_OF = {alias: name for name, aliases in FIELDS.items() for alias in aliases}
_DATE_OF = {alias: name for name, aliases in DATES.items() for alias in aliases}
_WHOLE = {"MeSH Terms", "MeSH Subheading", "Publication Type", "UID", "DOI", "Supplementary Concept"}
"""Fields in which a term is a whole value, never a part of one."""


class QueryError(Exception):
    """The search backend cannot run the term; its text is what PubMed puts into <ERROR>."""


def fold(text: str) -> str:
    """Lower-case words, each with one space before and after."""
    return " " + " ".join(re.findall(r"\w+", text.lower())) + " "


def fold_values(values: Sequence[str]) -> str:
    """Whole values that `needle` finds one by one."""
    return "".join(f"|{fold(value)}|" for value in values)


def needle(phrase: str, name: str) -> str:
    """What must occur in the folded field for the phrase to match; a final * leaves the end open."""
    folded = fold(phrase)
    if phrase.rstrip().endswith("*"):
        return ("|" if name in _WHOLE else "") + folded[:-1]
    return f"|{folded}|" if name in _WHOLE else folded


@dataclass
class Translation:
    """What PubMed made of a term, and what it could not use."""

    text: str = ""
    phrases: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)


class Lookup(Protocol):
    """What a query asks of the corpus: sets of PMIDs."""

    @property
    def everything(self) -> frozenset[str]: ...
    def by_text(self, phrase: str, name: str) -> frozenset[str]: ...
    def by_date(self, name: str, start: date, end: date) -> frozenset[str]: ...
    def knows(self, phrase: str, name: str) -> bool: ...


@dataclass(frozen=True)
class _Value:
    text: str
    quoted: bool
    tag: str | None


class Query:
    """One term, evaluated while it is read; raises QueryError where the backend would fail."""

    def __init__(self, term: str, lookup: Lookup, today: date) -> None:
        self._lookup, self._today = lookup, today
        self._tokens = _tokens(term)
        self._next = 0
        self.translation = Translation()
        self.pmids, self.translation.text = self._expression()
        if self._peek()[0]:
            raise QueryError(f"Search Backend failed: unexpected '{self._peek()[1]}' in the query")

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("", "")

    def _take(self, kind: str) -> str | None:
        found, text = self._peek()
        if found != kind:
            return None
        self._next += 1
        return text

    def _expression(self) -> tuple[frozenset[str], str]:
        pmids, text = self._operand()
        while self._peek()[0] not in ("", "close"):
            operator = self._take("operator") or "AND"
            more, words = self._operand()
            pmids = {"AND": pmids & more, "OR": pmids | more, "NOT": pmids - more}[operator]
            text = f"{text} {operator} {words}"
        return pmids, text

    def _operand(self) -> tuple[frozenset[str], str]:
        if self._take("open") is not None:
            pmids, text = self._expression()
            if self._take("close") is None:
                raise QueryError("Search Backend failed: unbalanced parentheses in the query")
            return pmids, f"({text})"
        first = self._value()
        if self._take("colon") is None:
            return self._range(first, first) if first.tag in _DATE_OF else self._phrase(first)
        return self._range(first, self._value())

    def _value(self) -> _Value:
        quoted = self._take("quoted")
        words: list[str] = []
        while quoted is None and (word := self._take("word")) is not None:
            words.append(word)
        if quoted is None and not words:
            raise QueryError("Search Backend failed: empty part in the query")
        tag = self._take("tag")
        return _Value(" ".join(words) if quoted is None else quoted, quoted is not None, _plain_tag(tag))

    def _range(self, first: _Value, last: _Value) -> tuple[frozenset[str], str]:
        tag = last.tag or first.tag or ""
        low, high = first.text.strip(), last.text.strip()
        if tag in _DATE_OF:
            name = _DATE_OF[tag]
            if first is last and (relative := _LAST.fullmatch(low)):
                days = int(relative[1]) * {"day": 1, "month": 30, "year": 365}[relative[2].lower()]
                start, end = self._today - timedelta(days), self._today
            else:
                start, end = _day(low, last=False), _day(high, last=True)
            text = f"{start:%Y/%m/%d}:{end:%Y/%m/%d}[{DATE_NAMES[name]}]"
            return self._lookup.by_date(name, start, end), text
        if _FIELD_OF.get(tag) == "UID" and low.isdigit() and high.isdigit():
            inside = frozenset(pmid for pmid in self._lookup.everything if int(low) <= int(pmid) <= int(high))
            return inside, f"{low}:{high}[UID]"
        raise QueryError(f"Search Backend failed: no range in field '{tag or 'All Fields'}'")

    def _phrase(self, value: _Value) -> tuple[frozenset[str], str]:
        name = "All Fields" if value.tag is None else _FIELD_OF.get(value.tag, "")
        if not name:
            self.translation.fields.append(value.tag or "")
            name = "All Fields"
        whole = value.quoted or value.tag is not None
        if whole and self._lookup.knows(value.text, name):
            return self._lookup.by_text(value.text, name), f'"{value.text.lower()}"[{name}]'
        words = [word for word in value.text.split() if word.lower() not in _STOP]
        if value.quoted:
            self.translation.quoted.append(f'"{value.text}"' + (f"[{name}]" if value.tag else ""))
        if name in _WHOLE or not words:
            if not value.quoted:
                self.translation.phrases.append(value.text)
            return frozenset(), f'"{value.text.lower()}"[{name}]'
        pmids = self._lookup.everything
        for word in words:
            if not value.quoted and not self._lookup.knows(word, name):
                self.translation.phrases.append(word)
            pmids &= self._lookup.by_text(word, name)
        text = " AND ".join(f'"{word.lower()}"[{name}]' for word in words)
        return pmids, text if len(words) == 1 else f"({text})"


def _tokens(term: str) -> list[tuple[str, str]]:
    term = term.strip()
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(term):
        found = _TOKEN.match(term, position)
        if found is None or found.lastgroup is None:
            raise QueryError(f"Search Backend failed: unmatched '{term[position:].strip()[:1]}' in the query")
        kind, text = found.lastgroup, found[found.lastgroup]
        tokens.append(("operator" if kind == "word" and text in ("AND", "OR", "NOT") else kind, text))
        position = found.end()
    return tokens


def _plain_tag(tag: str | None) -> str | None:
    return None if tag is None else tag.strip().lower().partition(":")[0]


def _day(text: str, *, last: bool) -> date:
    found = _DATE.fullmatch(text)
    if found is None:
        raise QueryError(f"Search Backend failed: invalid date '{text}'")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    month = month or (12 if last else 1)
    try:
        return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))
    except ValueError as error:
        raise QueryError(f"Search Backend failed: invalid date '{text}'") from error
