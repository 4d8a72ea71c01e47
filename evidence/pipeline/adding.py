"""An entry by hand, made ready for the decisions log: nothing that cannot be replayed gets in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from evidence.errors import BadDataError, UsageError
from evidence.model import Decision, Finding, Protocol, Record
from evidence.pipeline.stages import extracted
from evidence.sources.by_hand import cells_of, entered, key_of, value_of
from evidence.sources.library import OUTCOME_COLUMNS, PUBLICATION_COLUMNS
from evidence.store.decisions import decision_of

_NAMES = re.compile(rf"(?:^|[\s;,])({'|'.join(sorted({*OUTCOME_COLUMNS}, key=len, reverse=True))})\s*=\s*")


def addition(
    protocol: Protocol,
    who: str,
    *,
    seen: str,
    citation: Path | None = None,
    fields: Sequence[str] = (),
    text: str = "",
    outcomes: Sequence[str] = (),
) -> tuple[Decision, Record, tuple[Finding, ...]]:
    """The decision that enters a publication, with its record and findings (coded, else read from its text by rules).

    `fields` are "title=…", columns of `data/library/publications.csv`; `outcomes` "disease=SLE intervention=…", columns
    of outcomes.csv. Raises UsageError for what is lacking, BadDataError with every fault of what is wrong.
    """
    if not who:
        raise UsageError("nobody is named as the one who enters it", hint="Set EVIDENCE_WHO to your name.")
    if not seen.strip():
        raise UsageError("where it was seen is not said", hint='Add --seen "congress book 2024, p. 12", or an address.')
    cited = cells_of(_record(citation)) if citation else {}
    given = cited | dict(_pair(field) for field in fields)
    if not given.get("title"):
        raise UsageError(
            "it has no title", hint='Give a file with --citation, or fields: title="…" authors="Doe J" year=2024'
        )
    if "id" in given:
        raise UsageError("the id is made from the citation", hint="Leave out id=….")
    coded = [dict(_pairs(outcome)) for outcome in outcomes]
    subject = f"record:{key_of(given)}"
    value = value_of(given, text.strip(), coded)
    decision = decision_of("add", subject, who, field=protocol.topic_id, value=value, note=" ".join(seen.split()))
    made = entered([decision], protocol.topic_id)
    if made.faults:
        hint = "Correct it and enter it again; data/library/README.md lists the fields and codes."
        raise BadDataError("this cannot be entered", hint=hint, faults=made.faults)
    (record,) = made.records
    return decision, record, made.findings or extracted([record])[0]


def _pair(field: str) -> tuple[str, str]:
    name, equals, value = field.partition("=")
    if not equals or name.strip() not in PUBLICATION_COLUMNS:
        known = ", ".join(PUBLICATION_COLUMNS[1:])
        raise UsageError(f'"{field}" is no field of a publication', hint=f'Write NAME="value"; known: {known}.')
    return name.strip(), " ".join(value.split())


def _pairs(outcome: str) -> list[tuple[str, str]]:
    """ "disease=SLE intervention=colchicine n_treated=1" as (name, value): a value ends where a name begins."""
    parts = _NAMES.split(outcome)
    if parts[0].strip() or len(parts) < 3:
        known = ", ".join(OUTCOME_COLUMNS[1:])
        raise UsageError(
            f'"{outcome}" is no outcome', hint=f"Write disease=SLE intervention=colchicine …; known: {known}."
        )
    return [(name, " ".join(value.split())) for name, value in zip(parts[1::2], parts[2::2], strict=True)]


def _record(path: Path) -> Record:
    """The one publication of a file: .ris, .bib, .nbib, or a reference as text."""
    from evidence.clean.clean import clean_list
    from evidence.normalise.citation import record_of
    from evidence.sources.index import build_index
    from evidence.sources.lists import read_list

    given = read_list(path)
    if given.records:
        found = list(given.records)
    else:
        with build_index((), None) as nothing:
            found = [record_of(item.printed) for item in clean_list(given, nothing, file=str(path)).entries]
    if len(found) != 1:
        hint = "Give a file with one reference; enter the others by themselves."
        raise BadDataError(f"{path} holds {len(found)} references", hint=hint, faults=given.faults)
    return found[0]
