"""The literal cases of tests/cases/extract_*.toml as records and expected findings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.model import Finding, Place, Record, Section

_NAMES = {
    "n": "n_treated",
    "complete": "n_complete",
    "partial": "n_partial",
    "any": "n_any_response",
    "none": "n_no_response",
    "worse": "n_worse",
    "recurrence": "n_recurrence",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A text, what it holds, and why."""

    id: str
    why: str
    record: Record
    expect: tuple[str, ...]
    excluded: str
    read_as: str


def load_cases(name: str = "cases") -> list[Case]:
    """All cases in the order of the file."""
    path = Path(__file__).parents[1] / "cases" / f"extract_{name}.toml"
    return [_case(entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


def _case(entry: dict[str, Any]) -> Case:
    types = ("Journal Article", *entry.get("types", ()), *(("Case Reports",) if entry.get("case") else ()))
    sections = entry.get("sections") or ([["", entry["text"]]] if entry["text"] else [])
    return Case(
        entry["id"],
        entry["why"],
        make_record(entry["title"], sections, types, entry["id"][:2]),
        tuple(" | ".join(part.strip() for part in line.split("|")) for line in entry["expect"]),
        entry.get("excluded", ""),
        entry.get("read_as", ""),
    )


def make_record(
    title: str, sections: list[list[str]], types: tuple[str, ...] = ("Journal Article",), language: str = "en"
) -> Record:
    """A record as PubMed would give it."""
    codes = {"en": "eng", "fr": "fre", "es": "spa", "pt": "por", "de": "ger"}
    return Record(
        key="1",
        pmid="1",
        source="pubmed_xml",
        place=Place("cases"),
        title=title,
        types=types,
        languages=(codes[language],),
        sections=tuple(Section(label, text) for label, text in sections),
    )


def line_of(finding: Finding) -> str:
    """A finding in the words of the case file."""
    short = {long: name for name, long in _NAMES.items()}
    order = list(_NAMES)
    stated = [pair for pair in finding.counts.items() if pair[0] not in finding.counts.derived]
    numbers = {short[name]: value for name, value in stated if value is not None}
    unit = [] if finding.count_unit in {None, "patients"} else [f"unit={finding.count_unit}"]
    counts = " ".join([*unit, *(f"{name}={numbers[name]}" for name in order if name in numbers)])
    return f"{finding.disease} | {finding.intervention} | {finding.domain} | {finding.response} | {counts}"


def same(expected: str) -> str:
    """An expected line with its counts in order."""
    *head, counts = (
        expected.split(" | ") if expected.count(" | ") == 4 else [*expected.removesuffix(" |").split(" | "), ""]
    )
    known = ["unit", *_NAMES]
    parts = sorted(counts.split(), key=lambda part: known.index(part.split("=")[0]))
    return " | ".join([*head, " ".join(parts)])
