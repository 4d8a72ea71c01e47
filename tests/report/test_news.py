from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from functools import cache
from hashlib import sha256
from io import BytesIO

import docx
import openpyxl
import pytest
from lxml import html

from evidence.model import CellChange, Dossier, News, RecordChange, Run
from evidence.report.news import counts, has_news, news_name, render_news
from evidence.report.notes import notes_of, sources_of
from evidence.report.page import render_page
from evidence.report.report import render_report
from evidence.report.words import words
from tests.report.build import HOSTILE, dossier, updated


@cache
def files() -> dict[str, bytes]:
    return render_report(updated())


def section(given: Dossier | None = None) -> html.HtmlElement:
    page = page_of(given) if given else files()["index.html"]
    return html.document_fromstring(page.decode()).get_element_by_id("news")


def page_of(given: Dossier) -> bytes:
    notes = notes_of(given.rows, given.records)
    return render_page(given, notes, sources_of(notes), [])


def text(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content())


def run(news: News | None, *, complete: bool = True, started: str = "2026-11-25T15:52:58+00:00") -> Run:
    return replace(updated().run, news=news, complete=complete, started=started)


def test_the_page_opens_with_what_is_new() -> None:
    page = html.document_fromstring(files()["index.html"].decode())
    assert page.xpath("//main/section[1]/@id") == ["news"]
    assert page.xpath("//nav//a/@href")[0] == "#news"
    assert (
        "4 new, 1 retracted, 2 changed (1 by a correction or an expression of concern), 1 no longer found by the "
        "search. 3 cells of the tables moved." in text(section())
    )


def test_without_news_there_is_no_such_section() -> None:
    assert b'id="news"' not in page_of(dossier())


def test_a_cell_that_moved_says_before_now_and_why_and_opens_its_notes() -> None:
    cells = section().xpath(".//dl/div")
    diltiazem = next(cell for cell in cells if "Diltiazem" in text(cell))
    said = text(diltiazem)
    assert "Before: 1 report, 17 patients: 8 partial" in said
    assert "Now: 1 report, 17 patients: 9 partial" in said
    assert "(PMID 1) changed (erratum published (PMID 12); abstract)" in said
    notes = html.document_fromstring(files()["index.html"].decode()).xpath("//ol[@class='notes']/li/@id")
    links = [a for cell in cells for a in cell.xpath(".//a[starts-with(@href, '#')]")]
    assert len(links) == len(cells)
    for link in links:
        assert {f"e{n}" for n in link.get("data-e", link.get("href")[2:]).split()} <= set(notes)
    assert diltiazem.xpath(".//a/@href")[-1] == "https://pubmed.ncbi.nlm.nih.gov/1/"


def test_each_record_stands_in_one_list_under_what_became_of_it() -> None:
    heads = {text(h).split(":")[0]: h.getnext() for h in section().xpath(".//h3")}
    assert [text(li).split(" ")[0] for li in heads["Corrected, or under an expression of concern"]] == ["Diltiazem"]
    assert "Else" in text(heads["Changed otherwise"])
    assert "A case" in text(heads["No longer found by the search (kept, not counted)"])
    assert len(heads["New"]) == len(HOSTILE)


def test_a_retracted_report_is_struck_through_wherever_it_stands_and_in_no_number() -> None:
    page = html.document_fromstring(files()["index.html"].decode())
    note = page.xpath("string(//table//th[.//s[starts-with(., 'Retracted')]]/a)").strip("[]")
    assert page.xpath("//section[@id='news']//s[.='Withdrawn']")
    assert page.xpath(f"//li[@id='e{note}']//h3//s")
    (source,) = page.xpath(f"//li[@id='e{note}']//a[starts-with(@href, '#r')]/@href")
    assert page.xpath(f"//li[@id='e{note}']//p/span[.='retracted']")
    assert page.xpath(f"//li[@id='{source[1:]}']/p/s[contains(., 'Withdrawn')]")
    refs = page.xpath(f"//sup/a[@href='#e{note}']")
    assert refs
    assert all(ref.xpath("./s") for ref in refs)
    assert "9 patients" not in text(page.get_element_by_id("summary"))


def test_a_retracted_report_is_struck_through_in_the_files() -> None:
    sheet = openpyxl.load_workbook(BytesIO(files()["evidence.xlsx"]))["Findings"]
    heads = [cell.value for cell in sheet[1]]
    for line in sheet.iter_rows(min_row=2):
        assert bool(line[heads.index("title")].font.strike) == bool(line[heads.index("retracted")].value)
    document = docx.Document(BytesIO(files()["evidence.docx"]))
    cells = [row.cells[0] for row in document.tables[1].rows[1:]]
    struck = {cell.text.split(" ")[0] for cell in cells if cell.paragraphs[0].runs[0].font.strike}
    assert struck == {"Retracted"}
    printed = [p for p in document.paragraphs if p.runs and p.runs[0].font.strike]
    assert [("[Retracted]" in p.text, "Withdrawn" in p.text) for p in printed] == [(True, True)]


def test_an_incomplete_run_names_what_it_could_not_have() -> None:
    said = text(section(updated(complete=False)))
    assert "This harvest is not complete." in said
    assert "PMID 123, 456." in said
    many = updated(complete=False)
    failed = tuple(str(n) for n in range(1000, 1050))
    long = section(replace(many, run=replace(many.run, news=News(since="r0", failed=failed))))
    assert all(pmid in text(long) for pmid in failed)
    assert "30 more" in text(long.xpath(".//details/summary")[0])
    assert "not complete" not in text(section())


def test_the_first_run_is_one_sentence() -> None:
    first = section(updated(since=""))
    assert "First run: all 8 records are new." in text(first)
    assert not first.xpath(".//dl")
    assert [text(li) for li in first.xpath(".//li")] == [
        "retracted Withdrawn in the tables Retracted 2012, Journal. retracted (PMID 13)"
    ]


def test_a_long_list_is_folded_and_capped_with_what_is_left() -> None:
    base = updated()
    records = tuple(RecordChange(f"pmid:{n}", "new", f"Title {n}") for n in range(1000, 1300))
    listed = section(replace(base, run=replace(base.run, news=News(since="r0", records=records))))
    assert len(listed.xpath(".//h3/following-sibling::ul[1]/li")) == 10
    assert "290 more" in text(listed.xpath(".//details/summary")[0])
    assert "100 more are not shown here." in text(listed)
    assert "No cell of the tables moved." in text(listed)


def test_the_search_section_has_warnings_and_facts_and_no_clock() -> None:
    page = html.document_fromstring(files()["index.html"].decode())
    said = text(page.get_element_by_id("search"))
    assert "phrase not found: <b>morbus</b>" in said
    assert '"calcinosis"[MeSH Terms] <all>' in said
    assert b"2026-11" not in files()["index.html"]


def test_a_cell_that_says_the_same_says_so() -> None:
    base = updated()
    row = next(row for row in base.summary if row.reports)
    cells = (CellChange(replace(row, findings=()), row, ("pmid:1 is new",)), CellChange(row, None, ("so",)))
    said = text(section(replace(base, run=replace(base.run, news=News(since="r0", cells=cells)))))
    assert "Before: the same words; what stands behind them moved" in said
    assert "Now: no report" in said


def test_the_dated_page_stands_alone() -> None:
    page = render_news(updated(complete=False)).decode()
    tree = html.document_fromstring(page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert "script" not in policy
    assert not tree.xpath("//script | //img | //@style | //@onerror | //link[@rel='stylesheet']")
    assert "2026-11-25 15:52:58 UTC" in text(tree)
    assert "This harvest is not complete." in text(tree)
    assert "../index.html" in tree.xpath("//@href")
    assert not tree.xpath("//a[starts-with(@href, '#')]")
    assert "&lt;script&gt;" in page
    assert "1 report, not counted: The publication was retracted" in text(tree)
    assert max(map(len, text(tree).split())) < 400


@pytest.mark.parametrize(
    ("started", "name"),
    [
        ("2026-11-25T15:52:58+00:00", "2026-11-25T155258Z.html"),
        ("2026-11-25T16:52:58+01:00", "2026-11-25T155258Z.html"),
        ("2026-11-25T15:52:58", "2026-11-25T155258Z.html"),
    ],
)
def test_the_name_is_the_start_in_utc(started: str, name: str) -> None:
    assert news_name(run(None, started=started)) == name


@pytest.mark.parametrize(
    ("news", "complete", "tells"),
    [
        (None, True, False),
        (News(since="r0"), True, False),
        (News(since="r0"), False, True),
        (News(since="r0", failed=("1",)), False, True),
        (News(since="r0", records=(RecordChange("pmid:1", "new", "T"),)), True, True),
    ],
)
def test_what_has_something_to_tell(news: News | None, complete: bool, tells: bool) -> None:
    assert has_news(run(news, complete=complete)) == tells


def test_nothing_new_is_said_in_words() -> None:
    assert counts(News(since="r0"), words()) == "No record is new, changed, retracted or gone."
