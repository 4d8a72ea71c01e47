from __future__ import annotations

import pytest

from evidence.model import Name, Place, Record
from evidence.sources.vouched import vouched


def row(seen: str) -> Record:
    return Record(
        key="silva2004a",
        source="library",
        place=Place("publications.csv"),
        title="A paper",
        names=(Name("Silva", initials="A"),),
        journal="Lancet",
        journal_abbrev="Lancet",
        year=2004,
        date="2004",
        pages="1-2",
        doi="10.9999/1",
        url="https://example.org/of-another-paper",
        extra=(("seen", seen),),
    )


@pytest.mark.parametrize(
    ("seen", "kept"),
    [
        (
            "doi; title; authors; journal_medline_abbrev; year; pages",
            {"title", "names", "journal", "year", "pages", "doi"},
        ),
        ("title; authors (order as on an aggregator); date", {"title", "year"}),
        ("title; authors; journal; year; pages; doi (mirror address)", {"title", "names", "journal", "year", "pages"}),
        ("title; first page; year (journal volume numbering)", {"title", "year", "pages"}),
        ("title; doi (authors, year not shown); author", {"title", "names", "doi"}),
        ("title; body text (authors, year not shown, a poster cites it as Silva 2004)", {"title", "names", "year"}),
        ("", set()),
    ],
)
def test_what_was_not_seen_is_silent(seen: str, kept: set[str]) -> None:
    left = vouched(row(seen))
    assert {name for name in ("title", "names", "journal", "year", "pages", "doi") if getattr(left, name)} == kept
    assert left.url == ""
    assert bool(left.journal_abbrev) == ("journal" in kept)
    assert left.names_complete == ("names" in kept)
