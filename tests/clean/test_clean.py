"""Whole entries and lists: what a librarian would say of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.clean.clean import CleanedList, clean_list
from evidence.clean.decided import reference_key
from evidence.model import Citation, Cleaned, Decision
from evidence.normalise import journals
from evidence.normalise.names import initials_of
from evidence.normalise.text import words
from evidence.sources.index import CitationIndex, build_index

CASES = Path(__file__).parents[1] / "cases"
ENTRIES: list[dict[str, Any]] = json.loads((CASES / "clean_entries.json").read_text(encoding="utf-8"))
LISTS: list[dict[str, Any]] = json.loads((CASES / "clean_lists.json").read_text(encoding="utf-8"))
CLAIMS = {"matched", "corrected", "probable", "duplicate", "retracted", "conflict"}


def clean_one(raw: str, index: CitationIndex) -> Cleaned:
    (item,) = clean_list(f"1. {raw}", index).entries
    return item


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in ENTRIES])
def test_entry(case: dict[str, Any], index: CitationIndex) -> None:
    item = clean_one(case["raw"], index)
    assert (item.match.pmid if item.match else None) == case["pmid"], item.explanation
    if case["status"]:
        assert item.status == case["status"], (item.explanation, item.changes)
    if "confidence" in case:
        assert item.confidence == case["confidence"]
    changed = {change.field for change in item.changes}
    assert changed >= set(case.get("changed", ())), item.changes
    assert [c.citation.pmid for c in item.candidates][: len(case.get("listed", ()))] == case.get("listed", [])
    for name, value in case.get("fields", {}).items():
        assert getattr(item.printed, {"fpage": "first_page", "lpage": "last_page"}.get(name, name)) == value
    if "problem" in case:
        assert case["problem"] in {problem.code for problem in item.problems}
    assert item.explanation.endswith(".")
    assert all(change.reason.endswith(".") for change in item.changes)


def test_conflict_names_both_papers(index: CitationIndex) -> None:
    case = next(case for case in ENTRIES if case["id"] == "doi-of-another")
    item = clean_one(case["raw"], index)
    assert "Warfarin for the prevention" in item.explanation
    assert "Calcified nodules of the elbow" in item.explanation


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in LISTS])
def test_list(case: dict[str, Any], index: CitationIndex) -> None:
    cleaned = clean_list(case["text"], index)
    assert [item.reference.number for item in cleaned.entries] == case["numbers"]
    assert {problem.code for problem in problems(cleaned)} == set(case["problems"])
    if "duplicates" in case:
        found = {str(item.reference.number): item.duplicate_of for item in cleaned.entries if item.duplicate_of}
        assert found == case["duplicates"]
        assert [line.new for line in cleaned.renumbering] == case["renumbered"]


def test_two_entries_of_one_paper_that_contradict_each_other_name_each_other(index: CitationIndex) -> None:
    text = next(case["text"] for case in LISTS if case["id"] == "one paper, contradicting texts")
    one, other, copy = clean_list(text, index).entries
    told = [[p.sentence for p in item.problems if p.code == "same-paper"] for item in (one, other, copy)]
    sentence = (
        "This entry and number {} were found to be one paper, but their volumes, pages or titles contradict each other:"
        " one of the two may mean another paper; compare them."
    )
    assert told == [[sentence.format(2)], [sentence.format(1)], []]


def problems(cleaned: CleanedList) -> list[Any]:
    return [*cleaned.problems, *(problem for item in cleaned.entries for problem in item.problems)]


def test_a_copy_of_an_entry_whose_number_stands_twice_is_named_by_its_place(index: CitationIndex) -> None:
    one, other, third = next(case["text"] for case in LISTS if case["id"] == "style 1.").splitlines()
    cleaned = clean_list(
        "\n".join([one, other, third.replace("3.", "2.", 1), third.replace("3.", "4.", 1), other]), index
    )
    assert [line.new for line in cleaned.renumbering] == [1, 2, 3, 3, 2]
    assert [item.explanation for item in cleaned.entries if item.duplicate_of] == [
        "This entry repeats the entry in place 3 of the list (number 2 may mean another as well).",
        "This entry repeats the entry in place 2 of the list (number 2 may mean another as well).",
    ]


def test_second_spelling_is_named_and_not_lost(index: CitationIndex) -> None:
    case = next(case for case in LISTS if case["id"] == "printed twice")
    cleaned = clean_list(case["text"], index)
    (sentence,) = [p.sentence for p in cleaned.problems if p.code == "printed-twice"]
    assert "Angles de dermatologie" in sentence
    assert "Anales de dermatologie et Vénérologie décembre 2009" in sentence
    assert "Annales de dermatologie et de vénéréologie" in sentence


def test_decisions_are_replayed(index: CitationIndex) -> None:
    raw = "Zhang et al. en 2014, publiée dans PLoS One"
    chosen = Decision("2026-01-01T00:00:00Z", "d1", "choose", reference_key(raw), "AB", value="pmid:90000011")
    (item,) = clean_list(f"1. {raw}", index, decisions=[chosen]).entries
    assert item.match is not None
    assert item.match.pmid == "90000011"
    assert "AB" in item.explanation
    known = next(case for case in ENTRIES if case["id"] == "vancouver")["raw"]
    kept = Decision("2026-01-01T00:00:00Z", "d2", "keep", reference_key(known), "AB")
    (item,) = clean_list(f"1. {known}", index, decisions=[kept]).entries
    assert (item.status, item.match, item.decision, item.kept) == ("not_found", None, kept, True)
    assert [(p.code, p.sentence) for p in item.problems] == [("kept", item.explanation)]
    assert item.explanation == "Kept as written: AB decided that it is none of the papers found."
    lost = Decision("2026-01-01T00:00:00Z", "d3", "choose", reference_key(known), "AB", value="pmid:1")
    (item,) = clean_list(f"1. {known}", index, decisions=[lost]).entries
    assert (item.status, item.decision) == ("matched", None)


def test_a_choice_holds_for_the_other_copy_of_the_entry(index: CitationIndex) -> None:
    text = "(1) Angles de dermatologie et Vénérologie 2009\n(1) Anales de dermatologie et Vénérologie 2009\n"
    raw = "Angles de dermatologie et Vénérologie 2009"
    chosen = Decision("2026-01-01T00:00:00Z", "d1", "choose", reference_key(raw), "AB", value="pmid:90000011")
    (item,) = clean_list(text, index, decisions=[chosen]).entries
    assert item.match is not None
    assert item.match.pmid == "90000011"
    assert "printed-twice" in {problem.code for problem in item.problems}


def test_a_journal_that_only_the_entry_names_is_corrected_also_when_a_paper_is_chosen() -> None:
    paper = Citation(citation_id="a2017", title="Calcinose de la main", year=2017)
    raw = "Angles de dermatologie et Vénérologie décembre 2017"
    chosen = Decision("2026-01-01T00:00:00Z", "d1", "choose", reference_key(raw), "AB", value="id:a2017")
    with build_index([paper], None) as index:
        (item,) = clean_list(f"1. {raw}", index, decisions=[chosen]).entries
    assert (item.status, item.printed.title) == ("corrected", "Calcinose de la main")
    assert item.printed.journal == "Annales de dermatologie et de vénéréologie"
    assert [change.before for change in item.changes if change.field == "journal"] == [
        "Angles de dermatologie et Vénérologie"
    ]


def values(item: Cleaned) -> list[tuple[str, str]]:
    names = ("title", "journal", "year", "volume", "issue", "first_page", "last_page", "doi", "pmid", "pmcid")
    found = [(name, str(getattr(item.printed, name))) for name in names if getattr(item.printed, name)]
    found += [("authors", name.family) for name in item.printed.names]
    found += [("authors", name.initials) for name in item.printed.names if name.initials]
    return found


def stands(name: str, value: str, item: Cleaned) -> bool:
    """Whether a value stands in the entry (a page perhaps elided), in the matched record, or in the authority."""
    if item.match is not None:
        if name == "authors" and any(value in (n.family, n.initials) for n in item.match.names):
            return True
        if str(getattr(item.match, name, "")) == value:
            return True
    text = "".join(words(item.reference.raw.encode("utf-8").decode("utf-8")))
    repaired = "".join(words("".join(field.value for field in item.reference.fields)))
    if "".join(words(value)) in text or "".join(words(value)) in repaired:
        return True
    if name == "authors" and any(initials_of(f.value) == value for f in item.reference.fields if f.field == "initials"):
        return True  # of fore names that are written out
    if name == "journal":
        found = journals.authority().find(value)
        return found is not None and found.title == value
    return name == "last_page" and any(f.field == "lpage" and value.endswith(f.value) for f in item.reference.fields)


RAWS = [case["raw"] for case in ENTRIES]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_value_is_invented(data: st.DataObject, index: CitationIndex) -> None:
    raw = data.draw(st.sampled_from(RAWS))
    other = data.draw(st.sampled_from(RAWS))
    cut = data.draw(st.integers(0, len(raw)))
    at = data.draw(st.integers(0, len(other)))
    noise = data.draw(st.text(max_size=6))
    for item in clean_list(f"1. {raw[:cut]}{noise}{other[at:]}", index).entries:
        for name, value in values(item):
            assert stands(name, value, item), (name, value, item.reference.raw)
        assert (item.match is None) or item.status in CLAIMS
        if item.match is None:
            assert item.confidence == 0


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_survived(text: str, index: CitationIndex) -> None:
    for item in clean_list(text, index).entries:
        for field in item.reference.fields:
            assert 0 <= field.start < field.end <= len(item.reference.raw)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Smith J, " * 9000, id="authors without end"),
        pytest.param("a." * 40000, id="dots"),
        pytest.param("Smith J. Calc\0inosis\0. <script>alert(1)</script> Nature. 2001;1:2-3.", id="null bytes"),
        pytest.param("محمد أحمد. تكلس الجلد في الذئبة. 2015;27(6):542-8.", id="right to left"),
    ],
)
def test_a_hostile_entry_is_kept_whole(text: str, index: CitationIndex) -> None:
    (item,) = clean_list(text, index).entries
    assert item.reference.raw == text.strip()
    assert item.match is None


def test_order_of_the_index_does_not_matter(index: CitationIndex) -> None:
    text = "\n".join(f"{n}. {raw}" for n, raw in enumerate(RAWS, 1))
    assert clean_list(text, index) == clean_list(text, index)
