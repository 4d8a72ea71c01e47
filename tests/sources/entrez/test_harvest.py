"""Search and fetch against a loopback server: whatever one request meets, the harvest is the same."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from evidence.errors import ConfigurationError, ServiceError
from evidence.model import Record
from evidence.sources.entrez import fetch as fetching
from evidence.sources.entrez import search as searching
from evidence.sources.entrez import wire
from evidence.sources.entrez.fetch import fetch
from evidence.sources.entrez.search import Found, revised_since, search
from evidence.sources.entrez.transport import Transport, UnansweredError
from tests.eutils import faults
from tests.eutils.article import Article
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.faults import Schedule, Trouble
from tests.eutils.messages import Answer, Request
from tests.eutils.server import EutilsServer
from tests.sources.entrez.conftest import KEY

Connect = Callable[..., Transport]

TRANSIENT = {trouble.name: trouble for trouble in faults.TRANSIENT}
_ARTICLE = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>\s*", re.DOTALL)
OMITTED = Trouble(
    "omitted",
    lambda request, answer: replace(
        answer, body=_ARTICLE.sub(lambda a: b"" if b">990000003<" in a[0] else a[0], answer.body)
    ),
)
HARMLESS = (faults.UNKNOWN_DTD, faults.UNKNOWN_ELEMENT, faults.TEXT_PLAIN, faults.ECHO_KEY)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "BATCH", 8)


def corpus() -> Corpus:
    book = Article("990000500", title="Example book on calcinosis", book=True)
    return Corpus([*replicate(20), book])


def harvest(transport: Transport, query: str = "calcinosis") -> tuple[Found, dict[str, Record], list[str]]:
    records: dict[str, Record] = {}
    failed: list[str] = []
    with transport:
        found = search(transport, query)
        for batch in fetch(transport, found.pmids):
            records |= {record.pmid: record for record in batch.records}
            failed += batch.failed
    return found, records, failed


def said(records: dict[str, Record]) -> dict[str, tuple[str, str]]:
    """What is exported of a record; its XML may hold an element that nobody knows yet."""
    return {pmid: (record.content_hash, record.title) for pmid, record in records.items()}


@pytest.fixture(scope="module")
def wanted() -> dict[str, Record]:
    with EutilsServer(corpus()) as server, pytest.MonkeyPatch.context():
        found, records, failed = harvest(Transport(server.base_url, api_key=KEY))
    assert not failed
    assert len(records) == len(found.pmids) == 21
    return records


@pytest.mark.parametrize("place", [("esearch", 0), ("einfo", 0), ("efetch", 0), ("efetch", 2)], ids=str)
@pytest.mark.parametrize("trouble", [*TRANSIENT.values(), *HARMLESS], ids=lambda trouble: trouble.name)
def test_one_fault_changes_nothing(
    place: tuple[str, int], trouble: Trouble, connect: Connect, wanted: dict[str, Record]
) -> None:
    with EutilsServer(corpus(), faults=Schedule.of(*place, trouble)) as server:
        transport = connect(server.base_url)
        found, records, failed = harvest(transport)
        hit = [seen.trouble for seen in server.requests if seen.trouble]
        applicable = any(trouble.applies(seen) for seen in server.requests if seen.utility == place[0])
    assert said(records) == said(wanted)
    assert not failed
    assert not found.warnings
    assert found.build
    assert transport.requests == len(server.requests)
    assert KEY not in repr(records)
    assert hit == ([trouble.name] if applicable else [])


@pytest.mark.parametrize("seed", range(4))
def test_a_mix_of_faults_changes_nothing(seed: int, connect: Connect, wanted: dict[str, Record]) -> None:
    with EutilsServer(corpus(), faults=Schedule.at_random(0.25, seed)) as server:
        _, records, failed = harvest(connect(server.base_url))
    assert records == wanted
    assert not failed


@pytest.mark.parametrize(
    "trouble", [OMITTED, faults.HTTP_500, faults.UNDEFINED_ENTITY, faults.RESET], ids=lambda t: t.name
)
def test_the_one_record_that_cannot_be_had_is_named_and_the_rest_comes(trouble: Trouble, connect: Connect) -> None:
    bad = "990000003"
    with EutilsServer(corpus(), faults=Schedule.poison(bad, trouble)) as server:
        _, records, failed = harvest(connect(server.base_url))
    assert failed == [bad]
    assert len(records) == 20


def test_a_service_that_is_down_fails_the_search_after_at_least_five_attempts(connect: Connect) -> None:
    with EutilsServer(corpus(), faults=Schedule.when(lambda _: True, faults.HTTP_503, times=None)) as server:
        with connect(server.base_url) as transport, pytest.raises(ServiceError, match="esearch") as caught:
            search(transport, "calcinosis")
        assert len(server.requests) >= 5
    assert "503" in caught.value.message
    assert caught.value.hint


def test_a_service_that_goes_down_names_what_is_lacking(connect: Connect) -> None:
    with EutilsServer(corpus()) as server, connect(server.base_url) as transport:
        found = search(transport, "calcinosis")
        batches = fetch(transport, found.pmids)
        first = next(batches)
        server.faults = Schedule.when(lambda _: True, faults.CLOSE, times=None)
        rest = list(batches)
    failed = [pmid for batch in rest for pmid in batch.failed]
    assert sorted([*failed, *(record.pmid for record in first.records)], key=int) == list(found.pmids)


def test_a_400_is_not_repeated(connect: Connect) -> None:
    with EutilsServer(corpus(), faults=Schedule.when(lambda _: True, faults.http(400), times=None)) as server:
        with connect(server.base_url) as transport, pytest.raises(UnansweredError):
            search(transport, "calcinosis")
        assert len(server.requests) == 1


def test_an_unknown_key_ends_the_run_at_once(connect: Connect) -> None:
    with EutilsServer(corpus(), faults=Schedule.when(lambda _: True, faults.INVALID_KEY, times=None)) as server:
        with connect(server.base_url) as transport, pytest.raises(ConfigurationError, match="API key") as caught:
            search(transport, "calcinosis")
        assert len(server.requests) == 1
    assert KEY not in f"{caught.value} {caught.value.hint}"


def test_a_redirect_is_not_followed(connect: Connect) -> None:
    with EutilsServer(corpus(), faults=Schedule.when(lambda _: True, faults.REDIRECT, times=None)) as server:
        with connect(server.base_url) as transport, pytest.raises(UnansweredError, match="302"):
            search(transport, "calcinosis")
        assert len(server.requests) == 1


def test_the_deadline_ends_also_an_answer_that_trickles(connect: Connect) -> None:
    with EutilsServer(corpus(), faults=Schedule.when(lambda _: True, faults.trickle(0.2), times=None)) as server:
        began = time.monotonic()
        with connect(server.base_url, deadline=1.0) as transport, pytest.raises(UnansweredError, match="time allowed"):
            search(transport, "calcinosis")
        assert time.monotonic() - began < 3


def test_one_answer_that_trickles_does_not_use_up_the_deadline(connect: Connect) -> None:
    with EutilsServer(corpus(), faults=Schedule.at(0, faults.trickle(0.2))) as server:
        with connect(server.base_url, deadline=3.0) as transport:
            assert len(search(transport, "calcinosis").pmids) == 21
        assert len(server.requests) == 3


def test_a_key_is_taken_out_also_where_it_is_written_as_character_references(connect: Connect) -> None:
    written = "".join(f"&#{ord(letter)};" if at % 2 else f"&#x{ord(letter):X};" for at, letter in enumerate(KEY))
    article = Article("990000900", title="Example of calcinosis")
    echoing = replace(article, raw=article.xml().replace("Example of", f"Example {KEY} {written} {KEY.upper()} of"))
    with EutilsServer(Corpus([echoing])) as server:
        _, records, _ = harvest(connect(server.base_url))
    assert records["990000900"].title == "Example (key) (key) (key) of calcinosis"


def test_a_record_without_a_right_pmid_is_named(connect: Connect) -> None:
    def damage(request: Request, answer: Answer) -> Answer:
        return replace(answer, body=answer.body.replace(b">990000003<", b">0990000003<"))

    schedule = Schedule.when(lambda seen: seen.utility == "efetch", Trouble("damaged", damage), times=None)
    with EutilsServer(corpus(), faults=schedule) as server, connect(server.base_url) as transport:
        batches = list(fetch(transport, ["990000003", "990000004"]))
    assert [record.pmid for batch in batches for record in batch.records] == ["990000004"]
    assert "0990000003" in " ".join(oddity for batch in batches for oddity in batch.oddities)


def test_a_wait_beyond_the_deadline_is_not_waited_for(connect: Connect) -> None:
    schedule = Schedule.when(lambda _: True, faults.rate_limited(3600), times=None)
    with EutilsServer(corpus(), faults=schedule) as server:
        began = time.monotonic()
        with connect(server.base_url) as transport, pytest.raises(UnansweredError, match="3600 s later"):
            search(transport, "calcinosis")
        assert time.monotonic() - began < 5
        assert len(server.requests) == 1


def test_retry_after_is_the_least_wait(connect: Connect) -> None:
    with EutilsServer(corpus(), faults=Schedule.at(0, faults.RATE_LIMITED_AFTER)) as server:
        with connect(server.base_url) as transport:
            search(transport, "calcinosis")
        first, second = server.requests[:2]
    assert second.time - first.time >= 1


def test_an_oversized_answer_is_cut_off(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_ANSWER", 1 << 20)
    schedule = Schedule.when(lambda _: True, faults.OVERSIZED, times=None)
    with (
        EutilsServer(corpus(), faults=schedule) as server,
        connect(server.base_url) as transport,
        pytest.raises(UnansweredError, match="longer than 1 MiB"),
    ):
        search(transport, "calcinosis")


@pytest.mark.parametrize("days", [1, 2, 365], ids=lambda days: f"{days} days")
def test_more_than_the_cap_is_found_in_parts(days: int, connect: Connect) -> None:
    everything = Corpus(replicate(10_050, days=days))
    with EutilsServer(everything) as server, connect(server.base_url, stall=20) as transport:
        found = search(transport, "calcinosis")
    assert set(found.pmids) == {article.pmid for article in everything.articles()}
    assert list(found.pmids) == sorted(found.pmids, key=int)
    assert transport.requests <= -(-10_050 // 200) + 3 - -(-10_050 // 400)


def test_what_was_found_before_tells_where_to_part_a_large_search(connect: Connect) -> None:
    everything = Corpus(replicate(10_050))
    known = [article.pmid for article in everything.articles()]
    with EutilsServer(everything) as server, connect(server.base_url, stall=20) as transport:
        assert len(search(transport, "calcinosis", known).pmids) == 10_050
    assert transport.requests == 4  # the whole, two parts, EInfo


def test_dates_that_a_server_does_not_understand_are_made_up_for_by_pmids(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_created", lambda query, start, end: f"({query}) AND nonesuch[xyz]")
    with EutilsServer(Corpus(replicate(10_050))) as server, connect(server.base_url, stall=20) as transport:
        assert len(search(transport, "calcinosis").pmids) == 10_050


def test_what_is_no_pmid_is_named_and_stops_nothing(connect: Connect) -> None:
    with EutilsServer(corpus(), faults=Schedule.when(lambda _: True, faults.BAD_PMID, times=None)) as server:
        found, records, failed = harvest(connect(server.base_url))
    assert "0123abc" in found.warnings[0]
    assert len(records) == 20
    assert not failed


def test_warnings_of_the_search_are_kept(connect: Connect) -> None:
    with EutilsServer(corpus()) as server, connect(server.base_url) as transport:
        found = search(transport, "calcinosis OR nonesuchword")
    assert any("nonesuchword" in warning for warning in found.warnings)
    assert found.translation


def test_only_what_was_revised_is_asked_for_again(connect: Connect) -> None:
    everything = corpus()
    everything.change("990000007", revised=date(2026, 11, 24))
    with EutilsServer(everything) as server, connect(server.base_url) as transport:
        assert revised_since(transport, "calcinosis", date(2026, 11, 20)) == {"990000007"}


def test_the_key_stands_in_no_address(connect: Connect) -> None:
    with EutilsServer(corpus()) as server:
        harvest(connect(server.base_url))
        assert all(seen.method == "POST" and KEY not in seen.path for seen in server.requests)
        assert all(seen.params["tool"] == "evidence" and seen.params["email"] for seen in server.requests)
