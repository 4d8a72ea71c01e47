"""Every PMID that matches a query, also beyond the 9,999 that PubMed gives at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from evidence.errors import ServiceError
from evidence.sources.entrez.answers import Page, read_info, read_search
from evidence.sources.entrez.transport import Transport, UnansweredError

CAP = 9_999  # the most ids of one search; neither retstart nor the history server lifts it
_FIRST, _LAST = date(1900, 1, 1).toordinal(), date(2099, 12, 31).toordinal()  # no clock: PubMed's may be ahead of ours
_LARGEST = 999_999_999
_Within = Callable[[str, int, int], str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: PMIDs in ascending order, PubMed's reading of the query, its warnings, its build."""

    pmids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]
    build: tuple[tuple[str, str], ...] = ()


def search(transport: Transport, query: str, known: Collection[str] = ()) -> Found:
    """One full search. `known` are PMIDs found before: a search above the cap is parted where they suggest it.

    Raises UnansweredError, or ServiceError when the parts of a large search do not add up.
    """
    page = _page(transport, query)
    warnings, build = (*page.warnings, *page.refused), tuple[tuple[str, str], ...]()
    pmids = page.pmids if page.count <= CAP else _in_parts(transport, query, page, known)
    try:
        build = transport.ask("einfo", {"db": "pubmed", "retmode": "xml"}, read_info)
    except UnansweredError as failure:  # a fact for the log: no reason to do without the records
        warnings = (*warnings, f"the build of PubMed is not known ({failure.reason})")
    return Found(_ascending(pmids), page.translation, warnings, build)


def revised_since(transport: Transport, query: str, day: date) -> frozenset[str]:
    """The PMIDs that match and whose DateRevised is this day or later: a hint, which NLM does not call complete."""
    term = f'({query}) AND ("{day:%Y/%m/%d}"[lr] : "3000"[lr])'
    page = _page(transport, term)
    return frozenset(page.pmids if page.count <= CAP else _in_parts(transport, term, page, ()))


def _page(transport: Transport, term: str) -> Page:
    params = {"db": "pubmed", "term": term, "retmax": str(CAP), "retmode": "xml"}
    page = transport.ask("esearch", params, lambda body: read_search(body, CAP))
    # What is no PMID may stand for one, damaged on the way: what PubMed says twice is what it holds.
    return transport.ask("esearch", params, lambda body: read_search(body, CAP)) if page.refused else page


def _in_parts(transport: Transport, query: str, page: Page, known: Collection[str]) -> Collection[str]:
    """By creation date, which each record has once; by PMID where earlier runs or dates that do not add up say so."""
    if known:
        guided = _by_pmid(transport, query, replace(page, pmids=tuple(known)))
        if len(guided) == page.count:
            return guided
    found = _halved(transport, query, page, _FIRST, _LAST, _created)
    if len(found) != page.count:
        found = _by_pmid(transport, query, page)
    if len(found) != page.count:
        raise ServiceError(
            f"the parts of the search do not add up: {len(found)} of {page.count}",
            hint="PubMed was changed while it was searched; run this again.",
        )
    return found


def _by_pmid(transport: Transport, query: str, page: Page) -> set[str]:
    return _halved(transport, query, page, 1, _LARGEST, _numbered)


def _halved(transport: Transport, query: str, page: Page, low: int, high: int, within: _Within) -> set[str]:
    """Halves of a range of days or PMIDs, and of those again; PMIDs are parted where the listed ones suggest it.

    `page` is the answer for the whole range. A single day that holds too much is parted by PMID.
    """
    if page.count <= CAP or (low == high and within is _numbered):
        return set(page.pmids)
    if low == high:
        return _by_pmid(transport, within(query, low, high), page)
    listed = sorted(at for pmid in page.pmids if low <= (at := int(pmid)) < high) if within is _numbered else ()
    middle = listed[len(listed) // 2] if listed else (low + high) // 2
    lower = _page(transport, within(query, low, middle))
    if lower.count == page.count:
        return _halved(transport, query, lower, low, middle, within)
    upper = _page(transport, within(query, middle + 1, high)) if lower.count else page
    return _halved(transport, query, lower, low, middle, within) | _halved(
        transport, query, upper, middle + 1, high, within
    )


def _created(query: str, first: int, last: int) -> str:
    days = (f'"{date.fromordinal(day):%Y/%m/%d}"[crdt]' for day in (first, last))
    return f"({query}) AND ({' : '.join(days)})"


def _numbered(query: str, first: int, last: int) -> str:
    return f"({query}) AND {first}:{last}[uid]"


def _ascending(pmids: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(pmids, key=int))
