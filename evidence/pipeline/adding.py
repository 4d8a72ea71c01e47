"""An entry by hand, made ready for the decisions log: nothing that cannot be replayed gets in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from evidence.errors import BadDataError, UsageError
from evidence.formats.plain import read_text
from evidence.model import Decision, Finding, Protocol, Record
from evidence.normalise.text import fold
from evidence.pipeline.review import known_records
from evidence.pipeline.stages import extracted
from evidence.sources.by_hand import SOURCE, cells_of, entered, key_of, value_of
from evidence.sources.library import OUTCOME_COLUMNS, PUBLICATION_COLUMNS, TYPES
from evidence.store.decisions import decision_of
from evidence.tabulate.corrected import at_odds
from evidence.tabulate.readers import settled

_ONE_TITLE = 80  # per cent of letters in common; of two papers 30 to 60 are
_NAMES = re.compile(rf"(?:^|[\s;,])({'|'.join(sorted({*OUTCOME_COLUMNS}, key=len, reverse=True))})\s*=\s*")


@dataclass(frozen=True, slots=True)
class Addition:
    """What is entered: the decision, its record and findings (coded, else read from its text by rules).

    `same` are the ids of the known records that are one publication with it, `maybe` of those that may be.
    """

    decision: Decision
    record: Record
    findings: tuple[Finding, ...]
    same: tuple[str, ...]
    maybe: tuple[str, ...]


def addition(
    protocol: Protocol,
    who: str,
    decisions: Sequence[Decision],
    store: Path,
    *,
    seen: str,
    citation: Path | None = None,
    fields: Sequence[str] = (),
    text: str = "",
    outcomes: Sequence[str] = (),
) -> Addition:
    """What enters a publication in the decisions log; nothing is written yet.

    `fields` are "title=…", columns of `data/library/publications.csv`; `outcomes` "disease=SLE intervention=…", columns
    of outcomes.csv. What has an identifier of a record that is known (coded, or in the store) is entered as that
    publication. Raises UsageError for what is lacking, BadDataError with every fault of what is wrong.
    """
    if not who:
        raise UsageError("nobody is named as the one who enters it", hint="Set EVIDENCE_WHO to your name.")
    if not seen.strip():
        raise UsageError("where it was seen is not said", hint='Add --seen "congress book 2024, p. 12", or an address.')
    head, body, group = _divided(text.strip())
    cited = cells_of(_record(citation)) if citation else {}
    given = head | {name: value for name, value in cited.items() if value} | dict(_pair(field) for field in fields)
    known = known_records(protocol, decisions, store)
    if (held := _held(given, [one for one in known if one.source != SOURCE])) is not None:
        given = {name: value for name, value in cells_of(held).items() if value} | given
    if not given.get("title"):
        raise UsageError(
            "it has no title", hint='Give a file with --citation, or fields: title="…" authors="Doe J" year=2024'
        )
    if "id" in given:
        raise UsageError("the id is made from the citation", hint="Leave out id=….")
    coded = [dict(_pairs(outcome)) for outcome in outcomes]
    subject = f"record:{key_of(given)}"
    value = value_of(given, body, coded, group)
    decision = decision_of("add", subject, who, field=protocol.topic_id, value=value, note=" ".join(seen.split()))
    made = entered([decision], protocol.topic_id)
    if made.faults:
        hint = "Correct it and enter it again; data/library/README.md lists the fields and codes."
        raise BadDataError("this cannot be entered", hint=hint, faults=made.faults)
    if odd := next(filter(None, map(at_odds, made.findings)), ""):
        raise BadDataError(f"this cannot be entered: {odd}", hint="Compare it with its source.")
    (record,) = made.records
    findings = made.findings or extracted([record], protocol.condition).findings
    return Addition(decision, record, findings, *_alike(record, known, decisions))


def _alike(
    record: Record, known: Sequence[Record], decisions: Sequence[Decision]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from evidence.dedupe.deduplicate import deduplicate

    new = record.record_id
    result = deduplicate([*(one for one in known if one.record_id != new), record], settled(decisions)[0])
    same = (i for cluster in result.clusters if new in cluster.record_ids for i in cluster.record_ids if i != new)
    pairs = ({link.id_a, link.id_b} for link in result.review)
    return tuple(same), tuple(i for pair in pairs if new in pair for i in pair - {new})


def _divided(text: str) -> tuple[dict[str, str], str, str]:
    """What the header of a case says of its publication (`Title:`, `Language:`, `Type:`), its text, its study group."""
    told = next(iter(read_text(BytesIO(text.encode()), "the text")))
    if not isinstance(told, Record):
        return {}, "", ""
    design = "_".join(" ".join(told.types).lower().split())
    head = {"title": told.title, "languages": "; ".join(told.languages), "design": design if design in TYPES else ""}
    bare = told.title == text.partition("\n")[0].strip()  # a first line without a key may say more than a title
    group = dict(told.extra).get("Study-Group", "")
    return {name: value for name, value in head.items() if value}, text if bare else told.abstract, group


def _held(given: Mapping[str, str], known: Sequence[Record]) -> Record | None:
    """The record with an identifier that is given; raises BadDataError where the titles are not those of one paper."""
    from rapidfuzz import fuzz

    told = {name: given[name].casefold() for name in ("pmid", "pmcid", "doi") if given.get(name)}
    for record in known:
        named = [name for name, value in told.items() if value == getattr(record, name).casefold()]
        titles = [fold(title) for title in (record.title, record.title_vernacular) if title and given.get("title")]
        if named and titles and all(fuzz.ratio(fold(given["title"]), title) < _ONE_TITLE for title in titles):
            hint = "Correct the identifier, or leave out the title: it is then entered as that publication."
            said = f"{named[0]} {given[named[0]]} is “{record.title}” ({record.record_id})"
            raise BadDataError(said, hint=hint)
        if named:
            return record
    return None


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
