from __future__ import annotations

from dataclasses import fields

import pytest

from evidence.model import Citation, Name, Place, Record, Relation
from evidence.normalise.citation import citation_of, record_of

RECORD = Record(
    key="15942915",
    source="nbib",
    place=Place("a.nbib", 1),
    title="Calcinosis in <i>rheumatic</i> diseases.",
    names=(Name("Boulman", "Nimrod", "N"),),
    journal_abbrev="Semin Arthritis Rheum",
    issn=("0049-0172 (Print)",),
    year=2005,
    date="2005-06",
    volume="34",
    pages="805-12",
    pmid="15942915",
    doi="https://doi.org/10.1016/j.semarthrit.2005.01.016",
    relations=(Relation("erratum_in", "90000100"),),
)


def test_fields_are_normalised() -> None:
    citation = citation_of(RECORD)
    assert citation.citation_id == "pmid:15942915"
    assert citation.title == "Calcinosis in rheumatic diseases."
    assert (citation.journal_id, citation.journal) == ("1306053", "Seminars in arthritis and rheumatism")
    assert (citation.first_page, citation.last_page) == ("805", "812")
    assert citation.doi == "10.1016/j.semarthrit.2005.01.016"
    assert citation.issn == ("0049-0172",)


def test_every_filled_field_says_where_it_comes_from() -> None:
    citation = citation_of(RECORD)
    for field in fields(Citation):
        filled = bool(getattr(citation, field.name))
        if field.name not in {"citation_id", "names_complete", "origin"}:
            assert (citation.origin.get(field.name) == "pmid:15942915") == filled, field.name
    with pytest.raises(TypeError):
        citation.origin["title"] = "other"  # type: ignore[index]


def test_what_cannot_be_read_stays_as_it_is() -> None:
    odd = Record(key="x", source="csv", place=Place("a.csv", 2), journal="Atlantis Letters", doi="none", issn=("1234",))
    citation = citation_of(odd)
    assert (citation.journal, citation.journal_id, citation.doi, citation.issn) == (
        "Atlantis Letters",
        "",
        "none",
        ("1234",),
    )


def test_there_and_back_keeps_the_citation() -> None:
    citation = citation_of(RECORD)
    again = citation_of(record_of(citation))
    for field in fields(Citation):
        if field.name != "origin":
            assert getattr(again, field.name) == getattr(citation, field.name), field.name


def test_a_retraction_survives() -> None:
    retracted = citation_of(record_of(Citation(citation_id="a", retracted=True)))
    assert retracted.retracted
    assert retracted.origin["retracted"] == "a"
