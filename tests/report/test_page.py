from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from functools import cache
from hashlib import sha256

from lxml import html

from evidence.formats.style import render
from evidence.model import Dossier
from evidence.report.notes import notes_of, sources_of
from evidence.report.page import render_page
from tests.report.build import PROTOCOL, dossier


@cache
def page() -> str:
    return text_of(dossier())


def text_of(given: Dossier, language: str = "en") -> str:
    notes = notes_of(given.rows, given.records)
    return render_page(given, notes, sources_of(notes), ["studies.csv"], language).decode()


def tree() -> html.HtmlElement:
    return html.document_fromstring(page())


def test_policy_allows_this_style_and_script_and_nothing_else() -> None:
    policy = tree().xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    for kind in ("style", "script"):
        (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page(), re.S)
        assert f"{kind}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert not tree().xpath("//@style | //@onclick | //@onerror | //link[@rel='stylesheet'] | //script[@src] | //img")


def test_data_never_becomes_markup_or_a_script_address() -> None:
    assert page().count("<script>") == 1
    assert "&lt;script&gt;" in page()
    assert not [href for href in tree().xpath("//@href") if href.lower().startswith("javascript")]


def test_tables_stand_without_javascript() -> None:
    tables = tree().xpath("//table")
    assert [table.get("class").split()[-1] for table in tables] == [
        "map", "map", "summary", "profiles", "studies"
    ]  # fmt: skip
    for table in tables:
        assert table.xpath("./caption")
        assert table.xpath("./tbody/tr") or table.get("class") == "filterable summary"
        assert all(th.get("scope") for th in table.xpath(".//th"))


def test_every_filled_cell_leads_to_its_note() -> None:
    notes = set(tree().xpath("//ol[@class='notes']/li/@id"))
    cells = [td for td in tree().xpath("//table/tbody/tr/td") if td.text_content().strip()]
    assert len(cells) > 60
    for cell in cells:
        links = cell.xpath(".//a[starts-with(@href, '#e')]")
        assert links, html.tostring(cell)
        for link in links:
            first = link.get("href").removeprefix("#e")
            numbers = (link.get("data-e", first) or cell.getparent().get("data-e")).split()
            assert link.get("href") == f"#e{numbers[0]}"
            assert {f"e{n}" for n in numbers} <= notes


def test_a_note_has_the_quote_in_its_context_or_says_where_it_was_coded() -> None:
    notes = {li.get("id"): li for li in tree().xpath("//ol[@class='notes']/li")}
    for note in notes.values():
        assert note.xpath(".//mark") or "coded from:" in note.text_content()
    marked = [note for note in notes.values() if note.xpath(".//mark")]
    assert {note.xpath("string(.//mark)") for note in marked} == {
        "Of 17 patients given diltiazem, 9 had a partial response."
    }
    assert " <b>Surgery</b> was not studied." in marked[0].xpath("string(.//blockquote)")
    assert any("pubmed.ncbi.nlm.nih.gov/1/#:~:text=Of%2017" in href for href in tree().xpath("//ol//a/@href"))


def test_numbers_are_said_as_they_are() -> None:
    text = re.sub(r"\s+", " ", tree().text_content())
    assert "22 complete, 5 partial, 1 no response of 28 patients" in text
    assert "9 partial (31–74%) of 17 patients; rest unreported" in text
    assert "1 report, 28 patients: 22 complete (60–90%), 5 partial (8–36%), 1 no response" in text
    assert "no comparative study" in text
    assert "No human report of mTOR inhibitors for calcinosis in these records" in text


def test_retracted_is_struck_through() -> None:
    assert tree().xpath("//table//th//s[starts-with(., 'Retracted')]")


def test_the_cleaned_list_shows_before_after_and_why() -> None:
    text = tree().xpath("string(//section[@id='references'])")
    for said in (
        "Angles de dermatologie",
        "Two references stand on one line.",
        "The matched record has it.",
        "Corrected",
    ):
        assert said in text
    assert "805–12 <script>" in text


def test_the_cleaned_list_is_in_the_style_asked_for() -> None:
    given = dossier()
    notes = notes_of(given.rows, given.records)
    page = html.fromstring(render_page(given, notes, sources_of(notes), [], "fr", "apa").decode())
    (match,) = {item.printed for item in given.cleaned if item.match}
    told = page.xpath("string(//section[@id='references'])")
    assert render([match], "apa")[0] in told
    assert render([match], "vancouver")[0] not in told
    assert page.xpath("//a[@href='references/references.html']/@hreflang") == ["en"]


def test_a_hostile_protocol_title_is_cut_not_run() -> None:
    hostile = replace(dossier(), protocol=replace(PROTOCOL, title="<script>" + "x " * 9000))
    text = text_of(hostile)
    assert text.count("<script>") == 1
    assert len(html.document_fromstring(text).findtext(".//h1") or "") < 300
