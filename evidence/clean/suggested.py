"""Papers that a source suggests and nobody vouches for: offered beside the candidates, never claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evidence.clean.align import Alignment, align, part
from evidence.clean.clean import CleanedList, as_candidates, reference_key
from evidence.clean.decided import paper_key
from evidence.clean.given_record import read_entry
from evidence.model import Citation, Cleaned

_OFFERED = 3


def open_entries(cleaned: CleanedList) -> tuple[Cleaned, ...]:
    """The entries that no paper is claimed for, each once."""
    return tuple(item for item in cleaned.entries if item.match is None and item.duplicate_of is None)


def with_suggestions(cleaned: CleanedList, offers: Mapping[str, Sequence[Citation]]) -> CleanedList:
    """The list with at most three suggestions for each open entry, by `reference_key`, that it does not contradict."""
    waiting = {id(item) for item in open_entries(cleaned)}
    entries = (
        _offered(item, offers.get(reference_key(item.reference.raw), ())) if id(item) in waiting else item
        for item in cleaned.entries
    )
    return replace(cleaned, entries=tuple(entries))


def _offered(item: Cleaned, offers: Sequence[Citation]) -> Cleaned:
    known = {paper_key(candidate.citation) for candidate in item.candidates}
    entry = read_entry(item.reference)
    laid = [align(entry, citation) for citation in offers if paper_key(citation) not in known]
    fitting = sorted((a for a in laid if _fits(a)), key=lambda a: (-a.comparison.total, a.citation.citation_id))
    return replace(item, candidates=(*item.candidates, *as_candidates(fitting[:_OFFERED])))


def _fits(laid: Alignment) -> bool:
    """A title that agrees, or journal and year that do."""
    levels = {name: part(laid, name).level for name in ("title", "journal", "year")}
    placed = levels["journal"] in {"agree", "near"} and levels["year"] in {"agree", "near"}
    return levels["title"] in {"agree", "near"} or (placed and levels["title"] != "differ")
