"""What looks like a list, and what reads like a text."""

from __future__ import annotations

import pytest

from evidence.clean.resembles import is_list, is_prose

LIST = (
    "1. Doe J, Roe R. A treatment of calcinosis. J Test. 2005;34(6):805-12.\n"
    "2. Roe R. Another treatment. J Test. 2006;1:1-2."
)
PLAIN = "Doe J. A treatment of calcinosis. J Test. 2005;34(6):805-12.\n\nRoe R. Another. J Test 2006; 1: 1-2.\n"
CASE = (
    "In 2010 a woman of 44 with lupus had calcinosis of the knees, the hips and the shoulders, and could not walk.\n"
    "She was given colchicine and then zoledronate for 12 months, without any effect on the deposits or on the pain."
)
NUMBERED = "1. A woman of 44 took colchicine without effect.\n2. A man of 30 took diltiazem with effect."


@pytest.mark.parametrize(
    ("text", "listed", "prose"),
    [
        pytest.param(LIST, True, False, id="numbered list"),
        pytest.param(PLAIN, True, False, id="list without numbers"),
        pytest.param(CASE, False, False, id="a text of short paragraphs"),
        pytest.param(CASE.replace("\n", " "), False, True, id="a text of one paragraph"),
        pytest.param(f"{CASE}\n{LIST}", True, False, id="as much of either"),
        pytest.param(NUMBERED, False, False, id="numbered cases"),
        pytest.param("1. Doe J. J Test. 2005;34:805.", False, False, id="one reference is no list"),
        pytest.param("", False, False, id="nothing"),
    ],
)
def test_what_it_looks_like(text: str, listed: bool, prose: bool) -> None:
    assert is_list(text) is listed
    assert is_prose([line for line in text.splitlines() if line]) is prose
