"""A question answered from the library, from files or from the store, without a report folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evidence.errors import UsageError
from evidence.model import Decision, Dossier, Protocol
from evidence.pipeline.stages import dossier_of, extracted, read
from evidence.store.store import Store


def table_dossier(
    protocol: Protocol, decisions: Sequence[Decision], *, paths: Sequence[Path] = (), store: Store | None = None
) -> Dossier:
    """What there is to ask: records of the files, or what complete runs stored of the topic, else the library.

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
        return dossier_of("table", protocol, stored, *extracted(stored, vanished), decisions, ())
    from evidence.sources.library import load_library

    folders = [path for path in paths if path.is_dir()]
    for folder in folders:
        if not (folder / "outcomes.csv").is_file():
            hint = f"Name the files of records in it, as in {folder}/*.nbib; or a folder with outcomes.csv."
            raise UsageError(f"{folder} is a folder, and no library of coded outcomes", hint=hint)
    files = [path for path in paths if path not in folders]
    libraries = [load_library(folder) for folder in folders] if paths else [load_library(strict=True)]
    records, faults = read(files) if files else ((), ())
    findings, exclusions = extracted(records)
    return dossier_of(
        "table",
        protocol,
        (*(r for library in libraries for r in library.records), *records),
        (*(f for library in libraries for f in library.findings), *findings),
        (*(x for library in libraries for x in library.exclusions), *exclusions),
        decisions,
        (*(f for library in libraries for f in library.faults), *faults),
    )
