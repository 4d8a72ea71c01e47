"""Turns of phrase: looking for their words first misses none."""

from __future__ import annotations

from evidence.extract.lexicon import load
from evidence.extract.patterns import pattern, scan, stands
from evidence.extract.text import passages
from tests.extract.cases import load_cases


def test_scan_finds_what_the_expression_finds() -> None:
    texts = [p.folded.text for case in load_cases()[::5] for p in passages(case.record)]
    for entry in load("patterns.toml")["pattern"]:
        for text in texts:
            found = [m.span() for m in pattern(entry["id"]).finditer(text)]
            assert [m.span() for m in scan(entry["id"], text)] == found, entry["id"]
            assert stands(entry["id"], text) == bool(found)
