"""Counts of patients, and numbers that are none."""

from __future__ import annotations

import pytest

from evidence.extract.counts import tallies
from evidence.extract.numbers import numbers
from evidence.extract.text import fold, passages
from tests.extract.cases import make_record


def counted(text: str) -> list[tuple[int | None, int | None]]:
    passage = next(p for p in passages(make_record("Calcinosis", [["", text]])) if p.field == "abstract")
    return [(t.k, t.n) for t in tallies(passage, 0, len(passage.folded.text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lesions shrank in 9 of 17 patients.", [(9, 17)]),
        ("The lesions shrank in 9/17 (53%).", [(9, 17)]),
        ("The lesions shrank in 9/17 (52.9 %) of the patients.", [(9, 17)]),
        ("Seven out of nine patients had improved.", [(7, 9)]),
        ("Thirty-nine patients were treated with the drug.", [(39, None)]),
        ("In both patients the deposits shrank and were gone.", [(2, 2)]),
        ("All four patients were treated with the drug.", [(4, 4)]),
        ("Chez neuf patients sur 28 (32,1 %), les dépôts ont diminué.", [(9, 28)]),
        ("Les deux patients ont été traités par la colchicine.", [(2, 2)]),
        ("Vingt-et-un malades ont été traités par la colchicine.", [(21, None)]),
        ("In two of these four the deposits had shrunk.", [(2, None)]),
        ("The dose was 50 mg daily for 12 weeks in the study.", []),
        ("A 49-year-old woman was seen after 12 years of the disease.", []),
        ("The response rate was 53% and the mean was 7.8 in the end.", []),
        ("The pain score fell from 8/10 to 2/10 on the scale.", []),
        ("In 1998 the patient was seen at the age of 12.", []),
        ("En moyenne 9,8 ans après le début de la maladie chez la patiente.", []),
        ("No one was treated with the drug in the end.", []),
        ("The drug was stopped in the second patient in the end.", [(1, None)]),
        ("Nous rapportons une calcinose avec un dépôt de la cuisse.", []),
    ],
)
def test_tallies(text: str, expected: list[tuple[int | None, int | None]]) -> None:
    assert counted(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("seven out of nine", "en", [7, 9]),
        ("quatre-vingt-dix-sept", "fr", [97]),
        ("1,234 and 12 345 and 3.5 and 0,7", "en", [1234, 12345]),
        ("the second of the two", "en", [2]),
        ("anti-MDA5 and il6", "en", []),
    ],
)
def test_numbers(text: str, language: str, values: list[int]) -> None:
    folded = fold(text).text
    assert [n.value for n in numbers(folded, 0, len(folded), language) if not n.article] == values
