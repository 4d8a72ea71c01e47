"""A reference list against several sources: the library, the store, PubMed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence.clean.clean import CleanedList
from evidence.clean.decided import reference_key
from evidence.model import Decision
from evidence.pipeline.references import clean_reference_list
from evidence.pipeline.stages import Produced
from evidence.sources.entrez import limiter, transport
from evidence.sources.entrez.limiter import Limiter
from evidence.sources.entrez.transport import Transport
from evidence.store.decisions import decision_of
from evidence.store.store import Store
from tests.eutils import faults
from tests.eutils.article import Article
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.faults import Schedule
from tests.eutils.server import EutilsServer

PAPER = Article(
    "990000042",
    title="Example surgery for dystrophic calcinosis of the fingers in twenty invented patients",
    authors=("Sample AB", "Example C"),
    journal="Archives of dermatology",
    year=2012,
    volume="67",
    pages="1113-1121",
    doi="10.1000/example.42",
)
RETRACTED = Article(
    "990000043",
    title="Another example of colchicine for calcinosis, withdrawn later",
    authors=("Sample AB",),
    journal="Archives of dermatology",
    year=2013,
    volume="68",
    pages="21-25",
    types=("Journal Article", "Retracted Publication"),
    relations=(("RetractionIn", "990000044"),),
)
LIST = """1. Sample AB, Exampel C. Example surgery for dystrophic calcinosis of the fingers in twenty invented patients.
Archives of dermatology. 2011;67:1113-21.
2. Sample AB. Another example of colchicine for calcinosis, withdrawn later. Archives of dermatology 2013;68:21-5.
3. Nobody N. A title that no record has, on something else altogether. Archives of dermatology. 2012;67:1-2.
"""


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Produced]:
    monkeypatch.setattr(transport, "_GAP", 0.005)
    monkeypatch.setattr(limiter, "_REST", 0.0)
    path = tmp_path / "list.txt"
    path.write_text(LIST)

    def run(server: EutilsServer | None = None, store: Store | None = None, **more: Any) -> Produced:
        more = {"decisions": (), "style": "vancouver", "store": store, **more}
        if server is None:
            return clean_reference_list(path, index=None, **more)
        with Transport(server.base_url, deadline=5, limiter=Limiter("t", 1, tmp_path)) as client:
            return clean_reference_list(path, index=None, transport=client, **more)

    return run


def statuses(produced: Produced) -> list[tuple[str, str | None]]:
    entries = json.loads(produced.files["references.json"])
    return [(entry["status"], entry["match"] and entry["match"]["pmid"]) for entry in entries]


def test_pubmed_is_asked_for_what_the_library_has_not(clean: Callable[..., Produced]) -> None:
    with EutilsServer(Corpus([*replicate(20), PAPER, RETRACTED])) as server:
        produced = clean(server)
        assert len([seen for seen in server.requests if seen.utility == "ecitmatch"]) == 1
    assert statuses(produced) == [("corrected", "990000042"), ("retracted", "990000043"), ("not_found", None)]
    first = json.loads(produced.files["references.json"])[0]
    assert ("year", "2011", "2012") in {(c["field"], c["before"], c["after"]) for c in first["changes"]}
    assert produced.facts["searched"] == ["the embedded library", "PubMed"]
    assert "the embedded library, PubMed" in produced.files["references.html"].decode()


def test_a_hit_of_ecitmatch_that_is_another_paper_is_not_taken(clean: Callable[..., Produced]) -> None:
    other = replace(PAPER, pmid="990000050", title="Quite another example of something else", doi="")
    with EutilsServer(Corpus([other])) as server:
        assert statuses(clean(server))[0] == ("not_found", None)


@pytest.mark.parametrize(
    ("raw", "changed", "expected"),
    [
        pytest.param(
            "Sample AB. Archives of dermatology 2012;67:1113-21.", {}, ("matched", "990000042"), id="the paper"
        ),
        pytest.param(
            "Sample AB. Archives of dermatology 2012;67:1113-21.",
            {"authors": ("Other X",)},
            ("not_found", None),
            id="author",
        ),
        pytest.param(
            "Sample AB. Archives of dermatology 2012;67:1113-21.", {"year": 1999}, ("not_found", None), id="year"
        ),
        pytest.param(
            "Sample AB, Example C. Traitement de la calcinose des doigts. Archives of dermatology 2012;67:1113-21.",
            {"title": "[Example surgery for dystrophic calcinosis of the fingers]."},
            ("matched", "990000042"),
            id="title in another language",
        ),
        pytest.param(
            "Someone S, Nobody N. Traitement de la calcinose des doigts. Archives of dermatology 2012;67:1113-21.",
            {"title": "[Example surgery for dystrophic calcinosis of the fingers]."},
            ("not_found", None),
            id="title in another language, other authors",
        ),
    ],
)
def test_a_hit_of_ecitmatch_is_read_again_and_compared(
    raw: str, changed: dict[str, Any], expected: tuple[str, str | None], clean: Callable[..., Produced], tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text(f"1. {raw}\n")
    with EutilsServer(Corpus([replace(PAPER, doi="", **changed)])) as server:
        assert statuses(clean(server)) == [expected]
        assert {"ecitmatch", "efetch"} <= {seen.utility for seen in server.requests}


def test_what_a_review_decides_is_in_the_list_and_pubmed_is_not_asked_again(clean: Callable[..., Produced]) -> None:
    raw = "Nobody N. A title that no record has, on something else altogether. Archives of dermatology. 2012;67:1-2."
    chosen = decision_of("choose", reference_key(raw), "AB", value="pmid:990000042")
    seen: list[str | None] = []

    def review(cleaned: CleanedList) -> tuple[Decision, ...]:
        seen.extend(entry.match.pmid if entry.match else None for entry in cleaned.entries)
        return (chosen,)

    def searched(**more: Any) -> tuple[Produced, int]:
        with EutilsServer(Corpus([*replicate(20), PAPER, RETRACTED])) as server:
            return clean(server, **more), len(server.requests)

    _, asked = searched()
    reviewed, asked_with_review = searched(review=review)
    assert (seen, asked_with_review) == (["990000042", "990000043", None], asked)
    assert json.loads(reviewed.files["references.json"])[2]["duplicate_of"] == 1
    assert searched(decisions=(chosen,))[0].files["references.json"] == reviewed.files["references.json"]


def test_the_store_is_a_source_too(clean: Callable[..., Produced], tmp_path: Path) -> None:
    from evidence.formats.pubmed_xml import read_pubmed_xml
    from evidence.model import Record
    from tests.eutils.article import article_set

    xml = tmp_path / "records.xml"
    xml.write_text(article_set([PAPER]))
    with Store() as store, xml.open("rb") as stream:
        store.put_records(record for record in read_pubmed_xml(stream, "x") if isinstance(record, Record))
        assert statuses(clean(store=store))[0] == ("corrected", "990000042")
    assert statuses(clean())[0][0] == "not_found"


def test_a_service_that_is_down_is_a_fault_and_takes_nothing_with_it(clean: Callable[..., Produced]) -> None:
    schedule = Schedule.when(lambda _: True, faults.http(400), times=None)
    with EutilsServer(Corpus(), faults=schedule) as server:
        produced = clean(server)
    assert [fault.code for fault in produced.faults] == ["service-down"]
    assert [status for status, _ in statuses(produced)] == ["not_found"] * 3


def test_what_pubmed_lists_and_does_not_give_is_a_fault(clean: Callable[..., Produced]) -> None:
    schedule = Schedule.poison("990000042", faults.http(400))
    with EutilsServer(Corpus([PAPER, RETRACTED]), faults=schedule) as server:
        produced = clean(server)
    assert [str(fault.place) for fault in produced.faults] == ["PubMed (PMID 990000042)"]
    assert statuses(produced)[1][0] == "retracted"
