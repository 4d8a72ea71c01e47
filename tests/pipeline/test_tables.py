from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.errors import UsageError
from evidence.pipeline.stages import read, run_of
from evidence.pipeline.tables import table_dossier
from evidence.protocol.query import load_protocol
from evidence.protocol.shipped import shipped
from evidence.store.store import Store

EXAMPLE = shipped("data", "examples", "pubmed.xml")


def test_the_store_and_the_files_it_was_filled_from_answer_alike() -> None:
    protocol = replace(load_protocol(), topic_id="without-a-library")
    records, _ = read([EXAMPLE])
    with Store() as store:
        store.put_records(records, protocol.topic_id)
        run = replace(run_of("update", protocol, records, ()), complete=True)
        store.complete(run, [record.record_id for record in records])
        stored = table_dossier(protocol, (), store=store)
    given = table_dossier(protocol, (), paths=[EXAMPLE])
    assert stored.rows
    assert stored.rows == given.rows


def test_what_vanished_from_the_search_is_shown_and_not_counted() -> None:
    protocol = replace(load_protocol(), topic_id="without-a-library")
    records, _ = read([EXAMPLE])
    with Store() as store:
        store.put_records(records, protocol.topic_id)
        run = replace(run_of("update", protocol, records, ()), complete=True)
        store.complete(run, [record.record_id for record in records])
        store.complete(run, [])
        found = table_dossier(protocol, (), store=store)
    assert found.rows
    assert {row.why_not for row in found.rows} == {"the record no longer matches the search"}


def test_a_store_without_the_topic_says_how_to_fill_it() -> None:
    with Store() as store, pytest.raises(UsageError, match="no records of the topic calcinosis"):
        table_dossier(load_protocol(), (), store=store)
