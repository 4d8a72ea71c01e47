"""Single fields side by side, and what a common title is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from evidence.match.compare import Frequencies, compare, frequencies_of
from evidence.match.compare_places import KNOWN_APART, abbreviates
from evidence.match.form import Form, form_of, numeral
from evidence.match.opposed import opposed
from evidence.model import Citation, Name


def form(**fields: object) -> Form:
    return form_of(Citation(**fields))  # type: ignore[arg-type]


def level(field: str, a: Mapping[str, object], b: Mapping[str, object]) -> str:
    part = compare(form(**a), form(**b), Frequencies()).part(field)
    assert part is not None
    return part.level


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        pytest.param(("805", "812"), ("805", ""), "agree", id="start"),
        pytest.param(("108", ""), ("viii108", ""), "near", id="prefix"),
        pytest.param(("1", "6"), ("e12724", ""), "near", id="page-count"),
        pytest.param(("969", "972"), ("c1804", ""), "near", id="print-and-electronic"),
        pytest.param(("1262", "1268"), ("S33", "S38"), "differ", id="supplement"),
        pytest.param(("246", "250"), ("250", "254"), "near", id="overlap"),
        pytest.param(("175", "184"), ("185", "189"), "differ", id="next-paper"),
        pytest.param(("S1178", "S1178"), ("S1178", "S1179"), "near", id="one-start-two-ends"),
        pytest.param(("S417", "S429"), ("Suppl-29", ""), "near", id="start-eaten"),
        pytest.param(("12", ""), ("", ""), "silent", id="silent"),
    ],
)
def test_pages(a: tuple[str, str], b: tuple[str, str], wanted: str) -> None:
    one, other = ({"first_page": first, "last_page": last} for first, last in (a, b))
    assert level("pages", one, other) == level("pages", other, one) == wanted


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        pytest.param(
            "Tumour calcinosis in randomised mice", "Tumor calcinosis in randomized mice", "agree", id="spelling"
        ),
        pytest.param("Health care for skin disease", "Healthcare for skin disease", "agree", id="run-together"),
        pytest.param("The second international trial", "The 2nd international trial", "agree", id="ordinal"),
        pytest.param("Laser for calcinosis of hands", "Laser for calcinosis of hands: a pilot", "near", id="subtitle"),
        pytest.param("Growth of bone in vivo", "Growth of bone in vitro", "differ", id="opposed"),
        pytest.param("Multifoods: case A", "Multifoods: case B", "differ", id="letters"),
        pytest.param("Stones", "", "silent", id="silent"),
    ],
)
def test_titles(a: str, b: str, wanted: str) -> None:
    assert level("title", {"title": a}, {"title": b}) == level("title", {"title": b}, {"title": a}) == wanted


def test_a_title_of_many_works_weighs_nothing() -> None:
    corpus = [form(title="Remarks of the president", names=(Name(f"Author{n}"),), year=2000 + n) for n in range(30)]
    part = compare(corpus[0], corpus[0], frequencies_of(corpus)).part("title")
    assert part is not None
    assert part.weight == 0
    assert "30 works" in part.note


def test_copies_do_not_make_a_title_common() -> None:
    copies = [form(title="Laser for painful calcinosis of hands", names=(Name("Duval"),), year=2012)] * 30
    assert not frequencies_of(copies).titles


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        pytest.param("10.5555/EJIS.2008.49", "10.5555/EJIS200849", "agree", id="punctuation"),
        pytest.param("10.5555/EJIS.2008.49", "10.5555/EJIS", "near", id="cut-short"),
        pytest.param("10.5555/a", "10.5555/b", "differ", id="differ"),
    ],
)
def test_dois(a: str, b: str, wanted: str) -> None:
    assert level("doi", {"doi": a}, {"doi": b}) == wanted


def test_names_with_and_without_particles_inverted_or_misspelt() -> None:
    printed = (Name("Le Quintrec", "M"), Name("Zuber", "Jules"))
    for others in ((Name("Quintrec", "M"), Name("Zuber", "J")), (Name("Jules", "Zuber"), Name("Le Quintreck", "M"))):
        assert level("authors", {"names": printed}, {"names": others}) == "agree"
    assert level("authors", {"names": printed}, {"names": (Name("Other"),)}) == "differ"


def test_a_pmid_that_cannot_be_is_no_evidence() -> None:
    assert level("pmid", {"pmid": "900000001"}, {"pmid": "900000002"}) == "silent"
    assert level("pmid", {"pmid": "15942915"}, {"pmid": "26352733"}) == "differ"


def test_small_words() -> None:
    assert abbreviates(["can", "j", "microbiol"], ["canadian", "journal", "microbiology"])
    assert not abbreviates(["j", "microbiol", "can"], ["canadian", "journal", "microbiology"])
    assert [numeral(word) for word in ("iv", "third", "trois", "mix", "2nd")] == ["4", "3", "3", "mix", "2"]
    assert opposed("hyperthermia", "hypothermia")
    assert opposed("hommes", "femmes")
    assert opposed("stable", "unstable")
    assert not opposed("tumour", "tumor")


def test_names_that_lost_letters() -> None:
    whole = (Name("Böhm", "K"), Name("Kießling", "W"), Name("Özsu", "M"))
    lost = (Name("B?hm", "K"), Name("Kie\ufffdling", "W"), Name("?zsu", "M"))
    assert level("authors", {"names": whole}, {"names": lost}) == level("authors", {"names": lost}, {"names": whole})
    assert level("authors", {"names": whole}, {"names": lost}) == "agree"
    assert level("authors", {"names": (Name("Behrens"),)}, {"names": (Name("B?hm"),)}) == "differ"


def series(*printed: tuple[int, int], journal: str) -> list[Form]:
    """Works (title number, year) as one journal name has them."""
    return [
        form(title=f"Stones number {n} of a most painful kind", names=(Name(f"Duv{n}"),), year=year, journal=journal)
        for n, year in printed
    ]


def test_journal_names_that_stand_for_one_are_learnt_from_five_works() -> None:
    works = [(n, 2000) for n in range(5)]
    for many, wanted in ((4, "differ"), (5, "near")):
        counted = frequencies_of([*series(*works[:many], journal="Bonkers"), *series(*works, journal="Zeta Proc")])
        one, other = series((9, 2001), journal="Bonkers"), series((9, 2001), journal="Zeta Proc")
        part = compare(one[0], other[0], counted).part("journal")
        assert part is not None
        assert part.level == wanted


def test_two_journals_that_share_a_few_of_many_works_stay_two() -> None:
    shared, more = [(n, 2000) for n in range(5)], [(n, 2001) for n in range(11)]
    counted = frequencies_of([*series(*shared, *more, journal="Bonkers"), *series(*shared, journal="Zeta Proc")])
    assert not counted.aliases


def test_three_names_of_one_journal_and_a_journal_known_apart() -> None:
    works, later = [(n, 2000) for n in range(5)], [(n, 2001) for n in range(5)]
    printed = (*series(*works, journal="Bonkers"), *series(*works, *later, journal="Zeta Proc"))
    other = [series(*((n, 1990) for n in range(5)), journal=name) for name in ("Quixote", "Windmill Lett")]
    counted = frequencies_of([*printed, *series(*later, journal="Ann Bonk"), *other[0], *other[1]])
    names = ("Bonkers", "Ann Bonk", "Zeta Proc", "Quixote", "Windmill Lett")
    known = [counted.aliases[series((1, 1), journal=name)[0].journal] for name in names]
    assert len(set(known[:3])) == len(set(known[3:])) == 1 != len(set(known))
    one, two = series((9, 1), journal="Bonkers"), series((9, 1), journal="Windmill Lett")
    part = compare(one[0], two[0], counted).part("journal")
    assert part is not None
    assert (part.level, part.weight) == ("differ", KNOWN_APART)


def test_copies_that_are_misread_do_not_make_a_title_common() -> None:
    (one,) = series((1, 2000), journal="Bonkers")
    year, author = replace(one, year=2001), replace(one, bare_surnames=("duvalr",))
    copies = [replace(one, page=str(page)) for page in range(40)]
    assert not frequencies_of([*copies, year, author]).titles
    assert frequencies_of([one, year, author, replace(author, year=2002)]).titles


def test_a_doi_on_spellings_of_one_title_is_no_common_doi() -> None:
    (one,) = series((1, 2000), journal="Bonkers")
    cores = ("laserforcalcinosis", "laserfrocalcinosis", "laserforcalcinosisofhands", "surgeryofthehandandwrist")
    forms = [replace(one, core=core, doi="10.5555/x") for core in cores]
    assert frequencies_of(forms).dois == {"10.5555/x": 2}
