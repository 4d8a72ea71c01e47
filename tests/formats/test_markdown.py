from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.formats.markdown import plain_markdown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1. Li W. *Nature*. **2014**;***508***(6):331", "1. Li W. Nature. 2014;508(6):331"),
        ("_J Test_ and snake_case_name __bold__", "J Test and snake_case_name bold"),
        ("[10.1000/x_y_z](https://doi.org/10.1000/x_y_z)", "https://doi.org/10.1000/x_y_z"),
        ('[the paper](https://a.org "title") <https://b.org>', "the paper https://a.org https://b.org"),
        (r"1\. not a list \[2\] 3\*4", "1. not a list [2] 3*4"),
        ("* a bullet\n- another * star", "* a bullet\n- another * star"),
        ("<sup>1</sup> Li W. Ca<sub>2</sub><br>x <sup>2+</sup> p <i>", "¹ Li W. Ca2 x 2+ p "),
        ("said.<sup>1,2–4</sup> a < b > c", "said.¹,²–⁴ a < b > c"),
        ("| N | Paper |\n|:--|---|\n| 1 | Li W. |\r\n a | b", "N\tPaper\n\n1\tLi W.\r\n a | b"),
        ("[^1]: a note", "[^1]: a note"),
        ("p* < 0.05 and q* > 1", "p* < 0.05 and q* > 1"),
    ],
)
def test_words_without_their_marks(text: str, plain: str) -> None:
    assert plain_markdown(text) == plain


@given(st.text(alphabet="a1 *_[]()<>\\\n#^:/|-"))
def test_lines_stay_where_they_are(text: str) -> None:
    assert plain_markdown(text).count("\n") == text.count("\n")
