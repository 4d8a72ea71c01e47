from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.errors import UsageError
from evidence.formats.style import check_style, is_numbered, render
from evidence.model import Citation, Name

LATER = Citation(
    title="Zinc.",
    names=(Name("Zed", "Anna", "A"), Name("Lupus Group", collective=True)),
    journal="Journal of rheumatology",
    journal_abbrev="J Rheumatol",
    year=2005,
    volume="34",
    issue="6",
    first_page="805",
    last_page="812",
    doi="10.1000/x",
)
EARLIER = Citation(title="2. Arnica", names=(Name("Abe", "B", "B"),), journal="J X", year=2001)


def test_american_medical_association() -> None:
    first, second = render([LATER, EARLIER], "ama")
    assert first == "Zed A, Lupus Group. Zinc. J Rheumatol. 2005;34(6):805-812. doi:10.1000/x"
    assert "2. Arnica" in second


def test_apa_keeps_the_order_that_was_asked_for() -> None:
    first, second = render([LATER, EARLIER], "apa")
    assert first.startswith("Zed, A., & Lupus Group. (2005). Zinc.")
    assert "Journal of Rheumatology, 34(6), 805–812" in first
    assert second.startswith("Abe, B. (2001).")


@pytest.mark.parametrize(
    ("style", "first", "second"),
    [
        ("nature", "Zed, A. & Lupus Group. Zinc. J Rheumatol 34, 805–812 (2005).", "Abe, B. 2. Arnica. J X (2001)."),
        ("elsevier-harvard", "Zed, A., Lupus Group, 2005. Zinc.", "Abe, B., 2001. 2. Arnica."),
        ("chicago-author-date", "Zed, A., and Lupus Group. 2005. “Zinc.”", "Abe, B. 2001. “2. Arnica.”"),
        ("elsevier-vancouver", "Zed A, Lupus Group. Zinc.", "Abe B. 2. Arnica."),
        ("nature-digest", "Zed, A. & Lupus Group.", "Abe, B. 2. Arnica."),
    ],
)
def test_the_id_of_a_csl_style(style: str, first: str, second: str) -> None:
    one, other = render([LATER, EARLIER], style)
    assert one.startswith(first)
    assert other.startswith(second)


INITIALS = Citation(title="Zinc", names=(Name("Fang", "", "FC"), Name("Wu", "AB", "AB")), journal="J X", year=2022)


@pytest.mark.parametrize(
    ("style", "whole", "cut"),
    [
        ("vancouver", "Fang FC, Wu AB. Zinc. J X. 2022.", "Fang FC, Wu AB, et al. Zinc. J X. 2022."),
        ("ama", "Fang FC, Wu AB. Zinc. J X. 2022.", "Fang FC, Wu AB, et al. Zinc. J X. 2022."),
        ("apa", "Fang, F. C., & Wu, A. B. (2022). Zinc. J X.", "Fang, F. C., Wu, A. B., et al. (2022). Zinc. J X."),
        ("bmj", "Fang FC, Wu AB. Zinc. J X. 2022.", "Fang FC, Wu AB, et al. Zinc. J X. 2022."),
    ],
)
def test_all_initials_and_the_authors_known_to_be_missing(style: str, whole: str, cut: str) -> None:
    assert render([INITIALS, replace(INITIALS, names_complete=False)], style) == [whole, cut]


def test_a_list_of_authors_that_the_style_cuts_says_et_al_once() -> None:
    many = replace(INITIALS, names=INITIALS.names * 15, names_complete=False)
    for style in ("ama", "apa"):
        (text,) = render([many], style)
        assert text.count("et al.") == 1
        assert "et al.." not in text


@pytest.mark.parametrize("style", ["vancouver", "ama", "apa", "nature"])
def test_a_retracted_paper_says_so(style: str) -> None:
    (text,) = render([replace(LATER, retracted=True)], style)
    assert "Zinc [Retracted]." in text
    (book,) = render([Citation(title="Zinc", book="Zinc", names=LATER.names, year=2005, retracted=True)], style)
    assert book.count("Zinc [Retracted]") == 1


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("ama", "Zinc [Retracted]. J X. 2022."),
        ("apa", "Zinc [Retracted]. (2022). J X."),
        ("chicago-author-date", "“Zinc [Retracted].” 2022. J X."),
        ("elsevier-vancouver", "Zinc [Retracted]. J X 2022."),
    ],
)
def test_a_title_that_stands_for_the_authors_is_printed_once(style: str, expected: str) -> None:
    assert render([replace(INITIALS, names=(), retracted=True)], style) == [expected]


def test_an_entry_ends_without_space() -> None:
    assert render([Citation(title="Zinc", year=2020)], "apa") == ["Zinc. (2020)."]


def test_a_journal_named_as_the_paper_is_no_second_title() -> None:
    assert render([Citation(title="Lupus", journal="Lupus", year=2022)], "elsevier-vancouver") == ["Lupus. Lupus 2022."]


def test_no_word_on_how_it_was_published_but_in_a_title() -> None:
    said = replace(INITIALS, title="Papers published online")
    (text,) = render([said], "ama")
    assert text.startswith("Fang FC, Wu AB. Papers published online. J X.")


@pytest.mark.parametrize("style", ["harvard", "../apa", "", "history-and-theory"])
def test_a_style_that_cannot_be_used_names_those_there_are(style: str) -> None:
    with pytest.raises(UsageError) as raised:
        render([LATER], style)
    assert repr(style) in str(raised.value)
    assert "vancouver" in raised.value.hint


@pytest.mark.parametrize(
    ("style", "said", "near"),
    [
        ("natur", "no style 'natur'", "nature"),
        ("harvard", "no style 'harvard'", "harvard-limerick"),
        ("history-and-theory", "footnotes only", "feminist-theory"),
        ("chicago-notes", "footnotes only", "chicago-notes-bibliography"),
    ],
)
def test_a_style_is_refused_before_it_is_needed_with_its_like(style: str, said: str, near: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        check_style(style)
    named = raised.value.hint.removeprefix("Like it are ").split("; ")[0].split(", ")
    assert near in named
    for name in named:
        check_style(name)


@pytest.mark.parametrize("style", ["vancouver", "ama", "apa", "nature", "elsevier-vancouver"])
def test_a_style_that_works_is_not_refused(style: str) -> None:
    check_style(style)


def test_the_parts_of_a_book_and_a_page_are_printed() -> None:
    book = Citation(
        title="Skin", book="Skin", editors=(Name("Zed", "Anna", "A"),), edition="3rd", publisher="Springer",
        publisher_place="Berlin", year=2012,
    )  # fmt: skip
    page = Citation(title="Skin", kind="webpage", url="https://x.org/y", accessed="2020 Jan 3", year=2019)
    chapter = replace(book, title="Nails", names=(Name("Abe", "B", "B"),), first_page="3", last_page="9")
    assert render([book, page, chapter]) == [
        "Zed A, editor. Skin. 3rd ed. Berlin: Springer; 2012.",
        "Skin [Internet]. 2019 [cited 2020 Jan 3]. Available from: https://x.org/y",
        "Abe B. Nails. In: Zed A, editor. Skin. 3rd ed. Berlin: Springer; 2012. p. 3-9.",
    ]
    first, second, third = render([book, page, chapter], "apa")
    assert all(part in first for part in ("Zed, A.", "(2012)", "Skin", "3rd ed.", "Springer"))
    assert all(part in second for part in ("Skin", "2019", "https://x.org/y"))
    assert first.count("Zed") == 1
    assert all(part in third for part in ("Abe, B.", "Nails", "A. Zed", "Skin", "3–9", "Springer"))


SUPPLEMENT = Citation(
    title="Zinc",
    names=(Name("Fang", "F", "F"),),
    journal="Journal of zinc : JZ",
    journal_id="1",
    journal_abbrev="J Zinc",
    year=2020,
    volume="7",
    issue="Suppl 2",
    first_page="58",
)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("nature", "Fang, F. Zinc. J Zinc 7 Suppl 2, 58 (2020)."),
        ("cell", "Fang, F. (2020). Zinc. J Zinc 7 Suppl 2, 58."),
        ("apa", "Fang, F. (2020). Zinc. Journal of Zinc, 7(Suppl 2), 58."),
        ("ieee", "F. Fang, “Zinc,” J Zinc, vol. 7, no. Suppl 2, p. 58, 2020."),
        ("chicago-author-date", "Fang, F. 2020. “Zinc.” Journal of Zinc 7 (Suppl 2): 58."),
    ],
)
def test_a_supplement_a_subtitle_and_the_mark_before_a_quotation_mark(style: str, expected: str) -> None:
    assert render([SUPPLEMENT], style) == [expected]


@pytest.mark.parametrize("style", ["ama", "ieee", "cell", "nature", "harvard-cite-them-right", "vancouver"])
def test_an_abstract_in_a_journal_keeps_its_volume_and_supplement(style: str) -> None:
    (text,) = render([replace(SUPPLEMENT, kind="paper-conference", types=("abstract",))], style)
    assert "[abstract]" in text
    assert all(value in text for value in ("7", "58"))
    assert "suppl 2" in text.lower()


def test_a_published_paper_without_a_volume_is_no_preprint() -> None:
    (text,) = render([replace(SUPPLEMENT, volume="", issue="", first_page="")], "harvard-cite-them-right")
    assert "Preprint" not in text


def test_which_styles_number_their_entries() -> None:
    styles = ("vancouver", "ama", "ieee", "nature", "apa", "chicago-author-date")
    assert [is_numbered(style) for style in styles] == [True, True, True, True, False, False]
