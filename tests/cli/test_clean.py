"""`evidence clean` as a user meets it, with documents that are well and with such as are meant to harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence.cli.main import main
from tests.formats.documents import docx, note_mark, notes, numbering, paragraph, pdf

LUPUS = "Calcinosis is a rare complication of lupus, and a treatment that all agree on does not exist to this day. " * 2
KNOWN = (
    "Boulman N, Slobodin G, Rozenbaum M, et al. Calcinosis in rheumatic diseases. Semin Arthritis Rheum 2005;34:805."
)
UNCLEAR = "Annales de dermatologie et Vénérologie décembre 2017"
BIB = "@article{b05, author={Boulman, N.}, title={Calcinosis in rheumatic diseases}, year={2005}, pages={805--12}}"


def clean(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["clean", str(path), "--out", str(path.parent / "out"), "--quiet", *more])
    told = capsys.readouterr()
    return int(caught.value.code or 0), told.out, told.err


MANUSCRIPT = docx(
    paragraph("A case of calcinosis"),
    paragraph(LUPUS),
    paragraph("It was seen in lupus before (2)."),
    paragraph("References", style="Titre1"),
    paragraph(KNOWN, num_id=1),
    paragraph(UNCLEAR, num_id=1),
    paragraph("Figure 1. A hand in 2014."),
    numbering=numbering("%1."),
)
NOTED = docx(
    paragraph(LUPUS, note_mark("endnote", 1)),
    paragraph("It was seen in lupus before.", note_mark("endnote", 2)),
    endnotes=notes("endnote", [KNOWN, UNCLEAR]),
)
PAGES = pdf(
    ["A case of calcinosis", *LUPUS.split(". "), "It was seen in lupus before (2).", "References"],
    [f"1. {KNOWN}", f"2. {UNCLEAR}"],
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("case.docx", MANUSCRIPT, id="automatic numbers"),
        pytest.param("notes.docx", NOTED, id="endnotes"),
        pytest.param("case.pdf", PAGES, id="pdf"),
    ],
)
def test_a_manuscript(name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(content)
    code, _, err = clean(tmp_path / name, capsys)
    assert (code, err) == (0, "")
    known, unclear = json.loads((tmp_path / "out" / "references.json").read_text("utf-8"))
    assert (known["number"], known["raw"], known["match"]["pmid"]) == (1, KNOWN, "15942915")
    assert (unclear["number"], unclear["raw"], unclear["match"]) == (2, UNCLEAR, None)
    assert "It was seen in lupus before" in unclear["explanation"]
    assert "Calcinose cutanée universelle sur maladie lupique" in {paper["title"] for paper in unclear["candidates"]}


def test_a_text_in_a_document_is_to_be_saved_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.docx").write_bytes(docx(paragraph(LUPUS), paragraph(LUPUS)))
    code, _, err = clean(tmp_path / "case.docx", capsys)
    assert code == 0
    assert "Save it as text, then: evidence extract FILE.txt --out findings" in err


def test_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.bib").write_text(BIB, "utf-8")
    assert clean(tmp_path / "list.bib", capsys)[0] == 0
    (entry,) = json.loads((tmp_path / "out" / "references.json").read_text("utf-8"))
    assert (entry["number"], entry["raw"], entry["match"]["pmid"]) == (None, BIB, "15942915")


def test_what_was_searched_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.txt").write_text(KNOWN, "utf-8")
    (tmp_path / "own.jsonl").write_text('{"pmid": "9000001", "title": "Another paper", "year": 2001}\n', "utf-8")
    _, library, _ = clean(tmp_path / "list.txt", capsys)
    assert "\nSearched: the embedded library.\n" in library
    _, own, _ = clean(tmp_path / "list.txt", capsys, "--index", str(tmp_path / "own.jsonl"))
    assert "\nSearched: the index own.jsonl; not the embedded library.\n" in own


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("bomb.docx", docx(paragraph("a" * (1 << 26))), "unpacks to more than 32 MiB", id="zip bomb"),
        pytest.param("long.txt", b"1. a reference\n" * (1 << 19), "is larger than 4 MiB", id="long text"),
        pytest.param("many.txt", b"1. a\n" * 20_000, "holds more than 10000 entries", id="many entries"),
        pytest.param("scan.pdf", pdf([]), "holds no text: it is a scan", id="scan"),
        pytest.param("program", b"\x7fELF" + bytes(99), "is a program, not a list", id="program"),
        pytest.param(".", None, "is a folder", id="folder"),
    ],
)
def test_what_is_refused(
    name: str, content: bytes | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out, err = clean(tmp_path / name, capsys)
    assert (code, out) == (65, "")
    assert message in err
    assert "next: " in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_two_thousand_entries_none_of_which_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raws = [f"Nobody A. Paper {n} that no library holds. J Test. 2001;{n}:{n + 7}-{n + 9}." for n in range(1, 2001)]
    raws[7], raws[8] = "Une Ã©tude Ã  Lyon. 1999.", "محمد أحمد. تكلس الجلد في الذئبة. 2015;27(6):542-8."
    (tmp_path / "list.txt").write_text("".join(f"{n}. {raw}\n" for n, raw in enumerate(raws, 1)), "utf-8")
    assert clean(tmp_path / "list.txt", capsys)[0] == 0
    found = json.loads((tmp_path / "out" / "references.json").read_text("utf-8"))
    assert [entry["raw"] for entry in found] == raws
    assert not any(entry["match"] for entry in found)
