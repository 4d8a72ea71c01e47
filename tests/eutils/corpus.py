"""The records that the server holds, changed between runs as PubMed changes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from tests.eutils.article import Article
from tests.eutils.query import FIELDS, Query, Translation, fold, fold_values, needle

__all__ = ["Article", "Corpus", "Found", "load_corpus", "replicate"]


@dataclass(frozen=True)
class Found:
    """The articles of a search, newest PMID first, and what PubMed made of the term."""

    articles: tuple[Article, ...]
    translation: Translation


class Corpus:
    """A thread-safe set of articles by PMID; words of `vocabulary` count as known though no article has them."""

    def __init__(self, articles: Iterable[Article] = (), *, vocabulary: str = "") -> None:
        self._lock = RLock()
        self._articles = {article.pmid: article for article in articles}
        self._vocabulary = fold(vocabulary)
        self._texts: dict[str, dict[str, str]] = {}
        self.everything: frozenset[str] = frozenset()
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        self._changed()

    def __len__(self) -> int:
        return len(self._articles)

    def __contains__(self, pmid: object) -> bool:
        return pmid in self._articles

    def articles(self) -> tuple[Article, ...]:
        """All articles, in the order in which they were added."""
        with self._lock:
            return tuple(self._articles.values())

    def get(self, pmid: str) -> Article | None:
        """The article, or None where efetch would omit it."""
        return self._articles.get(pmid)

    def add(self, *articles: Article) -> None:
        """Add or replace articles by PMID."""
        with self._lock:
            self._articles |= {article.pmid: article for article in articles}
            for article in articles:
                self._texts.pop(article.pmid, None)
            self._changed()

    def change(self, pmid: str, **fields: object) -> Article:
        """Replace fields of one article, as `dataclasses.replace` does; raises KeyError for an unknown PMID."""
        with self._lock:
            article = replace(self._articles[pmid], **fields)  # type: ignore[arg-type]
            self.add(article)
            return article

    def retract(self, pmid: str, notice: str, on: date) -> Article:
        """Mark an article as retracted by the notice with this PMID."""
        with self._lock:
            article = self._articles[pmid]
            types = (*article.types, "Retracted Publication")
            relations = (*article.relations, ("RetractionIn", notice))
            return self.change(pmid, types=types, relations=relations, revised=on)

    def remove(self, *pmids: str) -> None:
        """Take articles out, as PubMed does with deleted records."""
        with self._lock:
            for pmid in pmids:
                del self._articles[pmid]
                self._texts.pop(pmid, None)
            self._changed()

    def search(self, term: str, today: date) -> Found:
        """Evaluate a term; raises QueryError where PubMed's backend fails."""
        with self._lock:
            query = Query(term, self, today)
            found = (self._articles[pmid] for pmid in sorted(query.pmids, key=int, reverse=True))
            return Found(tuple(found), query.translation)

    def matches(self, term: str) -> list[Article]:
        """The articles of a term, newest PMID first."""
        return list(self.search(term, date.today()).articles)

    def by_text(self, phrase: str, name: str) -> frozenset[str]:
        """PMIDs whose field holds the phrase."""
        key = (needle(phrase, name), name)
        if key not in self._known:
            self._known[key] = frozenset(pmid for pmid in self._articles if key[0] in self._text(pmid, name))
        return self._known[key]

    def by_date(self, name: str, start: date, end: date) -> frozenset[str]:
        """PMIDs whose date lies in the range, both ends included."""
        return frozenset(pmid for pmid, one in self._articles.items() if start <= one.dates[name] <= end)

    def knows(self, phrase: str, name: str) -> bool:
        """Whether the index holds the phrase at all."""
        return bool(self.by_text(phrase, name)) or needle(phrase, "All Fields") in self._vocabulary

    def _changed(self) -> None:
        self.everything = frozenset(self._articles)
        self._known.clear()

    def _text(self, pmid: str, name: str) -> str:
        texts = self._texts.setdefault(pmid, {})
        if name not in texts:
            texts[name] = _field_text(self._articles[pmid], name)
        return texts[name]


def _field_text(one: Article, name: str) -> str:
    match name:
        case "Title":
            return fold(one.title)
        case "Title/Abstract":
            return fold(one.title) + fold(one.abstract)
        case "Author":
            return "".join(map(fold, one.authors))
        case "MeSH Terms":
            return fold_values([*one.mesh, *(heading.partition("/")[0] for heading in one.mesh)])
        case "MeSH Subheading":
            return fold_values([part for heading in one.mesh for part in heading.split("/")[1:]])
        case "Publication Type":
            return fold_values(one.types)
        case "Journal":
            return fold(one.journal)
        case "Language":
            return fold("english eng")
        case "Pagination":
            return fold(one.pages.partition("-")[0])
        case "Volume":
            return fold(one.volume)
        case "UID":
            return fold_values([one.pmid])
        case "DOI":
            return fold_values([one.doi])
        case "All Fields":
            named = (_field_text(one, field) for field in FIELDS if field != "All Fields")
            return "".join(named).replace("|", "")
    return ""


def replicate(
    n: int,
    *,
    like: Article | None = None,
    first: int = 990_000_001,
    created: date = date(2020, 1, 1),
    days: int = 365,
) -> list[Article]:
    """`n` articles with PMIDs from `first`, created evenly over `days` days (1: all on one day)."""
    like = like or Article("", title="Example record of calcinosis", abstract="An invented example.")
    articles = []
    for index in range(n):
        on = created + timedelta(index * days // n)
        articles.append(
            replace(
                like,
                pmid=str(first + index),
                title=f"{like.title}, number {index + 1}",
                pages=f"{index * 10 + 1}-{index * 10 + 9}",
                doi=f"{like.doi}.{index + 1}" if like.doi else "",
                year=on.year,
                created=on,
                revised=on,
            )
        )
    return articles


def load_corpus(path: Path) -> Corpus:
    """A JSON array of objects with the fields of Article, dates as YYYY-MM-DD."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return Corpus(Article(**{name: _value(name, value) for name, value in row.items()}) for row in rows)


def _value(name: str, value: Any) -> Any:
    if name in ("created", "entered", "indexed", "revised") and isinstance(value, str):
        return date.fromisoformat(value)
    if name == "relations" and isinstance(value, list):
        return tuple(tuple(pair) for pair in value)
    return tuple(value) if isinstance(value, list) else value
