"""The shipped library holds what its README says, and a bad row is told with file, row and next step."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from evidence.errors import BadDataError
from evidence.model import Finding
from evidence.protocol.query import load_protocol
from evidence.protocol.shipped import shipped
from evidence.protocol.vocabulary import vocabulary
from evidence.sources.library import Library, load_library

CASES = Path(__file__).resolve().parent.parent / "cases" / "library_faults"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(strict=True)


def of(library: Library, publication: str, intervention: str, domain: str = "deposits") -> Finding:
    (found,) = (
        f
        for f in library.findings
        if (f.record_id, f.intervention, f.domain) == (publication, intervention, domain) and f.countable
    )
    return found


def test_the_numbers_of_the_readme(library: Library) -> None:
    identified = {r.key for r in library.records if r.pmid or r.doi or r.pmcid}
    counted = {f.record_id for f in library.findings if f.countable}
    assert (len(library.records), len(library.findings), len(identified)) == (241, 138, 113)
    assert (sum(f.countable for f in library.findings), len(counted), len(counted & identified)) == (80, 53, 28)


def test_balin_is_as_printed_and_what_is_unreported_stays_so(library: Library) -> None:
    surgery = of(library, "balin2012a", "surgery").counts
    assert (surgery.n_treated, surgery.n_complete, surgery.n_partial, surgery.n_no_response) == (28, 22, 5, 1)
    diltiazem = of(library, "balin2012a", "diltiazem").counts
    assert (diltiazem.n_treated, diltiazem.n_partial) == (17, 9)
    assert diltiazem.n_complete is diltiazem.n_no_response is None


def test_every_finding_has_provenance_and_known_codes(library: Library) -> None:
    words = vocabulary()
    for finding in library.findings:
        assert finding.coding is not None
        assert finding.coding.where
        assert finding.coding.address
        assert finding.state == "proposed"
        assert finding.disease in words.diseases
        assert set(finding.intervention_class.split("; ")) <= set(words.classes)
        assert finding.countable != bool(finding.why_not_countable)
    assert len({f.finding_id for f in library.findings}) == len(library.findings)


def test_what_must_never_count_does_not(library: Library) -> None:
    second_hand = [f for f in library.findings if f.coding and f.coding.second_hand]
    assert len(second_hand) == 13
    reviews = [f for f in library.findings if f.design in ("review", "systematic_review", "survey")]
    assert not any(f.countable for f in [*second_hand, *reviews])
    assert not any(f.countable for f in library.findings if f.record_id == "narvaez2018a")
    assert all(f.counts.n_treated is not None and f.response != "not_reported" for f in library.findings if f.countable)
    assert of(library, "bottomley1996a", "carbon dioxide laser", "symptoms").count_unit == "lesions"


def test_every_record_has_a_finding_or_a_reason_that_the_topic_knows(library: Library) -> None:
    told = {f.record_id for f in library.findings} | {e.record_id for e in library.exclusions}
    assert {r.key for r in library.records} == told
    topic = {criterion.code for criterion in load_protocol(shipped("queries", "calcinosis.toml")).exclude}
    assert {e.code for e in library.exclusions} <= topic
    assert all(e.reason.endswith(".") for e in library.exclusions)
    assert Counter(e.code for e in library.exclusions)["animal"] == 7


def test_porozimax_says_how_it_was_read(library: Library) -> None:
    finding = of(library, "bennainda", "alendronic acid")
    assert finding.read_as == "porozimax read as Porosimax (alendronic acid), near spelling"
    assert finding.group == "g_birtraria_poster"
    assert finding.confidence < 1


def test_names_seen_in_part_are_not_called_complete(library: Library) -> None:
    by_key = {r.key: r for r in library.records}
    tiao, medsger = by_key["tiao2022a"], by_key["valenzuela2016a"]
    assert [str(n) for n in tiao.names] == ["Tiao"]
    assert not tiao.names_complete
    assert "Medsger TA Jr" in [str(n) for n in medsger.names]
    assert medsger.names_complete
    assert not by_key["nr_sle1996a"].names_complete


def test_bad_rows_are_told_all_at_once_and_sound_rows_survive() -> None:
    found = load_library(CASES)
    with (CASES / "expected.csv").open(encoding="utf-8", newline="") as stream:
        expected = list(csv.DictReader(stream))
    said = [(Path(f.place.file).name, str(f.place.line), f.place.item, f.code) for f in found.faults]
    assert said == [(e["file"], e["line"], e["item"], e["code"]) for e in expected]
    for fault, wanted in zip(found.faults, expected, strict=True):
        assert fault.hint.startswith(wanted["hint"])
        assert fault.raw
    assert [r.key for r in found.records] == ["good2020a"]
    assert [f.intervention for f in found.findings] == ["colchicine", "colchicine; warfarin"]
    assert found.findings[1].intervention_class == "colchicine; warfarin"


def test_strict_raises_one_error_with_every_fault() -> None:
    with pytest.raises(BadDataError, match="faults") as caught:
        load_library(CASES, strict=True)
    assert len(caught.value.faults) == len(load_library(CASES).faults)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("outcomes.csv", None, "missing-file", id="no file"),
        pytest.param("outcomes.csv", b"publication,diseas\n", "missing-column", id="another table"),
        pytest.param("outcomes.csv", b"\xff\xfe\x00", "encoding", id="not UTF-8"),
        pytest.param("exclusions.csv", b"code,sentence\nanimal\n", "row-length", id="a short row"),
        pytest.param("exclusions.csv", b'code,sentence\n"animal,x\n', "row-length", id="a quote never closed"),
    ],
)
def test_a_file_that_is_no_sheet_is_a_fault(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    for part in ("publications.csv", "outcomes.csv", "exclusions.csv"):
        (tmp_path / part).write_bytes((CASES / part).read_bytes())
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    assert code in {fault.code for fault in load_library(tmp_path).faults if fault.place.file.endswith(name)}


def test_ids_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    for part in ("publications.csv", "outcomes.csv", "exclusions.csv"):
        with shipped("data", "library", part).open(encoding="utf-8", newline="") as stream:
            header, *rows = list(csv.reader(stream))
        with (tmp_path / part).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *reversed(rows)])
    turned, straight = load_library(tmp_path, strict=True), load_library()
    assert {f.finding_id: f for f in turned.findings} == {f.finding_id: f for f in straight.findings}
