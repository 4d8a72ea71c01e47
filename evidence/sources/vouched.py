"""What a row of the library may say of somebody else's reference: the fields that were seen on the paper's own page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from evidence.model import Record

__all__ = ["vouched"]

_PART = re.compile(r";(?![^()]*\))")
# "As cited by" another page is somebody's printed reference; an aggregator's order of authors is nobody's.
_DOUBTED = re.compile(r"\([^()]*\b(?:aggregator|mirror)\b[^()]*\)")
_ASIDE = re.compile(r"\((?:journal volume|(?![^()]*\bcites it as)[^()]*\bnot\b)[^()]*\)")  # names what was not seen
_NAMED = {
    "title": r"title",
    "names": r"authors?",
    "journal": r"journal|publisher|meeting",
    "year": r"year|date",
    "volume": r"volume",
    "issue": r"issue",
    "pages": r"pages?|article|abstract number",
    "doi": r"doi",
    "pmid": r"pmid",
    "pmcid": r"pmcid",
}
_BESIDE = {"journal": ("journal_abbrev",), "title": ("title_vernacular",), "year": ("date",)}


def vouched(record: Record) -> Record:
    """A record of the library without the fields that its column `seen` does not name, or names with a doubt.

    The address where the row was read is gone too: it is where the fact comes from, no part of the reference.
    """
    seen = next((value for name, value in record.extra if name == "seen"), "")
    parts = (part for part in _PART.split(seen) if not _DOUBTED.search(part))
    said = " ; ".join(_ASIDE.sub("", part) for part in parts).replace("_", " ")
    unseen = [name for name, words in _NAMED.items() if not re.search(rf"\b(?:{words})\b", said)]
    blank: dict[str, Any] = {name: "" for field in unseen for name in (field, *_BESIDE.get(field, ()))}
    blank |= {name: value for name, value in (("names", ()), ("year", None)) if name in blank}
    complete = record.names_complete and "names" not in blank
    return replace(record, **blank, names_complete=complete, url="")
