"""`evidence export review` and `evidence import review`: what is filled in becomes decisions, each once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from evidence.cli.main import main
from evidence.store.decisions import append_decisions, decision_of, read_decisions
from tests.cli.test_review import fill, stored

Run = Callable[..., tuple[int, str, str]]
TOPIC = '[topic]\nid = "example"\ntitle = "Example"\n[search]\nquery = "calcinosis"\n'


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a workspace with six findings: n treated, k improved."""
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "example.toml").write_text(TOPIC, "utf-8")
    stored(tmp_path, [(n, 10 + n, n) for n in range(1, 7)])
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, who: str = "AB") -> tuple[int, str, str]:
        monkeypatch.setenv("EVIDENCE_WHO", who)
        with pytest.raises(SystemExit) as caught:
            main([*arguments, *(() if arguments[0] == "decisions" else ("--query", "queries/example.toml"))])
        told = capsys.readouterr()
        return int(caught.value.code or 0), told.out, told.err

    return command


def log(folder: Path) -> list[tuple[str, str, str, str, str]]:
    return [(d.who, d.verb, d.field, d.value, d.note) for d in read_decisions(folder / "data" / "decisions.jsonl")[0]]


def summary(out: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(out)
    return {
        name: len(told[name]) if name == "taken" else told[name] for name in ("taken", "refused", "unchanged", "open")
    }


def test_what_is_filled_in_becomes_decisions_once(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("export", "review")
    assert (code, "6 questions in review.xlsx" in out) == (0, True)
    assert run("export", "review")[0] == 2, "a filled sheet is not overwritten"
    code, out, _ = run("import", "review", "review.xlsx")
    told = (out.startswith("0 rows taken (0 lines"), out.strip().endswith("0 unchanged, 6 left open."))
    assert (code, told) == (0, (True, True))
    fill(
        tmp_path,
        {
            2: {"answer": "confirm"},
            3: {"answer": "reject, and say why", "note": "of  another\ndrug", "who": "ZH"},
            4: {"correct any response": 2, "correct treated": "2", "correct response": "partial", "answer": "confirm"},
            5: {"correct any response": "-", "correct intervention": "Colchicine"},
        },
    )
    code, out, err = run("import", "review", "review.xlsx", "--json")
    assert (code, summary(out)) == (0, {"taken": 4, "refused": 0, "unchanged": 0, "open": 2}), err
    assert [row["row"] for row in json.loads(out)["taken"]] == [2, 3, 4, 5]
    kept = log(tmp_path)
    assert kept[:2] == [("AB", "confirm", "", "", ""), ("ZH", "reject", "", "", "of another drug")]
    assert sorted(kept[2:5]) == [
        ("AB", "correct", "n_any_response", "2", ""),
        ("AB", "correct", "n_treated", "2", ""),
        ("AB", "correct", "response", "partial", ""),
    ]
    assert kept[5] == ("AB", "confirm", "", "", "")
    assert sorted(kept[6:]) == [
        ("AB", "correct", "intervention", "colchicine", ""),
        ("AB", "correct", "n_any_response", "", ""),
    ]
    bytes_before = (tmp_path / "data" / "decisions.jsonl").read_bytes()
    code, out, _ = run("import", "review", "review.xlsx", "--json")
    assert (code, summary(out)) == (0, {"taken": 0, "refused": 0, "unchanged": 4, "open": 2})
    fill(tmp_path, {5: {"answer": "confirm"}})
    code, out, _ = run("import", "review", "review.xlsx", "--json")
    assert (code, summary(out)) == (0, {"taken": 1, "refused": 0, "unchanged": 3, "open": 2})
    assert (tmp_path / "data" / "decisions.jsonl").read_bytes().startswith(bytes_before)
    assert log(tmp_path)[8:] == [("AB", "confirm", "", "", "")]
    assert "2 questions in" in run("export", "review", "--out", "rest.xlsx")[1]


REFUSED: dict[int, tuple[dict[str, Any], str]] = {
    2: ({"answer": "confrm"}, '"confrm" is not one of the answers'),
    3: ({"correct response": "-"}, 'response: "-" is not a code'),
    4: ({"correct treated": 4.5}, '"4.5" is not a whole number'),
    5: ({"correct any response": 99}, "n_any_response 99 exceeds n_treated 14"),
    6: ({"answer": '="con"&"firm"'}, "answer: a formula is no answer"),
    7: ({"note": "hm"}, "a note alone decides nothing"),
}
REFUSED_TOO: dict[int, tuple[dict[str, Any], str]] = {
    2: ({"answer": "confirm", "id": "finding:other"}, "there is no such question (any more)"),
    3: ({"answer": "confirm", "version": "- 000000000000"}, "what is asked changed since this row was written"),
    4: ({"answer": "reject, and say why"}, "the reason is empty"),
    5: ({"answer": "confirm", "version": "2020-01-01T00:00:00Z 000000000000"}, "what is asked changed since"),
    6: ({"answer": "confirm", "id": None}, "an answer without the id of its question"),
    7: ({"correct intervention": "kolchizzin"}, '"kolchizzin" is not a known treatment'),
}
REFUSED_AS_WELL: dict[int, tuple[dict[str, Any], str]] = {
    2: ({"answer": "confirm", "treated": "99"}, "the locked cell “treated” was edited"),
    3: ({"answer": "confirm", "any response": None}, "the locked cell “any response” was edited"),
    4: ({"dose": "1 mg"}, "the locked cell “dose” was edited"),
    5: ({"answer": "reject", "correct response": "none"}, "it is corrected and rejected at once"),
    6: ({"answer": "Confirmed"}, '"Confirmed" is not one of the answers'),
    7: ({"correct response": "complete", "correct any response": 0, "answer": "confirm"}, "do not go together"),
}


@pytest.mark.parametrize("rows", [REFUSED, REFUSED_TOO, REFUSED_AS_WELL])
def test_what_cannot_be_taken_is_refused_with_its_row_and_the_rest_is_taken(
    run: Run, tmp_path: Path, rows: dict[int, tuple[dict[str, Any], str]]
) -> None:
    run("export", "review")
    fill(tmp_path, {row: values for row, (values, _) in rows.items()})
    code, out, _ = run("import", "review", "review.xlsx", "--json")
    told = json.loads(out)
    assert (code, told["refused"], log(tmp_path)) == (65, 6, [])
    for fault, (row, (_, message)) in zip(told["faults"], rows.items(), strict=True):
        assert fault.startswith(f"review.xlsx:{row}: ")
        assert message in fault


def test_a_sheet_of_another_layout_is_read_by_its_heads(run: Run, tmp_path: Path) -> None:
    run("export", "review")
    fill(tmp_path, {3: {"answer": "confirm"}})
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    sheet = book["Questions"]
    sheet.insert_rows(1)
    sheet["A1"] = "Table 1"
    sheet.insert_cols(1)
    sheet["A2"], sheet["A4"] = "my remark", "ask the author"
    for name in ("How to", "Lists"):
        del book[name]
    sheet.title = "Questions - Table 1"
    book.save(tmp_path / "review.xlsx")
    code, out, err = run("import", "review", "review.xlsx")
    assert (code, out.startswith("1 row taken (1 line added")) == (0, True)
    assert 'column "my remark" is not known; it was not read' in err


def test_two_readers_answer_sheets_of_the_same_day_and_neither_loses(run: Run, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        run("export", "review", "--out", name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    fill(tmp_path, {2: {"answer": "confirm"}, 3: {"correct any response": 1}}, "one.xlsx")
    fill(tmp_path, {2: {"answer": "reject"}, 3: {"correct any response": 0}}, "two.xlsx")
    assert run("import", "review", "one.xlsx")[0] == 0
    assert run("import", "review", "two.xlsx", who="ZH")[0] == 0
    assert [(who, verb, value) for who, verb, _, value, _ in log(tmp_path)] == [
        ("AB", "confirm", ""),
        ("AB", "correct", "1"),
        ("ZH", "reject", ""),
        ("ZH", "correct", "0"),
    ]
    run("export", "review", "conflicts", "--out", "differ.xlsx", who="DH")
    fill(tmp_path, {2: {"answer": "AB is right"}}, "differ.xlsx")
    for name in ("taken", "unchanged"):
        code, out, err = run("import", "review", "differ.xlsx", "--json", who="DH")
        assert (code, summary(out)[name]) == (0, 1), err
    assert [verb for who, verb, *_ in log(tmp_path) if who == "DH"] == ["choose"]


def test_what_was_taken_back_or_said_otherwise_since_is_not_taken_again(run: Run, tmp_path: Path) -> None:
    run("export", "review")
    fill(tmp_path, {2: {"answer": "confirm"}, 3: {"answer": "confirm"}})
    run("import", "review", "review.xlsx")
    path = tmp_path / "data" / "decisions.jsonl"
    first, second = read_decisions(path)[0]
    append_decisions(path, [decision_of("undo", f"decision:{first.decision_id}", "AB")])
    fill(tmp_path, {3: {"answer": "reject"}})
    code, out, _ = run("import", "review", "review.xlsx", "--json")
    assert (code, summary(out)) == (65, {"taken": 0, "refused": 2, "unchanged": 0, "open": 4})
    assert "AB took “confirm” back after this sheet was written" in json.loads(out)["faults"][0]
    assert "AB said “confirm” after this sheet was written" in json.loads(out)["faults"][1]
    assert [d.decision_id for d in read_decisions(path)[0]] == [second.decision_id]
    run("export", "review", "--out", "again.xlsx")
    fill(tmp_path, {2: {"answer": "confirm"}}, "again.xlsx")
    assert run("import", "review", "again.xlsx")[0] == 0


def test_an_answer_to_what_has_changed_or_gone_is_refused(run: Run, tmp_path: Path) -> None:
    run("export", "review")
    fill(tmp_path, {row: {"answer": "confirm"} for row in range(2, 8)})
    (tmp_path / ".evidence" / "store.db").unlink()
    stored(tmp_path, [(1, 11, 1), (2, 30, 2), *((n, 10 + n, n) for n in range(3, 6))])
    code, out, _ = run("import", "review", "review.xlsx", "--json")
    faults = json.loads(out)["faults"]
    assert (code, summary(out)) == (65, {"taken": 4, "refused": 2, "unchanged": 0, "open": 0}), faults
    assert ["changed since" in fault for fault in faults] == [True, False]
    assert "no such question (any more)" in faults[1]


def test_what_is_no_sheet_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"id,version,answer")
    got, _, err = run("import", "review", "list.xlsx")
    assert (got, "list.xlsx is not a sound spreadsheet" in err, "Traceback" in err) == (65, True, False)


def test_a_workbook_of_something_else_is_told(run: Run, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    code, _, err = run("import", "review", "other.xlsx")
    assert (code, "has no sheet with the columns id, version and answer" in err) == (65, True)
