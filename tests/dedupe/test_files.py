"""The files and the argument in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import pytest

from evidence.dedupe.corpus import corpus_of
from evidence.dedupe.explain import explain
from evidence.dedupe.output import dedupe_files, read_clusters
from evidence.dedupe.partition import partition
from evidence.errors import BadDataError
from evidence.model import Here, Name, Place, Record, Section


def record(key: str, title: str, pages: str, source: str = "csv", pmid: str = "") -> Record:
    return Record(
        key=key, source=source, place=Place("x"), title=title, names=(Name("Duval", "", "A"),),
        journal="Lupus", year=2012, volume="21", pages=pages, pmid=pmid,
    )  # fmt: skip


RECORDS = [
    record("k1", "Colchicine for painful calcinosis of the hands", "100-108"),
    record("123", "Colchicine for painful calcinosis of the hands", "100-8", "nbib", "123"),
    record("k3", "Erratum: Colchicine for painful calcinosis of the hands", "300"),
]


def written(records: Sequence[Record], earlier: Mapping[str, str] = MappingProxyType({})) -> dict[str, bytes]:
    corpus = corpus_of(records, Here())
    files = dedupe_files(corpus, partition(corpus, (), earlier), "csv", earlier)
    return {name: b"".join(pieces) for name, pieces in files.items()}


def test_files_print_the_sources_own_ids() -> None:
    files = {name: body.decode() for name, body in written(RECORDS).items()}
    rows = [line.split(",") for line in files["clusters.csv"].splitlines()]
    assert [row[0] for row in rows] == ["record_id", "123", "k1", "k3"]
    assert rows[1][1] == rows[2][1] != rows[3][1]
    assert files["links.csv"].splitlines()[1:] == ["k1,k3,erratum_of", "k3,123,erratum_of"]
    summary = json.loads(files["summary.json"])
    assert summary["identified"] == summary["remaining"] + summary["removed_exact_id"] + summary["removed_match"] == 3
    assert (summary["removed_exact_id"], summary["removed_match"], summary["linked"]) == (0, 1, 2)


def test_every_field_of_a_merged_record_names_the_record_it_came_from() -> None:
    fuller = replace(RECORDS[0], doi="10.5555/lupus.1", sections=(Section("", "Four children were treated."),))
    rows = written([fuller, RECORDS[1], RECORDS[2]])["origins.csv"].decode().splitlines()
    assert rows[0] == "cluster_id,field,record_id"
    told = {field: record for _, field, record in (row.split(",") for row in rows[1:])}
    assert (told["doi"], told["pmid"], told["abstract"]) == ("k1", "123", "k1")
    assert "k3" not in told.values()  # alone in its cluster


def test_empty_input_still_has_headers() -> None:
    files = written([])
    assert files["review.csv"] == b"id_a,id_b,score,reasons\n"
    assert files["links.csv"] == b"id_a,id_b,relation\n"
    assert files["clusters.csv"] == b"record_id,cluster_id\n"


def test_the_argument_names_verdict_reason_and_fields() -> None:
    text = explain(RECORDS[0], RECORDS[2])
    assert "Two publications that belong together (erratum of)." in text
    assert "Reason: one is an erratum and has the title of the other." in text
    assert "pages 100-108 against 300" in text
    assert explain(RECORDS[0], RECORDS[1]).splitlines()[3] == "One publication."
    assert "Neither gives: issue, DOI." in explain(RECORDS[0], RECORDS[1])
    assert "Only B gives: PMID." in explain(RECORDS[0], RECORDS[1])


def test_a_title_that_ends_in_a_stop_is_printed_with_one() -> None:
    text = explain(replace(RECORDS[0], title="Management."), RECORDS[1])
    assert "Management. " in text
    assert ".." not in text


def test_clusters_that_were_written_are_read_and_lead() -> None:
    first = written(RECORDS[1:])["clusters.csv"]
    earlier = read_clusters(first, "clusters.csv")
    again = written(RECORDS, earlier)["clusters.csv"]
    assert again.startswith(first)
    assert again.decode().splitlines()[-1] == f"k1,{earlier['123']}"


@pytest.mark.parametrize("body", [b"", b"id,cluster\n", b"record_id,cluster_id\na\n", b"\xff\n"])
def test_another_file_is_refused(body: bytes) -> None:
    with pytest.raises(BadDataError, match=r"clusters\.csv:\d is no list of clusters"):
        read_clusters(body, "clusters.csv")
