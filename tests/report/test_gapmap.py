from __future__ import annotations

from dataclasses import replace

from evidence.report.gapmap import by_disease, by_domain, draw
from evidence.report.words import words
from tests.report.build import HOSTILE, PROTOCOL, dossier


def test_a_cell_counts_each_report_once_and_only_what_is_counted() -> None:
    gaps = by_disease(dossier().rows, PROTOCOL)
    assert {key: gaps.said(*key) for key in gaps.cells} == {
        ("surgery", "DM"): str(len(HOSTILE)),
        ("surgery", "SLE"): "(1)",
        ("surgery", "MIXED_CTD_COHORT"): "1",
        ("calcium_channel_blocker", "MIXED_CTD_COHORT"): "1",
        ("calcium_channel_blocker", "SLE"): "1",
    }
    assert gaps.said("colchicine", "DM") == ""
    assert gaps.classes[: len(PROTOCOL.leading)] == PROTOCOL.leading  # those that were asked about, found or not
    assert by_domain(dossier().rows, PROTOCOL).counts["surgery", "deposits"] == len(HOSTILE) + 1


def test_shades_are_thirds_of_the_largest() -> None:
    gaps = by_disease(dossier().rows, PROTOCOL)
    cells = ("surgery", "DM"), ("surgery", "SLE"), ("calcium_channel_blocker", "SLE")
    assert [gaps.shade(*cell) for cell in cells] == [3, 0, 1]


def test_the_drawing_says_its_numbers_and_names() -> None:
    drawn = draw(by_disease(dossier().rows, PROTOCOL), "Where", words("fr").disease, words("fr"))
    for said in (">4</text>", "inhibiteurs de mTOR", "dermatomyosite", "<title>Where</title>"):
        assert said in drawn


def test_what_has_no_counted_report_stands_in_brackets() -> None:
    rows = tuple(replace(row, counted=False, why_not="why") for row in dossier().rows)
    gaps = by_disease(rows, PROTOCOL)
    assert "calcium_channel_blocker" in gaps.classes
    assert {"SLE", "DM", "MIXED_CTD_COHORT"} <= set(gaps.columns)
    assert not any(gaps.counts.values())
    assert gaps.said("surgery", "SLE") == "(1)"
