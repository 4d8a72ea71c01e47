"""Extractors of others: found by entry point, believed only where they quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.errors import UsageError
from evidence.extract.extract import extract
from evidence.extract.plugins import extractors, proposals
from evidence.model import Counts, Finding, Record
from tests.extract.cases import make_record

TEXT = "A woman with lupus and calcinosis took colchicine. The calcinosis regressed."
RECORD = make_record("Colchicine", [["RESULTS", TEXT]])
GOOD = extract(RECORD).findings[0]
SPAN = GOOD.spans[0]


def test_what_is_quoted_enters_as_proposed_under_the_name_of_the_plugin() -> None:
    (finding,), notes = proposals("guess", lambda record: [replace(GOOD, state="confirmed", confidence=7.0)], RECORD)
    assert notes == ()
    assert (finding.state, finding.rule, finding.confidence) == ("proposed", "plugin:guess", 1.0)
    assert finding.finding_id != GOOD.finding_id
    assert finding.spans == GOOD.spans


@pytest.mark.parametrize(
    ("offered", "why"),
    [
        pytest.param(replace(GOOD, spans=()), "quotes nothing", id="no-quote"),
        pytest.param(replace(GOOD, spans=(replace(SPAN, quote="It regressed."),)), "does not stand at", id="invented"),
        pytest.param(replace(GOOD, spans=(replace(SPAN, start=SPAN.start + 1),)), "does not stand at", id="shifted"),
        pytest.param(replace(GOOD, spans=(replace(SPAN, section="METHODS"),)), "does not stand at", id="elsewhere"),
        pytest.param(replace(GOOD, spans=(replace(SPAN, start=0, end=0, quote=""),)), "does not stand", id="empty"),
        pytest.param(replace(GOOD, intervention=""), "names no treatment", id="no-treatment"),
        pytest.param(replace(GOOD, disease="FLU"), "disease “FLU” is unknown", id="unknown-code"),
        pytest.param(replace(GOOD, counts=Counts(n_treated=1, n_complete=2)), "exceeds n_treated", id="impossible"),
        pytest.param("improved", "no Finding but a str", id="no-finding"),
    ],
)
def test_what_cannot_be_believed_is_dropped_with_a_note(offered: Finding, why: str) -> None:
    kept, (note,) = proposals("guess", lambda record: [offered, GOOD], RECORD)
    assert len(kept) == 1
    assert note.notice
    assert why in note.message
    assert note.place.item == RECORD.record_id


def test_a_quote_may_count_in_the_whole_abstract() -> None:
    start = RECORD.abstract.index(SPAN.quote)
    whole = replace(SPAN, section=None, start=start, end=start + len(SPAN.quote))
    kept, notes = proposals("guess", lambda record: [replace(GOOD, spans=(whole,))], RECORD)
    assert (len(kept), notes) == (1, ())


def test_an_extractor_that_fails_stops_nothing() -> None:
    def fails(record: Record) -> Iterable[Finding]:
        yield GOOD
        raise ZeroDivisionError("of theirs")

    kept, (note,) = proposals("guess", fails, RECORD)
    assert kept == ()
    assert "extractor “guess” failed: ZeroDivisionError: of theirs" in note.message


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def package(code: str) -> None:
        (tmp_path / "tiny_extractor.py").write_text(code, encoding="utf-8")
        facts = tmp_path / "tiny_extractor-1.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-extractor\nVersion: 1.0\n")
        (facts / "entry_points.txt").write_text("[evidence.extractors]\ntiny = tiny_extractor:propose\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(__import__("sys").modules, "tiny_extractor", raising=False)

    return package


def test_an_installed_package_is_found_by_its_entry_point(install: Callable[[str], None]) -> None:
    install("def propose(record):\n    return []\n")
    assert proposals("tiny", extractors(["tiny"])["tiny"], RECORD) == ((), ())


def test_one_that_is_not_there_is_told_with_those_that_are(install: Callable[[str], None]) -> None:
    with pytest.raises(UsageError, match="no extractor “other” \\(none is installed\\)"):
        extractors(["other"])
    install("import nothing_of_this_name\n")
    with pytest.raises(UsageError, match="installed: tiny"):
        extractors(["other"])
    with pytest.raises(UsageError, match="cannot be loaded: No module named"):
        extractors(["tiny"])
