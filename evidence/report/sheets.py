"""CSV: numbers stay whole, blank stays blank, and no cell starts a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from evidence.report.columns import Column, Value

T = TypeVar("T")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_bytes(columns: Sequence[Column[T]], rows: Sequence[T]) -> bytes:
    """UTF-8 CSV with a header; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    import pandas as pd

    names = [column.name for column in columns]
    cells = [[_inert(column.value(row)) for column in columns] for row in rows]
    table = pd.DataFrame(cells, columns=names, dtype="object")
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8", "replace")


def _inert(value: Value) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
