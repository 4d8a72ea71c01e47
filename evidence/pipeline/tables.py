"""A question answered from the library, from files or from the store, without a report folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evidence.errors import UsageError
from evidence.model import Decision, Dossier, Exclusion, Finding, Protocol, Record
from evidence.pipeline.by_people import by_people
from evidence.pipeline.stages import dossier_of, extracted, read
from evidence.sources.library import Library
from evidence.store.store import Store


def table_dossier(
    protocol: Protocol, decisions: Sequence[Decision], *, paths: Sequence[Path] = (), store: Store | None = None
) -> Dossier:
    """What there is to ask: records of the files; else what people coded, with what complete runs stored of the topic.

    A folder among `paths` is a library (publications.csv and outcomes.csv). Raises BadDataError when nothing can be
    read, UsageError where the store has nothing on the topic.
    """
    if store is not None:
        listed = store.listed(protocol.topic_id)
        if not listed:
            hint = "Fetch them with: evidence update QUERY --store FILE. Without --store the embedded library is asked."
            raise UsageError(f"the store has no records of the topic {protocol.topic_id}", hint=hint)
        stored = tuple(record for record, _ in store.records(listed))
        vanished = {record_id for record_id, at_last in listed.items() if not at_last}
        return _with(
            by_people(protocol, decisions), protocol, stored, extracted(stored, protocol.condition, vanished), decisions
        )
    if not paths:
        return _with(by_people(protocol, decisions), protocol, (), ((), ()), decisions)
    from evidence.sources.library import load_library

    folders = [path for path in paths if path.is_dir()]
    for folder in folders:
        if not (folder / "outcomes.csv").is_file():
            hint = f"Name the files of records in it, as in {folder}/*.nbib; or a folder with outcomes.csv."
            raise UsageError(f"{folder} is a folder, and no library of coded outcomes", hint=hint)
    files = [path for path in paths if path not in folders]
    libraries = [load_library(folder) for folder in folders]
    records, faults = read(files) if files else ((), ())
    coded = Library(
        tuple(r for library in libraries for r in library.records),
        tuple(f for library in libraries for f in library.findings),
        tuple(x for library in libraries for x in library.exclusions),
        (*(f for library in libraries for f in library.faults), *faults),
    )
    return _with(coded, protocol, records, extracted(records, protocol.condition), decisions)


def _with(
    coded: Library,
    protocol: Protocol,
    records: Sequence[Record],
    found: tuple[Sequence[Finding], Sequence[Exclusion]],
    decisions: Sequence[Decision],
) -> Dossier:
    findings, exclusions = found
    return dossier_of(
        "table",
        protocol,
        (*coded.records, *records),
        (*coded.findings, *findings),
        (*coded.exclusions, *exclusions),
        decisions,
        coded.faults,
    )
