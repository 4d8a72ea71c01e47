from __future__ import annotations

import pytest

from evidence.clean.clean import clean_list
from evidence.clean.topic import topic_of
from evidence.model import Citation
from evidence.sources.index import build_index

PAPERS = [
    Citation(citation_id="a", title="Calcinose sous-cutanée étendue au cours d'un lupus", year=2017),
    Citation(citation_id="b", title="Rituximab in refractory dermatomyositis: a case report", year=2017),
    Citation(citation_id="c", title="Calcinosis of the hand in systemic sclerosis", year=2011),
]
LIST = """1. Ravel M. Calcinosis of the elbow in a patient. Nature. 2014;508:331-9.
2. Dumas A. Treatment of calcinosis in a patient. Nature. 2015;518:31-9.
3. Annales de dermatologie et vénéréologie décembre 2017
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(LIST, ["a"], id="on the topic of the list"),
        pytest.param(LIST.splitlines()[2], [], id="nothing but the year agrees"),
    ],
)
def test_an_unclear_entry_is_shown_papers_on_the_topic_only(text: str, shown: list[str]) -> None:
    with build_index(PAPERS, None) as index:
        item = clean_list(text, index).entries[-1]
    assert item.status == "unidentifiable"
    assert [c.citation.citation_id for c in item.candidates] == shown


def test_words_of_any_topic_are_none() -> None:
    titles = ["Treatment of calcinosis in patients", "Calcinose: traitement des patients", "", "Warfarin"]
    assert topic_of(titles) == {"calcin"}
    assert topic_of(["Calcinosis"]) == frozenset()
