from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.clean.clean import clean_list
from evidence.model import Citation, Name
from evidence.sources.index import build_index

RECORD = Citation(
    citation_id="x",
    title="Carbon dioxide laser for painful calcified nodules of the fingers",
    names=(Name("Moreau", "Anne", "A"),),
    names_complete=False,
    journal="British Journal of Dermatology",
    year=1996,
    volume="135",
    first_page="302",
    last_page="304",
)
ENTRY = (
    "1. Moreau A, Lindqvist B, Okafor C. Carbon dioxide laser for painful calcified nodules of the fingers. "
    "Br J Dermatol 1996;135:302-4."
)


def test_a_record_that_names_only_some_authors_takes_none_away() -> None:
    with build_index([RECORD], None) as index:
        (entry,) = clean_list(ENTRY, index).entries
    assert entry.match is not None
    assert [name.family for name in entry.printed.names] == ["Moreau", "Lindqvist", "Okafor"]
    assert "authors" not in {change.field for change in entry.changes}


def test_a_last_page_is_not_put_beside_another_first_page() -> None:
    with build_index([replace(RECORD, first_page="e302", last_page="")], None) as index:
        (entry,) = clean_list(ENTRY, index).entries
    assert (entry.printed.first_page, entry.printed.last_page) == ("e302", "")
    with build_index([replace(RECORD, last_page="")], None) as index:
        (entry,) = clean_list(ENTRY, index).entries
    assert (entry.printed.first_page, entry.printed.last_page) == ("302", "304")


def test_an_issue_is_not_put_beside_another_volume() -> None:
    with build_index([replace(RECORD, volume="134", issue="")], None) as index:
        (entry,) = clean_list(ENTRY.replace("135:", "135(2):"), index).entries
    assert (entry.printed.volume, entry.printed.issue) == ("134", "")


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("Moreau X, Lindqvist B, Okafor C.", "“Moreau X” is “Moreau AM” in the record."),
        ("Moreau A, Okafor C, et al.", "Lindqvist B is left out before “et al.”."),
        ("Moreau A, Lindqvist B, Okafor C.", ""),
        ("Moreau AM, Lindqvist BC, Okafor C.", ""),
        ("Moreau A, Lindqvist B, et al.", ""),
    ],
)
def test_a_wrong_initial_and_an_author_passed_over_are_told(printed: str, reason: str) -> None:
    names = (Name("Moreau", initials="AM"), Name("Lindqvist", initials="B"), Name("Okafor", initials="C"))
    four = replace(RECORD, names=(*names, Name("Petit", initials="D")), names_complete=True)
    known = four if "et al" in printed else replace(four, names=names)
    with build_index([known], None) as index:
        (entry,) = clean_list(ENTRY.replace("Moreau A, Lindqvist B, Okafor C.", printed), index).entries
    assert [change.reason for change in entry.changes if change.field == "authors"] == [reason] * bool(reason)


def test_of_two_titles_that_differ_in_capitals_alone_that_of_a_sentence_is_printed() -> None:
    title = "Carbon Dioxide Laser for Painful Calcified Nodules of the Fingers"
    with build_index([replace(RECORD, title=title)], None) as index:
        (entry,) = clean_list(ENTRY, index).entries
    with build_index([RECORD], None) as index:
        (shouted,) = clean_list(ENTRY.replace(RECORD.title, title), index).entries
    assert (entry.printed.title, shouted.printed.title) == (RECORD.title, RECORD.title)
    assert "title" not in {change.field for change in entry.changes}
    (reason,) = [change.reason for change in shouted.changes if change.field == "title"]
    assert reason == "Capitals alone differ; those of the record are printed."
    small = RECORD.title.replace("Carbon dioxide laser", "Effect of PUVA and CO2 laser")
    with build_index([replace(RECORD, title=small)], None) as index:
        (lowered,) = clean_list(ENTRY.replace(RECORD.title, small.replace("PUVA", "puva")), index).entries
    assert lowered.printed.title == small


def test_a_dot_or_hyphen_alone_makes_no_other_issue() -> None:
    for known, printed in (("Suppl.", "Suppl"), ("2-3", "2‐3")):
        with build_index([replace(RECORD, issue=known)], None) as index:
            (entry,) = clean_list(ENTRY.replace("135:", f"135({printed}):"), index).entries
        assert "issue" not in {change.field for change in entry.changes}, known


def test_a_journal_is_read_where_its_name_stands_whole() -> None:
    bone = replace(RECORD, journal_id="0375355", journal_abbrev="J Bone Joint Surg Br")
    bone = replace(bone, journal="The Journal of bone and joint surgery. British volume")
    rice = replace(RECORD, journal="Rice (New York, N.Y.)", journal_abbrev="Rice (N Y)")
    for known, printed in (
        (bone, "A. Moreau, “{}”, J Bone Joint Surg Br, vol. 135, pp. 302–304, 1996."),
        (rice, "Moreau A, Okafor C, … Ishikawa, R. {}. Rice 1996;135:302-4."),
    ):
        with build_index([known], None) as index:
            (entry,) = clean_list(printed.format(RECORD.title), index).entries
        assert "journal" not in {change.field for change in entry.changes}, entry.changes


def test_a_word_between_two_names_is_none_of_the_title() -> None:
    names = (Name("Moreau", initials="A"), Name("Petit", initials="D"))
    known = replace(RECORD, names=names, names_complete=True, title="U.S. surveys of painful nodules of the fingers")
    printed = f"Moreau, A. u. Petit, D.: {known.title}. In: British Journal of Dermatology, Bd. 135, 1996, S. 302-304."
    with build_index([known], None) as index:
        (entry,) = clean_list(printed, index).entries
    assert {change.field for change in entry.changes} <= {"doi", "pmid"}


def test_a_title_in_the_language_of_the_paper_is_right() -> None:
    vernacular = "Le laser au dioxyde de carbone pour les nodules calcifiés douloureux des doigts"
    known = replace(RECORD, title=f"[{RECORD.title}].", title_vernacular=vernacular)
    with build_index([known], None) as index:
        (entry,) = clean_list(ENTRY.replace(RECORD.title, vernacular), index).entries
    assert entry.match is not None
    assert entry.printed.title == vernacular
    assert "title" not in {change.field for change in entry.changes}
