"""The columns of studies.csv and summary.csv, each with what it means: data/columns.toml."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from evidence.model import Share, SummaryRow
from evidence.protocol.shipped import shipped_toml
from evidence.report.notes import Note

T = TypeVar("T")
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: its name, its meaning, and how its value is had from a row. Blank is unreported, never zero."""

    name: str
    meaning: str
    value: Callable[[T], Value]


def _at(path: str) -> Callable[[object], Value]:
    """The value at a dotted path ("finding.spans.0.start"), None where the path ends early."""

    def value(row: Any) -> Value:
        for step in path.split("."):
            row = next(iter(row[int(step) :]), None) if step.isdecimal() else getattr(row, step, None)
        return row  # type: ignore[no-any-return]

    return value


def _stated(items: Iterable[tuple[str, object]]) -> str:
    return "; ".join(f"{name} {value}" for name, value in items if value is not None)


def _interval(share: Share) -> str:
    return f"{share.lower:.3f}–{share.upper:.3f}"


_OF_NOTE: dict[str, Callable[[Note], Value]] = {
    "derived": lambda n: "; ".join(sorted(n.counts.derived)),
    "shares_patients_with": lambda n: "; ".join(n.row.shared_with),
    "provenance": lambda n: "coded" if n.coding else "quote",
    "quote": lambda n: " | ".join(q.quote for q in n.quotes),
    "second_hand": lambda n: bool(n.coding and n.coding.second_hand),
    "appraisal": lambda n: "; ".join(
        " ".join(filter(None, (a.question, a.answer, f"({a.who})", a.note))) for a in n.row.appraisal
    ),
    "wilson_95": lambda n: _stated((share.measure, _interval(share)) for share in n.row.shares),
    "control_numbers": lambda n: _stated(n.row.control_counts.items() if n.row.control_counts else ()),
}
_OF_ROW: dict[str, Callable[[SummaryRow], Value]] = {
    "direction": lambda r: _stated(r.direction),
    "findings": lambda r: " ".join(r.findings),
    "also": lambda r: " ".join(r.also),
    "wilson_95": lambda r: "; ".join(
        f"{one.finding_id} {s.measure} {s.k}/{s.n} {_interval(s)}" for one in r.told for s in one.shares
    ),
}
_TOLD = shipped_toml("data", "columns.toml")


def _columns(table: str, worked_out: dict[str, Callable[[T], Value]]) -> tuple[Column[T], ...]:
    told = _TOLD[table]
    return tuple(
        Column(c["name"], c["meaning"], _at(c["path"]) if "path" in c else worked_out[c["name"]]) for c in told
    )


STUDY, SUMMARY = _columns("studies", _OF_NOTE), _columns("summary", _OF_ROW)
DICTIONARY: tuple[Column[tuple[str, str, str]], ...] = tuple(
    Column(name, "", _at(str(place))) for place, name in enumerate(("table", "column", "meaning"))
)


def dictionary() -> list[tuple[str, str, str]]:
    """Every column of both tables with its meaning."""
    return [(table, column["name"], column["meaning"]) for table, columns in _TOLD.items() for column in columns]
