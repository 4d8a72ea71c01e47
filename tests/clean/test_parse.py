from __future__ import annotations

import pytest

from evidence.clean.parse import parse
from evidence.clean.reading import read


def fields(raw: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in parse(read(raw)):
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


def test_an_article_is_no_initial() -> None:
    found = fields("Chen H, Xiong L. A plant microRNA regulates roots. Nature. 2012;586:1742-7.")
    assert found["initials"] == ["H", "L"]
    assert found["title"] == ["A plant microRNA regulates roots"]


def test_places_are_in_the_raw_text() -> None:
    raw = "Bouvier J. Ã‰tude des calcifications cutanÃ©es. Ann Dermatol Venereol 2009;136:421â€“7."
    found = {field.field: raw[field.start : field.end] for field in parse(read(raw))}
    assert found["title"] == "Ã‰tude des calcifications cutanÃ©es"
    assert found["lpage"] == "7"
