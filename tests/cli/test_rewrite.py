"""`evidence clean --rewrite` as a user meets it."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import docx
import pytest

from evidence.cli.main import main
from evidence.formats.docx_text import read_docx

KNOWN = (
    "Boulman N, Slobodin G, Rozenbaum M, et al. Calcinosis in rheumatic diseases. Semin Arthritis Rheum 2005;34:805."
)
UNCLEAR = "Annales de dermatologie et Vénérologie décembre 2017"
LUPUS = "Calcinosis is a rare complication of lupus, and a treatment that all agree on does not exist to this day. " * 2
LIST = (KNOWN, UNCLEAR, KNOWN)


def clean(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["clean", str(path), "--out", str(path.parent / "out"), "--quiet", *more])
    told = capsys.readouterr()
    return int(caught.value.code or 0), told.out, told.err


def made() -> bytes:
    """A document as another program writes it, with all its parts."""
    document = docx.Document()
    document.add_heading("A case of calcinosis", 0)
    document.add_paragraph(LUPUS).add_run("Seen before [3], and [7].").bold = True
    document.add_heading("References", 1)
    for entry in LIST:
        document.add_paragraph(entry, style="List Number")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_document_is_written_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.docx").write_bytes(made())
    code, out, err = clean(tmp_path / "case.docx", capsys, "--rewrite", "--json")
    told = json.loads(out)
    assert (code, told["manuscript"], told["left"]) == (0, "manuscript.docx", 1)
    assert "“[7]” in paragraph 2 cites number 7, which is not in the list" in err
    copied = (tmp_path / "out" / "manuscript.docx").read_bytes()
    lines = read_docx(copied, "x").text.split("\n")
    assert lines[1] == f"{LUPUS}Seen before [1], and [7]."
    first, second = lines[3:]
    assert first.startswith("1. Boulman N, Slobodin G, Rozenbaum M, Rosner I.")
    assert second == "2. Annales de dermatologie et de vénéréologie décembre 2017"
    assert [run.text for run in docx.Document(BytesIO(copied)).paragraphs[1].runs if run.bold] == [
        "Seen before [1], and [7]."
    ]
    assert "“[7]” in paragraph 2" in (tmp_path / "out" / "references.html").read_text("utf-8")


def test_only_where_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.docx").write_bytes(made())
    assert clean(tmp_path / "case.docx", capsys)[0] == 0
    assert not list((tmp_path / "out").glob("manuscript*"))
    assert (tmp_path / "out" / "renumbering.csv").exists()


def test_a_list_alone_is_refused_with_the_next_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.txt").write_text("".join(f"{n}. {entry}\n" for n, entry in enumerate(LIST, 1)), "utf-8")
    code, _, err = clean(tmp_path / "list.txt", capsys, "--rewrite")
    assert code == 2
    assert "next: Leave out --rewrite" in err
    assert not (tmp_path / "out").exists()
