"""`evidence review --web` in a real browser, and what other pages, other machines and broken clients can do to it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from evidence.store.decisions import read_decisions
from tests.cli.test_review import stored
from tests.report.test_page_browser import ACCESS, CONTRAST, chromium

_COMMAND = (sys.executable, "-c", "from evidence.cli import main; main()")
Started = Callable[..., tuple["subprocess.Popen[str]", str]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium("--host-resolver-rules=MAP rebound.test 127.0.0.1") as opened:
        yield opened


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Started]:
    """Start the command in a workspace with three findings; gives the process and the link."""
    (tmp_path / "queries").mkdir()
    topic = '[topic]\nid = "example"\ntitle = "Example"\n[search]\nquery = "calcinosis"\n'
    (tmp_path / "queries" / "example.toml").write_text(topic, "utf-8")
    stored(tmp_path, [(1, 9, 3), (2, 8, 2), (3, 7, 5)])
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str, who: str = "AB") -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [*_COMMAND, "review", "--web", "--query", "queries/example.toml", *arguments],
            cwd=tmp_path,
            env={**os.environ, "EVIDENCE_WHO": who},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    yield run
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a link in a window of its own; a script error or a message of the policy fails the test."""
    trouble: list[str] = []
    contexts = []

    def window(address: str, **options: Any) -> Any:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: None if "Failed to load" in said.text else trouble.append(said.text))
        page.goto(address)
        page.wait_for_selector("#answers button")
        return page

    yield window
    for context in contexts:
        context.close()
    assert trouble == []


def said(folder: Path) -> list[tuple[str, str, str]]:
    kept, unread = read_decisions(folder / "data" / "decisions.jsonl")
    assert not unread
    return [(d.verb, d.field, d.value) for d in kept]


def told(page: Any, text: str, where: str = "kept") -> None:
    page.wait_for_selector(f"#{where}:has-text('{text}')", timeout=20_000)


def press(page: Any, keys: str, text: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    told(page, text)


@pytest.mark.browser
def test_findings_are_confirmed_corrected_taken_back_and_the_rest_is_asked_after_a_restart(
    start: Started, opened: Callable[..., Any], tmp_path: Path
) -> None:
    process, address = start()
    page = opened(address)
    assert page.locator("#lines mark").last.text_content().startswith("Deposits decreased in 3 of 9")
    first = page.locator("#title").text_content()
    press(page, "c", "Kept: confirm.")
    assert said(tmp_path) == [("confirm", "", "")]
    press(page, "u", "Taken back.")
    assert page.locator("#title").text_content() == first
    assert said(tmp_path) == []
    page.keyboard.press("f")
    page.get_by_role("button", name="any response: 3").click()
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    told(page, "exceeds n_treated 9", "trouble")
    assert page.locator("#typed").is_visible()
    page.locator("#typed").fill("4")
    page.keyboard.press("Enter")
    told(page, "Kept: any response: 3 4.")
    assert "any response 4" in page.locator("#lines").text_content()
    press(page, "c", "Kept: confirm.")
    page.keyboard.press("s")
    page.wait_for_function("document.getElementById('kept').textContent === ''")
    page.reload()
    page.wait_for_selector("#answers button")
    assert "1 answered, 2 open" in page.locator("#progress").text_content()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, "4 lines added" in err) == (0, True), err
    assert said(tmp_path) == [("correct", "n_any_response", "4"), ("confirm", "", "")]
    page.keyboard.press("c")
    told(page, "Nobody answers", "trouble")

    process, address = start()
    again = opened(address)
    assert "0 answered, 2 open" in again.locator("#progress").text_content()
    again.keyboard.press("w")
    again.keyboard.type("q: not in them")
    again.keyboard.press("Enter")
    told(again, "Kept: reject")
    again.keyboard.press("s")
    again.wait_for_selector("text=Only what you skipped is left")
    again.get_by_role("button", name="Ask what was skipped").click()
    again.wait_for_selector("[data-key=m]")
    press(again, "m", "second reader")
    assert again.locator("#title").text_content() == "Nothing is left to decide"
    press(again, "q", "Stopped.")
    assert process.wait(timeout=30) == 0
    assert [verb for verb, _, _ in said(tmp_path)] == ["correct", "confirm", "reject", "ask"]


@pytest.mark.browser
def test_filters_choose_what_is_asked(start: Started, opened: Callable[..., Any], tmp_path: Path) -> None:
    page = opened(start("--class", "diltiazem")[1])
    page.locator("summary").click()
    assert page.locator("#class option").all_text_contents() == ["all", "calcium channel blockers"]
    page.locator("#disease").select_option("SSc")
    assert "3 open" in page.locator("#progress").text_content()
    page.locator("#below").fill("0")
    page.locator("#below").blur()
    page.wait_for_selector("text=Nothing is left to decide")
    page.locator("#below").fill("")
    page.locator("#single").uncheck()
    page.wait_for_selector("[data-key=c]")
    page.keyboard.press("c")
    page.locator("#kind").select_option("finding")
    told(page, "0 answered, 3 open", "progress")
    assert said(tmp_path) == []


@pytest.mark.browser
def test_two_windows_do_not_answer_twice_and_a_failed_write_is_told(
    start: Started, opened: Callable[..., Any], tmp_path: Path
) -> None:
    _, address = start()
    one, other = opened(address), opened(address)
    press(one, "c", "Kept: confirm.")
    other.keyboard.press("r")
    told(other, "another window answered this question; nothing was written", "trouble")
    assert said(tmp_path) == [("confirm", "", "")]
    assert other.locator("#kept").text_content() == ""
    log = tmp_path / "data" / "decisions.jsonl"
    log.rename(tmp_path / "data" / "kept")
    log.mkdir()
    one.keyboard.press("r")
    told(one, "the decisions cannot be read", "trouble")
    log.rmdir()
    (tmp_path / "data" / "kept").rename(log)
    press(one, "r", "Kept: reject.")
    assert [verb for verb, _, _ in said(tmp_path)] == ["confirm", "reject"]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_is_accessible_and_fits(start: Started, opened: Callable[..., Any], width: int, scheme: str) -> None:
    page = opened(start()[1], viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.locator("summary").click()
    page.keyboard.press("?")
    for keys in ("", "f", "1"):
        if keys:
            page.keyboard.press(keys)
        assert page.evaluate(ACCESS) == []
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.activeElement.id") == ("title" if keys else "")


_ATTACK = """async (link) => {
  const body = JSON.stringify({do: "answer", question: 0, turn: 0, keys: ["c"], typed: ""}), read = [];
  const attempt = async (options) => {
    try { const got = await fetch(link, options); if (got.type !== "opaque") read.push(await got.text()); } catch {}
  };
  await attempt({});
  await attempt({mode: "no-cors"});
  await attempt({method: "POST", body, headers: {"Content-Type": "application/json"}});
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json"])
    await attempt({method: "POST", body, mode: "no-cors", credentials: "include", headers: {"Content-Type": type}});
  navigator.sendBeacon(link, new Blob([body], {type: "text/plain"}));
  const frame = document.createElement("iframe");
  frame.name = "frame";
  const loaded = () => new Promise((done) => { frame.onload = done; });
  frame.src = link;
  document.body.append(frame);
  await loaded();
  try { read.push(frame.contentDocument.body.textContent); } catch {}
  const form = document.createElement("form"), field = document.createElement("input");
  Object.assign(form, {action: link, method: "POST", enctype: "text/plain", target: "frame"});
  Object.assign(field, {name: body.slice(0, -1) + ',"x":"', value: '"}'});
  form.append(field);
  document.body.append(form);
  form.submit();
  await loaded();
  return read.filter((text) => text.trim());
}"""


class _Evil(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>evil</title><body>")

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.mark.browser
def test_a_page_of_another_origin_can_neither_write_nor_read_even_with_the_link(
    start: Started, browser: Any, tmp_path: Path
) -> None:
    _, address = start()
    evil = HTTPServer(("127.0.0.1", 0), _Evil)
    threading.Thread(target=evil.serve_forever, daemon=True).start()
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{evil.server_port}/")
        assert page.evaluate(_ATTACK, address) == []
        port = urlsplit(address).port
        rebound = page.goto(address.replace("127.0.0.1", "rebound.test"))
        assert (rebound.status, urlsplit(rebound.url).port) == (421, port)
    finally:
        page.close()
        evil.shutdown()
        evil.server_close()
    assert said(tmp_path) == []
    assert ask(address, _GOOD)[0] == 200
    assert said(tmp_path) == [("confirm", "", "")]


_GOOD = {"do": "answer", "question": 0, "turn": 0, "keys": ["c"], "typed": ""}


def ask(address: str, body: object = None, method: str = "POST", **headers: str | None) -> tuple[int, str]:
    """A request as our own page sends it, but for the headers named; gives the status and the body."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=5)
    sent: dict[str, str | None] = {"Host": parts.netloc, "Sec-Fetch-Site": "same-origin"}
    if method == "POST":
        sent |= {"Origin": f"http://{parts.netloc}", "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.putrequest(method, parts.path, skip_host=True)
    if method == "POST" and "Content-Length" not in sent:
        sent["Content-Length"] = str(len(data))
    for name, value in sent.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(data if method == "POST" else None)
    answer = connection.getresponse()
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_only_our_own_page_on_this_machine_is_answered(start: Started, tmp_path: Path) -> None:
    _, address = start()
    parts = urlsplit(address)
    own = f"http://{parts.netloc}"
    refused: list[tuple[int, dict[str, Any]]] = [
        (421, {"Host": f"evil.example:{parts.port}"}),
        (421, {"Host": f"localhost:{parts.port}"}),
        (421, {"Host": "127.0.0.1"}),
        (421, {"Host": None}),
        (403, {"Origin": "http://evil.example"}),
        (403, {"Origin": f"{own}0"}),
        (403, {"Origin": "null"}),
        (403, {"Origin": None}),
        (403, {"Sec_Fetch_Site": "cross-site"}),
        (403, {"Sec_Fetch_Site": "same-site"}),
        (403, {"Sec_Fetch_Site": "none"}),
        (415, {"Content_Type": "text/plain"}),
        (415, {"Content_Type": None}),
        (411, {"Content_Length": "x"}),
        (411, {"Transfer_Encoding": "chunked"}),
        (413, {"Content_Length": "65537"}),
        (413, {"Content_Length": "9" * 400}),
    ]
    for code, headers in refused:
        assert ask(address, _GOOD, **headers)[0] == code, headers
    for elsewhere in (own + "/", address[:-2] + "/", address + "x", address.swapcase().replace("HTTP", "http")):
        assert ask(elsewhere, _GOOD)[0] == 404, elsewhere
        assert ask(elsewhere, method="GET")[0] == 404, elsewhere
    for site, code in (("none", 200), ("same-origin", 200), ("cross-site", 403), ("same-site", 403)):
        assert ask(address, method="GET", Sec_Fetch_Site=site)[0] == code
    for body in (
        b"{",
        b"[]",
        b'{"do": 1}',
        {"do": "x"},
        {"do": "show", "question": 99},
        {"do": "show", "question": -1},
    ):
        assert ask(address, body)[0] == 400, body
    for keys in ([], ["f"], ["x"], ["c", "c"], ["f", "5", "1"]):
        assert ask(address, {**_GOOD, "keys": keys})[0] == 400, keys
    assert ask(address, {**_GOOD, "keys": ["w"]})[0] == 422
    assert ask(address, {**_GOOD, "keys": ["f", "5"], "typed": ""})[0] == 422
    assert ask(address, {**_GOOD, "do": "undo"})[0] == 400
    assert said(tmp_path) == []
    assert ask(address, _GOOD)[0] == 200
    assert ask(address, _GOOD)[0] == 409
    assert ask(address, {**_GOOD, "turn": 1})[0] == 409
    assert said(tmp_path) == [("confirm", "", "")]


def test_no_other_address_is_listened_on(start: Started) -> None:
    _, address = start()
    port = urlsplit(address).port or 0
    others = {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), port, type=socket.SOCK_STREAM)}
    for other in {*others, "127.0.0.2", "::1"} - {"127.0.0.1"}:
        with socket.socket(socket.AF_INET6 if ":" in other else socket.AF_INET) as asking:
            asking.settimeout(1)
            assert asking.connect_ex((other, port)), f"{other} is answered"
    socket.create_connection(("127.0.0.1", port), timeout=1).close()
