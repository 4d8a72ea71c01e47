"""What is different between two versions of a record, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from evidence.model import Record, Relation
from evidence.protocol.shipped import shipped_toml

_RETRACTED = "Retracted Publication"
_WORDS = shipped_toml("data", "changes.toml")
_NOTICES = _WORDS["corrections"] | _WORDS["notices"]
_LONGEST = 120


def what_changed(before: Record, after: Record) -> tuple[str, ...]:
    """The differences in what two versions say, gravest first: notices, then field by field; () where none.

    Looks at what `Record.content_hash` covers: never empty where that differs.
    """
    return (*_status(before, after), *_relations(before, after), *_fields(before, after))


def corrected(what: Iterable[str]) -> bool:
    """True if a difference told by `what_changed` is a correction or an expression of concern."""
    return any(said.startswith(tuple(_WORDS["corrections"].values())) for said in what)


def _status(before: Record, after: Record) -> Iterator[str]:
    if after.retracted and not before.retracted:
        yield f"retracted{_where([r for r in after.relations if r.kind == 'retraction_in'])}"
    elif before.retracted and not after.retracted:
        yield "no longer marked as retracted"


def _relations(before: Record, after: Record) -> Iterator[str]:
    """Links gained and withdrawn, but for the retraction that `_status` tells."""
    told = before.retracted != after.retracted
    old, new = ({_key(r): r for r in version.relations} for version in (before, after))
    gained, lost = ([r for key, r in a.items() if key not in b] for a, b in ((new, old), (old, new)))
    for relation in gained:
        if not (told and relation.kind == "retraction_in"):
            yield f"{_NOTICES.get(relation.kind, _plain(relation))}{_where([relation])}"
    for relation in lost:
        if not (told and relation.kind == "retraction_in"):
            yield f"link withdrawn: {_plain(relation)}{_where([relation])}"
    if not gained and not lost and before.relations != after.relations:
        yield "links to other publications (their words or order)"


def _key(relation: Relation) -> tuple[str, str]:
    return relation.kind, relation.pmid or relation.text


def _plain(relation: Relation) -> str:
    return relation.kind.replace("_", " ") or "link"


def _where(relations: Sequence[Relation]) -> str:
    said = "; ".join(f"PMID {r.pmid}" if r.pmid else _clip(r.text) for r in relations if r.pmid or r.text)
    return f" ({said})" if said else ""


def _fields(before: Record, after: Record) -> Iterator[str]:
    for name, word in _WORDS["texts"].items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield word if old and new else f"{word} {'added' if new else 'removed'}"
    dates = (said for name, word in _WORDS["dates"].items() for said in _short(name, word, before, after))
    yield from islice(dates, 1)
    left = dict(_WORDS["fields"])
    if _ahead_of_print(before) and not _ahead_of_print(after):
        places = {name: left.pop(name) for name in ("volume", "issue", "pages")}
        moved = [f"{word} {_clip(getattr(after, name))}" for name, word in places.items() if getattr(after, name)]
        if any(getattr(before, name) != getattr(after, name) for name in places):
            yield f"ahead of print → {', '.join(moved) or 'no place in an issue'}"
    for name, word in left.items():
        yield from _short(name, word, before, after)
    for name, word in _WORDS["lists"].items():
        yield from _list(word, getattr(before, name), getattr(after, name), before.retracted != after.retracted)


def _ahead_of_print(record: Record) -> bool:
    return dict(record.extra).get("publication_status") == "aheadofprint" and not (record.volume or record.issue)


def _short(name: str, word: str, before: Record, after: Record) -> Iterator[str]:
    """The difference in a field that is said in full."""
    old, new = (_clip(str(getattr(version, name) or "")) for version in (before, after))
    if getattr(before, name) != getattr(after, name):
        yield f"{word} {f'{old} → {new}' if old and new else f'{new} added' if new else f'{old} removed'}"


def _list(word: str, before: Sequence[str], after: Sequence[str], told: bool) -> Iterator[str]:
    """What a list gained and lost, by name; a retraction that is told already is not told again."""
    if before == after:
        return
    gained, lost = ([x for x in a if x not in b] for a, b in ((after, before), (before, after)))
    if not gained and not lost:
        yield f"{word} (order)"
        return
    for change, items in (("added", gained), ("removed", lost)):
        if items := [x for x in items if not (told and x == _RETRACTED)]:
            yield f"{word} {change}: {_clip(', '.join(items))}"


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
