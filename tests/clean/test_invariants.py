"""Nothing is invented: every value in the output stands in the entry, the matched record, the authority, a decision."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.clean.clean import clean_list
from evidence.clean.decided import reference_key
from evidence.clean.reading import read
from evidence.formats.style import render
from evidence.model import Citation, Cleaned, Decision
from evidence.normalise import journals
from evidence.normalise.pages import elide
from evidence.normalise.text import words
from evidence.report.references import references_json
from evidence.sources.index import CitationIndex

CASES = Path(__file__).parents[1] / "cases"
RAWS: list[str] = [case["raw"] for case in json.loads((CASES / "clean_entries.json").read_text(encoding="utf-8"))]
LISTS: list[str] = [case["text"] for case in json.loads((CASES / "clean_lists.json").read_text(encoding="utf-8"))]
NAMES = {"fpage": "first_page", "lpage": "last_page", "nlm_id": "journal_id"}
NUMBERS = {"year", "volume", "issue", "fpage", "lpage", "pmid", "pmcid", "doi"}
OF_THE_STYLE = {"et", "al", "doi", "pmid", "retracted"}


def told(value: object) -> list[str]:
    return [str(part) for part in (value if isinstance(value, list | tuple) else [value]) if part]


def of_record(name: str, record: Citation) -> list[str]:
    return told(record.names if name == "authors" else getattr(record, NAMES.get(name, name)))


def stands_in_text(name: str, value: str, told_of: dict[str, Any]) -> bool:
    """Whether an entry says a value: its words in a row, its numbers whole; a last page may be elided."""
    read_as = read(told_of["raw"]).text
    if name in NUMBERS:
        said = set(re.findall(r"\d+", read_as))
        first = str(told_of["fields"].get("fpage", "")) if name == "lpage" else ""
        digits_of, letter = re.fullmatch(r"(.*?)([A-Za-z]?)", first).groups()  # type: ignore[union-attr]
        elided = any(value == digits_of[: -len(d)] + d + letter for d in said if len(d) < len(digits_of))
        return elided or set(re.findall(r"\d+", value)) <= said
    return all("".join(words(part)) in "".join(words(read_as)) for part in value.split())


def stands_in_authority(name: str, value: str) -> bool:
    found = journals.authority().find(value) or journals.authority().by_id(value)
    return found is not None and {"journal": found.title, "journal_abbrev": found.medline}.get(name) == value


def invented(told_of: dict[str, Any], record: Citation | None, match: bool = False) -> list[tuple[str, str]]:
    """Values of an object of references.json that stand nowhere; those of `match` must stand in the record."""
    found = []
    for name, value in (told_of["match"] if match else told_of["fields"]).items():
        for part in told(value):
            if record is not None and part in of_record("citation_id" if name == "id" else name, record):
                continue
            if match or not (stands_in_text(name, part, told_of) or stands_in_authority(name, part)):
                found.append((name, part))
    return found


def faults(item: Cleaned, told_of: dict[str, Any], index: CitationIndex) -> Iterator[tuple[str, str]]:
    record = None
    if told_of["match"]:
        kind, _, value = told_of["match"]["id"].partition(":")
        (record,) = index.by_identifier(kind, value)
        yield from invented(told_of, record, match=True)
        yield from told_words(item)
    elif told_of["confidence"]:
        yield "confidence", str(told_of["confidence"])
    yield from invented(told_of, record)
    for change in told_of["changes"]:
        told_now = told_of["fields"].get(change["field"], "")
        if change["after"] not in (told_now, "; ".join(told(told_now)), (told_of["match"] or {}).get("journal_abbrev")):
            yield f"change of {change['field']}", change["after"]


def told_words(item: Cleaned) -> Iterator[tuple[str, str]]:
    """Words of the printed line that no value of the entry holds."""
    printed = item.printed
    values = [str(getattr(printed, name)) for name in Citation.__dataclass_fields__ if name != "names"]
    values += [*map(str, printed.names), elide(printed.first_page, printed.last_page)]
    known = {word for value in values for word in words(value)} | OF_THE_STYLE
    yield from (("printed", word) for word in words(render([printed])[0]) if word not in known)


def check(text: str, index: CitationIndex, *decisions: Decision) -> list[dict[str, Any]]:
    cleaned = clean_list(text, index, decisions=decisions)
    output: list[dict[str, Any]] = json.loads(references_json(cleaned))
    for item, told_of in zip(cleaned.entries, output, strict=True):
        assert list(faults(item, told_of, index)) == [], told_of["raw"]
    return output


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_of_entries_cut_and_spliced(data: st.DataObject, index: CitationIndex) -> None:
    one, other = data.draw(st.sampled_from(RAWS)), data.draw(st.sampled_from(RAWS))
    cut, at = data.draw(st.integers(0, len(one))), data.draw(st.integers(0, len(other)))
    check(f"1. {one[:cut]}{data.draw(st.text(max_size=6))}{other[at:]}", index)


@settings(max_examples=25, deadline=None)
@given(raws=st.lists(st.sampled_from(RAWS), max_size=6), text=st.sampled_from(LISTS))
def test_of_lists(raws: list[str], text: str, index: CitationIndex) -> None:
    check(text, index)
    check("\n".join(f"[{number}] {raw}" for number, raw in enumerate(raws, 1)), index)


@settings(max_examples=25, deadline=None)
@given(
    raw=st.sampled_from(RAWS),
    pmid=st.sampled_from(["90000001", "90000011", "1"]),
    verb=st.sampled_from(["choose", "keep"]),
)
def test_of_decided_entries(raw: str, pmid: str, verb: str, index: CitationIndex) -> None:
    chosen = Decision("2026-01-01T00:00:00Z", "d1", verb, reference_key(raw), "AB", value=f"pmid:{pmid}")  # type: ignore[arg-type]
    check(f"1. {raw}", index, chosen)


@pytest.mark.parametrize("raw", RAWS)
def test_a_value_of_nowhere_would_be_seen(raw: str, index: CitationIndex) -> None:
    (told_of,) = check(f"1. {raw}", index)
    record = index.by_identifier("pmid", told_of["match"]["pmid"])[0] if told_of["match"] else None
    for part in ("fields", "match"):
        for name, value in (told_of[part] or {}).items():
            wrong = (
                [*told(value), "Nobody X"] if isinstance(value, list) else f"{value}9" if name in NUMBERS else "Other"
            )
            mutated = told_of | {part: told_of[part] | {name: wrong}}
            assert invented(mutated, record, match=part == "match"), (part, name)
