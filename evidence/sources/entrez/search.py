"""Every PMID that matches a query, also beyond the 9,999 that PubMed gives at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from evidence.errors import ServiceError
from evidence.sources.entrez.answers import Page, read_info, read_search
from evidence.sources.entrez.transport import Transport, UnansweredError

CAP = 9_999  # the most ids of one search; neither retstart nor the history server lifts it
_FIRST, _LAST = date(1900, 1, 1), date(2099, 12, 31)  # no clock: PubMed's may be ahead of ours
_LARGEST = 999_999_999


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
        guided = _by_pmid(transport, query, replace(page, pmids=tuple(known)), 1, _LARGEST)
        if len(guided) == page.count:
            return guided
    found = _by_date(transport, query, page, _FIRST, _LAST)
    if len(found) != page.count:
        found = _by_pmid(transport, query, page, 1, _LARGEST)
    if len(found) != page.count:
        raise ServiceError(
            f"the parts of the search do not add up: {len(found)} of {page.count}",
            hint="PubMed was changed while it was searched; run this again.",
        )
    return found


def _by_date(transport: Transport, query: str, page: Page, start: date, end: date) -> set[str]:
    """Halves of a range of days, and of those again, down to the day; `page` is the answer for the whole range."""
    if page.count <= CAP:
        return set(page.pmids)
    if start == end:
        return _by_pmid(transport, _created(query, start, end), page, 1, _LARGEST)
    middle = start + (end - start) // 2
    older = _page(transport, _created(query, start, middle))
    if older.count == page.count:
        return _by_date(transport, query, older, start, middle)
    after = middle + timedelta(days=1)
    newer = _page(transport, _created(query, after, end)) if older.count else page
    return _by_date(transport, query, older, start, middle) | _by_date(transport, query, newer, after, end)


def _by_pmid(transport: Transport, query: str, page: Page, low: int, high: int) -> set[str]:
    """Halves of a range of PMIDs, parted where the listed ones suggest it."""
    if page.count <= CAP or low == high:
        return set(page.pmids)
    inside = sorted(number for pmid in page.pmids if low <= (number := int(pmid)) < high)
    middle = inside[len(inside) // 2] if inside else (low + high) // 2
    lower = _page(transport, f"({query}) AND {low}:{middle}[uid]")
    if lower.count == page.count:
        return _by_pmid(transport, query, lower, low, middle)
    upper = _page(transport, f"({query}) AND {middle + 1}:{high}[uid]") if lower.count else page
    return _by_pmid(transport, query, lower, low, middle) | _by_pmid(transport, query, upper, middle + 1, high)


def _created(query: str, start: date, end: date) -> str:
    return f'({query}) AND ("{start:%Y/%m/%d}"[crdt] : "{end:%Y/%m/%d}"[crdt])'


def _ascending(pmids: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(pmids, key=int))
