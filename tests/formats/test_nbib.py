from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from Bio import Medline

from evidence.formats.nbib import read_nbib, write_nbib
from evidence.model import Place, Record

SAMPLES = json.loads((Path(__file__).parents[1] / "cases" / "formats_samples.json").read_text(encoding="utf-8"))
TEXTS = [s["text"] for s in SAMPLES if s["kind"] == "nbib" and s["id"] in {"plain", "other-abstract"}]


@pytest.mark.parametrize("text", TEXTS)
def test_the_fields_are_those_that_biopython_reads(text: str) -> None:
    records = [r for r in read_nbib(io.BytesIO(text.encode()), "x.nbib") if isinstance(r, Record)]
    parse: Any = Medline.parse
    theirs = [r for r in parse(io.StringIO(text)) if r]
    assert len(records) == len(theirs)
    for ours, other in zip(records, theirs, strict=True):
        assert ours.pmid == other["PMID"]
        assert ours.title == other.get("TI", "")
        assert ours.abstract == other.get("AB", "")
        assert (ours.volume, ours.issue, ours.pages) == (other.get("VI", ""), other.get("IP", ""), other.get("PG", ""))
        assert list(ours.types) == other.get("PT", [])
        assert [str(name) for name in ours.names if not name.collective] == other.get("AU", [])


def test_an_address_that_medline_has_no_tag_for_becomes_a_note() -> None:
    record = Record(key="x", source="csv", place=Place("x"), title="Stones", url="https://example.org/1")
    assert "GN  - url: https://example.org/1\n" in "".join(write_nbib([record]))
