"""Small answers are believed only when whole, and reading them never goes to the network."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from evidence.sources.entrez.answers import read_info, read_search
from evidence.sources.entrez.wire import AttemptError

_DTD = '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd"'
_SEARCH = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n'
    f'<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" {_DTD}>\n'
    "<eSearchResult><Count>2</Count><RetMax>2</RetMax><RetStart>0</RetStart><IdList><Id>12</Id><Id>7</Id></IdList>"
    '<TranslationSet/><QueryTranslation>"calcinosis"[MeSH Terms] AND p &lt; 1</QueryTranslation>'
    "<ErrorList><PhraseNotFound>xyzzy</PhraseNotFound><FieldNotFound>abc</FieldNotFound></ErrorList>"
    "<WarningList><PhraseIgnored>the</PhraseIgnored><QuotedPhraseNotFound>two words</QuotedPhraseNotFound>"
    "<OutputMessage>Something.</OutputMessage></WarningList></eSearchResult>"
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_a_search_is_read_with_its_warnings() -> None:
    page = read_search(_SEARCH.encode(), 9999)
    assert (page.count, page.pmids) == (2, ("12", "7"))
    assert page.translation == '"calcinosis"[MeSH Terms] AND p < 1'
    told = " | ".join(page.warnings)
    for word in ("xyzzy", "abc", "the", "two words", "Something."):
        assert word in told


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(_SEARCH.replace(_DTD, '"https://example.org/dtd/20310101/esearch.dtd"'), id="dtd of another year"),
        pytest.param(_SEARCH.replace("<TranslationSet/>", "<Novelty a='1'><b>x</b></Novelty>"), id="unknown element"),
        pytest.param(_SEARCH.split("\n", 2)[2], id="neither declaration nor doctype"),
        pytest.param("<!-- a comment -->" + _SEARCH.split("\n", 2)[2], id="comment first"),
    ],
)
def test_oddities_that_say_nothing_are_no_fault(changed: str) -> None:
    assert read_search(changed.encode(), 9999).pmids == ("12", "7")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(_SEARCH.replace("<Count>2", "<Count>3"), "counts 3 and lists 2", id="count"),
        pytest.param(_SEARCH.replace("<Id>7", "<Id>12"), "lists 1", id="an id twice"),
        pytest.param(_SEARCH[:-20], "not whole", id="cut off"),
        pytest.param(_SEARCH.replace("eSearchResult", "eInfoResult"), "<eInfoResult>", id="another root"),
        pytest.param("<html><body>502</body></html>", "<html>", id="a web page"),
        pytest.param('{"esearchresult": {}}', "not whole", id="json"),
        pytest.param("", "not whole", id="empty"),
        pytest.param("<eSearchResult><ERROR>Search Backend failed</ERROR></eSearchResult>", "Backend", id="error"),
        pytest.param("<eSearchResult><IdList/></eSearchResult>", "no count", id="no count"),
        pytest.param(_SEARCH.replace("<Id>12", "<Id>&x;12"), "&x;", id="undefined entity"),
        pytest.param(
            _SEARCH.replace(f"{_DTD}>", f'{_DTD} [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
            "DOCTYPE",
            id="entities",
        ),
        pytest.param(
            _SEARCH.replace(
                "<eSearchResult>",
                '<eSearchResult xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
                ' xsi:noNamespaceSchemaLocation="https://example.org/x.xsd">',
            ),
            "xmlns",
            id="a schema elsewhere",
        ),
    ],
)
def test_what_cannot_be_believed_is_refused_with_its_reason(body: str, reason: str) -> None:
    with pytest.raises(AttemptError, match=reason) as caught:
        read_search(body.encode(), 9999)
    assert caught.value.kind == "broken"


def test_what_is_no_pmid_is_named_and_left_out() -> None:
    page = read_search(_SEARCH.replace("<Id>7", "<Id>07").encode(), 9999)
    assert page.pmids == ("12",)
    assert "“07”" in page.refused[0]


def test_bad_utf_8_is_refused() -> None:
    with pytest.raises(AttemptError):
        read_search(_SEARCH.encode().replace(b"xyzzy", b"\xff\xfe"), 9999)


def test_the_build_of_the_database_is_read() -> None:
    body = (
        "<eInfoResult><DbInfo><DbName>pubmed</DbName><DbBuild>Build-1</DbBuild><LastUpdate>2026/11/24</LastUpdate>"
        "<FieldList/></DbInfo></eInfoResult>"
    )
    assert read_info(body.encode()) == (("db_build", "Build-1"), ("db_update", "2026/11/24"))
    assert read_info(b"<eInfoResult><DbList><DbName>pubmed</DbName></DbList></eInfoResult>") == ()


def test_nothing_is_written_to_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    read_search(_SEARCH.encode(), 9999)
    assert not list(tmp_path.iterdir())
