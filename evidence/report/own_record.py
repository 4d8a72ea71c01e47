"""An entry given as a record, corrected: the author's key, type and fields stay where nothing corrects them."""

from __future__ import annotations

from dataclasses import fields, replace

from evidence.model import Cleaned, Name, Record

__all__ = ["corrected_record"]

_NOT_SAID = frozenset(
    {"key", "source", "place", "raw", "names", "names_complete", "date", "date_text", "types", "extra"}
)
# What a reader leaves in `extra` of a field that it could not read, or has twice: it goes with what was wrong.
_TAGS = {
    "year": {"year", "date", "month", "PY", "Y1", "DA"},
    "doi": {"doi", "DO"},
    "pmid": {"pmid"},
    "journal": {"journal", "journaltitle", "shortjournal", "JF", "JO", "JA", "J1", "J2", "T2"},
}


def corrected_record(item: Cleaned, made: Record) -> Record:
    """The record that the author gave, saying what `made` (the entry as it is printed) says; `made` where none was.

    A record of PubMed (.nbib) has no key and no field of the author's: it is given as `made`.
    """
    given = item.reference.record
    if given is None or given.source == "nbib":
        return made
    changed = {change.field for change in item.changes}
    said = {f.name: value for f in fields(Record) if f.name not in _NOT_SAID and (value := getattr(made, f.name))}
    if item.match is None:
        said.pop("pages", None)  # nothing corrects them, and they may say more than a first and last page
    if "year" in changed:
        said |= {"date": made.date, "date_text": ""}
    stale = {tag for name in changed for tag in _TAGS.get(name, ())}
    return replace(
        given,
        **said,
        key=given.key if given.place.item else made.key,
        names=_names(item, given, made),
        names_complete=made.names_complete,
        types=tuple(dict.fromkeys((*given.types, *made.types))),
        extra=tuple(pair for pair in given.extra if pair[0] not in stale),
    )


def _names(item: Cleaned, given: Record, made: Record) -> tuple[Name, ...]:
    """The authors as printed, with the fore names that the author wrote out where they fit."""
    damaged = any(problem.code == "encoding" for problem in item.problems)
    if damaged or len(given.names) != len(made.names):
        return made.names
    return tuple(
        replace(name, given=own.given) if not name.given and name.initials == own.initials else name
        for own, name in zip(given.names, made.names, strict=True)
    )
