from __future__ import annotations

from collections.abc import Sequence

from evidence.dedupe.corpus import corpus_of
from evidence.dedupe.merged import merged_records
from evidence.dedupe.partition import partition
from evidence.model import Here, Name, Place, Record, Section

BASE = {
    "source": "ris",
    "place": Place("a.ris", 1),
    "title": "Diltiazem for calcinosis in limited systemic sclerosis",
    "names": (Name("Example", "Anna", "A"),),
    "journal": "Journal of Rheumatology",
    "year": 2001,
    "volume": "28",
    "pages": "11-15",
}
FULL = Record(
    key="a",
    sections=(Section("", "Deposits shrank in three of twelve."),),
    mesh=("Calcinosis",),
    extra=(("N1", "seen"),),
    **BASE,  # type: ignore[arg-type]
)
BARE = Record(key="b", keywords=("diltiazem",), doi="10.1000/x", **BASE)  # type: ignore[arg-type]
OTHER = Record(
    key="c", raw="TY  - JOUR", title="Another paper", source="ris", place=Place("a.ris", 9), extra=(("N1", "kept"),)
)


def merged(records: Sequence[Record]) -> list[Record]:
    corpus = corpus_of(records, Here())
    return [record for part in merged_records(corpus, partition(corpus)) for record in part.result()]


def test_a_single_record_comes_through_as_it_was() -> None:
    assert merged([OTHER]) == [OTHER]


def test_what_no_citation_holds_comes_along() -> None:
    by_key = {r.key: r for r in merged([BARE, OTHER, FULL])}
    assert sorted(by_key) == ["a", "c"]
    one = by_key["a"]
    assert one.abstract == FULL.abstract
    assert (one.doi, one.mesh, one.keywords) == ("10.1000/x", ("Calcinosis",), ("diltiazem",))
    assert one.extra == (("N1", "seen"), ("merged_from", "a; b"))


def test_the_order_of_reading_does_not_matter() -> None:
    assert merged([FULL, BARE, OTHER]) == merged([OTHER, BARE, FULL])
