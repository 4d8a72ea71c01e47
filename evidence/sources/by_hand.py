"""What PubMed does not hold, entered by a person: kept as decisions (`add`), read like rows of the library.

    {"publication": {"title": "…", …}, "text": "…", "group": "g_…", "outcomes": [{"disease": "SLE", …}]}

The columns are those of `data/library/`. The subject of the decision is `record:hand_<hash of the citation>`, so that
the same entry made twice is one; its `note` says where it was seen, its `field` is the topic.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from evidence.model import Decision, Fault, Place, Record, Section
from evidence.sources.library import (
    OUTCOME_COLUMNS,
    PLAIN,
    PUBLICATION_COLUMNS,
    TYPES,
    Library,
    exclusion_reasons,
    library_of,
)
from evidence.sources.sheet import Row

__all__ = ["RULE", "SOURCE", "cells_of", "entered", "key_of", "value_of"]

SOURCE = "entered by hand"
RULE = "entered-by-hand"
_CITED = ("authors", "title", "journal", "year", "volume", "issue", "pages", "pmid", "doi")
_KEY = ("intervention", "domain", "disease", "arm")


@dataclass(slots=True)
class _Entry:
    """What all decisions on one publication say together, the later over the earlier."""

    last: Decision
    publication: dict[str, str] = field(default_factory=dict)
    text: str = ""
    group: str = ""
    outcomes: dict[tuple[str, ...], tuple[Decision, dict[str, str]]] = field(default_factory=dict)


def key_of(publication: Mapping[str, str]) -> str:
    """The id of a publication that is entered by hand, by what it is cited by."""
    said = json.dumps([" ".join(publication.get(name, "").casefold().split()) for name in _CITED], ensure_ascii=False)
    return f"hand_{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def value_of(publication: Mapping[str, str], text: str, outcomes: Sequence[Mapping[str, str]], group: str = "") -> str:
    """The value of the decision: what is blank is left out."""
    told = {
        "publication": {name: value for name, value in publication.items() if value},
        "text": text,
        "group": group,
        "outcomes": [{name: value for name, value in outcome.items() if value} for outcome in outcomes],
    }
    return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False, sort_keys=True)


def cells_of(record: Record) -> dict[str, str]:
    """A record of a file as the cells of a publication."""
    plain = {column: getattr(record, field) for field, column in PLAIN.items()}
    return plain | {
        "authors": "; ".join(map(str, record.names)),
        "authors_complete": "yes" if record.names_complete else "no",
        "journal": record.journal or record.book,
        "year": str(record.year or ""),
        "pmid": record.pmid,
        "pmcid": record.pmcid,
        "doi": record.doi,
        "languages": "; ".join(record.languages),
        "design": next((design for design, name in TYPES.items() if name in record.types), ""),
    }


def entered(decisions: Iterable[Decision], topic_id: str = "") -> Library:
    """What was entered by hand on a topic, or on any, marked as such; an entry that cannot be read is a fault with its
    place.
    """
    entries: dict[str, _Entry] = {}
    faults: list[Fault] = []
    for decision in decisions:
        if decision.verb != "add" or (topic_id and decision.field not in ("", topic_id)):
            continue
        told = _read(decision)
        if told is None:
            place = Place("decisions log", item=decision.decision_id)
            faults.append(
                Fault(place, "bad-entry", "this entry by hand cannot be read", "Take it back and enter it anew.")
            )
            continue
        entry = entries.setdefault(decision.subject.removeprefix("record:"), _Entry(decision))
        entry.last = decision
        entry.publication |= told.get("publication", {})
        entry.text = told.get("text", "") or entry.text
        entry.group = told.get("group", "") or entry.group
        for outcome in told.get("outcomes", ()):
            entry.outcomes[tuple(outcome.get(name, "") for name in _KEY)] = (decision, outcome)
    if not entries:
        return Library((), (), (), tuple(faults))
    made = library_of(
        [_publication(key, entry) for key, entry in entries.items()],
        [_outcome(key, d, cells) for key, entry in entries.items() for d, cells in entry.outcomes.values()],
        exclusion_reasons(),
    )
    return Library(
        tuple(_marked(record, entries[record.key]) for record in made.records),
        tuple(
            replace(f, finding_id=f.finding_id.replace("lib-", "hand-", 1), rule=RULE, state="proposed")
            for f in made.findings
        ),
        made.exclusions,
        (*faults, *made.faults),
    )


def _read(decision: Decision) -> dict[str, Any] | None:
    """The value of the decision, or None where it is not of the form above."""
    try:
        told = json.loads(decision.value)
        rows = (told.get("publication", {}), *told.get("outcomes", ()))
        sound = all(isinstance(v, str) for row in rows for v in row.values()) and all(
            isinstance(told.get(name, ""), str) for name in ("text", "group")
        )
    except (ValueError, AttributeError, TypeError):
        return None
    return told if sound else None


def _publication(key: str, entry: _Entry) -> Row:
    d = entry.last
    given = {"authors_complete": "yes", "design": "other", "scope": "ctd", "source_url": d.note} | entry.publication
    return _row(d, PUBLICATION_COLUMNS, given | {"id": key})


def _outcome(key: str, d: Decision, cells: Mapping[str, str]) -> Row:
    where = f"{SOURCE} by {d.who} on {d.when[:10]}"
    where += f"; {cells['where_stated']}" if cells.get("where_stated") else ""
    given = {"count_unit": "patients", "second_hand": "no", "confidence": "1", "source_url": d.note} | dict(cells)
    return _row(d, OUTCOME_COLUMNS, given | {"publication": key, "where_stated": where})


def _row(d: Decision, columns: Sequence[str], given: Mapping[str, str]) -> Row:
    row = Row(Place("entered by hand", item=d.decision_id), {name: given.get(name, "") for name in columns}, d.value)
    for name in given.keys() - set(columns):
        row.fault("unknown-column", f'"{name}" is no field of it', f"Known: {', '.join(columns)}.")
    return row


def _marked(record: Record, entry: _Entry) -> Record:
    sections = (Section("", entry.text),) if entry.text else ()
    said = f"{SOURCE} by {entry.last.who}; seen: {entry.last.note}"
    group = (("Study-Group", entry.group),) if entry.group else ()
    return replace(record, source=SOURCE, sections=sections, extra=(*record.extra, *group, ("entered", said)))
