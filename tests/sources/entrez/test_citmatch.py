"""Candidates for citations: by identifier, by citation match, by fields; damaged answers are asked again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence.sources.entrez.citmatch import STEPS, Asked, by_citation, by_identifier, by_place, by_title
from evidence.sources.entrez.transport import Transport, UnansweredError
from tests.eutils import faults
from tests.eutils.article import Article
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.faults import Schedule
from tests.eutils.server import EutilsServer

Connect = Callable[..., Transport]

PAPER = Article(
    "990000042",
    title="Example surgery for dystrophic calcinosis of the fingers",
    authors=("Sample AB", "Example C"),
    journal="Example Journal",
    year=2012,
    volume="67",
    pages="1113-1121",
    doi="10.1000/example.42",
)
WHOLE = Asked(
    title=PAPER.title, author="Sample", journal="Example Journal", year="2012", volume="67", page="1113", doi=PAPER.doi
)


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        pytest.param(by_identifier, Asked(pmid="990000042"), id="pmid"),
        pytest.param(by_identifier, Asked(doi="10.1000/example.42"), id="doi"),
        pytest.param(by_citation, WHOLE, id="citation"),
        pytest.param(by_citation, Asked(journal="Example Journal", volume="67", page="1113"), id="no author, no year"),
        pytest.param(by_title, Asked(title=PAPER.title), id="title"),
        pytest.param(
            by_title,
            Asked(title="Example surgery of dystrophic calcinosis in the fingres", author="Sample"),
            id="a word of the title is wrong",
        ),
        pytest.param(by_place, Asked(author="Sample", journal="Example Journal", year="2012"), id="author and journal"),
        pytest.param(by_place, Asked(journal="Example Journal", volume="67", page="1113"), id="place"),
    ],
)
def test_each_step_finds_the_paper(step: Callable[..., frozenset[str]], asked: Asked, connect: Connect) -> None:
    with EutilsServer(Corpus([*replicate(30), PAPER])) as server, connect(server.base_url) as transport:
        assert step(transport, [asked]) == {"990000042"}


def test_nothing_to_go_by_asks_nothing(connect: Connect) -> None:
    with EutilsServer(Corpus([PAPER])) as server, connect(server.base_url) as transport:
        assert not any(step(transport, [Asked(journal="Example Journal")]) for step in STEPS)
        assert not server.requests


def test_a_list_is_asked_for_in_one_request(connect: Connect) -> None:
    with EutilsServer(Corpus([PAPER])) as server, connect(server.base_url) as transport:
        by_citation(transport, [WHOLE] * 60)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "trouble", [faults.HTTP_500, faults.TRUNCATED_DECLARED, faults.HTML_PAGE], ids=lambda trouble: trouble.name
)
def test_a_broken_answer_is_asked_again(trouble: faults.Trouble, connect: Connect) -> None:
    with (
        EutilsServer(Corpus([PAPER]), faults=Schedule.of("ecitmatch", 0, trouble)) as server,
        connect(server.base_url) as transport,
    ):
        assert by_citation(transport, [WHOLE]) == {"990000042"}
        assert len(server.requests) == 2


def test_what_means_something_in_a_query_is_left_out_of_it(connect: Connect) -> None:
    hostile = Asked(
        title='x" OR all[sb] NOT "', author='A"[au] OR "', journal='J|"\r1|2', year="2012", volume="1", page="2"
    )
    with EutilsServer(Corpus([PAPER])) as server, connect(server.base_url) as transport:
        for step in STEPS:
            step(transport, [hostile])
        terms = [seen.params["term"] for seen in server.requests if "term" in seen.params]
        assert all(term.count('"') % 2 == 0 and "[sb]" not in term for term in terms)
        (matched,) = [seen.params["bdata"] for seen in server.requests if "bdata" in seen.params]
        assert all(line.count("|") == 6 for line in matched.split("\r"))


def test_a_service_that_is_down_says_so(connect: Connect) -> None:
    schedule = Schedule.when(lambda _: True, faults.HTTP_503, times=None)
    with (
        EutilsServer(Corpus(), faults=schedule) as server,
        connect(server.base_url) as transport,
        pytest.raises(UnansweredError, match="ecitmatch"),
    ):
        by_citation(transport, [WHOLE])
