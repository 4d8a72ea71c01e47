"""The lexicons as compiled patterns: `data/lexicon/*.toml` in, one alternation per kind of word out.

Compiled once, at first use. Terms are folded; a blank or hyphen in a term meets either in the text; the longest term
at a place wins.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from evidence.extract.text import fold
from evidence.protocol.shipped import shipped
from evidence.protocol.vocabulary import vocabulary

LANGUAGES = ("en", "fr", "other")
_BLANKS = re.compile(r"[ -]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lexicon: what it stands for, its entry's attributes, and its exact form where case matters."""

    code: str
    word: str
    note: Mapping[str, Any]
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A term met in a folded text."""

    start: int
    end: int
    term: Term
    read_as: str = ""

    @property
    def code(self) -> str:
        """What the term stands for."""
        return self.term.code


class Words:
    """The terms of one kind, searched together."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._plain: dict[str, list[Term]] = {}
        self._open: dict[str, Term] = {}
        for term in terms:
            word = _key(term.word)
            if word.endswith("*"):
                self._open.setdefault(word[:-1], term)
            else:
                self._plain.setdefault(word, []).append(term)
        patterns = {word: _pattern(word) for word in self._plain}
        patterns |= {word: _body(word) + r"\w*" for word in self._open}
        ordered = sorted(patterns, key=lambda w: (w[:1], -len(w), w))
        branches = (  # the first letter as a letter: the engine passes over the branches that begin otherwise
            re.escape(letter) + "(?:" + "|".join(patterns[word][len(re.escape(letter)) :] for word in words) + ")"
            for letter, words in itertools.groupby(ordered, key=lambda w: w[:1])
        )
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(branches)})" if ordered else r"(?!)")

    def find(self, folded: str, original: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
        """Mentions in folded[start:end]; `original` is the text in which case is looked at, place by place."""
        for match in self._pattern.finditer(folded, start, len(folded) if end is None else end):
            found = self._term(match.group(), original[match.start() : match.end()])
            if found is not None:
                yield Mention(match.start(), match.end(), found)

    def found(self, folded: str, start: int, end: int) -> bool:
        """Whether folded[start:end] holds any of them."""
        return any(True for _ in self.find(folded, folded, start, end))

    def _term(self, matched: str, printed: str) -> Term | None:
        key = _BLANKS.sub(" ", matched).strip()
        for term in self._plain.get(key, ()):
            if not term.exact or term.exact == printed:
                return term
        if key in self._plain:
            return None
        lengths = (n for n in range(len(key), 0, -1) if key[:n] in self._open)
        longest = next(lengths, None)
        return None if longest is None else self._open[key[:longest]]


def _key(text: str) -> str:
    return _BLANKS.sub(" ", fold(text).text).strip()


def _body(word: str) -> str:
    return r"[ -]+".join(re.escape(part) for part in word.split(" "))


def _pattern(word: str) -> str:
    return _body(word) + (r"(?!\w)" if word[-1:].isalnum() else "")


def load(name: str) -> dict[str, Any]:
    """A file of data/lexicon as it stands."""
    return tomllib.loads(shipped("data", "lexicon", name).read_text(encoding="utf-8"))


@cache
def _context() -> dict[str, Any]:
    return load("context.toml")


def entries(kind: str) -> list[dict[str, Any]]:
    """The entries of one kind of the context file."""
    found: list[dict[str, Any]] = _context()[kind]
    return found


@cache
def context(kind: str) -> Words:
    """The words of one kind of the context file; `code` is the entry's code, domain, category, unit, reach or why."""
    return Words(_terms(kind))


def _terms(kind: str) -> Iterator[Term]:
    keys = ("code", "domain", "category", "unit", "reach", "why")
    for entry in entries(kind):
        code = next((str(entry[k]) for k in keys if k in entry), kind)
        yield from (Term(code, word, entry) for lang in (*LANGUAGES, "words") for word in entry.get(lang, ()))


@cache
def responses() -> Words:
    """The response words; `code` is the category when affirmed."""
    entries = load("responses.toml")["response"]
    return Words(Term(e["category"], word, e) for e in entries for lang in LANGUAGES for word in e.get(lang, ()))


@cache
def diseases() -> Words:
    """The names of diseases; `code` is the disease code."""
    terms = []
    for e in load("diseases.toml")["disease"]:
        terms += [Term(e["code"], word, e) for lang in LANGUAGES for word in e.get(f"terms_{lang}", ())]
        terms += [Term(e["code"], word, e, exact=word) for word in e.get("abbreviations", ())]
    return Words((*terms, *_traps()))


def _traps() -> Iterator[Term]:
    for entry in entries("trap"):
        if entry["of"] == "names":
            yield from (Term("", word, entry) for word in entry["words"])


@cache
def treatments() -> Words:
    """The names of treatments; `code` is the INN, '' for a trap."""
    return Words((*_treatment_terms(), *_terms("unlisted"), *_traps()))


def _treatment_terms() -> Iterator[Term]:
    for treatment in vocabulary().treatments.values():
        for kind in ("en", "fr", "other", "brands", "misspelt"):
            for word in getattr(treatment, kind):
                exact = word if word.isupper() and len(word) <= 4 else ""
                yield Term(treatment.inn, word, {"kind": kind}, exact)


@cache
def near_names() -> Mapping[str, tuple[Term, ...]]:
    """Names by each spelling that lacks one of their letters: to find those a letter away (no operations)."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for term in _treatment_terms():
        name = _key(term.word)
        if len(name) >= 6 and name.isalpha() and not term.exact and term.code not in {"surgery", "antibiotic"}:
            for spelling in deletions(name):
                found.setdefault(spelling, set()).add((name, term.word, term.code))
    return {
        spelling: tuple(Term(code, word, {"kind": "near"}) for _, word, code in sorted(names))
        for spelling, names in found.items()
    }


def deletions(word: str) -> tuple[str, ...]:
    """The word and every spelling that lacks one letter of it."""
    return (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))
