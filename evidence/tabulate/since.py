"""What became of a topic's records since its last complete run."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from evidence.model import Record, RecordChange
from evidence.tabulate.changed import what_changed


def record_changes(
    found: Collection[str], listed: Mapping[str, bool], records: Mapping[str, Record], earlier: Mapping[str, Record]
) -> tuple[RecordChange, ...]:
    """Each record that has something to tell, once, sorted by id.

    `found` are the ids that the search lists now and `listed` those that complete runs listed before (True: also the
    last one); `records` hold the present versions (a record that could not be fetched is not among them), `earlier`
    the versions that the last complete run knew, where they differ.
    """
    changes = []
    for record_id in sorted({*found, *(i for i, at_last in listed.items() if at_last)} & records.keys()):
        now, before = records[record_id], earlier.get(record_id)
        if record_id not in found:
            change = RecordChange(record_id, "vanished", now.title, ("no longer matches the search",))
        elif record_id not in listed:
            change = RecordChange(record_id, "new", now.title, ("already retracted",) if now.retracted else ())
        else:
            back = () if listed[record_id] else ("matches the search again",)
            what = (*back, *(what_changed(before, now) if before else ()))
            newly_retracted = before is not None and now.retracted and not before.retracted
            change = RecordChange(record_id, "retracted" if newly_retracted else "changed", now.title, what)
        if change.what or change.kind == "new":
            changes.append(change)
    return tuple(changes)
