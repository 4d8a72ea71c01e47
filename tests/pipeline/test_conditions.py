"""A topic on another condition, from its file to its report."""

from __future__ import annotations

import re

import pytest

from evidence.model import Dossier
from evidence.pipeline.tables import table_dossier
from evidence.protocol.query import load_protocol
from evidence.protocol.shipped import shipped
from evidence.report.report import render_report


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    protocol = load_protocol(shipped("queries", "digital-ulcers.toml"))
    return table_dossier(protocol, (), paths=[shipped("data", "examples", "digital-ulcers.nbib")])


def test_what_is_counted_is_on_the_condition(dossier: Dossier) -> None:
    on_ulcers = {(row.intervention, row.domain, row.treated.n) for row in dossier.summary if row.domain == "ulcers"}
    assert on_ulcers == {("bosentan", "ulcers", 9), ("iloprost", "ulcers", 1), ("nifedipine", "ulcers", 1)}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "Ulcers (healing, number, new ones)",
                "No human report of surgery for digital ulcers",
                "on ulcers, in all",
            ],
        ),
        ("fr", ["Ulcères (cicatrisation, nombre, nouveaux)", "pour les ulcères digitaux", "Un patient ou plus, avec"]),
    ],
)
def test_the_report_speaks_of_the_condition(dossier: Dossier, language: str, said: list[str]) -> None:
    page = render_report(dossier, language)["index.html"].decode()
    assert [words for words in said if words not in page] == []
    seen = re.sub(r"<[^>]+>", " ", page[page.index("<body") :])
    assert "for calcinosis" not in seen
    assert "la calcinose" not in seen
    assert "Deposits (size" not in seen
