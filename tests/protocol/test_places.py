"""Places in TOML: the line of a key, also behind a text of several lines."""

from __future__ import annotations

from evidence.protocol.places import key_lines, line_of

TEXT = '''a = 1
[one]
"b" = """
c = 2
"""
d.e = 3 # f = 4
[[two]]
g = """x"""
h = 5
'''


def test_keys_have_their_lines() -> None:
    assert key_lines(TEXT) == {"a": 1, "one": 2, "one.b": 3, "one.d.e": 6, "two": 7, "two.g": 8, "two.h": 9}


def test_an_absent_key_is_placed_at_its_table() -> None:
    lines = key_lines(TEXT)
    assert (line_of(lines, "one.zz"), line_of(lines, "zz.zz")) == (2, None)
