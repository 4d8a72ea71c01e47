from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from evidence.model import Fault, Record
from evidence.sources.files import read_files
from evidence.sources.gunzip import Gunzip

RIS = "TY  - JOUR\nTI  - A\nER  - \n"
XML = "<PubmedArticleSet>\n" + "".join(
    f"<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><ArticleTitle>{n * 7919 % 10007}</ArticleTitle>"
    "</Article></MedlineCitation></PubmedArticle>\n"
    for n in range(1, 2001)
)


def only_fault(path: Path, data: bytes | None) -> Fault:
    if data is not None:
        path.write_bytes(data)
    (fault,) = read_files([path])
    assert isinstance(fault, Fault)
    assert fault.place.file == str(path)
    assert fault.message
    assert not fault.notice
    return fault


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("a.bib", b"%PDF-1.7\n\x00\x01\x02", "binary", "a PDF"),
        ("b.bib", bytes(range(256)) * 4, "binary", "binary data"),
        ("c.ris", b"PK\x03\x04rest", "binary", "zip archive"),
        ("d.csv", b"", "empty", "empty"),
        ("e.nbib", b" \r\n\n", "empty", "empty"),
        ("f.xyz", b"hello there", "unknown-format", "not known"),
        ("g.xml", b"<!DOCTYPE html><html></html>", "unknown-format", "not known"),
        ("h.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities", "refused"),
        ("i.xml.gz", b"\x1f\x8b\x08\x00", "truncated", "cut off"),
        ("j.csv", b'id,title\na,"half', "truncated", "cut off"),
    ],
)
def test_one_clear_fault(tmp_path: Path, name: str, data: bytes, code: str, says: str) -> None:
    fault = only_fault(tmp_path / name, data)
    assert fault.code == code
    assert says in fault.message
    assert fault.hint


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert only_fault(tmp_path / "none.ris", None).code == "missing"
    assert only_fault(tmp_path, None).code == "folder"


def test_a_bad_file_stops_no_other(tmp_path: Path) -> None:
    good, packed, latin = tmp_path / "a.ris", tmp_path / "b.txt.gz", tmp_path / "c.ris"
    good.write_text(RIS, encoding="utf-8")
    packed.write_bytes(gzip.compress(RIS.encode()))
    latin.write_bytes(RIS.replace("A", "Étude").encode("cp1252"))
    items = list(read_files([good, tmp_path / "none", packed, latin]))
    assert [getattr(item, "code", None) or getattr(item, "title", None) for item in items] == [
        "A",
        "missing",
        "A",
        "encoding",
        "Étude",
    ]


def test_a_cut_off_gzip_gives_its_whole_records_then_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.xml.gz"
    whole = gzip.compress(f"{XML}</PubmedArticleSet>".encode())
    path.write_bytes(whole[: len(whole) // 2])
    items = list(read_files([path]))
    records = [item for item in items if isinstance(item, Record)]
    assert 100 < len(records) < 2000
    assert [item.code for item in items if isinstance(item, Fault)] == ["truncated"]
    last = items[-1]
    assert isinstance(last, Fault)
    assert f"complete record is {records[-1].pmid}." in last.message
    assert last.place.line == len(records) + 2


def test_standard_input_is_a_dash() -> None:
    (record,) = read_files([Path("-")], stdin=io.BytesIO(RIS.encode()))
    assert isinstance(record, Record)
    assert record.place.file == "stdin"


def test_a_gzip_of_several_members_is_read_to_its_end() -> None:
    stream = Gunzip(io.BytesIO(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 10))
    assert stream.read() == b"one two"
    assert stream.problem == ""


def test_a_decompression_bomb_is_stopped() -> None:
    stream = Gunzip(io.BytesIO(gzip.compress(b"\0" * (40 << 20))))
    assert len(stream.read()) < 20 << 20
    assert "beyond all measure" in stream.problem


def test_damage_is_told() -> None:
    data = bytearray(gzip.compress(XML.encode()))
    data[len(data) // 2] ^= 0xFF
    stream = Gunzip(io.BytesIO(bytes(data)))
    assert stream.read()
    assert stream.problem in {"is damaged", "is cut off"}
