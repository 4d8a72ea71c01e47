"""The lexicons, searched: `data/lexicon/*.toml` in, one set of words per kind out, read once, at first use.

Terms are folded; a blank or hyphen in a term meets either in the text; the longest term
at a place wins.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from evidence.extract.text import fold
from evidence.protocol.shipped import shipped
from evidence.protocol.vocabulary import vocabulary

LANGUAGES = ("en", "fr", "other")
LEADING = "deposits"  # to the rules, what is treated, whatever the condition
DEFAULT = "calcinosis"
CONDITION: ContextVar[str] = ContextVar("condition", default=DEFAULT)


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


class _Table:
    """All terms of all kinds by the token that they begin with, or by the beginning that is open at its end."""

    def __init__(self, kinds: Mapping[str, Iterable[Term]]) -> None:
        self._begun: dict[str, list[_Entry]] = {}
        self._open: dict[str, list[_Entry]] = {}
        for kind, terms in kinds.items():
            for term in terms:
                word, star = (key := _key(term.word)).removesuffix("*"), key.endswith("*")
                first = _TOKEN.match(word)
                if first is None or (star and len(word) < _HEAD):
                    raise ValueError(f"{word!r} begins with no letter, number or %, or is open too early")
                if star and first.end() == len(word):
                    self._open.setdefault(word[:_HEAD], []).append((word, True, kind, term))
                else:
                    self._begun.setdefault(first.group(), []).append((word, star, kind, term))
        self._met: dict[str, Sequence[_Entry]] = {}

    def begun(self, token: str, following: str) -> Sequence[_Entry]:
        """The terms that may begin with a token and the characters behind it, longest first, open ends last."""
        said = token + following
        found = self._met.get(said)
        if found is None:
            entries = (*self._begun.get(token, ()), *self._open.get(token[:_HEAD], ()))
            likely = [e for e in entries if e[0].startswith(said) or said.startswith(e[0])]
            found = sorted(likely, key=lambda entry: (-len(entry[0]), entry[1])) if likely else ()
            if len(self._met) < _TOKENS:
                self._met[said] = found
        return found


_Entry = tuple[str, bool, str, Term]
_HEAD = 3  # letters: no word that is open at its end is shorter
_TOKENS = 65536  # remembered, of any number of texts
_TOKEN = re.compile(r"\w+|(?<!\w)%")
_WORD_END = re.compile(r"\w*")
_GAP = re.compile(r"[ -]+")


def find(kind: str, folded: str, start: int = 0, end: int | None = None, original: str = "") -> tuple[Mention, ...]:
    """The terms of a kind in folded[start:end], none over another, the longest at a place.

    Kinds are "response", "disease", "treatment" and those of the context file. `original` is the text, place by place,
    in which the case of abbreviations is looked at.
    """
    places = _places(folded, CONDITION.get()).get(kind)
    if places is None:
        return ()
    stop, last, found = len(folded) if end is None else end, start, []
    for at, mentions in places[bisect_left(places, (start,)) :]:
        if at >= stop:
            break
        if at >= last:
            for mention in mentions:
                exact = mention.term.exact
                if mention.end <= stop and (not exact or original[at : mention.end] == exact):
                    found.append(mention)
                    last = mention.end
                    break
    return tuple(found)


@lru_cache(maxsize=64)
def _places(folded: str, condition: str) -> Mapping[str, list[tuple[int, list[Mention]]]]:
    """Of each kind the places where a term begins, with the terms, longest first: a text is read once for all kinds."""
    table, text = _table(condition), folded.replace("-", " ")
    wide = "  " in text
    found: dict[str, list[tuple[int, list[Mention]]]] = {}
    for token in _TOKEN.finditer(folded):
        at, behind = token.span()
        for word, star, kind, term in table.begun(token.group(), "" if wide else text[behind : behind + 2]):
            if not wide and not text.startswith(word, at):
                continue
            until = _along(text, at, word)
            if star and until:
                until = _WORD_END.match(text, until).end()  # type: ignore[union-attr]
            elif not until or (until < len(text) and word[-1].isalnum() and _is_word(text[until])):
                continue
            places = found.setdefault(kind, [])
            if not places or places[-1][0] != at:
                places.append((at, []))
            places[-1][1].append(Mention(at, until, term))
    return found


def _along(text: str, at: int, word: str) -> int:
    """Where a word that begins at a place ends, however wide its blanks are; 0 where it does not stand there."""
    if text.startswith(word, at):
        return at + len(word)
    if "  " not in text[at : at + len(word)]:
        return 0
    for part in word.split(" "):
        gap = _GAP.match(text, at)
        at = gap.end() if gap is not None else at
        if not text.startswith(part, at):
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
def of_condition(condition: str) -> dict[str, Any]:
    """What the lexicon says of a condition alone; see data/lexicon/conditions."""
    return load(f"conditions/{condition}.toml")


@contextmanager
def reading(condition: str) -> Iterator[None]:
    """While it lasts, texts are read for this condition."""
    token = CONDITION.set(condition)
    try:
        yield
    finally:
        CONDITION.reset(token)


def named(domain: str) -> str:
    """The kind of outcome that a domain of the rules is a finding on."""
    return str(of_condition(CONDITION.get())["domain"]) if domain == LEADING else domain


@cache
def _context() -> dict[str, Any]:
    return load("context.toml")


def entries(kind: str) -> list[dict[str, Any]]:
    """The entries of one kind of the context file."""
    found: list[dict[str, Any]] = _context()[kind]
    return found


@cache
def _table(condition: str) -> _Table:
    names = {"response": _response_terms(), "disease": _disease_terms(), "treatment": _named_terms(condition)}
    general = {kind: _terms(kind, entries(kind)) for kind in _context()} | names
    return _Table({kind: _for_condition(kind, terms, condition) for kind, terms in general.items()})


def _for_condition(kind: str, terms: Iterable[Term], condition: str) -> Iterator[Term]:
    """The terms of a kind; what the file of the condition says of a word stands in place of what they say."""
    file = of_condition(condition)
    own = list(_terms(kind, file.get(kind, ())))
    said = {_key(term.word) for term in own} | {_key(word) for word in file.get("without", {}).get(kind, ())}
    yield from (term for term in terms if not said or _key(term.word) not in said)
    yield from own


def _terms(kind: str, found: Iterable[Mapping[str, Any]]) -> Iterator[Term]:
    keys = ("code", "domain", "category", "unit", "reach", "why")
    for entry in found:
        code = next((str(entry[k]) for k in keys if k in entry), kind)
        yield from (Term(code, word, entry) for lang in (*LANGUAGES, "words") for word in entry.get(lang, ()))


def _response_terms() -> Iterator[Term]:
    """The response words; `code` is the category when affirmed."""
    for e in load("responses.toml")["response"]:
        yield from (Term(e["category"], word, e) for lang in LANGUAGES for word in e.get(lang, ()))


def _disease_terms() -> Iterator[Term]:
    """The names of diseases; `code` is the disease code, '' for a trap."""
    for e in load("diseases.toml")["disease"]:
        yield from (Term(e["code"], word, e) for lang in LANGUAGES for word in e.get(f"terms_{lang}", ()))
        yield from (Term(e["code"], word, e, exact=word) for word in e.get("abbreviations", ()))
    yield from _traps()


def _traps() -> Iterator[Term]:
    for entry in entries("trap"):
        if entry["of"] == "names":
            yield from (Term("", word, entry) for word in entry["words"])


def _named_terms(condition: str) -> Iterator[Term]:
    """The names of treatments; `code` is the INN, "unlisted" for none of ours, '' for a trap."""
    yield from _treatment_terms(condition)
    yield from _terms("unlisted", entries("unlisted"))
    yield from _traps()


def _treatment_terms(condition: str = "") -> Iterator[Term]:
    """The names of the treatments that are read whatever the condition, and of those that are read for this one."""
    for treatment in vocabulary().treatments.values():
        if treatment.only_for and condition not in treatment.only_for:
            continue
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
