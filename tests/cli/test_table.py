"""`evidence table` as it is typed and read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from evidence.cli.main import main
from evidence.protocol.shipped import shipped


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["table", *arguments])
    told = capsys.readouterr()
    return int(caught.value.code or 0), told.out, told.err


def test_a_question_fits_a_terminal_of_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out, err = run(capsys, "--disease", "SLE", "--class", "diltiazem", "--quotes", "--pool")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert "Asked of 241 publications: systemic lupus erythematosus; diltiazem." in out
    assert "Tristano 2006" in out


def test_a_patient_in_words_is_answered_from_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--patient", "SLE, failed colchicine and bisphosphonates", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["question"]["diseases"], found["question"]["failed"]) == (["SLE"], ["colchicine", "bisphosphonate"])
    whole = [one for one in found["after_failure"] if not one["not_told_to_have_failed"]]
    assert {one["record_id"] for one in whole} >= {"bennainda", "conde2021a", "castro2004a"}


def test_a_named_table_is_narrowed_by_options(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "lupus", "--class", "colchicine", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert rows
    assert {row["disease"] for row in rows} == {"SLE"}
    assert all("colchicine" in row["intervention_class"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["--disease", "SLEE", "--class", "colchizine"], ['mean "SLE"?', '"colchicine"?'], id="codes"),
        pytest.param(["--disease", "foo", "--class", "xyz"], ["Known: SLE,", "Known: colchicine,"], id="none-near"),
        pytest.param(["--patient", "SLE, tried colchicine"], ['"tried" is not understood'], id="word"),
        pytest.param(["lupsu"], ['no table "lupsu"', 'Did you mean "lupus"?'], id="name"),
        pytest.param(["--from", "a.nbib", "--store", "s.db"], ["exclude each other"], id="two-sources"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_usage_error(
    arguments: list[str], told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert all(part in err for part in told), err


def test_files_are_asked_and_a_folder_that_is_no_library_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, _ = run(capsys, "--from", str(shipped("data", "examples", "cas-lupus.txt")), "--format", "markdown")
    assert code == 0
    assert "Asked of 1 publications" in out
    code, _, err = run(capsys, "--from", str(tmp_path))
    assert code == 2
    assert "no library of coded outcomes" in err
