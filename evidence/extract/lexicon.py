"""The lexicons, searched: `data/lexicon/*.toml` in, one set of words per kind out, read once, at first use.

Terms are folded; a blank or hyphen in a term meets either in the text; the longest term
at a place wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from evidence.extract.text import fold
from evidence.protocol.shipped import shipped_toml
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


_Entry = tuple[str, bool, str, Term]
_HEAD = 3  # letters: no word that is open at its end is shorter
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
    text = folded.replace("-", " ")
    found: dict[str, list[tuple[int, list[Mention]]]] = {}
    for token in _TOKEN.finditer(folded):
        at, behind = token.span()
        for word, star, kind, term in _begun(token.group(), text[behind : behind + 2], condition):
            if not text.startswith(word, at):
                continue
            until = at + len(word)
            if star:
                until = _WORD_END.match(text, until).end()  # type: ignore[union-attr]
            elif until < len(text) and word[-1].isalnum() and (text[until].isalnum() or text[until] == "_"):
                continue
            places = found.setdefault(kind, [])
            if not places or places[-1][0] != at:
                places.append((at, []))
            places[-1][1].append(Mention(at, until, term))
    return found


@lru_cache(maxsize=65536)
def _begun(token: str, following: str, condition: str) -> Sequence[_Entry]:
    """The terms that may begin with a token and the characters behind it, longest first, open ends last."""
    begun, opened = _table(condition)
    said = token + following
    entries = (*begun.get(token, ()), *opened.get(token[:_HEAD], ()))
    likely = (entry for entry in entries if entry[0].startswith(said) or said.startswith(entry[0]))
    return sorted(likely, key=lambda entry: (-len(entry[0]), entry[1]))


def _key(text: str) -> str:
    return _GAP.sub(" ", fold(text).text).strip()


def load(name: str) -> dict[str, Any]:
    """A file of data/lexicon as it stands."""
    return shipped_toml("data", "lexicon", name)


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


def entries(kind: str) -> list[dict[str, Any]]:
    """The entries of one kind of the context file."""
    found: list[dict[str, Any]] = load("context.toml")[kind]
    return found


@cache
def _table(condition: str) -> tuple[Mapping[str, Sequence[_Entry]], Mapping[str, Sequence[_Entry]]]:
    """All terms of all kinds by the token that they begin with, and by the beginning that is open at its end."""
    said = _terms("response", load("responses.toml")["response"])
    names = {"response": said, "disease": _disease_terms(), "treatment": _named_terms(condition)}
    begun: dict[str, list[_Entry]] = {}
    opened: dict[str, list[_Entry]] = {}
    for kind, terms in ({kind: _terms(kind, entries(kind)) for kind in load("context.toml")} | names).items():
        for term in _for_condition(kind, terms, condition):
            word, star = (key := _key(term.word)).removesuffix("*"), key.endswith("*")
            first = _TOKEN.match(word)
            if first is None or (star and len(word) < _HEAD):
                raise ValueError(f"{word!r} begins with no letter, number or %, or is open too early")
            whole = star and first.end() == len(word)
            table, head = (opened, word[:_HEAD]) if whole else (begun, first.group())
            table.setdefault(head, []).append((word, star, kind, term))
    return begun, opened


def _for_condition(kind: str, terms: Iterable[Term], condition: str) -> Iterator[Term]:
    """The terms of a kind; what the file of the condition says of a word stands in place of what they say."""
    file = of_condition(condition)
    own = list(_terms(kind, file.get(kind, ())))
    said = {_key(term.word) for term in own} | {_key(word) for word in file.get("without", {}).get(kind, ())}
    yield from (term for term in terms if not said or _key(term.word) not in said)
    yield from own


def _terms(kind: str, found: Iterable[Mapping[str, Any]], prefix: str = "") -> Iterator[Term]:
    keys = ("code", "category", "domain", "unit", "reach", "why")
    for entry in found:
        code = next((str(entry[k]) for k in keys if k in entry), kind)
        lists = (entry.get(f"{prefix}{lang}", ()) for lang in (*LANGUAGES, "words"))
        yield from (Term(code, word, entry) for words in lists for word in words)


def _disease_terms() -> Iterator[Term]:
    """The names of diseases; `code` is the disease code, '' for a trap."""
    found = load("diseases.toml")["disease"]
    yield from _terms("disease", found, "terms_")
    yield from (Term(e["code"], word, e, exact=word) for e in found for word in e.get("abbreviations", ()))
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
def near_names() -> Mapping[str, Sequence[tuple[str, Term]]]:
    """Names of six letters and more by their first two: to find those a letter away (no operations)."""
    found: dict[str, list[tuple[str, Term]]] = {}
    for term in _treatment_terms():
        name = _key(term.word)
        if len(name) >= 6 and name.isalpha() and not term.exact and term.code not in {"surgery", "antibiotic"}:
            found.setdefault(name[:2], []).append((name, term))
    return found
