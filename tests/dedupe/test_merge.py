"""One citation of several: every value from a record, and which one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.dedupe.merge import merge
from evidence.model import Citation, Name

FULL = Citation(
    citation_id="full",
    title="Colchicine for calcinosis",
    names=(Name("Duval", "Anne", "A"), Name("Okoro", "Ben", "B")),
    journal="Lupus",
    year=2012,
    volume="21",
    first_page="100",
    last_page="108",
)
SHORT = Citation(
    citation_id="short", title="[Colchicine for calcinosis]", names=(Name("Duval", "", "A"),), doi="10.5555/a"
)


def test_fields_come_from_where_they_are_said() -> None:
    merged = merge("c1", [SHORT, FULL])
    assert (merged.citation_id, merged.doi, merged.last_page) == ("c1", "10.5555/a", "108")
    assert merged.title == "Colchicine for calcinosis"
    assert merged.origin["doi"] == "short"
    assert merged.origin["names"] == merged.origin["first_page"] == merged.origin["last_page"] == "full"
    assert "pmid" not in merged.origin


def test_most_voices_win() -> None:
    years = [Citation(citation_id=key, title="T", year=year) for key, year in (("a", 2011), ("b", 2012), ("c", 2012))]
    assert merge("c", years).year == 2012


def test_pages_stay_together() -> None:
    one = Citation(citation_id="a", title="T", first_page="e36")
    other = Citation(citation_id="b", title="T", first_page="1", last_page="6")
    assert (lambda m: (m.first_page, m.last_page))(merge("c", [one, other])) in {("e36", ""), ("1", "6")}


def test_retracted_if_any_says_so() -> None:
    merged = merge("c", [FULL, Citation(citation_id="late", title="Colchicine for calcinosis", retracted=True)])
    assert merged.retracted
    assert merged.origin["retracted"] == "late"


citations = st.builds(
    Citation,
    citation_id=st.sampled_from(("a", "b", "c")),
    title=st.sampled_from(("", "One", "One.", "[One]", "Two")),
    year=st.sampled_from((None, 2011, 2012)),
    volume=st.sampled_from(("", "1", "2")),
    doi=st.sampled_from(("", "10.5555/a")),
    first_page=st.sampled_from(("", "1", "e1")),
    retracted=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(citations, min_size=1, max_size=4, unique_by=lambda c: c.citation_id))
def test_merge_is_idempotent_and_has_no_order(drawn: list[Citation]) -> None:
    merged = merge("c", drawn)
    assert merge("c", drawn[::-1]) == merged
    assert merge("c", [merged]) == merged
    for field, source in merged.origin.items():
        assert getattr(merged, field) == next(getattr(c, field) for c in drawn if c.citation_id == source)


def test_an_issue_that_one_record_alone_says_is_kept() -> None:
    found = merge("c", [Citation(citation_id="a", doi="10.5555/x", pmid="1"), Citation(citation_id="b", issue="3")])
    assert (found.issue, found.origin["issue"]) == ("3", "b")


def test_volume_and_issue_are_those_of_one_record() -> None:
    places = (("113", "5"), ("5", "113"))
    found = merge("c", [Citation(citation_id=str(n), volume=v, issue=i) for n, (v, i) in enumerate(places)])
    assert (found.volume, found.issue) in places
