from __future__ import annotations

from evidence.clean.clean import clean_list
from evidence.model import Citation, Name
from evidence.sources.index import build_index


def paper(pmid: str, *families: str, volume: str) -> Citation:
    return Citation(
        citation_id=f"pmid:{pmid}",
        pmid=pmid,
        title="Altitude and skin calcification",
        names=tuple(Name(family, initials="A") for family in families),
        journal="Lancet",
        journal_abbrev="Lancet",
        year=2001,
        volume=volume,
        first_page="10",
    )


def test_a_title_and_an_author_of_two_papers_tell_neither() -> None:
    with build_index([paper("1", "Moreau", "Silva", volume="3"), paper("2", "Silva", volume="4")], None) as two:
        (bare,) = clean_list("1. Silva A. Altitude and skin calcification.", two).entries
        (told,) = clean_list("1. Silva A. Altitude and skin calcification. Lancet 2001;4:10.", two).entries
    assert (bare.status, {c.citation.pmid for c in bare.candidates}) == ("ambiguous", {"1", "2"})
    assert told.match is not None
    assert told.match.pmid == "2"


def test_a_reply_is_not_taken_for_an_entry_without_a_title() -> None:
    reply = Citation(
        citation_id="pmid:3",
        pmid="3",
        title="Reply to: Altitude and skin calcification",
        names=(Name("Moreau", initials="A"),),
        journal="Lancet",
        year=2001,
    )
    with build_index([reply], None) as small:
        (item,) = clean_list("1. Moreau A et al., Lancet 2001", small).entries
    assert (item.status, [c.citation.pmid for c in item.candidates]) == ("not_found", ["3"])
