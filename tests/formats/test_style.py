from __future__ import annotations

import pytest

from evidence.errors import UsageError
from evidence.formats.style import render
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


def test_an_unknown_style_names_those_there_are() -> None:
    with pytest.raises(UsageError) as raised:
        render([LATER], "harvard")
    assert "vancouver" in raised.value.hint
