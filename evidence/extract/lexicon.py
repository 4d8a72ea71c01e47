"""The lexicons, searched: `data/lexicon/*.toml` in, one set of words per kind out, read once, at first use.

Terms are folded; a blank or hyphen in a term meets either in the text; the longest term
at a place wins.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from evidence.extract.text import fold
from evidence.protocol.shipped import shipped
from evidence.protocol.vocabulary import vocabulary

LANGUAGES = ("en", "fr", "other")


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
    """The terms of one kind, searched together: found by their first token, the longest term at a place wins."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._plain: dict[str, list[Term]] = {}
        self._open: dict[str, Term] = {}
        for term in terms:
            word = _key(term.word)
            if word.endswith("*"):
                self._open.setdefault(word[:-1], term)
            else:
                self._plain.setdefault(word, []).append(term)
        self._begun: dict[str, list[tuple[str, bool]]] = {}
        self._heads: set[str] = set()
        self._lengths: set[int] = set()
        for word in sorted({*self._plain, *self._open}, key=lambda w: (-len(w), w)):
            first = _TOKEN.match(word)
            if first is None or (word in self._open and len(word) < _HEAD):
                raise ValueError(f"{word!r} begins with no letter, number or %, or is open too early")
            if word in self._open and first.end() == len(word):
                self._heads.add(word[:_HEAD])
                self._lengths.add(len(word))
            else:
                self._begun.setdefault(first.group(), []).append((word, word in self._open))

    def find(self, folded: str, original: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
        """Mentions in folded[start:end]; `original` is the text in which case is looked at, place by place."""
        starts, tokens, text, wide = _tokens(folded)
        stop = len(folded) if end is None else min(end, len(folded))
        last = start
        begun, heads = self._begun, self._heads
        for i in range(bisect_left(starts, start), bisect_left(starts, stop)):
            token = tokens[i]
            if token not in begun and token[:_HEAD] not in heads:
                continue
            at = starts[i]
            if at < last or not (until := self._end(text, at, stop, token, wide)):
                continue
            last = until
            found = self._term(folded[at:until], original[at:until])
            if found is not None:
                yield Mention(at, until, found)

    def found(self, folded: str, start: int, end: int) -> bool:
        """Whether folded[start:end] holds any of them."""
        return any(True for _ in self.find(folded, folded, start, end))

    def _end(self, text: str, at: int, stop: int, token: str, wide: bool) -> int:
        """Where the longest term that begins with a token ends, or 0; `wide` texts have blanks beside blanks."""
        token = token[: stop - at]
        opened = 0
        if token[:_HEAD] in self._heads:
            opened = next(
                (n for n in range(len(token), _HEAD - 1, -1) if n in self._lengths and token[:n] in self._open), 0
            )
        for word, is_open in self._begun.get(token, ()):
            if len(word) < opened:
                break
            if not wide and not text.startswith(word, at):
                continue
            until = _along(text, at, stop, word)
            if until and is_open:
                return min(stop, until + len(_WORD_END.match(text, until).group()))  # type: ignore[union-attr]
            if until and (until == stop or not word[-1].isalnum() or not _is_word(text[until])):
                return until
        return at + len(token) if opened else 0

    def _term(self, matched: str, printed: str) -> Term | None:
        key = _key(matched)
        for term in self._plain.get(key, ()):
            if not term.exact or term.exact == printed:
                return term
        if key in self._plain:
            return None
        lengths = (n for n in range(len(key), 0, -1) if key[:n] in self._open)
        longest = next(lengths, None)
        return None if longest is None else self._open[key[:longest]]


_HEAD = 3  # letters: no word that is open at its end is shorter
_TOKEN = re.compile(r"\w+|(?<!\w)%")
_WORD_END = re.compile(r"\w*")
_GAP = re.compile(r"[ -]+")


@lru_cache(maxsize=64)
def _tokens(folded: str) -> tuple[list[int], list[str], str, bool]:
    """Where the tokens of a text begin, the tokens, the text with blanks for hyphens, whether two blanks meet."""
    found = list(_TOKEN.finditer(folded))
    text = folded.replace("-", " ")
    return [m.start() for m in found], [m.group() for m in found], text, "  " in text


def _along(text: str, at: int, stop: int, word: str) -> int:
    """Where a word that begins at a place ends, however wide its blanks are; 0 where it does not stand there."""
    if text.startswith(word, at) and at + len(word) <= stop:
        return at + len(word)
    if "  " not in text[at : at + len(word)]:
        return 0
    for part in word.split(" "):
        gap = _GAP.match(text, at)
        at = gap.end() if gap is not None else at
        if not text.startswith(part, at) or at + len(part) > stop:
            return 0
        at += len(part)
    return at


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _key(text: str) -> str:
    return _GAP.sub(" ", fold(text).text).strip()


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
