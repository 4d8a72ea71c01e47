"""`evidence review` by scripted keys, and `evidence decisions` over what was said."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from evidence.cli import keys, screen
from evidence.cli.main import main
from evidence.model import Name, Place, Record, Section
from evidence.pipeline.stages import run_of
from evidence.protocol.query import load_protocol
from evidence.store.decisions import read_decisions
from evidence.store.store import Store
from tests.cli.test_interactive import SPELT, Terminal, paper, write_index, write_list

SERIES = "{n} patients with systemic sclerosis and calcinosis received diltiazem. Deposits decreased in {k} of {n}."
Run = Callable[..., tuple[int, str, str]]


def stored(folder: Path, numbers: list[tuple[int, int, int]]) -> None:
    """A store with a record of (pmid, n, k) each."""
    protocol = load_protocol(folder / "queries" / "example.toml")
    records = [
        Record(
            key=str(pmid),
            pmid=str(pmid),
            source="nbib",
            place=Place("made.nbib"),
            title=f"Report {pmid} of calcinosis in systemic sclerosis treated in clinic {pmid}",
            year=2000,
            sections=(Section("", SERIES.format(n=n, k=k)),),
        )
        for pmid, n, k in numbers
    ]
    with Store(folder / ".evidence" / "store.db") as store:
        store.put_records(records, protocol.topic_id)
        run = replace(run_of("update", protocol, records, ()), complete=True)
        store.complete(run, [record.record_id for record in records])


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "queries").mkdir()
    topic = '[topic]\nid = "example"\ntitle = "Example"\n[search]\nquery = "calcinosis"\n'
    (tmp_path / "queries" / "example.toml").write_text(topic, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_WHO", "AB")
    return tmp_path


@pytest.fixture
def evidence(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, pressed: str = "", typed: str = "", who: str = "AB") -> tuple[int, str, str]:
        if arguments[:2] != ("decisions", "undo"):
            arguments = (*arguments, "--query", "queries/example.toml")
        left, lines = iter(pressed), iter(typed.split("|"))
        monkeypatch.setenv("EVIDENCE_WHO", who)
        monkeypatch.setattr(keys, "check_terminal", lambda *rest: None)
        monkeypatch.setattr(keys, "read_key", lambda: next(left, "q"))
        monkeypatch.setattr(screen.TerminalScreen, "ask", lambda self, prompt: next(lines), raising=False)
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        assert next(left, None) is None, "not every key was read"
        told = capsys.readouterr()
        return int(caught.value.code or 0), told.out, told.err

    return run


def words(folder: Path) -> list[tuple[str, str, str]]:
    return [(d.verb, d.field, d.value) for d in read_decisions(folder / "data" / "decisions.jsonl")[0]]


def fill(folder: Path, rows: dict[int, dict[str, Any]], name: str = "review.xlsx") -> None:
    book = openpyxl.load_workbook(folder / name)
    sheet = book["Questions"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, values in rows.items():
        for head, value in values.items():
            sheet.cell(row, columns[head]).value = value
    book.save(folder / name)


def rows(out: str) -> dict[str, Any]:
    return {row["record_id"]: row for row in csv.DictReader(io.StringIO(out.removeprefix("\ufeff")))}


def test_a_finding_is_corrected_confirmed_and_shown_so_in_the_table(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3), (2, 8, 2)])
    code, _, err = evidence("review", "findings", pressed="f5cr", typed="4", who="AB")
    assert (code, "1 of 2" in err, "2 of 2" in err) == (0, True, True), err
    assert words(workspace) == [("correct", "n_any_response", "4"), ("confirm", "", ""), ("reject", "", "")]
    assert "any response 4" in err
    code, out, _ = evidence("table", "--class", "diltiazem", "--store", ".evidence/store.db", "--format", "csv")
    states = {record_id: (row["state"], row["n_any_response"]) for record_id, row in rows(out).items()}
    assert states == {"pmid:1": ("corrected", "4"), "pmid:2": ("rejected", "2")}
    assert evidence("review", "findings")[2].count("Nothing waits for a decision among what was asked for.") == 1


def test_a_value_that_cannot_be_is_refused_with_the_reason_and_nothing_typed_decides_nothing(
    evidence: Run, workspace: Path
) -> None:
    stored(workspace, [(1, 9, 3)])
    _, _, err = evidence("review", pressed="f5f5u", typed="10|four|4|")
    assert "n_any_response 10 exceeds n_treated 9." in err
    assert '"four" is not a whole number' in err
    assert words(workspace) == []


def test_undo_takes_back_corrections_and_verdict_and_the_question_is_as_it_was(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3)])
    _, _, err = evidence("review", pressed="f5cur", typed="4")
    assert words(workspace) == [("reject", "", "")]
    assert err.count("any response 3") == 2


def test_five_hundred_findings_by_scripted_keys(
    evidence: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []

    class Titles:
        def show(self, title: str, lines: object, keys: str) -> None:
            titles.append(title)

        def say(self, text: str) -> None:
            pass

    monkeypatch.setattr(screen, "TerminalScreen", Titles)
    stored(workspace, [(n, 9, 2 + n % 5) for n in range(1, 501)])
    code, _, err = evidence("review", "findings", pressed="cuc" + "rf12cs" * 99 + "f5cf5umcs", typed="1|1")
    assert code == 0, err
    kept = read_decisions(workspace / "data" / "decisions.jsonl")[0]
    by_verb = {verb: sum(d.verb == verb for d in kept) for verb in ("confirm", "reject", "correct", "ask")}
    assert by_verb == {"confirm": 102, "reject": 99, "correct": 100, "ask": 1}
    assert len({d.subject for d in kept}) == 1 + 2 * 99 + 3
    again: list[str] = []
    titles.clear()
    evidence("review", "findings", pressed="q")
    again += titles
    assert again[0].startswith(f"1 of {500 - 202}"), again[0]


def test_filters_leave_out_other_findings(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3)])
    for fits in (
        ["--class", "diltiazem"],
        ["--disease", "SSc", "--class", "calcium_channel_blocker"],
        ["--below", "1"],
    ):
        assert "1 of 1" in evidence("review", "findings", *fits, pressed="q")[2]
    for other in (["--class", "colchicine"], ["--disease", "SLE"], ["--below", "0.1"]):
        assert "Nothing waits" in evidence("review", "findings", *other)[2]


def test_two_readers_differ_are_shown_side_by_side_and_settled(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3), (2, 8, 2)])
    evidence("review", pressed="cc", who="AB")
    assert "Nothing waits" in evidence("review", who="CD")[2]
    evidence("review", "--second", pressed="rc", who="CD")
    _, out, _ = evidence("decisions", "list", "--json")
    told = json.loads(out)
    assert [c["said"] for c in told["conflicts"]] == [["confirmed: response improved", "rejected"]]
    assert [(a["question"], a["n"], a["agreed"], a["kappa"]) for a in told["agreement"]] == [
        ("finding", 2, 1, 0.0),
        ("response", 2, 1, 0.0),
    ]
    _, out, err = evidence("table", "--class", "diltiazem", "--store", ".evidence/store.db", "--format", "csv")
    assert rows(out)["pmid:1"]["state"] == "proposed"
    assert "Two readers differ on finding:" in err
    told = evidence("table", "--class", "diltiazem", "--store", ".evidence/store.db")[1]
    assert "Two readers differ (AB: confirmed: response improved; CD: rejected)" in " ".join(told.split())
    evidence("review", "conflicts", pressed="m", who="CD")
    assert "Nothing waits" in evidence("review", "conflicts", who="CD")[2]
    _, _, err = evidence("review", "conflicts", pressed="2", who="EF")
    assert "CD is right" in err
    _, out, _ = evidence("table", "--class", "diltiazem", "--store", ".evidence/store.db", "--format", "csv")
    assert rows(out)["pmid:1"]["state"] == "rejected"
    states = [d["state"] for d in json.loads(evidence("decisions", "list", "--json")[1])["decisions"]]
    assert states == ["overruled", "in force", "in force", "in force", "in force", "in force"]


def test_a_second_reader_is_asked_for(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3), (2, 9, 3)])
    _, _, err = evidence("review", pressed="cm", who="AB")
    assert err.count("Deposits decreased in 3 of 9.") == 2, "each text once"
    assert "Nothing waits" in evidence("review", who="AB")[2]
    _, _, err = evidence("review", pressed="c", who="CD")
    assert ("1 of 1 · Report 2" in err, "AB asks for a second reader" in err) == (True, True)
    assert "Nothing waits" in evidence("review", who="EF")[2]


def test_eligibility_excludes_with_a_reason_and_takes_it_back(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3)])
    evidence("review", "eligibility", pressed="e1")
    assert words(workspace) == [("exclude", "", "animal")]
    table = ("table", "--class", "diltiazem", "--store", ".evidence/store.db", "--format", "csv")
    assert "pmid:1" not in rows(evidence(*table)[1])
    (identity,) = (d.decision_id for d in read_decisions(workspace / "data" / "decisions.jsonl")[0])
    assert evidence("decisions", "undo", identity[:6], "--note", "it is of patients")[0] == 0
    assert "pmid:1" in rows(evidence(*table)[1])
    code, _, err = evidence("decisions", "undo", identity)
    assert (code, "is undone already" in err) == (2, True)


def test_pairs_are_the_same_linked_or_different(evidence: Run, workspace: Path) -> None:
    protocol = load_protocol(workspace / "queries" / "example.toml")
    bare = Record(
        key="a",
        source="csv",
        place=Place("made.csv"),
        title="Editorial",
        names=(Name(family="Moreau", initials="A"),),
        journal="Clinical Rheumatology",
        year=2003,
    )
    records = [bare, replace(bare, key="b", volume="22", issue="1", pages="1")]
    with Store(workspace / ".evidence" / "store.db") as store:
        store.put_records(records, protocol.topic_id)
        run = replace(run_of("update", protocol, records, ()), complete=True)
        store.complete(run, [record.record_id for record in records])
    _, _, err = evidence("review", "duplicates", pressed="l2")
    assert "Are these one publication?" in err
    assert words(workspace) == [("link", "", "abstract_of")]
    assert read_decisions(workspace / "data" / "decisions.jsonl")[0][0].subject == "pair:a|b"
    assert "Nothing waits" in evidence("review", "duplicates")[2]
    listed = evidence("decisions", "list", "--subject", "moreau")[1]
    assert "AB: link abstract_of · Moreau 2003 | Moreau 2003" in listed
    (identity,) = (d.decision_id for d in read_decisions(workspace / "data" / "decisions.jsonl")[0])
    evidence("decisions", "undo", identity)
    evidence("review", "duplicates", pressed="d")
    assert words(workspace) == [("split", "", "")]


def test_entries_of_a_list_are_asked_about_in_the_terminal_and_in_a_sheet(evidence: Run, workspace: Path) -> None:
    write_index(workspace, [paper(n) for n in (1, 2, 3)])
    write_list(workspace, [SPELT.format(n=n, year=2012, page=10 * n) for n in (1, 2)])
    asked = ("--list", "list.txt", "--index", "index.jsonl")
    _, _, err = evidence("review", *asked, pressed="ak")
    assert "1 of 2 · Reference (1): Corrected" in err
    assert words(workspace) == [("choose", "", "pmid:9000001"), ("keep", "", "")]
    assert "Nothing waits" in evidence("review", "references", *asked)[2]
    assert evidence("export", "review", "--second", *asked, who="CD")[0] == 0
    fill(workspace, {2: {"answer": "keep as written"}, 3: {"answer": "keep as written"}})
    code, out, err = evidence("import", "review", "review.xlsx", *asked, who="CD")
    assert (code, out.split(" (")[0]) == (0, "2 rows taken"), err
    _, out, _ = evidence("decisions", "list")
    assert "Agreement on reference: AB and CD, 1 of 2 alike" in out
    _, _, err = evidence("review", "conflicts", *asked, pressed="3", who="EF")
    assert "→ AB is right" in err
    assert "Nothing waits" in evidence("review", "conflicts", *asked, who="EF")[2]


def test_the_questions_on_a_report_are_told_apart_in_a_sheet(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3)])
    evidence("export", "review", "appraisal")
    fill(workspace, {2: {"answer": "yes"}, 3: {"answer": "no"}, 9: {"answer": "unclear"}})
    assert evidence("import", "review", "review.xlsx")[0] == 0
    kept = [("appraise", "murad1", "yes"), ("appraise", "murad2", "no"), ("appraise", "murad8", "unclear")]
    assert words(workspace) == kept
    assert "1 of 5" in evidence("review", "appraisal", pressed="q")[2]


def test_every_decision_is_listed_with_its_state(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3), (2, 8, 2)])
    evidence("review", pressed="cr")
    stored(workspace, [(1, 9, 5), (2, 8, 2)])
    (workspace / ".evidence" / "store.db").unlink()
    stored(workspace, [(1, 9, 5)])
    _, out, _ = evidence("decisions", "list")
    lines = out.splitlines()
    assert "AB: confirm · Report" in lines[0]
    assert lines[1].strip() == "changed since: n_any_response: 3 → 5"
    assert lines[3].strip() == "orphaned: the record pmid:2 is not in these results"
    assert "AB: reject · pmid:2 · diltiazem · deposits" in lines[2]
    first = lines[0].split()[0]
    shown = evidence("decisions", "show", first[:8])[1]
    assert "n_any_response: 3" in shown
    assert "Deposits decreased in 3 of 9." in shown
    _, _, err = evidence("review", "changed", pressed="n")
    assert "then: 3; now: 5" in err
    assert json.loads(evidence("decisions", "list", "--verb", "confirm", "--json")[1])["decisions"][-1]["state"] == (
        "in force"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["decisions", "undo", "zz"], "none of 0 decisions begins with “zz”"),
        (["decisions", "show", "zz"], "none of 0 decisions begins with “zz”"),
        (["review", "references"], "evidence review references --list references.txt"),
        (["review", "--class", "colchizzine"], 'Did you mean "colchicine"?'),
    ],
)
def test_what_cannot_be_done_says_what_can(evidence: Run, workspace: Path, arguments: list[str], told: str) -> None:
    code, _, err = evidence(*arguments)
    assert (code, told in err) == (2, True), err
    assert "No decision in" in evidence("decisions", "list")[1]


def test_what_fits_no_decision_is_not_said_of_the_log(evidence: Run, workspace: Path) -> None:
    stored(workspace, [(1, 9, 3)])
    evidence("review", pressed="c")
    assert evidence("decisions", "list", "--verb", "reject")[1] == "None of 1 decision fits.\n"


@pytest.mark.parametrize("more", [[], ["--json"], ["--quiet"]])
def test_nobody_is_asked_where_nobody_can_answer(
    more: list[str], workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["review", *more])
    assert caught.value.code == 2
    assert "evidence review asks questions" in capsys.readouterr().err


def test_a_real_terminal(workspace: Path) -> None:
    stored(workspace, [(1, 9, 3), (2, 8, 2)])
    terminal = Terminal("review", "findings", "--query", "queries/example.toml")
    for key in (b"f", b"\x1b", b"c", b"x", b"r", b"\r"):
        terminal.press(key)
    assert terminal.end() == 0, terminal.shown
    assert words(workspace) == [("confirm", "", ""), ("reject", "", "")]
    assert b"\x1b[1;7mDeposits" in terminal.shown or b"Deposits decreased" in terminal.shown
    assert b"Traceback" not in terminal.shown
