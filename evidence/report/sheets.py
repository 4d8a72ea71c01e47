"""CSV: numbers stay whole, blank stays blank, and no cell starts a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from evidence.report.columns import Column

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def frame(columns: Sequence[Column[T]], rows: Sequence[T]) -> pd.DataFrame:
    """The rows as a frame whose whole numbers are nullable integers: a blank never turns 9 into 9.0."""
    import pandas as pd

    series = {}
    for column in columns:
        values = [column.value(row) for row in rows]
        whole = any(isinstance(v, int) and not isinstance(v, bool) for v in values)
        series[column.name] = pd.Series(values, dtype="Int64" if whole else "object")
    return pd.DataFrame(series, columns=[column.name for column in columns])


def csv_bytes(columns: Sequence[Column[T]], rows: Sequence[T]) -> bytes:
    """UTF-8 CSV with a header; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    table = frame(columns, rows)
    for name in table.columns[table.dtypes == "object"]:
        table[name] = table[name].map(_inert)
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8", "replace")


def _inert(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
