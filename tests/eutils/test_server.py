from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from http.client import BadStatusLine, HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from Bio import Entrez
from lxml import etree

from tests.eutils import faults
from tests.eutils.article import article_set
from tests.eutils.corpus import Article, Corpus, load_corpus, replicate
from tests.eutils.faults import Schedule, Trouble
from tests.eutils.server import EutilsServer

DTD = Path(Entrez.__file__).parent / "DTDs" / "pubmed_250101.dtd"
TODAY = date(2026, 3, 1)
ONE, TWO, BOOK = "990000123", "990000124", "990000125"
ARTICLES = [
    Article(
        ONE,
        title="Example record on calcinosis & <lupus>",
        abstract="Soft tissue calcification was treated.",
        mesh=("Calcinosis/drug therapy", "Lupus Erythematosus, Systemic"),
        created=date(2020, 5, 1),
        entered=date(2018, 1, 1),
        revised=date(2026, 2, 20),
        year=2018,
        doi="10.1234/example.1",
    ),
    Article(TWO, title="Example record on scleroderma", types=("Letter",), authors=("Example B", "Example Group")),
    Article(BOOK, title="Example chapter on calcinosis", journal="Example Book", book=True),
]


class Client:
    """One kept connection to a server."""

    def __init__(self, server: EutilsServer, timeout: float = 10) -> None:
        self.url = urlsplit(server.base_url)
        self.connection = HTTPConnection(self.url.netloc, timeout=timeout)

    def send(self, utility: str, *, post: bool = True, **params: str | int) -> HTTPResponse:
        end = "cgi" if utility == "ecitmatch" else "fcgi"
        path, query = f"{self.url.path}/{utility}.{end}", urlencode({"db": "pubmed", **params})
        if post:
            self.connection.request("POST", path, query)
        else:
            self.connection.request("GET", f"{path}?{query}")
        return self.connection.getresponse()

    def get(self, utility: str, **params: str | int) -> bytes:
        return self.send(utility, post=True, **params).read()

    def close(self) -> None:
        self.connection.close()


@pytest.fixture
def server() -> Iterator[EutilsServer]:
    with EutilsServer(Corpus(ARTICLES), today=TODAY) as server:
        yield server


@pytest.fixture
def client(server: EutilsServer) -> Iterator[Client]:
    with closing(Client(server)) as client:
        yield client


def ids(body: bytes) -> list[str]:
    return re.findall(r"<Id>(\w+)</Id>", body.decode())


def pmids(body: bytes) -> list[str]:
    return re.findall(r'<(?:MedlineCitation[^>]*|BookDocument)><PMID Version="1">(\d+)<', body.decode())


def test_corpus_of_a_file(tmp_path: Path) -> None:
    row = {"pmid": ONE, "created": "2020-05-01", "relations": [["ErratumIn", TWO]], "types": ["Letter"]}
    file = tmp_path / "corpus.json"
    file.write_text(json.dumps([row]), encoding="utf-8")
    (article,) = load_corpus(file).articles()
    assert article == Article(ONE, created=date(2020, 5, 1), relations=(("ErratumIn", TWO),), types=("Letter",))


def test_words_of_the_vocabulary_are_known() -> None:
    known = Corpus(ARTICLES, vocabulary='"fat tissue" OR lupus').search('"fat tissue"[tiab]', TODAY)
    unknown = Corpus(ARTICLES).search('"fat tissue"[tiab]', TODAY)
    assert (known.translation.quoted, unknown.translation.quoted) == ([], ['"fat tissue"[Title/Abstract]'])


def test_built_records_are_valid() -> None:
    corpus = Corpus(ARTICLES)
    corpus.retract(ONE, TWO, TODAY)
    tree = etree.fromstring(article_set(corpus.articles()).encode())
    dtd = etree.DTD(str(DTD))
    assert dtd.validate(tree), dtd.error_log


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("calcinosis", [BOOK, ONE]),
        ("calcinosis[tiab] AND calcification*[tiab]", [ONE]),
        ('calcinosis NOT "lupus"[ti]', [BOOK]),
        ("scleroderma OR calcinosis AND chapter", [BOOK]),
        ("scleroderma OR (calcinosis AND chapter)", [BOOK, TWO]),
        ('"Calcinosis"[Mesh:NoExp]', [ONE]),
        ("lupus[mh]", []),
        ('"drug therapy"[sh]', [ONE]),
        ("(letter[pt] OR lupus[ti]) AND (calcinosis[ti] OR (chapter[ti] AND scleroderma))", [ONE]),
        ("letter[pt]", [TWO]),
        ("example b[au]", [TWO]),
        ("tissue soft", [ONE]),
        ('"soft tissue calcif*"[tiab]', [ONE]),
        (f"{ONE}:{TWO}[uid]", [TWO, ONE]),
        (f"{ONE}[pmid]", [ONE]),
        ("2020/01/01:2020/04/30[crdt]", [BOOK, TWO]),
        ("2020/05[crdt]", [ONE]),
        ('("2020/05/01"[crdt] : "2020/12/31"[crdt])', [ONE]),
        ('"2020/02/01"[Date - Create] : "3000"[Date - Create]', [ONE]),
        ("2018[edat]", [ONE]),
        ("2018[dp]", [ONE]),
        ('"last 30 days"[lr]', [ONE]),
    ],
)
def test_terms(client: Client, term: str, found: list[str]) -> None:
    body = client.get("esearch", term=term)
    assert ids(body) == found
    (translation,) = re.findall("<QueryTranslation>(.*)</QueryTranslation>", body.decode())
    assert ids(client.get("esearch", term=translation)) == found


def test_date_parameters(client: Client) -> None:
    dated = client.get("esearch", term="example", datetype="crdt", mindate="2020/02/01", maxdate="2020")
    assert ids(dated) == [ONE]
    assert b"2020/02/01:2020/12/31[Date - Create]" in dated
    assert ids(client.get("esearch", term="example", datetype="mdat", reldate=20)) == [ONE]


def test_what_is_not_found_is_said(client: Client) -> None:
    body = client.get("esearch", term='lupus[nofield] OR nowhere OR "tissue soft"')
    assert ids(body) == [ONE]
    for tag, text in (
        ("FieldNotFound", "nofield"),
        ("PhraseNotFound", "nowhere"),
        ("QuotedPhraseNotFound", '"tissue soft"'),
    ):
        assert f"<{tag}>{text}</{tag}>" in body.decode()
    result = json.loads(client.get("esearch", term="nowhere", retmode="json"))["esearchresult"]
    assert result["errorlist"] == {"phrasesnotfound": ["nowhere"], "fieldsnotfound": []}
    assert result["warninglist"]["outputmessages"] == ["No items found."]
    assert b"<ERROR>Search Backend failed" in client.get("esearch", term="((lupus")


def test_the_cap() -> None:
    corpus = Corpus(replicate(10_050, days=1))
    with EutilsServer(corpus) as server, closing(Client(server)) as client:
        body = client.get("esearch", term="calcinosis", retmax=20_000, usehistory="y")
        assert b"<Count>10050</Count>" in body
        assert len(ids(body)) == 9_999
        assert b"Restrictions achieved. start and count adjusted to 0, 9999" in body
        assert b"out of acceptable range [9999,9998]" in client.get("esearch", term="calcinosis", retstart=9_999)
        part = client.get("esearch", term="calcinosis AND 990000001:990000060[uid]", retmax=9_999)
        assert len(ids(part)) == 60


def test_history(server: EutilsServer, client: Client) -> None:
    posted = client.get("epost", id=f"{ONE},{TWO},{BOOK}").decode()
    (env,) = re.findall("<WebEnv>(.*)</WebEnv>", posted)
    assert pmids(client.get("efetch", WebEnv=env, query_key=1, retstart=1, retmax=5)) == [TWO, BOOK]
    past = client.send("efetch", WebEnv=env, query_key=1, retstart=3)
    assert (past.status, b"OUT OF RANGE" in past.read()) == (400, True)
    server.expire()
    lost = client.send("efetch", WebEnv=env, query_key=1)
    assert (lost.status, b"Unable to obtain query #1" in lost.read()) == (400, True)


def test_unknown_pmids(client: Client) -> None:
    assert pmids(client.get("efetch", id=f"{ONE},5,{BOOK}")) == [ONE, BOOK]
    assert b"UID=5: cannot get document summary" in client.get("esummary", id=f"{ONE},5")
    assert "error" in json.loads(client.get("esummary", id="5", retmode="json"))["result"]["5"]
    medline = client.get("efetch", id=f"{ONE},5", rettype="medline", retmode="text").decode()
    assert re.findall("PMID- (.*)", medline) == [ONE]


def test_bad_requests(client: Client) -> None:
    def status(utility: str, *, post: bool = True, **params: str | int) -> int:
        response = client.send(utility, post=post, **params)
        response.read()
        return response.status

    assert status("esearch") == status("efetch") == status("esummary") == status("efetch", id=ONE, db="none") == 400
    assert status("esearch", term="lupus OR " * 500 + "lupus", post=False) == 414
    assert status("esearch", term="lupus OR " * 500 + "lupus") == 200
    assert status("elink") == 404


def test_citation_match_and_spelling(client: Client) -> None:
    lines = [
        "Example Journal|1999|1|1||a|",
        "example journal|2018|1|1|nobody|b|",
        "No Journal|2018|1|1||c|",
        "Example Journal|2018|7|1||d|",
    ]
    answers = client.get("ecitmatch", retmode="xml", bdata="\r".join(lines)).decode().splitlines()
    found = [answer.removeprefix(line) for line, answer in zip(lines, answers, strict=True)]
    assert found == ["AMBIGUOUS", ONE, "NOT_FOUND;INVALID_JOURNAL", "NOT_FOUND"]
    assert b"<CorrectedQuery>calcinosis</CorrectedQuery>" in client.get("espell", term="calcinosys")


def test_biopython_reads_the_small_answers(client: Client) -> None:
    def read(utility: str, **params: str | int) -> Any:
        parse: Callable[..., Any] = Entrez.read
        return parse(io.BytesIO(client.get(utility, **params)), validate=True)

    assert read("esearch", term="nowhere")["ErrorList"] == {"PhraseNotFound": ["nowhere"], "FieldNotFound": []}
    assert read("einfo")["DbInfo"][0]["DbBuild"] == "Build-2026.03.01.06.33"
    assert read("epost", id=ONE)["QueryKey"] == "1"


def test_the_limit_and_the_record_of_requests() -> None:
    with EutilsServer(Corpus(ARTICLES), limit=True) as server, closing(Client(server)) as client:
        for _ in range(4):
            response = client.send("einfo")
            refusal = response.read()
        assert (response.status, response.headers["Retry-After"]) == (429, "2")
        assert json.loads(refusal)["error"] == "API rate limit exceeded"
        for _ in range(10):
            client.get("einfo", api_key="0" * 36)
        assert b'"api-key": "000' in client.get("einfo", api_key="0" * 36)
        assert [seen.answered_status for seen in server.requests].count(429) == 2
        assert server.peak() == 15
        assert server.requests[4].params["api_key"] == "0" * 36


EDITED = [
    (faults.RATE_LIMITED, 429, b'"api-key": "secret"'),
    (faults.RATE_LIMITED_UNTIL, 429, b"limit"),
    (faults.HTTP_502, 502, b"<h1>502"),
    (faults.HTML_PAGE, 200, b"<html>"),
    (faults.ERROR_ELEMENT, 200, b"<ERROR>"),
    (faults.JSON_BODY, 200, b'{"header"'),
    (faults.OTHER, 200, b">999999999<"),
    (faults.BAD_UTF8, 200, b"\xe9 \xff</ArticleTitle>"),
    (faults.INTERNAL_DTD, 200, b"&b9;</ArticleTitle>"),
    (faults.UNDEFINED_ENTITY, 200, b"&undefined;</ArticleTitle>"),
    (faults.INVALID_KEY, 400, b"API key invalid"),
    (faults.REDIRECT, 302, b"302 Found"),
    (faults.UNKNOWN_DTD, 200, b'1st January 2031//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_310101.dtd"'),
    (faults.UNKNOWN_ELEMENT, 200, b"<ElementOf2031"),
    (faults.TEXT_PLAIN, 200, b"<PubmedArticle>"),
    (faults.ECHO_KEY, 200, b"<!-- api_key=secret -->"),
]


@pytest.mark.parametrize(("trouble", "status", "part"), EDITED, ids=lambda value: getattr(value, "name", ""))
def test_a_fault_meets_its_request_only(trouble: Trouble, status: int, part: bytes) -> None:
    with EutilsServer(Corpus(ARTICLES), faults=Schedule.of("efetch", 1, trouble)) as server:
        client = Client(server)
        whole = client.get("efetch", id=f"{ONE},{TWO}", api_key="secret")
        response = client.send("efetch", id=f"{ONE},{TWO}", api_key="secret")
        body = response.read()
        assert (response.status, part in body, part in whole) == (status, True, trouble is faults.TEXT_PLAIN)
        assert client.get("efetch", id=f"{ONE},{TWO}", api_key="secret") == whole
        assert [seen.trouble for seen in server.requests] == ["", trouble.name, ""]
        client.close()


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (faults.RESET, ConnectionResetError),
        (faults.CLOSE, BadStatusLine),
        (faults.STALL, TimeoutError),
        (faults.TRUNCATED_DECLARED, IncompleteRead),
        (faults.TRUNCATED_CHUNKED, IncompleteRead),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_faults_of_the_wire(trouble: Trouble, error: type[Exception]) -> None:
    with (
        EutilsServer(Corpus(ARTICLES), faults=Schedule.at(0, trouble)) as server,
        closing(Client(server, 0.3)) as client,
    ):
        with pytest.raises(error):
            client.get("efetch", id=ONE)
        client.close()
        assert pmids(client.get("efetch", id=ONE)) == [ONE]


def test_endless_answers_end_with_the_client() -> None:
    schedule = Schedule.at(0, faults.OVERSIZED) + Schedule.at(1, faults.TRICKLE)
    with EutilsServer(Corpus(ARTICLES), faults=schedule) as server:
        for size in 3_000_000, 2:
            with closing(Client(server)) as client:
                assert len(client.send("efetch", id=ONE).read(size)) == size
        started = time.monotonic()
    assert time.monotonic() - started < 1


def test_faults_of_a_page() -> None:
    whole = [ONE, TWO, BOOK]
    schedule = Schedule.of("efetch", 0, faults.DUPLICATED) + Schedule.of("efetch", 1, faults.MISSING)
    schedule += Schedule.of("esearch", 0, faults.WRONG_COUNT) + Schedule.of("esearch", 1, faults.BAD_PMID)
    schedule += Schedule.poison(TWO, faults.NO_END_TAG)
    with EutilsServer(Corpus(ARTICLES), faults=schedule) as server, closing(Client(server)) as client:
        assert pmids(client.get("efetch", id=",".join(whole))) == [ONE, *whole]
        assert pmids(client.get("efetch", id=",".join(whole))) == whole[1:]
        assert b"<Count>4</Count>" in client.get("esearch", term="example")
        assert ids(client.get("esearch", term="example"))[0] == "0123abc"
        for asked in whole, [TWO], [ONE]:
            ended = client.get("efetch", id=",".join(asked)).endswith(b"</PubmedArticleSet>")
            assert ended == (TWO not in asked)


def test_chance_repeats_itself() -> None:
    def run(seed: int) -> list[str]:
        schedule = Schedule.at_random(0.3, seed, faults.HARMLESS)
        with EutilsServer(Corpus(ARTICLES), faults=schedule) as server, closing(Client(server)) as client:
            for _ in range(40):
                client.get("efetch", id=ONE)
            return [seen.trouble for seen in server.requests]

    assert run(1) == run(1) != run(2)
    assert 0 < sum(map(bool, run(1))) < 30


def test_the_corpus_changes_between_runs(server: EutilsServer, client: Client) -> None:
    server.corpus.add(Article("990000126", title="Example record that is new"))
    server.corpus.change(TWO, title="Example record of another title")
    server.corpus.retract(ONE, "990000126", TODAY)
    server.corpus.remove(BOOK)
    assert ids(client.get("esearch", term="example")) == ["990000126", TWO, ONE]
    assert ids(client.get("esearch", term="scleroderma")) == []
    assert b'RefType="RetractionIn"' in client.get("efetch", id=ONE)
