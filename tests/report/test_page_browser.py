"""The page in a browser: every cell opens and closes, the filter and the sort work, nothing leaves the file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence.report.report import render_report
from tests.report.build import HOSTILE, dossier

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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        reason = "no Chromium on this machine: install Debian's chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


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
        "request", lambda request: None if request.url.startswith((address, "data:")) else trouble.append(request.url)
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
    const wanted = (link.dataset.e || "one").split(" ").length;
    const told = articles.every((a) => a.querySelector("mark") || a.textContent.includes("coded from"));
    if (!dialog.open || articles.length !== wanted || !told) wrong.push(cell.outerHTML);
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
    assert opened.locator(f"{target} article").is_visible()
    context.close()


def test_hostile_titles_are_shown_as_text(page: Any) -> None:
    notes = page.locator("ol.sources").text_content()
    assert HOSTILE["script"] in notes
    assert HOSTILE["formula"] in notes
