from __future__ import annotations

import io

import pytest

from evidence.formats.decode import as_written, read_text

TEXT = "Étude à l'hôpital\nœdème"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_without_a_word(encoding: str) -> None:
    data = TEXT.encode(encoding)
    assert read_text(io.BytesIO(data), "x") == (TEXT, ())
    mark, text, kept = as_written(data)
    assert (mark + text.encode(kept), text) == (data, TEXT)


def test_windows_1252_is_read_and_told_with_its_line() -> None:
    text, (fault,) = read_text(io.BytesIO(b"plain\n" + TEXT.encode("cp1252")), "x.ris")
    assert text == "plain\n" + TEXT
    assert (fault.code, fault.place.line, fault.notice) == ("encoding", 2, True)
    with pytest.raises(UnicodeError):
        as_written(TEXT.encode("cp1252"))


def test_line_ends_are_newlines() -> None:
    assert read_text(io.BytesIO(b"a\r\nb\rc\nd"), "x")[0] == "a\nb\nc\nd"
