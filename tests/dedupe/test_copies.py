"""Records that say the same are one, but for the instalments of a column that one database lists."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from evidence.dedupe.deduplicate import Deduplicated, deduplicate
from evidence.formats import READERS, WRITERS
from evidence.model import Decision, Name, Place, Record


def notes(key: str, database: str = "dblp", year: int = 2002, **fields: object) -> Record:
    base = Record(
        key=key,
        source="csv",
        place=Place("one.csv"),
        title="Editor's notes",
        names=(Name("Duval", "Anne", "A"),),
        journal="SIGMOD Record",
        year=year,
        extra=(("source", database),) if database else (),
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def together(found: Deduplicated) -> list[str]:
    return [" ".join(cluster.record_ids) for cluster in found.clusters]


LATER = [notes("x", year=2004), notes("y", year=2003), notes("z", year=2003)]


@pytest.mark.parametrize(
    ("records", "wanted"),
    [
        pytest.param([notes("a"), notes("b"), *LATER], ["a", "b", "x", "y", "z"], id="two ids of one database"),
        pytest.param([notes("a"), notes("b")], ["a b"], id="no series"),
        pytest.param([notes("a"), notes("b"), notes("y", year=2003)], ["a b", "y"], id="a wrong year is no series"),
        pytest.param(
            [notes(key, "", year) for key, year in zip("abyz", (2002, 2002, 2003, 2003), strict=True)],
            ["a b", "y z"],
            id="no database",
        ),
        pytest.param([notes("a"), notes("b", "acm"), *LATER], ["a b", "x", "y", "z"], id="two databases"),
        pytest.param([notes("a"), notes("a"), *LATER], ["a a~2", "x", "y", "z"], id="one id twice"),
        pytest.param([notes("a", volume="3"), notes("b", volume="3"), *LATER], ["a b", "x", "y z"], id="a place"),
        pytest.param(
            [notes("a"), notes("b"), notes("c", "acm"), notes("d", "acm"), *LATER],
            ["a c", "b d", "x", "y", "z"],
            id="pairs",
        ),
    ],
)
def test_what_a_database_lists_under_two_ids_of_a_series_is_two(records: list[Record], wanted: list[str]) -> None:
    for way in (records, records[::-1]):
        assert together(deduplicate(way)) == wanted


def test_nobody_is_asked_which_instalment_is_which() -> None:
    assert not deduplicate([notes("a"), notes("b"), notes("c", "acm"), notes("d", "acm"), *LATER]).review


def test_other_wordings_of_an_instalment_are_held_apart_too() -> None:
    inverted = notes("c", "acm", names=(Name("Duval", "", "A"), Name("Okoro", "", "B")))
    found = deduplicate([notes("a"), notes("b"), inverted, replace(inverted, key="d"), *LATER])
    assert not any({"a", "b"} <= set(c.record_ids) or {"c", "d"} <= set(c.record_ids) for c in found.clusters)


def test_a_person_may_join_them() -> None:
    said = Decision("2026-11-26T00:00:00Z", "1", "merge", "pair:a|b", "curator")
    assert together(deduplicate([notes("a"), notes("b"), *LATER], [said])) == ["a b", "x", "y", "z"]


@pytest.mark.parametrize("letter", "abcdefghij")
def test_a_third_record_does_not_join_two_instalments(letter: str) -> None:
    names = [(Name("Duval", "", "A"), Name(f"Oko{letter}{more}romand")) for more in ("", letter, "r")]
    drawn = [notes(key, names=some) for key, some in zip("ab", names[:2], strict=True)]
    found = deduplicate([*drawn, notes("m", "acm", names=names[2]), *LATER])
    assert not any({"a", "b"} <= set(cluster.record_ids) for cluster in found.clusters)


def test_the_years_of_two_databases_are_counted_apart() -> None:
    dblp = [notes(key, year=year) for key, year in zip("abyz", (2002, 2002, 2003, 2003), strict=True)]
    acm = [notes(key, "acm", year) for key, year in (("m", 2002), ("n", 2003))]
    wanted = ["a m", "b", "n y", "z"]
    assert together(deduplicate([*dblp, *acm])) == together(deduplicate([*acm, *dblp])) == wanted


def test_our_own_files_keep_the_database() -> None:
    drawn = [notes("a"), notes("b"), *LATER]
    for kind in ("csv", "ris", "bibtex", "nbib"):
        text = "".join(WRITERS[kind](drawn)).encode()
        read = [item for item in READERS[kind](io.BytesIO(text), f"x.{kind}") if isinstance(item, Record)]
        assert len(deduplicate(read).clusters) == 5
