"""The page in a browser: every cell opens and closes, the filter and the sort work, nothing leaves the file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from evidence.report.notes import notes_of, sources_of
from evidence.report.page import render_page
from evidence.report.report import render_report
from tests.report.build import ABSTRACT, FINDINGS, HOSTILE, QUOTE, dossier

pytestmark = pytest.mark.browser
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data; };
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => { const v = c[i] / 255;
    return sum + weight * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); }, 0);
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    let back = element;
    while (back && rgba(getComputedStyle(back).backgroundColor)[3] < 255) back = back.parentElement;
    const a = light(rgba(getComputedStyle(element).color));
    const b = light(rgba(getComputedStyle(back || document.body).backgroundColor));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(ratio.toFixed(2) + " " + element.outerHTML.slice(0, 120));
  }
  return found;
}"""


# What an audit of accessibility asks of every page: names for what is used, one id each, headings in order.
ACCESS = """() => {
  const all = [...document.querySelectorAll("*")], wrong = [];
  const tell = (what, e) => wrong.push(what + " " + e.outerHTML.slice(0, 120));
  const each = (choice, test, what) => document.querySelectorAll(choice).forEach((e) => test(e) || tell(what, e));
  const text = (id) => document.getElementById(id)?.textContent || "";
  const name = (e) => e.getAttribute("aria-label") || text(e.getAttribute("aria-labelledby"))
    || e.labels?.[0]?.textContent || e.textContent;
  const ids = all.map((e) => e.id).filter(Boolean);
  if (new Set(ids).size < ids.length) wrong.push("an id stands twice");
  const used = "a, button:not([hidden]), input, dialog, nav, [role=region], [role=img]";
  each(used, (e) => name(e).trim(), "no name");
  for (const a of ["aria-labelledby", "aria-describedby", "for"])
    each("[" + a + "]", (e) => document.getElementById(e.getAttribute(a)), "nothing named by " + a);
  each("a[href^='#']:not([href^='#?'])", (e) => document.getElementById(e.hash.slice(1)), "leads nowhere");
  each("th", (e) => e.scope, "no scope");
  each("table", (e) => e.caption, "no caption");
  each("main :is(ul, ol) > *", (e) => e.localName === "li", "not an item");
  let level = 0;
  each("header h1, main :is(h1, h2, h3, h4)", (e) => {
    const last = level;
    level = Number(e.localName[1]);
    return level <= last + 1;
  }, "heading skips");
  for (const one of ["h1", "main"]) if (document.querySelectorAll(one).length !== 1) wrong.push("not one " + one);
  if (!document.documentElement.lang || !document.title) wrong.push("lang, title");
  each("[tabindex]", (e) => e.tabIndex < 1, "tabindex above 0");
  return wrong;
}"""


@contextmanager
def chromium(*arguments: str) -> Iterator[Any]:
    """Debian's Chromium; where there is none a test is skipped, and fails in CI."""
    if CHROMIUM is None:
        reason = "no Chromium on this machine: install Debian's chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *arguments])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "index.html"
    file.write_bytes(render_report(dossier())["index.html"])
    return Path(file).as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The page at 1280 px; the test fails on a console message, an error or a request to anywhere else."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:", "about:")) else trouble.append(request.url),
    )
    opened.goto(address)
    yield opened
    assert opened.evaluate("window.hurt") is None
    context.close()
    assert trouble == []


OPENED = """() => {
  const dialog = document.querySelector("dialog"), wrong = [];
  const cells = [...document.querySelectorAll("table tbody td")].filter((cell) => cell.textContent.trim());
  for (const cell of cells) {
    const link = cell.querySelector("a[href^='#e']");
    link.click();
    const articles = [...dialog.querySelectorAll("article")];
    const { e } = link.dataset;
    const wanted = link.closest(".map") ? Number(link.textContent.replace(/\\D/g, ""))
      : ((e === "" ? link.closest("tr").dataset.e : e) || "one").split(" ").length;
    const told = articles.every((a) => a.querySelector("mark") || a.textContent.includes("coded from"));
    const all = link.closest(".map") ? articles.length >= wanted : articles.length === wanted;
    if (!dialog.open || !all || !told) wrong.push(cell.outerHTML);
    dialog.close();
  }
  return [cells.length, wrong];
}"""


def test_every_filled_cell_opens_its_evidence(page: Any) -> None:
    cells, wrong = page.evaluate(OPENED)
    assert cells > 60
    assert wrong == []


@pytest.mark.parametrize("table", ["table.summary", "table.studies"])
def test_enter_opens_and_escape_closes(page: Any, table: str) -> None:
    for cell in page.query_selector_all(f"{table} tbody tr:first-child td:not(:empty)"):
        cell.query_selector("a[href^='#e']").focus()
        page.keyboard.press("Enter")
        assert page.locator("dialog").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("dialog").is_visible()


def test_the_strategy_is_closed_on_the_screen_and_open_in_print(page: Any) -> None:
    line = page.locator("#line-condition")
    assert not line.evaluate("line => line.checkVisibility({contentVisibilityAuto: true})")
    page.emulate_media(media="print")
    assert line.evaluate("line => line.checkVisibility() && line.getBoundingClientRect().height > 0")


def test_a_click_opens_and_the_button_closes(page: Any) -> None:
    page.locator("table.studies td a").first.click()
    assert page.locator("dialog").is_visible()
    page.get_by_role("button", name="Close").click()
    assert not page.locator("dialog").is_visible()


def test_the_first_search_box_filters_the_rows_of_all_tables(page: Any) -> None:
    box = page.locator("input[type=search]").first
    rows = page.locator("table tbody tr")
    everything = rows.count()
    box.fill("DILTIAZEM Patient")
    visible = page.locator("table tbody tr:visible").all_text_contents()
    assert 0 < len(visible) < everything
    assert all("diltiazem" in text.lower() for text in visible)
    assert page.get_by_role("status").text_content() == f"{len(visible)} of {everything} rows"
    box.fill("no such word")
    assert page.locator("table tbody tr:visible").count() == 0
    box.fill("")
    assert page.locator("table tbody tr:visible").count() == everything


def test_sorting_sets_aria_sort_and_orders_numbers_as_numbers(page: Any) -> None:
    head = page.locator("table.studies th", has_text="Numbers")
    keys = "rows => rows.map(row => Number(row.cells[5].dataset.s))"
    for direction, reverse in (("ascending", False), ("descending", True)):
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == direction
        values = page.eval_on_selector_all("table.studies tbody tr", keys)
        assert values == sorted(values, reverse=reverse)
    page.locator("table.studies th", has_text="Report").get_by_role("button").click()
    assert page.locator("table.studies th[aria-sort]").count() == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_screen_reader_needs_is_there(page: Any, language: str) -> None:
    if language == "fr":
        page.locator("#language").click()
    assert page.evaluate(ACCESS) == []


def test_the_language_switch_changes_every_word_and_back(page: Any) -> None:
    page.evaluate("document.querySelector('#columns p').replaceChildren()")  # made by the script: not in the file
    before = page.locator("main").text_content()
    page.get_by_role("button", name="Français").click()
    assert page.evaluate("document.documentElement.lang") == "fr"
    french = page.locator("main").text_content()
    for said in (
        "Ce que l'on sait",
        "1 article, 28 patients\u00a0: 22 complètes",
        "Inhibiteurs de mTOR",
        "Inhibiteurs calciques",
    ):
        assert said in french
    rendered = html.document_fromstring(render_report(dossier(), "fr")["index.html"]).xpath("string(//main)")
    assert [line.strip() for line in french.split("\n")] == [line.strip() for line in rendered.split("\n")]
    assert page.title().endswith("rapport de preuves")
    assert page.get_by_label("Filtrer tous les tableaux").is_visible()
    page.locator("table.studies td a").first.click()
    assert "Note de preuve" in page.locator("dialog h2").first.text_content()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="English").click()
    assert page.locator("main").text_content() == before


def test_a_number_of_the_map_leads_to_its_rows_in_the_tables(page: Any) -> None:
    page.locator("table.map tr", has_text="Surgery").first.get_by_role("link", name=str(len(HOSTILE))).click()
    assert page.locator("dialog article").count() == len(HOSTILE)
    page.get_by_role("link", name="Show these rows in the tables").click()
    assert not page.locator("dialog").is_visible()
    shown = page.locator("table.studies tbody tr:visible")
    assert shown.count() == len(HOSTILE)
    assert all("dermatomyositis" in text and "surgery" in text for text in shown.all_text_contents())
    page.get_by_role("button", name="Only: Surgery + dermatomyositis").click()
    assert page.locator("table.studies tbody tr:visible").count() == len(FINDINGS)


def test_columns_can_be_left_out(page: Any) -> None:
    page.get_by_text("Columns of the table of findings").click()
    page.get_by_label("Design").uncheck()
    assert not page.locator("table.studies th", has_text="Design").is_visible()
    assert page.locator("table.studies th", has_text="Numbers").is_visible()
    page.get_by_label("Design").check()
    assert page.locator("table.studies th", has_text="Design").is_visible()


def test_the_address_holds_the_view(page: Any, browser: Any, address: str) -> None:
    page.locator("#language").click()
    page.locator("input[type=search]").fill("diltiazem")
    page.locator("table.studies th", has_text="Nombres").get_by_role("button").click()
    page.evaluate("document.querySelector('#columns').open = true")
    page.get_by_label("Type d'étude").uncheck()
    page.locator("table.studies tbody tr:visible td a").first.click()
    other = browser.new_page()
    other.goto(page.url)
    other.wait_for_function("document.documentElement.lang === 'fr'")
    assert other.evaluate("document.documentElement.lang") == "fr"
    assert other.locator("input[type=search]").input_value() == "diltiazem"
    assert other.locator("table.studies th[aria-sort=ascending]").text_content() == "Nombres"
    assert not other.locator("table.studies th", has_text="Type d'étude").is_visible()
    assert other.locator("dialog").is_visible()
    assert other.locator("dialog h2").first.text_content() == page.locator("dialog h2").first.text_content()
    other.close()


def test_an_address_of_a_note_opens_it(page: Any, address: str) -> None:
    page.goto("about:blank")
    page.goto(f"{address}#e2")
    assert page.locator("dialog h2").first.text_content() == "Evidence note 2"


@pytest.mark.parametrize("hash_", ["#?sort=9+9+x&hide=99+-1&lang=xx&note=0+x&only=", "#?q=%00&only=%22%5D", "#enone"])
def test_a_broken_address_breaks_nothing(page: Any, address: str, hash_: str) -> None:
    page.goto("about:blank")
    page.goto(address + hash_)
    assert page.locator("table.studies").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overflows(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("table.studies td a").first.click()
    box = page.locator("dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrast_is_at_least_four_and_a_half(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []
    page.locator("table.studies td a").first.click()
    assert page.evaluate(CONTRAST) == []


def test_print_hides_controls_and_keeps_the_notes(page: Any) -> None:
    page.emulate_media(media="print")
    assert not page.locator("input[type=search]").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.locator("ol.notes > li").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"


def test_without_javascript_a_cell_leads_to_its_note(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address)
    link = opened.locator("table.studies td a").first
    target = link.get_attribute("href")
    link.click()
    assert opened.url.endswith(target)
    assert opened.locator(f"{target} h3").is_visible()
    context.close()


def test_hostile_titles_are_shown_as_text(page: Any) -> None:
    notes = page.locator("ol.sources").text_content()
    assert HOSTILE["script"] in notes
    assert HOSTILE["formula"] in notes


def test_a_quote_stands_marked_in_its_whole_abstract(page: Any) -> None:
    page.locator("table.studies tr", has_text="partial response").locator("td a").first.click()
    quote = page.locator("dialog blockquote").first
    page.wait_for_function("document.querySelector('dialog blockquote p')")
    assert quote.inner_text() == f"RESULTS {ABSTRACT}"
    assert quote.locator("mark").all_text_contents() == [QUOTE]


def test_of_many_rows_every_cell_is_a_link_too(browser: Any, tmp_path: Path) -> None:
    full = dossier()
    rows = full.rows * 45
    notes = notes_of(rows, ())
    file = tmp_path / "index.html"
    file.write_bytes(render_page(replace(full, rows=rows, summary=(), profiles=()), notes, sources_of(notes), []))
    opened = browser.new_page()
    opened.goto(file.as_uri())
    linked = (
        "cells => cells.filter(cell => cell.textContent.trim() && cell.querySelector('a').hash.startsWith('#e')).length"
    )
    assert opened.eval_on_selector_all("table.studies tbody td", linked) == 8 * len(rows) - 45 * 2  # two have no level
    opened.close()
