"""The named tables of a topic file: each `[tables.NAME]` is a question that has a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from evidence.model import DESIGNS, DOMAINS, TableSpec
from evidence.protocol.reader import Reader, Table
from evidence.protocol.vocabulary import vocabulary

_KEYS = ("title", "diseases", "treatments", "failed", "domains", "designs", "confirmed_only")


def table_names(content: Table, taken: Collection[str]) -> tuple[str, ...]:
    """The names of the tables that a parsed topic file holds; a `taken` name is a key of its own."""
    shown = content.get("tables", {})
    if not isinstance(shown, dict):
        return ()
    return tuple(name for name, value in shown.items() if isinstance(value, dict) and name not in taken)


def table_specs(shown: Table, names: Collection[str], reader: Reader) -> Iterator[TableSpec]:
    """The tables of these names; what is wrong in them is noted in the reader."""
    codes = vocabulary()
    treatments = (*codes.classes, *codes.treatments)
    for name in names:
        key = f"tables.{name}"
        table = reader.table(shown, key, _KEYS)
        confirmed = table.get("confirmed_only", False)
        if not isinstance(confirmed, bool):
            reader.fault(f"{key}.confirmed_only", "wrong-type", f"{key}.confirmed_only must be true or false")
        yield TableSpec(
            name=name,
            title=reader.text(table, f"{key}.title") or "",
            diseases=reader.words(table, f"{key}.diseases", codes.diseases) or (),
            treatments=reader.words(table, f"{key}.treatments", treatments) or (),
            failed=reader.words(table, f"{key}.failed", treatments) or (),
            domains=reader.words(table, f"{key}.domains", DOMAINS) or (),  # type: ignore[arg-type]
            designs=reader.words(table, f"{key}.designs", DESIGNS) or (),
            confirmed_only=confirmed is True,
        )
