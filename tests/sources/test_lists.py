from __future__ import annotations

import io
from pathlib import Path

import pytest

from evidence.errors import BadDataError
from evidence.sources.lists import read_list


def test_a_list_is_read_with_its_wrong_encoding_told(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("1. Dupré A. Une étude.".encode("cp1252"))
    text, faults = read_list(path)
    assert text == "1. Dupré A. Une étude."
    assert [f.code for f in faults] == ["encoding"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"1. A reference.\n")))
    assert read_list(Path("-"))[0] == "1. A reference.\n"


REFUSED = [
    pytest.param("list.pdf", b"%PDF-1.7\n\x00\x01", "is a PDF, not a text", id="pdf"),
    pytest.param("list.docx", b"PK\x03\x04\x00\x00", "is a zip archive", id="docx"),
    pytest.param("list.ris", b"TY  - JOUR\nTI  - A\nER  - \n", "holds RIS records", id="ris"),
    pytest.param("list.bib", b"@article{a, title={T}}", "holds BibTeX records", id="bib"),
    pytest.param("list.txt", b" \n\n", "is empty", id="empty"),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED)
def test_what_is_no_list_is_refused_with_the_next_step(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadDataError, match=message) as caught:
        read_list(path)
    assert caught.value.hint


@pytest.mark.parametrize("name", ["none.txt", "."])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadDataError, match=r"there is no file|cannot be read"):
        read_list(tmp_path / name)
