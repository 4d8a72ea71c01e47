from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.report.notes import notes_of, sources_of
from evidence.report.words import words
from tests.report.build import dossier


@pytest.mark.parametrize("style", ["vancouver", "apa"])
def test_a_long_title_is_cut_and_the_rest_of_the_reference_stays(style: str) -> None:
    (row,) = (row for row in dossier().rows if row.finding.record_id == "long")
    long = replace(row, citation=replace(row.citation, title="calcinosis " * 900, journal="Ann Rheum", doi="10.1/x"))
    (source,) = sources_of(notes_of([long], ()), style).values()
    assert len(source.text) < 600
    for kept in ("Ann Rheum", "2012", "10.1/x"):
        assert kept in source.text


def test_a_publication_without_any_name_says_so() -> None:
    row = dossier().rows[0]
    bare = replace(row, citation=replace(row.citation, title="", names=(), journal="", journal_abbrev=""))
    (source,) = sources_of(notes_of([bare], ()), "vancouver", words("fr")).values()
    assert "[Article sans titre]" in source.text
