"""A hand-kept CSV table: declared columns, every cell checked, every fault with its file and row."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evidence.formats.csv_records import rows_of
from evidence.model import Fault, Place
from evidence.protocol.suggest import did_you_mean

_LIST = re.compile(r"\s*;\s+|\s*;\s*$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: cells by column, the row as it was written, and the faults found while it is read."""

    place: Place
    cells: Mapping[str, str]
    raw: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, message: str, hint: str = "") -> None:
        """Note a fault at this row."""
        self.faults.append(Fault(self.place, code, message, hint, self.raw))

    def text(self, column: str) -> str:
        """A cell without outer spaces; "" where nothing was written."""
        return self.cells[column]

    def listed(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds a list joined by "; "."""
        return tuple(part for part in _LIST.split(self.text(column)) if part)

    def required(self, column: str, code: str, hint: str) -> str:
        """A cell that must not be blank."""
        if not self.text(column):
            self.fault(code, f"{column} is blank", hint)
        return self.text(column)

    def coded(self, column: str, known: Collection[str], *, blank: bool = False) -> str:
        """A cell that must hold one of the known codes (or nothing, where blank is allowed)."""
        value = self.text(column)
        if value not in known and not (blank and not value):
            self.fault("unknown-code", f'{column} "{value}" is not a known code', did_you_mean(value, known))
        return value

    def shaped(self, column: str, pattern: str, form: str) -> str:
        """A cell that is blank or has a form, e.g. a PMID of 1 to 9 digits."""
        value = self.text(column)
        if value and not re.fullmatch(pattern, value):
            self.fault(
                f"bad-{column.replace('_', '-')}", f'{column} "{value}" is not {form}', "Correct it or leave it blank."
            )
            return ""
        return value

    def whole(self, column: str) -> int | None:
        """A count: blank is unreported, never zero."""
        value = self.text(column)
        if not value:
            return None
        if not re.fullmatch(r"\d{1,6}", value):
            self.fault("bad-count", f'{column} "{value}" is not a whole number', "Write digits, or leave it blank.")
            return None
        return int(value)


def read_sheet(path: Path, label: str, columns: Sequence[str], key: str) -> tuple[list[Row], list[Fault]]:
    """The rows of a UTF-8 CSV file that has these columns in any order, and what is wrong with the file itself.

    `label` names the file in places; `key` is the column whose cell names the row there.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return [], [
            Fault(Place(label), "missing-file", "there is no such file", f"The columns are: {', '.join(columns)}.")
        ]
    except UnicodeDecodeError:
        return [], [Fault(Place(label), "encoding", "the file is not UTF-8", "Save it as CSV UTF-8.")]
    read = rows_of(text)
    header = [name.strip() for name in next(read, (1, [], ""))[1]]
    faults = [
        Fault(Place(label, 1), "missing-column", f'column "{name}" is missing', "Add it, if only with blank cells.")
        for name in columns
        if name not in header
    ]
    faults += [
        Fault(Place(label, 1), "unknown-column", f'column "{name}" is not known', did_you_mean(name, columns))
        for name in header
        if name not in columns
    ]
    if faults:
        return [], faults
    rows: list[Row] = []
    for line, cells, raw in read:
        raw = raw.rstrip("\r\n")
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = f"the row has {len(cells)} cells, the header {len(header)}"
            faults.append(Fault(Place(label, line), "row-length", message, "Put text with commas in quotes.", raw))
            continue
        named = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        rows.append(Row(Place(label, line, named[key]), named, raw))
    return rows, faults
