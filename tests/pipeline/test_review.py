"""What is known of a topic, from what people coded and from a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.errors import BadDataError, UsageError
from evidence.pipeline.review import known_records, review_dossier
from evidence.protocol.query import load_protocol
from evidence.store.store import Store
from tests.pipeline.test_decisions import TOPIC, filled, record


def test_the_records_that_are_known_are_those_of_the_dossier(tmp_path: Path) -> None:
    store = filled(tmp_path / "store.db", [record(2), record(1)])
    for protocol in (TOPIC, load_protocol()):
        known = known_records(protocol, (), store)
        assert sorted(known, key=lambda one: one.record_id) == list(review_dossier(protocol, (), store).records)
    assert [one.record_id for one in known_records(TOPIC, (), store)] == ["pmid:1", "pmid:2"]


def test_a_store_that_is_asked_for_must_be_there_and_know_the_topic(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    assert review_dossier(TOPIC, (), path).records == ()
    with pytest.raises(BadDataError, match="there is no store at"):
        review_dossier(TOPIC, (), path, asked_for=True)
    with Store(path):
        pass
    assert review_dossier(TOPIC, (), path).records == ()
    with pytest.raises(UsageError, match="no records of the topic example"):
        review_dossier(TOPIC, (), path, asked_for=True)
