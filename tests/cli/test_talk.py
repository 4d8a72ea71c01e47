from __future__ import annotations

import pytest

from evidence.cli.talk import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u00a0: b\u2009c\n\u2011", "a\u00a0: b\u2009c\n\u2011"),
        ("\x1b[2J\x9b\t\r", "\ufffd[2J\ufffd\ufffd\ufffd"),
        ("\u202eleft\u2066\u061c\u200f", "\ufffdleft\ufffd\ufffd\ufffd"),
        ("\ud800", "\ufffd"),
    ],
    ids=["spaces", "controls", "directions", "half a character"],
)
def test_nothing_in_a_text_drives_a_terminal_and_spaces_stay(text: str, shown: str) -> None:
    assert plain(text) == shown
