from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from lxml import etree

from evidence.errors import UsageError
from evidence.formats import READERS
from evidence.model import Record
from evidence.report.citing import printable
from evidence.report.report import render_report
from tests.report.build import FINDINGS, HOSTILE, dossier

EXPECTED = {
    "index.html", "studies.csv", "summary.csv", "columns.csv", "evidence.xlsx", "evidence.docx", "citations.bib",
    "citations.ris", "citations.json", "findings.jsonl", "methods.md", "prisma.json", "run.json", "figures/forest.svg",
    "figures/gap_map.svg", "figures/gap_map_outcomes.svg", "figures/prisma.svg", "figures/timeline.svg",
}  # fmt: skip


@cache
def files() -> dict[str, bytes]:
    return render_report(dossier())


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files()[name].decode("utf-8"))))


def test_every_file_of_the_folder_is_there() -> None:
    assert set(files()) >= EXPECTED
    assert all(files().values())


def test_a_row_per_finding_each_with_provenance() -> None:
    rows = table("studies.csv")
    assert sorted(row["finding_id"] for row in rows) == sorted(f.finding_id for f in FINDINGS)
    for row in rows:
        assert (row["quote"] and row["start"] and row["end"]) or (row["coded_from"] and row["coded_address"])


def test_whole_numbers_stay_whole_and_blank_is_not_zero() -> None:
    balin, diltiazem = (next(r for r in table("studies.csv") if r["finding_id"] == i) for i in ("f-balin", "f-read"))
    assert [balin[n] for n in ("n_treated", "n_complete", "n_partial", "n_no_response")] == ["28", "22", "5", "1"]
    assert [diltiazem[n] for n in ("n_treated", "n_complete", "n_partial", "n_no_response")] == ["17", "", "9", ""]


def test_summary_says_how_many_reports_state_a_number() -> None:
    row = next(r for r in table("summary.csv") if r["intervention"] == "diltiazem" and r["stratum"] == "series")
    assert (row["treated"], row["partial"], row["partial_of"], row["partial_reports"]) == ("17", "9", "17", "1")
    assert (row["complete"], row["complete_of"], row["complete_reports"]) == ("", "", "0")


def test_columns_csv_explains_every_column() -> None:
    explained = {(row["table"], row["column"]) for row in table("columns.csv") if row["meaning"]}
    for name in ("studies", "summary"):
        header = files()[f"{name}.csv"].decode().splitlines()[0].split(",")
        assert {(name, column) for column in header} <= explained


def test_no_csv_cell_starts_a_formula() -> None:
    for name in ("studies.csv", "summary.csv", "columns.csv"):
        for row in csv.reader(io.StringIO(files()[name].decode())):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_workbook_holds_text_as_text_and_the_source_as_comment() -> None:
    book = openpyxl.load_workbook(io.BytesIO(files()["evidence.xlsx"]))
    sheet = book["Findings"]
    heads = [cell.value for cell in sheet[1]]
    title, response, ident = (heads.index(name) + 1 for name in ("title", "response", "finding_id"))
    lines = {sheet.cell(line, ident).value: line for line in range(2, sheet.max_row + 1)}
    formula = sheet.cell(lines["f-formula"], title)
    assert (formula.value, formula.data_type, formula.hyperlink) == (HOSTILE["formula"], "s", None)
    assert sheet.cell(lines["f-read"], heads.index("n_partial") + 1).value == 9
    assert sheet.cell(lines["f-read"], heads.index("n_complete") + 1).value is None
    comments = {key: sheet.cell(line, response).comment for key, line in lines.items()}
    assert "Of 17 patients given diltiazem" in str(comments["f-read"])
    assert "coded from: abstract" in str(comments["f-balin"])


def test_document_cites_by_number() -> None:
    document = docx.Document(io.BytesIO(files()["evidence.docx"]))
    first = document.tables[0]
    assert [cell.text for cell in first.rows[0].cells][-1] == "References"
    numbers = {int(n) for row in first.rows[1:] for n in row.cells[-1].text.strip("[]").split(", ")}
    printed = [p.text for p in document.paragraphs if p.text.split(".")[0].isdigit()]
    assert numbers <= {int(text.split(".")[0]) for text in printed}
    assert "1 report, 28 patients: 22 complete (60–90%), 5 partial (8–36%), 1 no response" in "\n".join(
        row.cells[4].text for row in first.rows
    )


def test_findings_jsonl_has_every_finding_with_null_for_unreported() -> None:
    found = {line["id"]: line for line in map(json.loads, files()["findings.jsonl"].decode().splitlines())}
    assert set(found) == {f.finding_id for f in FINDINGS}
    assert (found["f-read"]["n_partial"], found["f-read"]["n_complete"]) == (9, None)


def test_json_files() -> None:
    boxes = {box["box"]: box["n"] for box in json.loads(files()["prisma.json"])}
    assert boxes["identified"] - boxes["duplicates"] == boxes["screened"]
    run = json.loads(files()["run.json"])
    assert run["lines"] == [{"name": "condition", "text": "calcinosis", "reason": "the condition"}]
    assert not {"started", "finished"} & set(run)


@pytest.mark.parametrize("name", [name for name in sorted(EXPECTED) if name.endswith(".svg")])
def test_figures_are_svg_with_selectable_text_and_nothing_that_runs_or_loads(name: str) -> None:
    figure = etree.fromstring(files()[name])
    kinds = {etree.QName(element).localname for element in figure.iter()}
    assert "text" in kinds
    assert kinds <= {"svg", "title", "g", "rect", "path", "text"}
    assert not figure.xpath("//@href | //@style | //@onload")


def test_the_address_of_a_report_is_a_link_and_nothing_else_is() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(files()["evidence.xlsx"]))["Findings"]
    heads = [cell.value for cell in sheet[1]]
    linked = {heads[cell.column - 1] for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink}
    assert linked == {"url"}


def test_references_are_in_the_style_that_was_asked_for() -> None:
    printed = docx.Document(io.BytesIO(render_report(dossier(), "fr", "apa")["evidence.docx"]))
    references = [p.text for p in printed.paragraphs if p.text.startswith("1. ")]
    assert references == ["1. Retracted, A. (2012). Withdrawn [Retracted]. Journal. https://example.org/page"]
    assert "Traitement" in [cell.text for cell in printed.tables[0].rows[0].cells]
    with pytest.raises(UsageError, match="no style"):
        render_report(dossier(), "en", "no-such-style")


def hostile_titles(name: str) -> list[str]:
    """The titles of hostile records as a reader of the file gets them."""
    body = files()[name]
    if name.endswith(".xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(body))["Findings"]
        return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    if name.endswith(".docx"):
        return [p.text for p in docx.Document(io.BytesIO(body)).paragraphs]
    if name == "citations.json":
        return [item["title"] for item in json.loads(body)]
    kind = {"citations.bib": "bibtex", "citations.ris": "ris"}[name]
    return [item.title for item in READERS[kind](io.BytesIO(body), name) if isinstance(item, Record)]


@pytest.mark.parametrize("name", ["evidence.xlsx", "evidence.docx", "citations.json", "citations.bib", "citations.ris"])
def test_hostile_titles_come_back_as_the_text_that_they_are(name: str) -> None:
    titles = hostile_titles(name)
    for key, title in HOSTILE.items():
        start = printable(title.strip()[:30]) if name.endswith(".docx") else title.strip()[:30]
        assert [text for text in titles if start in text], key


def test_no_file_holds_markup_formulas_or_turned_text_of_a_title() -> None:
    for name, body in files().items():
        if name.endswith((".docx", ".xlsx")):
            with ZipFile(io.BytesIO(body)) as parts:
                inside = b"".join(parts.read(part) for part in parts.namelist())
            assert b"<script" not in inside
            assert b"<f>" not in inside
        elif name.endswith((".html", ".svg")):
            assert b"<script>window.hurt" not in body
            assert b"<img" not in body
    turned = {name for name, body in files().items() if "\u202e".encode() in body}
    assert turned <= {"studies.csv", "citations.bib", "citations.ris", "citations.json"}  # data, given as it is


def test_an_empty_dossier_still_makes_every_file() -> None:
    full = dossier()
    empty = replace(
        full, records=(), clusters=(), findings=(), exclusions=(), studies=(), rows=(), summary=(), prisma=(), gaps=(),
        cleaned=(), faults=(),
    )  # fmt: skip
    assert set(render_report(empty)) == set(files())


def test_another_hash_seed_and_time_zone_give_the_same_bytes() -> None:
    code = (
        "import sys, hashlib\n"
        "from evidence.report.report import render_report\n"
        "from tests.report.build import dossier\n"
        "for name, body in sorted(render_report(dossier()).items()):\n"
        "    if not name.endswith('.docx'): sys.stdout.write(name + hashlib.sha256(body).hexdigest() + chr(10))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | where, capture_output=True, check=True, text=True
        ).stdout
        for where in ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"})
    }
    assert len(seen) == 1
