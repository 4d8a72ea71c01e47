"""A list taken apart: places, odd marks, and lines without end."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from evidence.clean.split import MOST_ENTRIES, split_list
from evidence.errors import BadDataError
from evidence.model import Place

CASES = Path(__file__).parents[1] / "cases"
CUT: list[dict[str, Any]] = json.loads((CASES / "clean_split.json").read_text(encoding="utf-8"))
ONE = "Fontaine G. Colchicine in inflammatory skin disease. Lancet. 1998;351(9110):1210-3."
TWO = "Belmont L, Ferri E. Ceftriaxone for morphea profunda. Curr Opin Rheumatol. 2007;19(1):44-7."


def sentences(text: str, places: tuple[str, ...]) -> list[str]:
    split = split_list(text, "list.docx", places)
    return [p.sentence for p in (*split.problems, *(p for r in split.references for p in r.problems))]


def test_defects_are_named_with_the_places_of_the_document() -> None:
    text = f"References\n1. {ONE} 2. {TWO}\nPMID 12\n2. {ONE}\n5. {TWO}\n()"
    places = tuple(f"in paragraph {n}" for n in range(11, 17))
    assert sentences(text, places) == [
        "Paragraph 11 is a heading, not a reference: “References”.",
        "Paragraph 16 holds no reference: “()”.",
        "Number (2) is used twice: in paragraph 12 and in paragraph 14.",
        "Numbers (3) to (4) are skipped: (5) in paragraph 15 follows (2).",
        "Two references stand in paragraph 12: number (2) begins in the middle of it.",
        "Two references stand in paragraph 12: number (2) begins in the middle of it.",
        "The reference that begins in paragraph 12 runs over 2 paragraphs.",
    ]


def test_a_reference_knows_its_place() -> None:
    assert split_list(f"\n1. {ONE}\n2. {TWO}", "a.txt").references[1].place == Place("a.txt", 3)
    placed = split_list(f"1. {ONE}\n2. {TWO}", "a.docx", ("in footnote 1", "in footnote 2"))
    assert placed.references[1].place == Place("a.docx", 2, "footnote 2")


@pytest.mark.parametrize("place", ["on page 3, line 8", "in paragraph 4"])
def test_a_page_wraps_lines_by_itself_and_so_does_a_break_in_a_paragraph(place: str) -> None:
    places = (place, place.replace("8", "9"))
    assert sentences(f"1. {ONE[:40]}\n{ONE[40:]}", places) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[^1]: {}\n[^2]: {}", id="notes of Markdown"),
        pytest.param("\u200f1. {}\n\u200f2. {}", id="right-to-left marks before the number"),
        pytest.param("\u202b١. {}\u202c\n\u202b٢. {}\u202c", id="Arabic digits"),
        pytest.param("1\t{}\n2\t{}", id="cells of a table"),
        pytest.param("* [1] {}\n* [2] {}", id="bullets and brackets"),
        pytest.param("- (1) {}\n- (2) {}", id="dashes and brackets"),
        pytest.param("• 1. {}\n•2. {}", id="bullets and dots"),
        pytest.param("Ref 1: {}\nRef 2: {}", id="in words"),
        pytest.param("Réf. 1. {} réf. 2. {}", id="in words, on one line"),
        pytest.param("\ufeff1. {}\r\n2. {}\r\n", id="Windows"),
    ],
)
def test_numbers_in_other_clothes(text: str) -> None:
    references = split_list(text.format(ONE, TWO)).references
    assert [(r.number, r.raw) for r in references] == [(1, ONE), (2, TWO)]


def test_a_bullet_hides_no_run_on_and_no_number_used_twice() -> None:
    assert sentences(f"- (1) {ONE} (2) {TWO}\n- (2) {ONE}\n- (3) {TWO}", ()) == [
        "Number (2) is used twice: on line 1 and on line 2.",
        "Two references stand on line 1: number (2) begins in the middle of it.",
        "Two references stand on line 1: number (2) begins in the middle of it.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- {}\n- {}", id="bullets"),
        pytest.param("[Fon98] {}\n[B+07b] {}", id="keys"),
        pytest.param("* [Fontaine1998] {}\n* [Belmont2007] {}", id="bullets and keys"),
    ],
)
def test_a_bullet_and_a_key_are_no_number_and_no_author(text: str) -> None:
    references = split_list(text.format(ONE, TWO)).references
    assert [(r.number, r.raw) for r in references] == [(None, ONE), (None, TWO)]


def test_a_bulleted_list_in_which_some_entries_begin_with_a_number() -> None:
    entries = (ONE, f"3. {TWO}", ONE, TWO, f"2019. {ONE}")
    assert [r.raw for r in split_list("\n".join(f"- {entry}" for entry in entries)).references] == [*entries]


def test_two_references_under_one_number_are_taken_apart_and_named() -> None:
    split = split_list(f"1. {TWO}\n2. {ONE}\n{TWO}\n3. {ONE}")
    assert [(r.number, r.raw) for r in split.references] == [(1, TWO), (2, ONE), (2, TWO), (3, ONE)]
    assert [p.sentence for p in split.references[2].problems] == [
        "The reference that begins on line 2 runs over 2 lines.",
        "2 references stand in number (2) on line 2; they were taken apart.",
    ]
    assert split.problems == ()


def test_two_references_that_may_be_one_stay_one_and_are_named() -> None:
    text = f"- {ONE} {TWO.partition('. ')[2]}"
    assert sentences(f"- {TWO}\n{text}", ()) == [
        "Two references may stand in the entry on line 2: it was read as one; put each on its own line."
    ]


@pytest.mark.parametrize("mark", ["3 ", "3) ", "[3] ", "3- "])
def test_the_next_number_in_another_style_begins_an_entry(mark: str) -> None:
    references = split_list(f"1. {ONE}\n2. {TWO}\n{mark}{ONE}\n4. {TWO}").references
    assert [(r.number, r.raw) for r in references] == [(1, ONE), (2, TWO), (3, ONE), (4, TWO)]


@pytest.mark.parametrize("more", ["3 tests of it.", "2 Belmont L, a second part.", "3 Tests of it."])
def test_a_line_that_begins_with_a_number_goes_on(more: str) -> None:
    assert [r.raw for r in split_list(f"1. {ONE}\n2. {TWO}\n{more}").references] == [ONE, f"{TWO} {more}"]


def test_right_to_left_entries_stay_whole() -> None:
    first, second = "محمد أحمد. تكلس الجلد في الذئبة. 2015;27(6):542-8.", "כהן א. הסתיידות. 2011;38:1502-10."
    assert [r.raw for r in split_list(f"1. {first}\n2. {second}").references] == [first, second]


@pytest.mark.parametrize("mark", ["2.", "[2]", "(2)", "2)"])
def test_a_number_left_at_the_end_of_a_line_begins_an_entry(mark: str) -> None:
    first = mark.replace("2", "1")
    references = split_list(f"{first} {ONE} {mark}\n{TWO}\n{mark.replace('2', '3')} {ONE}").references
    assert [(r.number, r.raw) for r in references] == [(1, ONE), (2, TWO), (3, ONE)]


@pytest.mark.parametrize("case", CUT, ids=[case["id"] for case in CUT])
def test_where_the_entries_of_a_list_begin(case: dict[str, Any]) -> None:
    split = split_list(case["text"])
    assert [r.raw for r in split.references] == case["references"]
    assert [p.sentence for p in split.problems] == case["problems"]


def test_a_page_at_the_end_of_a_line_begins_none() -> None:
    text = f"1. Silva A. A paper. J Test 6, 2.\n2. {TWO}"
    assert [r.raw for r in split_list(text).references] == ["Silva A. A paper. J Test 6, 2.", TWO]


def test_a_last_number_out_of_turn_is_an_entry() -> None:
    assert [r.number for r in split_list(f"1. {ONE}\n2. {TWO}\n4. {ONE}").references] == [1, 2, 4]


def test_a_last_number_that_stood_before_is_an_entry() -> None:
    assert [r.number for r in split_list(f"1. {ONE}\n2. {TWO}\n3. {ONE}\n1. {TWO}").references] == [1, 2, 3, 1]


def test_numbers_begin_again_under_a_heading() -> None:
    references = split_list(f"1. {ONE}\n2. {TWO}\n# Websites\n1. A page of 2014\n2. {ONE}").references
    assert [(r.number, r.raw) for r in references] == [(1, ONE), (2, TWO), (1, "A page of 2014"), (2, ONE)]


def test_a_title_on_the_line_below_authors_and_year_is_not_another_entry() -> None:
    one = ["Fontaine G., Silva A. (1998).", "Colchicine in inflammatory skin disease. Lancet 351, 1210–1213."]
    two = ["Belmont L., Ferri E. (2007).", "Ceftriaxone for morphea. Lancet 19, 44–47."]
    references = split_list("\n".join(one + two)).references
    assert [r.raw for r in references] == [" ".join(one), " ".join(two)]


def test_two_thousand_entries_on_one_line() -> None:
    references = split_list(" ".join(f"({n}) {ONE}" for n in range(1, 2001))).references
    assert [r.number for r in references] == list(range(1, 2001))
    assert {r.raw for r in references} == {ONE}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("." * (1 << 20), id="dots"),
        pytest.param("(1) " * (1 << 18), id="numbers"),
        pytest.param("Smith A, " * (1 << 17), id="authors"),
        pytest.param("words that end nowhere\n" * (1 << 15), id="prose"),
        pytest.param("\n" * (1 << 19) + ONE, id="blank lines"),
    ],
)
def test_a_text_without_end_costs_no_more_than_its_length(text: str) -> None:
    assert len(split_list(text).references) <= 1


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(BadDataError, match=f"list.txt holds more than {MOST_ENTRIES} entries"):
        split_list("1. a\n" * (MOST_ENTRIES + 1), "list.txt")


WORKS = [case["raw"] for case in json.loads((CASES / "clean_works.json").read_text(encoding="utf-8"))]


@pytest.mark.parametrize("width", [60, 80])
def test_books_and_pages_over_several_lines_are_counted(width: int) -> None:
    numbered = "\n".join(_wrapped(f"{number}. {raw}", width) for number, raw in enumerate(WORKS, 1))
    assert [reference.raw for reference in split_list(numbered).references] == WORKS


def test_books_and_pages_without_numbers_are_taken_apart() -> None:
    text = "\n".join(_wrapped(raw, 80) for raw in WORKS)
    whole = {reference.raw for reference in split_list(text).references} & set(WORKS)
    assert len(whole) == len(WORKS) - 2  # a page without author that follows an address joins it


def _wrapped(raw: str, width: int) -> str:
    return textwrap.fill(raw, width, break_long_words=False, break_on_hyphens=False)
