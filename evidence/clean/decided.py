"""A person's decisions on the entries of a list: which there are to take, which name a paper that is not at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from evidence.clean.entry import IDENTIFIERS
from evidence.model import Citation, Cleaned, Decision

__all__ = ["in_force", "in_question", "orphaned", "paper_key", "reference_key"]

_CLEAR = {"matched", "duplicate", "retracted"}


def reference_key(raw: str) -> str:
    """The subject under which decisions about an entry are kept: a hash of its text, spacing aside."""
    return f"reference:{hashlib.sha256(' '.join(raw.split()).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def paper_key(citation: Citation) -> str:
    """How a decision names a paper: by an identifier, `pmid:1`; where it has none, by its id, `id:smith2004a`."""
    return _names(citation)[0]


def _names(citation: Citation) -> list[str]:
    named = [f"{kind}:{getattr(citation, kind)}" for kind in IDENTIFIERS if getattr(citation, kind)]
    return named or [f"id:{citation.citation_id}"]


def in_force(decisions: Iterable[Decision]) -> Mapping[str, Decision]:
    """The last decision on each entry, by its key."""
    return {d.subject: d for d in decisions if d.subject.startswith("reference:") and d.verb in ("choose", "keep")}


def in_question(
    entries: Sequence[Cleaned], decisions: Iterable[Decision]
) -> tuple[tuple[int, Cleaned, Decision | None], ...]:
    """The entries that a person decides on, each with its position (from 1) and the decision in force.

    First those that are decided, in the order in which that was done, then those that wait. An entry that stands twice
    in the list is asked once.
    """
    decided = in_force(decisions)
    found: dict[str, tuple[int, Cleaned]] = {}
    for position, item in enumerate(entries, 1):
        key = reference_key(item.reference.raw)
        if key in decided or _open(item):
            found.setdefault(key, (position, item))
    done = sorted(decided[key] for key in found if key in decided)
    return (
        *((*found[decision.subject], decision) for decision in done),
        *((*where, None) for key, where in found.items() if key not in decided),
    )


def orphaned(entries: Iterable[Cleaned], decisions: Iterable[Decision]) -> tuple[tuple[Cleaned, Decision], ...]:
    """The entries for which a paper was chosen that is not among what was searched."""
    decided = in_force(decisions)
    given = ((item, decided.get(reference_key(item.reference.raw))) for item in entries)
    return tuple(
        (item, decision)
        for item, decision in given
        if decision is not None and decision.verb == "choose"
        if item.match is None or decision.value not in _names(item.match)
    )


def _open(item: Cleaned) -> bool:
    """Whether a person can say more of an entry: it was not simply right, and there is a paper to take or refuse."""
    return item.status not in _CLEAR and bool(item.match or item.candidates)
