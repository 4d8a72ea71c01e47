"""One partition and one set of ids, in whatever format and order the same records come."""

from __future__ import annotations

import io
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.dedupe.deduplicate import deduplicate
from evidence.formats import READERS, WRITERS
from evidence.model import Place, Record
from evidence.normalise.author_lists import parse_names

CASES = json.loads((Path(__file__).parents[1] / "cases" / "dedupe_pairs.json").read_text(encoding="utf-8"))


def given() -> list[Record]:
    """Both sides of every hard pair, in one list."""
    sides = [case[side] for case in CASES for side in "ab"]
    return [
        Record(
            key=f"{at:03}",
            source="csv",
            place=Place("cases", at),
            names=parse_names(side.get("authors", "")),
            **{name: value for name, value in side.items() if name != "authors"},
        )
        for at, side in enumerate(sides)
    ]


def clusters(records: list[Record]) -> dict[tuple[str, ...], str]:
    return {cluster.record_ids: cluster.cluster_id for cluster in deduplicate(records).clusters}


@pytest.mark.parametrize("kind", ["csv", "ris", "bibtex", "nbib"])
def test_a_format_changes_nothing(kind: str) -> None:
    records = given()
    text = "".join(WRITERS[kind](records)).encode()
    read = [item for item in READERS[kind](io.BytesIO(text), "file") if isinstance(item, Record)]
    # Not every format keeps a key, but all keep the order.
    again = [replace(record, key=f"{at:03}", source="csv") for at, record in enumerate(read)]
    assert clusters(again) == clusters(records)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    shuffled = given()
    random.Random(seed).shuffle(shuffled)
    assert clusters(shuffled) == clusters(given())


def test_a_list_that_is_read_twice_gives_no_more_publications() -> None:
    records = given()
    twice = [*records, *(replace(record, key=f"{record.key}b", place=Place("again")) for record in records)]
    once, doubled = clusters(records), clusters(twice)
    assert {tuple(name for name in group if not name.endswith("b")) for group in doubled} == once.keys()
    assert all(f"{name}b" in group for group in doubled for name in group if not name.endswith("b"))


def test_one_doi_on_a_whole_supplement_merges_no_two_abstracts() -> None:
    titles = ("Laser for skin", "Colchicine in lupus", "Surgery of hips", "A register of Breton families")
    records = [
        replace(given()[0], key=f"s{at}", title=title, pages=f"S{at}", doi="10.5555/supplement.1", names=())
        for at, title in enumerate(titles)
    ]
    for some in (records, records[:2]):
        assert len(clusters(some)) == len(some)
