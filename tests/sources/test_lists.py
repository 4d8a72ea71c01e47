"""Any file that may hold a reference list is read, or refused with the next step."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from evidence.errors import BadDataError
from evidence.model import GivenList
from evidence.sources.lists import MAX_FILE, MAX_RECORDS, MAX_TEXT, read_list
from tests.formats.documents import docx, paragraph, pdf


def read(folder: Path, name: str, content: bytes) -> GivenList:
    path = folder / name
    path.write_bytes(content)
    return read_list(path)


def test_a_list_is_read_with_its_wrong_encoding_told(tmp_path: Path) -> None:
    given = read(tmp_path, "list.txt", "1. Dupré A. Une étude.".encode("cp1252"))
    assert given.text == "1. Dupré A. Une étude."
    assert [f.code for f in given.faults] == ["encoding"]


@pytest.mark.parametrize("name", ["list.pdf", "list.DOCX"])
def test_text_under_the_name_of_a_document_is_told(name: str, tmp_path: Path) -> None:
    given = read(tmp_path, name, b"1. A reference.")
    assert (given.text, [(f.code, f.notice) for f in given.faults]) == ("1. A reference.", [("extension", True)])


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"1. A reference.\n", "1. A reference.\n", id="text"),
        pytest.param(docx(paragraph("1. A reference.")), "1. A reference.", id="docx"),
        pytest.param(pdf(["1. A reference."]), "1. A reference.", id="pdf"),
    ],
)
def test_standard_input(content: bytes, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert read_list(Path("-")).text == text


class Terminal(io.BytesIO):
    """A text that is ended once: who reads on waits for the user."""

    ended = False

    def read(self, size: int | None = -1) -> bytes:
        assert not self.ended
        data = super().read(size)
        self.ended = size is None or len(data) < size
        return data


@pytest.mark.parametrize("times", [1, 2000])
def test_a_pasted_text_is_ended_once(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": Terminal(b"1. A reference.\n" * times)}))
    assert read_list(Path("-")).text == "1. A reference.\n" * times


READ = [
    pytest.param("list.md", b"1. Li W. *Nature*.", "1. Li W. Nature.", id="markdown"),
    pytest.param("list.txt", b"1. Li W. *Nature*.", "1. Li W. *Nature*.", id="text as it is"),
    pytest.param("misnamed.txt", docx(paragraph("1. Li W.")), "1. Li W.", id="docx by its content"),
    pytest.param("misnamed.docx", pdf(["1. Li W."]), "1. Li W.", id="pdf by its content"),
]


@pytest.mark.parametrize(("name", "content", "text"), READ)
def test_what_holds_text_is_read(tmp_path: Path, name: str, content: bytes, text: str) -> None:
    assert read(tmp_path, name, content).text == text


@pytest.mark.parametrize(
    ("name", "content", "raw"),
    [
        pytest.param("l.ris", "TY  - JOUR\nTI  - A\nER  - \n", "TY  - JOUR\nTI  - A", id="ris"),
        pytest.param("l.bib", "@article{a, title={A}}", "@article{a, title={A}}", id="bib"),
        pytest.param("l.nbib", "PMID- 12\nTI  - A\n", "PMID- 12\nTI  - A", id="nbib"),
    ],
)
def test_record_files_give_their_records(tmp_path: Path, name: str, content: str, raw: str) -> None:
    given = read(tmp_path, name, content.encode())
    assert [(record.title, record.raw) for record in given.records] == [("A", raw)]
    assert given.text == ""


def test_a_broken_record_does_not_stop_the_rest(tmp_path: Path) -> None:
    given = read(tmp_path, "l.bib", b"@article{a, title={A}\n@article{b, title={B}}")
    assert [record.title for record in given.records] == ["B"]
    assert [fault.code for fault in given.faults] == ["bibtex"]


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


REFUSED = [
    pytest.param("list.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "is an old Office file", id="doc"),
    pytest.param(
        "list.docx",
        b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "is a document locked with a password",
        id="locked docx",
    ),
    pytest.param("list.xlsx", zipped("xl/workbook.xml"), "no Word document", id="another zip"),
    pytest.param("list.rtf", b"{\\rtf1 text}", "is an RTF document", id="rtf"),
    pytest.param("list.txt", bytes(range(256)) * 8, "is binary data, not a list", id="binary"),
    pytest.param("list.xml", b"<PubmedArticleSet/>", "holds PubMed XML records", id="pubmed"),
    pytest.param("list.json", b'[{"title": "A"}]', "holds CSL-JSON records", id="csl"),
    pytest.param("list.txt", b" \n\n", "is empty", id="empty"),
    pytest.param("list.docx", docx(paragraph("")), "holds no text", id="empty docx"),
    pytest.param("list.bib", b"@article{a, title={A}", "holds no text and no records", id="no record whole"),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED)
def test_what_is_no_list_is_refused_with_the_next_step(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(BadDataError, match=message) as caught:
        read(tmp_path, name, content)
    assert caught.value.hint


@pytest.mark.parametrize(("name", "message"), [("none.txt", "there is no file"), (".", "is a folder")])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(BadDataError, match=message):
        read_list(tmp_path / name)


class Endless(io.BytesIO):
    """A stream that never ends and counts what was asked of it."""

    given = 0

    def __init__(self, start: bytes) -> None:
        super().__init__()
        self.start = start

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size > 0
        first = not self.given
        self.given += size
        return (self.start + b"a" * (size - len(self.start))) if first else b"a" * size


@pytest.mark.parametrize(
    ("start", "limit"),
    [
        pytest.param(b"1. Silva A. A paper. ", MAX_TEXT, id="text"),
        pytest.param(b"@article{a, title={", MAX_RECORDS, id="records"),
        pytest.param(b"%PDF-1.7\n", MAX_FILE, id="pdf"),
        pytest.param(b"PK\x03\x04", MAX_FILE, id="docx"),
    ],
)
def test_what_is_too_large_is_read_no_further_than_the_limit(
    start: bytes, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = Endless(start)
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": endless}))
    with pytest.raises(BadDataError, match=f"standard input is larger than {limit >> 20} MiB"):
        read_list(Path("-"))
    assert endless.given == limit + 1
