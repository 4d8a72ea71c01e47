"""One citation out of several records, with the origin of every field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from types import MappingProxyType

from evidence.model import Citation
from evidence.normalise.text import words

__all__ = ["merge"]

_TOGETHER = (
    ("names", "names_complete"),
    ("journal", "journal_abbrev", "journal_id"),
    ("year", "date"),
    ("first_page", "last_page"),
)
_APART = frozenset({"citation_id", "origin", "retracted"})
_FILLABLE = tuple(field.name for field in fields(Citation) if field.name not in _APART)
_GROUPS = (*_TOGETHER, *((name,) for name in _FILLABLE if all(name not in group for group in _TOGETHER)))
# Among equal values of these, another field tells which is fuller.
_WEIGHED = frozenset({"names", "first_page"})


def merge(cluster_id: str, citations: Sequence[Citation]) -> Citation:
    """The value that most records agree on, the fullest among equals; fields that belong together come together.

    `citations` are those of the records (`citation_id` is the record id). Retracted if any says so. Independent of
    the order; merging one citation changes nothing but its id.
    """
    if len(citations) == 1 and citations[0].origin:
        return replace(citations[0], citation_id=cluster_id)
    ordered = sorted(citations, key=lambda c: (-_filled(c), not c.pmid, c.citation_id))
    values: dict[str, object] = {}
    origin: dict[str, str] = {}
    for group in _GROUPS:
        source = _best(group[0], ordered)
        for name in group:
            values[name] = getattr(source, name)
            if values[name] and name != "names_complete":
                origin[name] = source.origin.get(name, source.citation_id)
    retracting = next((c for c in ordered if c.retracted), None)
    if retracting is not None:
        origin["retracted"] = retracting.origin.get("retracted", retracting.citation_id)
    chosen = replace(ordered[0], **values)  # type: ignore[arg-type]
    return replace(
        chosen, citation_id=cluster_id, retracted=retracting is not None, origin=MappingProxyType(dict(origin))
    )


def _filled(citation: Citation) -> int:
    return sum(1 for name in _FILLABLE if getattr(citation, name))


def _best(field: str, ordered: Sequence[Citation]) -> Citation:
    """The citation whose value stands most often (spelling aside), fullest and first among equals."""
    said = [citation for citation in ordered if getattr(citation, field)]
    if len(said) < 2:
        return (said or ordered)[0]
    if field not in _WEIGHED and all(getattr(c, field) == getattr(said[0], field) for c in said[1:]):
        return said[0]
    votes = Counter(_key(field, citation) for citation in said)
    return max(said, key=lambda c: (votes[_key(field, c)], _weight(field, c), -said.index(c)))


def _key(field: str, citation: Citation) -> str:
    value = getattr(citation, field)
    if field == "names":
        return str(len(value))
    return "".join(words(str(value)))


def _weight(field: str, citation: Citation) -> int:
    value = getattr(citation, field)
    if field == "names":
        return 2 * citation.names_complete + sum(len(name.given) > 2 for name in value)
    if field == "first_page":
        return bool(citation.last_page)
    if field == "title":
        return not value.startswith("[") and not value.isupper()
    return len(value) if isinstance(value, str | tuple) else 0
