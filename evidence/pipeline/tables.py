"""A question answered from the library, from files or from the store, without a report folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evidence.errors import UsageError
from evidence.model import Decision, Dossier, Protocol
from evidence.pipeline.by_people import by_people
from evidence.pipeline.stages import dossier_of, extracted, read
from evidence.sources.library import load_library
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
        stored = (record for record, _ in store.records(listed))
        vanished = {record_id for record_id, at_last in listed.items() if not at_last}
        found = [by_people(protocol, decisions), extracted(stored, protocol.condition, vanished)]
        return dossier_of("table", protocol, found, decisions)
    if not paths:
        return dossier_of("table", protocol, [by_people(protocol, decisions)], decisions)
    folders = [path for path in paths if path.is_dir()]
    for folder in folders:
        if not (folder / "outcomes.csv").is_file():
            hint = f"Name the files of records in it, as in {folder}/*.nbib; or a folder with outcomes.csv."
            raise UsageError(f"{folder} is a folder, and no library of coded outcomes", hint=hint)
    files = [path for path in paths if path not in folders]
    records, faults = read(files) if files else ((), ())
    found = [*map(load_library, folders), extracted(records, protocol.condition, faults=faults)]
    return dossier_of("table", protocol, found, decisions)
