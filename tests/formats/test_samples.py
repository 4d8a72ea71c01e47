"""Literal files in every text format, with what is read from them and what is told of them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from evidence.formats import READERS
from evidence.formats.sniff import sniff
from evidence.model import Fault, Name, Record, Relation, Section

SAMPLES = json.loads((Path(__file__).parents[1] / "cases" / "formats_samples.json").read_text(encoding="utf-8"))
KINDS: dict[str, Any] = {"names": Name, "sections": Section, "other_sections": Section, "relations": Relation}


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{s['kind']}-{s['id']}" for s in SAMPLES])
def test_sample(sample: dict[str, Any]) -> None:
    items = list(READERS[sample["kind"]](io.BytesIO(sample["text"].encode()), f"x.{sample['kind']}"))
    records = [item for item in items if isinstance(item, Record)]
    told = [[item.code, item.place.line] for item in items if isinstance(item, Fault)]
    assert told == sample["faults"]
    assert len(records) == len(sample["expected"])
    for record, expected in zip(records, sample["expected"], strict=True):
        for field, value in expected.items():
            if isinstance(value, list):
                make = KINDS.get(field, lambda *parts: parts)
                value = tuple(make(*part) if isinstance(part, list) else part for part in value)
            assert getattr(record, field) == value, field
        assert record.raw
        assert record.place.line is None or record.place.line >= 1


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{s['kind']}-{s['id']}" for s in SAMPLES])
def test_content_tells_the_format(sample: dict[str, Any]) -> None:
    extension = {"bibtex": "bib", "csl": "json", "text": "txt"}.get(sample["kind"], sample["kind"])
    assert sniff(f"list.{extension}", sample["text"].encode()) == sample["kind"]


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{s['kind']}-{s['id']}" for s in SAMPLES])
def test_line_ends_do_not_matter(sample: dict[str, Any]) -> None:
    read = READERS[sample["kind"]]
    unix = list(read(io.BytesIO(sample["text"].replace("\r\n", "\n").encode()), "x"))
    windows = list(read(io.BytesIO(sample["text"].replace("\r\n", "\n").replace("\n", "\r\n").encode()), "x"))
    assert windows == unix
