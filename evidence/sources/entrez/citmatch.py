"""PubMed's candidates for citations as people write them: by identifier, by citation match, by fields.

What comes back is no answer, only what may be one: ECitMatch gives papers whose author or year disagrees without
saying so (pubmed-mcp-server #35, #40). Every PMID is read again with EFetch and compared like any other candidate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evidence.normalise.identifiers import is_pmid
from evidence.normalise.text import words
from evidence.sources.entrez.answers import read_search
from evidence.sources.entrez.transport import Transport
from evidence.sources.entrez.wire import AttemptError

_MOST = 20  # hits of a search by fields: what fits more papers identifies none
_LINES = 300  # of one ECitMatch request
_ENDS_A_PHRASE = re.compile(r"[^\w./:;()<>,&’'-]+")
_SHORT = 4  # letters of a title word that is too common to be asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of one paper that is looked for; "" where nothing is. `author` is the first one's family name."""

    title: str = ""
    author: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    page: str = ""
    doi: str = ""
    pmid: str = ""


Step = Callable[[Transport, Sequence[Asked]], frozenset[str]]


def by_identifier(transport: Transport, asked: Sequence[Asked]) -> frozenset[str]:
    """The PMIDs as given, and those of the DOIs."""
    found = {one.pmid for one in asked if is_pmid(one.pmid)}
    dois = sorted({_quoted(one.doi) for one in asked if one.doi})
    for at in range(0, len(dois), _MOST):
        found |= _search(transport, " OR ".join(f"{doi}[aid]" for doi in dois[at : at + _MOST]))
    return frozenset(found)


def by_citation(transport: Transport, asked: Sequence[Asked]) -> frozenset[str]:
    """ECitMatch on journal, year, volume, first page and author, and on each three that identify without the others."""
    lines = dict.fromkeys(line for one in asked for line in _lines(one))
    found: set[str] = set()
    for at in range(0, len(lines), _LINES):
        keyed = [f"{line}k{number}|" for number, line in enumerate(list(lines)[at : at + _LINES])]
        found |= transport.ask(
            "ecitmatch",
            {"db": "pubmed", "retmode": "xml", "bdata": "\r".join(keyed)},
            lambda body, keyed=keyed: _matches(body, len(keyed)),  # type: ignore[misc]
        )
    return frozenset(found)


def by_title(transport: Transport, asked: Sequence[Asked]) -> frozenset[str]:
    """All longer words of the title, then the longest few with the author."""
    found: set[str] = set()
    for one in asked:
        said = [word for word in dict.fromkeys(words(one.title)) if len(word) >= _SHORT]
        if len(said) >= 3:
            hits = _search(transport, " AND ".join(f"{word}[ti]" for word in said[:12]))
            longest = sorted(said, key=lambda word: (-len(word), word))[:3]
            if not hits and one.author:
                terms = [f"{word}[ti]" for word in longest] + [f"{_quoted(one.author)}[au]"]
                hits = _search(transport, " AND ".join(terms))
            found |= hits
    return frozenset(found)


def by_place(transport: Transport, asked: Sequence[Asked]) -> frozenset[str]:
    """Author, journal and year; without an author journal, volume and page."""
    found: set[str] = set()
    for one in asked:
        author = f"{_quoted(one.author)}[1au]" if one.author else ""
        journal = f"{_quoted(one.journal)}[ta]" if one.journal else ""
        year = f"{one.year}[dp]" if one.year else ""
        place = f"{one.volume}[vi] AND {_quoted(one.page)}[pg]" if one.volume and one.page else ""
        for terms in ((author, journal, year), (journal, place), (author, year, place)):
            if all(terms) and (hits := _search(transport, " AND ".join(terms))):
                found |= hits
                break
    return frozenset(found)


STEPS: tuple[Step, ...] = (by_identifier, by_citation, by_title, by_place)


def _search(transport: Transport, term: str) -> frozenset[str]:
    params = {"db": "pubmed", "term": term, "retmax": str(_MOST), "retmode": "xml"}
    page = transport.ask("esearch", params, lambda body: read_search(body, _MOST))
    return frozenset(page.pmids) if page.count <= _MOST else frozenset()


def _lines(one: Asked) -> list[str]:
    """`journal|year|volume|page|author|`, whole and with a field left out that may be the wrong one."""
    fields = [re.sub(r"[|\r\n]+", " ", text) for text in (one.journal, one.year, one.volume, one.page, one.author)]
    variants = [fields, *([*fields[:at], "", *fields[at + 1 :]] for at in (4, 1, 2, 3))]
    return [f"{'|'.join(said)}|" for said in variants if said[0] and sum(map(bool, said)) >= 3]


def _matches(body: bytes, asked: int) -> frozenset[str]:
    """The PMIDs of an answer with one line for each line asked: a PMID, NOT_FOUND … or AMBIGUOUS …."""
    lines = [line for line in re.split(r"[\r\n]+", body.decode("utf-8", "replace")) if line.strip()]
    ends = [line.rsplit("|", 2)[1:] for line in lines if line.count("|") >= 6]
    if len(ends) != len(lines) or {key for key, _ in ends} != {f"k{number}" for number in range(asked)}:
        raise AttemptError("broken", "the answer does not hold one line for each citation")
    return frozenset(pmid for _, told in ends for pmid in [told.strip()] if is_pmid(pmid))


def _quoted(text: str) -> str:
    """A phrase of a search term; what would end it or mean something in it is left out."""
    plain = _ENDS_A_PHRASE.sub(" ", text).strip()
    return f'"{plain}"'
