"""What the README and the pages of docs/ tell a reader to type works, literally; what they link to is there.

The lines of a page's `sh` blocks run in order in a fresh workspace; a `text` block right behind one quotes what it
prints. PubMed is a server on this machine. What cannot run unattended stands in a `text` block.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import get_args

import click
import pytest

from evidence.cli import main
from evidence.cli.main import evidence as program
from evidence.model.reference import Status
from evidence.protocol.query import _KEYS as TOPIC_KEYS
from evidence.protocol.query import load_protocol
from evidence.protocol.shipped import shipped
from evidence.protocol.tables import _KEYS as TABLE_KEYS
from evidence.sources.entrez import limiter
from tests import pages
from tests.eutils.corpus import Corpus, load_corpus
from tests.eutils.server import EutilsServer

ROOT = shipped("README.md").parent
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/*/README.md")))
}
# What a reader has at hand and `evidence init` does not make: a name in the workspace, and what stands for it here.
EXAMPLES = shipped("data", "examples")
QUERIES = " ".join(path.read_text(encoding="utf-8") for path in shipped("queries").glob("*.toml"))
GIVEN: Mapping[str, Mapping[str, Path]] = {
    "README.md": {"data": shipped("data")},
    "docs/extraction.md": {"pubmed.xml": EXAMPLES / "pubmed.xml"},
    "docs/new-topic.md": {"data": shipped("data")},
    "docs/matching.md": {"records.csv": EXAMPLES / "records.csv"},
    "docs/first-steps/clinicians.md": {"calcinosis/export.nbib": EXAMPLES / "pubmed.xml"},
}
NOT_RUN = ("make", "pip", "python3", ".venv/bin/pip", "git")  # `make` apart, tests/test_packaging.py installs
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = list(pages.commands())
IDS = [context.command_path for context in COMMANDS]


def blocks(page: str) -> Iterator[tuple[list[str], list[str]]]:
    """The lines of each `sh` block, what a backslash continues as one, with those that it is said to print."""
    for block, behind in pairwise((*_BLOCK.finditer(PAGES[page]), None)):
        if block and block[1] == "sh":
            quoted = behind and behind[1] == "text" and not PAGES[page][block.end() : behind.start()].strip()
            lines = block[2].replace("\\\n", " ").splitlines()
            yield [line for line in lines if line.strip()], behind[2].splitlines() if behind and quoted else []


def parts(line: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a line as words, each with the file that it is sent to, if any."""
    for part in line.split(" && "):
        words = shlex.split(part, comments=True)
        sent = next((words.index(mark) for mark in (">", ">>") if mark in words), len(words))
        yield words[:sent], "".join(words[sent + 1 :])


def run(words: list[str]) -> None:
    code: object = 0
    try:
        main(words)
    except SystemExit as end:
        code = end.code
    assert code in ({0, 10} if "--exit-code" in words else {0}), words


@pytest.mark.parametrize("page", [page for page in PAGES if any(blocks(page))])
def test_the_lines_of_a_page_run(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(limiter, "_REST", 0.0)
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    lines = [line for some, _ in blocks(page) for line in some]
    if any("evidence" in line for line in lines) and "evidence init" not in lines[0]:
        run(["init", "--quiet"])
    for name, stands_for in GIVEN.get(page, {}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(stands_for)
    articles = load_corpus(shipped("tests", "eutils", "demo_corpus.json")).articles()
    with EutilsServer(Corpus(articles, vocabulary=QUERIES)) as server:
        monkeypatch.setenv("EVIDENCE_ENTREZ_BASE_URL", server.base_url)
        capsys.readouterr()
        for some, said in blocks(page):
            printed = ""
            for words, file in (part for line in some for part in parts(line)):
                if words[0] == "cd":
                    monkeypatch.chdir(words[1])
                elif words[0] == "make":
                    assert f"\n{words[1]}:" in shipped("Makefile").read_text(encoding="utf-8")
                elif words[0] not in NOT_RUN:
                    assert words[0].removeprefix(".venv/bin/") == "evidence", words
                    run(words[1:])
                    told = capsys.readouterr()
                    if file:
                        Path(file).write_text(told.out, encoding="utf-8")
                    printed += told.err + ("" if file else told.out)
            for line in said:
                assert all(piece.strip() in printed for piece in line.split("…")), f"{line!r} is not in:\n{printed}"


def test_the_first_two_lines_of_the_readme_are_the_main_job_and_the_tests() -> None:
    lines = [line for some, _ in blocks("README.md") for line in some]
    assert [line.split("#")[0].strip() for line in lines[:2]] == ["make demo", "make test"]


@pytest.mark.parametrize("page", PAGES)
def test_a_link_leads_somewhere(page: str) -> None:
    for name in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGES[page]):
        assert (ROOT / page).parent.joinpath(name).exists(), name


@pytest.mark.parametrize("page", PAGES)
def test_a_file_of_the_repository_that_a_page_names_is_there(page: str) -> None:
    for name in re.findall(r"`((?:benchmarks|data|evidence|queries|tests)/[\w./*-]+)`", PAGES[page]):
        assert name.startswith("data/decisions.jsonl") or list(ROOT.glob(name.rstrip("/"))), name


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("data/")])
def test_the_readme_of_a_data_folder_names_every_file(page: str) -> None:
    names = {path.name for path in (ROOT / page).parent.iterdir()} - {"README.md"}
    assert {name for name in names if f"`{name}" not in PAGES[page]} == set()


def test_the_topic_file_of_its_page_is_right_and_has_every_key(tmp_path: Path) -> None:
    [text] = [body for kind, body in _BLOCK.findall(PAGES["docs/query-file.md"]) if kind == "toml"]
    (tmp_path / "topic.toml").write_text(text, encoding="utf-8")
    assert load_protocol(tmp_path / "topic.toml").tables
    content = tomllib.loads(text)
    assert not [key for name, keys in TOPIC_KEYS.items() for key in keys if key not in content[name]]
    assert content["tables"]["lupus"].keys() == set(TABLE_KEYS)


def test_the_case_shown_is_one_that_is_tested() -> None:
    [text] = [body for kind, body in _BLOCK.findall(PAGES["docs/contributing-a-case.md"]) if kind == "toml"]
    assert text in shipped("tests", "cases", "extract_cases.toml").read_text(encoding="utf-8")


def test_the_index_names_every_page() -> None:
    folder = ROOT / "docs"
    linked = {(folder / name).resolve() for name in re.findall(r"\]\(([^)#:]+)\)", PAGES["docs/README.md"])}
    pages = {path for path in folder.glob("**/*.md") if path.parent.name != "decisions"} - {folder / "README.md"}
    assert pages <= linked


def test_the_statuses_of_a_list_are_those_of_its_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", PAGES["docs/first-steps/authors.md"], re.MULTILINE)[2:]
    assert {code.replace(" ", "_") for code, _ in rows} == set(get_args(Status))
    run(["clean", str(EXAMPLES / "references.txt"), "--out", str(tmp_path)])
    told, page = capsys.readouterr().out, (tmp_path / "references.html").read_text(encoding="utf-8")
    met = {(code, shown) for code, shown in rows if re.search(rf"\d {code}\b", told)}
    assert met >= {("matched", "Right as printed"), ("unidentifiable", "Too little said to identify a paper")}
    assert all(f'<th scope="row">{shown}</th>' in page for _, shown in met)


@pytest.mark.parametrize("name", pages.PAGES)
def test_a_page_that_is_made_is_that_of_the_program(name: str) -> None:
    assert PAGES[f"docs/{name}"] == pages.PAGES[name], "run: make docs"


@pytest.mark.parametrize("context", COMMANDS, ids=IDS)
def test_every_option_is_explained(context: click.Context) -> None:
    options = [p for p in context.command.get_params(context) if isinstance(p, click.Option)]
    assert [p.name for p in options if not p.help] == []


@pytest.mark.parametrize("context", COMMANDS, ids=IDS)
def test_every_help_shows_examples_that_parse(context: click.Context) -> None:
    text = re.sub(r"\\\n\s*", "", context.command.help or "")
    lines = re.findall(rf"^\W*(?:pbpaste \| )?({context.command_path}\b.*?)(?:\s{{3,}}.*)?$", text, re.MULTILINE)
    assert lines
    for words, _ in (part for line in lines for part in parts(line)):
        if words[0] == "evidence":
            assert parsed(words[1:])


def parsed(words: list[str], command: click.Command = program) -> click.Context:
    """The words as the command that they name reads them; raises where it would refuse them."""
    if not isinstance(command, click.Group):
        return command.make_context(command.name, words)
    _, child, rest = command.resolve_command(click.Context(command), words)
    assert child is not None
    return parsed(rest, child)
