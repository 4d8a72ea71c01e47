from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.normalise.journal_keys import shorter, squeezed
from evidence.normalise.journal_suggest import meant
from evidence.normalise.journals import authority
from evidence.protocol.shipped import shipped

CASES = json.loads((Path(__file__).parents[1] / "cases" / "normalise_journals.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['note']}")
def test_what_is_certain(case: dict[str, Any]) -> None:
    asked = case["input"]
    found = authority().find(asked["text"], year=asked["year"], issn=tuple(asked["issn"]))
    assert (found.nlm_id if found else None) == case["expected"]


def test_the_title_is_printed_with_its_accents() -> None:
    journal = authority().by_id("7702013")
    assert journal is not None
    assert journal.title == "Annales de dermatologie et de vénéréologie"
    assert (journal.medline, journal.issn[0]) == ("Ann Dermatol Venereol", "0151-9638")


@pytest.mark.parametrize(
    ("text", "nlm_id", "how"),
    [
        pytest.param("Angles de dermatologie et Vénérologie", "7702013", "near", id="seed, first spelling"),
        pytest.param("Anales de dermatologie et Vénérologie", "7702013", "near", id="seed, second spelling"),
        pytest.param("J. Amer. Acad. Derm.", "7907132", "abbreviation", id="free abbreviation"),
        pytest.param("Semin Arthrit Rheumat", "1306053", "abbreviation", id="other cuts"),
        pytest.param("Rev Med Int", "8101383", "abbreviation", id="French, cut short"),
        pytest.param("Nutr Metab", "0330472", "homonym", id="homonyms"),
        pytest.param("Curent Opinion in Rheumatolgy", "9000851", "near", id="two misprints"),
        pytest.param("Ann Dermatol Venereol", "7702013", "exact", id="exact"),
    ],
)
def test_what_is_likely(text: str, nlm_id: str, how: str) -> None:
    best = authority().suggest(text)[0]
    assert (best.journal.nlm_id, best.how) == (nlm_id, how)
    assert best.note


def test_homonyms_are_all_shown_and_years_speak() -> None:
    both = authority().suggest("Nutr Metab")
    assert {match.journal.nlm_id for match in both} >= {"0330472", "101231644"}
    between = authority().suggest("Arthritis Care Res", year=2005)
    assert all(match.score < 0.6 and "not in 2005" in match.note for match in between)


def test_namesakes() -> None:
    assert "8809082" in authority().namesakes("101518086")
    assert authority().namesakes("7702013") == authority().namesakes("no such id") == ()


@pytest.mark.parametrize(
    ("text", "year", "medline"),
    [
        ("Sem. Arthr. Rheum.", 2005, "Semin Arthritis Rheum"),
        ("Br. Journ. Derm.", 2010, "Br J Dermatol"),
        ("Ann Rhe Dis", 2010, "Ann Rheum Dis"),
        ("Rev. Méd. Int.", 2006, "Rev Med Interne"),
        ("Arthr. Rheum.", 2000, "Arthritis Rheum"),
        ("Arthr. Rheum.", None, None),  # two journals, one after the other
        ("J. Of. Reh.", 2000, None),  # "Of." may be no preposition
        ("Journ. Opt.", 2000, None),  # too short to be sure
        ("Proc. Inst. Mecha. Engi.", 2000, None),  # a family of journals
        ("J Imag Res", 2000, None),
        ("Han guk Simni Hakhoe chi", 2000, None),  # much like another name, but not word by word
        ("Semin Arthritis Rheum", 2005, None),  # known: nothing to put right
        ("", 2000, None),
    ],
)
def test_a_free_abbreviation_means_the_one_journal_that_fits(text: str, year: int | None, medline: str | None) -> None:
    best = meant(authority(), text, year)
    assert (best.journal.medline if best else None) == medline


def test_nothing_is_suggested_for_what_is_like_nothing() -> None:
    assert authority().suggest("Zzyzx qwrtp") == ()
    assert authority().suggest("") == ()


def test_the_key_is_the_id_or_the_folded_name() -> None:
    assert authority().key("Ann. Dermatol. Venereol.") == authority().key("Annales de Dermatologie et de Vénéréologie")
    assert authority().key("Calcinosis Letters of Atlantis") == "calcinosislettersatlantis"


def test_years_kept_by_hand_name_journals_of_the_table() -> None:
    with shipped("data", "journals", "years.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            journal = authority().by_id(row["nlm_id"])
            assert journal is not None, row
            assert (str(journal.start or ""), str(journal.end or "")) == (row["start"], row["end"]), row
            assert row["note"]


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=29_000))
def test_a_name_is_found_as_another_journal_only_if_it_is_that_journals_abbreviation(at: int) -> None:
    journal = authority().journal(at)
    for name in (journal.title, journal.medline, *journal.variants):
        found = authority().find(name)
        assert found is None or found == journal or squeezed(found.medline) == squeezed(name)
    if journal.issn:
        found = authority().find(journal.title, issn=journal.issn)
        assert found is None or found == journal
    assert authority().find(journal.nlm_id) == journal


def test_keys() -> None:
    assert squeezed("Revue de l'Encéphale\nThe Lancet. Oncology") == ["revueencephale", "lancetoncology"]
    assert squeezed("皮膚科") == ["皮膚科"]
    assert shorter("Journal of drugs in dermatology : JDD") == ("Journal of drugs in dermatology",)
    assert shorter("Lancet (London, England)") == ("Lancet",)
