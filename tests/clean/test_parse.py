from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.clean.parse import parse
from evidence.clean.reading import read

CASES = Path(__file__).parents[1] / "cases"
PLACES: list[dict[str, Any]] = json.loads((CASES / "clean_places.json").read_text(encoding="utf-8"))


def fields(raw: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in parse(read(raw)).fields:
        if field.field == "wording":
            continue
        found.setdefault(field.field, []).append(field.value)
    return found


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            "Tiao et al. en 2022, publiée dans le Journal of Drugs in Dermatology",
            {"authors": ["Tiao"], "year": ["2022"], "journal": ["Journal of Drugs in Dermatology"]},
            id="french prose",
        ),
        pytest.param(
            "Nach Wagner et al., veröffentlicht in Hautarzt, Mai 2003",
            {"authors": ["Wagner"], "date": ["Mai"], "year": ["2003"], "journal": ["Hautarzt"]},
            id="german prose",
        ),
        pytest.param(
            "voir Martin (2017), Nature",
            {"authors": ["Martin"], "year": ["2017"], "journal": ["Nature"]},
            id="see",
        ),
        pytest.param(
            "Dida M. M., & Gale M. D. (2006b). A map of millet. Theor. Appl. Genet. 114, 321–332.",
            {
                "authors": ["Dida", "Gale"],
                "initials": ["M. M", "M. D"],
                "year": ["2006"],
                "title": ["A map of millet"],
                "journal": ["Theor. Appl. Genet"],
                "volume": ["114"],
                "fpage": ["321"],
                "lpage": ["332"],
            },
            id="abbreviated journal with dots",
        ),
        pytest.param(
            "Ravel M. «Motifs et structures». Nature, 2014, vol. 508, n° 3, págs. 331-339. doi:10.1038/n ature1300",
            {
                "authors": ["Ravel"],
                "initials": ["M"],
                "title": ["Motifs et structures"],
                "journal": ["Nature"],
                "year": ["2014"],
                "volume": ["508"],
                "issue": ["3"],
                "fpage": ["331"],
                "lpage": ["339"],
                "doi": ["10.1038/n ature1300"],
            },
            id="quotation marks and a broken DOI",
        ),
    ],
)
def test_fields(raw: str, expected: dict[str, list[str]]) -> None:
    assert fields(raw) == expected


@pytest.mark.parametrize("case", PLACES, ids=[case["id"] for case in PLACES])
def test_styles(case: dict[str, Any]) -> None:
    found = fields(case["raw"])
    held = {name: value if name == "authors" else value[0] for name, value in found.items() if name in case["fields"]}
    assert held == case["fields"]
    assert {"volume", "issue", "fpage", "lpage", "year"} & found.keys() <= case["fields"].keys()


def test_an_article_is_no_initial() -> None:
    found = fields("Chen H, Xiong L. A plant microRNA regulates roots. Nature. 2012;586:1742-7.")
    assert found["initials"] == ["H", "L"]
    assert found["title"] == ["A plant microRNA regulates roots"]


def test_places_are_in_the_raw_text() -> None:
    raw = "Bouvier J. Ã‰tude des calcifications cutanÃ©es. Ann Dermatol Venereol 2009;136:421â€“7."
    found = {field.field: raw[field.start : field.end] for field in parse(read(raw)).fields}
    assert found["title"] == "Ã‰tude des calcifications cutanÃ©es"
    assert found["lpage"] == "7"


@pytest.mark.parametrize(
    ("raw", "authors", "title"),
    [
        ("Roje S. S-Adenosyl-methionine. Phytochemistry. 2006;67:1686-98.", ["Roje"], "S-Adenosyl-methionine"),
        ("Hu J, Ma BPHJ. RNA silencing. Nature. 2009;60:591-602.", ["Hu", "Ma"], "RNA silencing"),
        (
            "De los Campos G, el-Sharkawy SH. Traits. Genetics. 2009;182:375-85.",
            ["De los Campos", "el-Sharkawy"],
            "Traits",
        ),
        ("te Beest M, Lima e Silva R. The more. Ann Bot. 2012;109:19-45.", ["te Beest", "Lima e Silva"], "The more"),
        ("Font i Forcada C, Lee R. Almonds. Nature. 2015;10:6-9.", ["Font i Forcada", "Lee"], "Almonds"),
        ("Lan Y, E Z, Sun F. Viruses. Nature. 2018;58:227-37.", ["Lan", "E", "Sun"], "Viruses"),
        ("Lee A, Rare Skin Study Group. Nails. Lancet. 2001;1:2-3.", ["Lee", "Rare Skin Study Group"], "Nails"),
        ("Costa, A., & Silva, B. (2012). A map of it. Cell, 76, 789–791.", ["Costa", "Silva"], "A map of it"),
    ],
)
def test_where_authors_end(raw: str, authors: list[str], title: str) -> None:
    found = fields(raw)
    assert found["authors"] == authors
    assert found["title"] == [title]


@pytest.mark.parametrize(
    ("raw", "journal", "year", "volume", "fpage", "lpage"),
    [
        ("Zed A. B. J Appl Physiol (1985). 2000;89:131-8.", "J Appl Physiol (1985)", "2000", "89", "131", "8"),
        ("Zed A. B. Dev Biol (N Y 1985). 2011;359:277-88.", "Dev Biol (N Y 1985)", "2011", "359", "277", "88"),
        ("Zed A. Skin in 2001. JAMA. 2002;287:2204-5.", "JAMA", "2002", "287", "2204", "5"),
        ("Zed A. Skin. Cell. 2017;168(6):977-89.e17.", "Cell", "2017", "168", "977", "89.e17"),
        ("Zed A. Skin. Toxicol Lett. 2000;112-113:79-86.", "Toxicol Lett", "2000", "112-113", "79", "86"),
        (
            "Zed, A. (2012). Skin. Periodontology 2000, 59(1), 158–184.",
            "Periodontology 2000",
            "2012",
            "59",
            "158",
            "184",
        ),
        ("Zed A. Skin. Biomed Res Int. 2013;2013:127589.", "Biomed Res Int", "2013", "2013", "127589", None),
    ],
)
def test_where_a_paper_stands(raw: str, journal: str, year: str, volume: str, fpage: str, lpage: str | None) -> None:
    found = fields(raw)
    said = [found.get(name, [None])[0] for name in ("journal", "year", "volume", "fpage", "lpage")]
    assert said == [journal, year, volume, fpage, lpage]


@pytest.mark.parametrize("raw", ["Nature 2017", "Lupus. 2023", "Science, mars 2014", "JAMA 2002;287:2204-5"])
def test_a_journal_of_one_word_is_no_author(raw: str) -> None:
    found = fields(raw)
    assert "authors" not in found
    assert found["journal"] == [raw.replace(",", " ").replace(".", " ").split()[0]]


@pytest.mark.parametrize(
    "people",
    ["Tiao A, et al.", "Tiao A et alii", "Dupont A et coll.", "Lee B u. Mitarb.", "Smith C and others", "Wu D, …"],
)
def test_a_list_of_authors_that_says_it_is_not_complete(people: str) -> None:
    assert not parse(read(f"{people}. Ulcers of the fingers. J Rheumatol. 2014;6:5-9.")).printed.names_complete
    assert parse(read("K. Silva, U. A. Wu. Ulcers of the fingers. J Rheumatol. 2014;6:5-9.")).printed.names_complete
