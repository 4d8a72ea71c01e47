from __future__ import annotations

from collections.abc import Iterator

import pytest

from evidence.clean.clean import clean_list
from evidence.clean.decided import in_question, orphaned, paper_key, reference_key
from evidence.model import Citation, Decision, Name
from evidence.sources.index import CitationIndex, build_index


def paper(identity: str, title: str, page: str, **more: str) -> Citation:
    names, place = (Name("Sample", initials="A"),), {"volume": "12", "first_page": page}
    return Citation(citation_id=identity, title=title, names=names, journal="J Test", year=2001, **place, **more)  # type: ignore[arg-type]


PAPERS = [
    paper("pmid:11", "Colchicine for calcinosis of the hands", "7", pmid="11", doi="10.1000/a"),
    paper("sample2001b", "Surgery for calcinosis of the elbow", "31"),
]
RIGHT = "Sample A. Colchicine for calcinosis of the hands. J Test. 2001;12:7."
WRONG = "Sample A. Surgery for calcinosis of the elbow. J Test. 2002;12:31."
UNKNOWN = "Nobody B. On something else altogether, in other words. 1999."
LIST = f"1. {WRONG}\n2. {RIGHT}\n3. {UNKNOWN}\n4. {WRONG}\n"


@pytest.fixture
def index() -> Iterator[CitationIndex]:
    with build_index(PAPERS, None) as built:
        yield built


def choose(raw: str, value: str, day: int = 1) -> Decision:
    return Decision(f"2026-01-{day:02}T00:00:00Z", f"d{day}", "choose", reference_key(raw), "AB", value=value)


def test_a_paper_is_named_by_its_best_identifier() -> None:
    assert [paper_key(citation) for citation in PAPERS] == ["pmid:11", "id:sample2001b"]
    assert paper_key(Citation(citation_id="x", doi="10.1/x")) == "doi:10.1/x"


def test_only_what_is_not_clear_is_asked_and_once(index: CitationIndex) -> None:
    asked = in_question(clean_list(LIST, index).entries, ())
    assert [(position, item.status, decision) for position, item, decision in asked] == [(1, "corrected", None)]


def test_a_choice_finds_a_paper_without_identifier_again(index: CitationIndex) -> None:
    chosen = choose(UNKNOWN, "id:sample2001b")
    cleaned = clean_list(LIST, index, decisions=[chosen])
    assert cleaned.entries[2].match == PAPERS[1]
    assert not orphaned(cleaned.entries, [chosen])


def test_what_is_decided_comes_first_in_the_order_of_deciding(index: CitationIndex) -> None:
    later, first = choose(RIGHT, "pmid:11", 3), choose(UNKNOWN, "pmid:11", 2)
    replaced = choose(UNKNOWN, "id:sample2001b", 1)
    decisions = (replaced, first, later)
    asked = in_question(clean_list(LIST, index, decisions=decisions).entries, decisions)
    assert [(position, decision) for position, _, decision in asked] == [(3, first), (2, later), (1, None)]


def test_a_choice_whose_paper_is_not_searched_is_an_orphan(index: CitationIndex) -> None:
    lost, found = choose(UNKNOWN, "pmid:99"), choose(RIGHT, "doi:10.1000/a", 2)
    elsewhere = choose("an entry of another list", "pmid:98", 3)
    cleaned = clean_list(LIST, index, decisions=[lost, found, elsewhere])
    assert [decision for _, decision in orphaned(cleaned.entries, [lost, found, elsewhere])] == [lost]
