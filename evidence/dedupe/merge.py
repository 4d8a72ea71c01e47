"""One citation out of several records, with the origin of every field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from evidence.model import Citation
from evidence.normalise.text import words

__all__ = ["merge"]

_TOGETHER = (
    ("names", "names_complete"),
    ("journal", "journal_abbrev", "journal_id"),
    ("year", "date"),
    ("volume", "issue"),
    ("first_page", "last_page"),
)
_APART = frozenset({"citation_id", "origin", "retracted"})
_FILLABLE = tuple(field.name for field in fields(Citation) if field.name not in _APART)
_GROUPS = (*_TOGETHER, *((name,) for name in _FILLABLE if all(name not in group for group in _TOGETHER)))
_VALUES = attrgetter(*_FILLABLE)


def merge(cluster_id: str, citations: Sequence[Citation]) -> Citation:
    """The value that most records agree on, the fullest among equals; fields that belong together come together.

    `citations` are those of the records (`citation_id` is the record id). Retracted if any says so. Independent of
    the order; merging one citation changes nothing but its id.
    """
    if len(citations) == 1 and citations[0].origin:
        return replace(citations[0], citation_id=cluster_id)
    ordered = sorted(citations, key=lambda c: (-sum(map(bool, _VALUES(c))), not c.pmid, c.citation_id))
    columns = dict(zip(_FILLABLE, zip(*map(_VALUES, ordered), strict=True), strict=True))
    values: dict[str, object] = {}
    origin: dict[str, str] = {}
    for group in _GROUPS:
        first = group[0] if any(columns[group[0]]) else group[-1]
        column, beside = columns[first], columns[group[-1]]
        one_voice = column.count(column[0]) == beside.count(beside[0]) == len(ordered)
        at = 0 if one_voice else _best(first, column, ordered)
        for name in group:
            values[name] = columns[name][at]
            if values[name] and name != "names_complete":
                origin[name] = ordered[at].origin.get(name, ordered[at].citation_id)
    retracting = next((c for c in ordered if c.retracted), None)
    if retracting is not None:
        origin["retracted"] = retracting.origin.get("retracted", retracting.citation_id)
    values |= {"retracted": retracting is not None, "origin": MappingProxyType(origin)}
    return Citation(citation_id=cluster_id, **values)  # type: ignore[arg-type]


def _best(field: str, column: Sequence[Any], ordered: Sequence[Citation]) -> int:
    """Where the value stands that is said most often (spelling aside), the fullest and first among equals."""
    said = [at for at, value in enumerate(column) if value]
    if len(said) < 2:
        return said[0] if said else 0
    keys = [_key(field, value) for value in column]
    votes = Counter(keys[at] for at in said)
    return max(said, key=lambda at: (votes[keys[at]], _weight(field, column[at], ordered[at]), -at))


def _key(field: str, value: Any) -> str:
    return str(len(value)) if field == "names" else "".join(words(str(value)))


def _weight(field: str, value: Any, citation: Citation) -> int:
    if field == "names":
        return 2 * citation.names_complete + sum(len(name.given) > 2 for name in value)
    if field == "volume":
        return bool(citation.issue)
    if field == "first_page":
        return bool(citation.last_page)
    if field == "title":
        return not value.startswith("[") and not value.isupper()
    return len(value) if isinstance(value, str | tuple) else 0
