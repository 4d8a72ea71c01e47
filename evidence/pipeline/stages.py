"""What more than one command does: read files, make a dossier of findings, name a run."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from evidence import __version__
from evidence.errors import BadDataError
from evidence.model import Citation, Decision, Dossier, Exclusion, Fault, Finding, Orphan, Protocol, Record, Replay, Run
from evidence.sources.library import Library

_GONE = "the record no longer matches the search"  # it stays, with its findings, and counts nowhere
_STANDING = (
    "no_outcome",
    "ambiguous",
    "vanished",
    "no_text",
)  # a person who takes a record in changes nothing of these


@dataclass(frozen=True, slots=True)
class Produced:
    """What a run made: files by relative name, faults with their places, and the facts that --json prints."""

    files: Mapping[str, bytes]
    faults: tuple[Fault, ...]
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a run makes of more than memory may hold: as `Produced`, but the files come in pieces, made when taken."""

    files: Mapping[str, Iterable[bytes]]
    faults: tuple[Fault, ...]
    facts: Mapping[str, object]


def read(paths: Sequence[Path]) -> tuple[tuple[Record, ...], tuple[Fault, ...]]:
    """Every record and fault of the files. Raises BadDataError when nothing at all could be read."""
    faults: list[Fault] = []
    return tuple(reading(paths, faults)), tuple(faults)


def reading(paths: Sequence[Path], faults: list[Fault]) -> Iterator[Record]:
    """The records of the files one by one, of a decisions log (.jsonl) what was entered by hand; `faults` are added to.

    Raises BadDataError in the end when nothing at all could be read.
    """
    from evidence.sources.by_hand import entered
    from evidence.sources.files import read_files
    from evidence.store.decisions import read_decisions

    found = False
    logs = [path for path in paths if path.suffix == ".jsonl" and path.is_file()]
    for path in logs:
        decisions, unread = read_decisions(path)
        hand = entered(decisions)
        found = found or bool(hand.records)
        yield from hand.records
        faults += (*unread, *hand.faults)
    for item in read_files([path for path in paths if path not in logs]):
        if isinstance(item, Fault):
            faults.append(item)
        else:
            found = True
            yield item
    if not found and faults:
        raise BadDataError("no record could be read", faults=faults)


def citations(records: Iterable[Record]) -> Iterator[Citation]:
    from evidence.normalise.citation import citation_of

    return (citation_of(record) for record in records)


def extracted(
    records: Iterable[Record], condition: str, vanished: Collection[str] = (), faults: tuple[Fault, ...] = ()
) -> Library:
    """What the rules find on a condition and what they leave out, records that `vanished` from the search too."""
    from evidence.extract.extract import extract

    records = tuple(records)
    extractions = [extract(record, condition) for record in records]
    findings = tuple(f for e in extractions for f in e.findings)
    exclusions = (x for e in extractions for x in e.exclusions)
    gone = (r.record_id for r in records if r.record_id in vanished)
    left_out = (*exclusions, *(Exclusion(record_id, "vanished", _GONE) for record_id in gone))
    return Library(records, findings, left_out, faults)


def joined(parts: Sequence[Library]) -> Library:
    """All of it, in the order given."""
    return Library(*(tuple(one for part in parts for one in getattr(part, f.name)) for f in fields(Library)))


def dossier_of(command: str, protocol: Protocol, found: Sequence[Library], decisions: Sequence[Decision]) -> Dossier:
    """Deduplicate all that was found, replay decisions, tabulate: what every report is made of."""
    from evidence.dedupe.deduplicate import deduplicate
    from evidence.extract.eligible import judged
    from evidence.tabulate.decided import apply_decisions
    from evidence.tabulate.gaps import gaps
    from evidence.tabulate.notices import notices, sides
    from evidence.tabulate.overlap import spoken
    from evidence.tabulate.prisma import prisma_counts
    from evidence.tabulate.profiles import profiles
    from evidence.tabulate.readers import settled
    from evidence.tabulate.rows import study_rows
    from evidence.tabulate.studies import studies_of
    from evidence.tabulate.summary import summarise
    from evidence.tabulate.unanswered import unanswered

    known = joined(found)
    findings, exclusions = known.findings, known.exclusions
    records = sorted(known.records, key=lambda r: r.record_id)
    in_effect, conflicts, overruled = settled(decisions)
    result = deduplicate(records, in_effect)
    publication = {record_id: cluster.record_ids for cluster in result.clusters for record_id in cluster.record_ids}
    decided = apply_decisions(findings, records, in_effect, publication)
    vanished = {x.record_id for x in exclusions if x.code == "vanished"}
    disputed = {conflict.subject: sides(conflict) for conflict in conflicts}

    def marked(f: Finding) -> Finding:
        f = judged(replace(f, disputed=disputed.get(f"finding:{f.finding_id}", "")), protocol)
        return replace(f, countable=False, why_not_countable=_GONE) if f.record_id in vanished else f

    shown = tuple(marked(finding) for finding in decided.findings)
    replay = Replay(
        decisions=tuple(decisions),
        orphans=(*decided.orphans, *(Orphan(d, "one of its records is not in these results") for d in result.orphaned)),
        conflicts=conflicts,
        moved=decided.moved,
        proposed=decided.proposed,
        overruled=overruled,
        included=decided.included,
    )
    left_out = (
        *(x for x in exclusions if x.record_id not in decided.included or x.code in _STANDING),
        *decided.excluded,
    )
    studies = studies_of(records, result.clusters, shown)
    said = spoken(in_effect, decided.included)
    rows = study_rows(shown, result.clusters, studies, protocol, decided.appraisals, records, said)
    unsaid = unanswered(records, result.clusters, left_out, rows, protocol)
    return Dossier(
        protocol=protocol,
        run=run_of(command, protocol, records, decisions),
        records=tuple(records),
        clusters=result.clusters,
        review_pairs=result.review,
        findings=shown,
        exclusions=left_out,
        studies=studies,
        rows=rows,
        summary=summarise(rows, protocol),
        prisma=prisma_counts(records, result.clusters, left_out, rows, protocol),
        gaps=gaps(protocol, rows, unsaid),
        profiles=profiles(rows, protocol),
        unanswered=unsaid,
        faults=(*known.faults, *notices(replay)),
        replay=replay,
    )


def run_of(command: str, protocol: Protocol, records: Sequence[Record], decisions: Sequence[Decision]) -> Run:
    """The run, named by what went into it: equal inputs have equal ids."""
    seen = hashlib.sha256(f"{__version__} {command} {protocol.fingerprint}".encode())
    for part in (*(f"{r.record_id} {r.content_hash}" for r in records), *(d.decision_id for d in decisions)):
        seen.update(f"\n{part}".encode())
    return Run(
        run_id=seen.hexdigest()[:16],
        command=command,
        topic_id=protocol.topic_id,
        protocol_fingerprint=protocol.fingerprint,
        tool_version=__version__,
        facts=(("records", str(len(records))), ("decisions", str(len(decisions)))),
    )
