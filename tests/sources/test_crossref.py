"""Suggestions of Crossref: read from its answers, asked again when broken, never claimed, kept when chosen."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from evidence.clean.decided import reference_key
from evidence.pipeline.references import clean_reference_list
from evidence.pipeline.stages import Produced
from evidence.sources.crossref import Crossref
from evidence.sources.entrez import limiter, transport
from evidence.sources.entrez.limiter import Limiter
from evidence.sources.entrez.transport import UnansweredError
from evidence.store.decisions import decision_of

ITEM = {
    "DOI": "10.1000/Example.2017",
    "title": ["An example of calcinosis in an <i>invented</i> congress abstract"],
    "author": [{"given": "Anna-Maria", "family": "Example"}, {"name": "The Example Group"}],
    "container-title": ["Annales d'exemple"],
    "issued": {"date-parts": [[2017, 12]]},
    "volume": "144",
    "issue": "12",
    "page": "S301-2",
}
RAW = "Example AM. An example of calcinosis in an invented congress abstract. Annales d'exemple 2017;144."
WHOLE = json.dumps({"status": "ok", "message": {"items": [ITEM, {"DOI": "10.1000/no-title"}]}}).encode()


@contextmanager
def serving(*answers: tuple[int, bytes]) -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """A server that gives these answers in turn, the last one for ever; its address, and what it was asked."""
    asked: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(parse_qs(urlsplit(self.path).query))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the terminal clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_GAP", 0.005)
    monkeypatch.setattr(limiter, "_REST", 0.0)


def connect(address: str, folder: Path) -> Crossref:
    return Crossref(address, email="tests@example.org", stall=5, deadline=10, limiter=Limiter(address, 1, folder))


def clean(folder: Path, crossref: Crossref | None = None, *values: str) -> Produced:
    path = folder / "list.txt"
    path.write_text(f"1. {RAW}\n")
    decisions = [decision_of("choose", reference_key(RAW), "tester", value=value) for value in values]
    return clean_reference_list(path, index=None, decisions=decisions, style="vancouver", crossref=crossref)


def test_an_answer_is_read_in_full(tmp_path: Path) -> None:
    with serving((503, b""), (200, b"<html>"), (200, WHOLE)) as (address, asked), connect(address, tmp_path) as source:
        (citation,) = source.suggestions("An entry  as\nit is written")
    assert citation.title == "An example of calcinosis in an invented congress abstract"
    assert [str(name) for name in citation.names] == ["Example AM", "The Example Group"]
    assert (citation.year, citation.volume, citation.first_page, citation.last_page) == (2017, "144", "S301", "S302")
    assert citation.doi.lower() == "10.1000/example.2017"
    assert len(asked) == 3
    assert asked[0]["query.bibliographic"] == ["An entry as it is written"]
    assert asked[0]["mailto"] == ["tests@example.org"]


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"message": {"items": [3]}}', b'{"message": null}', b""])
def test_an_answer_of_another_kind_is_refused(body: bytes, tmp_path: Path) -> None:
    with serving((200, body)) as (address, _), connect(address, tmp_path) as source, pytest.raises(UnansweredError):
        source.suggestions("An entry")


def test_a_suggestion_is_offered_and_never_claimed(tmp_path: Path) -> None:
    with serving((200, WHOLE)) as (address, _), connect(address, tmp_path) as source:
        produced = clean(tmp_path, source)
    (entry,) = json.loads(produced.files["references.json"])
    assert entry["status"] == "not_found"
    assert entry["match"] is None
    assert [candidate["id"] for candidate in entry["candidates"]][-1].startswith("crossref:")
    assert "Suggested by Crossref" in produced.files["references.html"].decode()
    assert "10.1000" not in produced.files["references.txt"].decode()


def test_a_chosen_suggestion_is_the_match(tmp_path: Path) -> None:
    with serving((200, WHOLE)) as (address, _), connect(address, tmp_path) as source:
        offered = json.loads(clean(tmp_path, source).files["references.json"])[0]["candidates"][-1]
        produced = clean(tmp_path, source, f"doi:{offered['doi']}")
    (entry,) = json.loads(produced.files["references.json"])
    assert entry["match"]["doi"] == offered["doi"]
    assert entry["fields"]["volume"] == "144"
