"""`evidence add`: entered, counted, marked, taken back; and refused with the reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.cli.main import main
from evidence.store.decisions import read_decisions

Run = Callable[..., tuple[int, str, str]]
FIELDS = ["title=A case of ours", "authors=Doe J", "year=2024", "design=case_report"]
OUTCOME = (
    "disease=SLE intervention=colchicine; hydroxychloroquine domain=deposits response=none n_treated=1 dose=1 mg, daily"
)


@pytest.fixture
def evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    (tmp_path / "queries").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_WHO", "DH")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        told = capsys.readouterr()
        return int(caught.value.code or 0), told.out, told.err

    return run


def rows(evidence: Run, treatment: str) -> list[dict[str, str]]:
    _, out, _ = evidence("table", "--class", treatment, "--format", "csv")
    found = csv.DictReader(io.StringIO(out.removeprefix("\ufeff")))
    return [row for row in found if row["record_id"].startswith("hand_")]


def test_a_coded_case_counts_in_every_run_until_it_is_taken_back(evidence: Run) -> None:
    code, out, err = evidence("add", *FIELDS, "--seen", "our clinic", "--outcome", OUTCOME, "--json")
    assert code == 0, err
    (row,) = rows(evidence, "colchicine")
    assert (row["intervention"], row["n_treated"], row["counted"], row["dose"]) == (
        "colchicine; hydroxychloroquine",
        "1",
        "true",
        "1 mg, daily",
    )
    assert row["coded_from"].startswith("entered by hand by DH on ")
    assert row["coded_address"] == "our clinic"
    assert evidence("decisions", "undo", json.loads(out)["decision_id"])[0] == 0
    assert rows(evidence, "colchicine") == []


def test_a_reference_and_a_text_are_read_by_rules_and_quoted(evidence: Run, tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("Moreau A. Calcinose: un cas. Congrès de médecine. 2023;4:12-3.", "utf-8")
    told = "A woman with systemic sclerosis and calcinosis received diltiazem. The deposits resolved."
    (tmp_path / "t.txt").write_text(told, "utf-8")
    code, _, err = evidence("add", "--citation", "c.txt", "--text", "t.txt", "--seen", "congress book, p. 12")
    assert code == 0, err
    (row,) = rows(evidence, "diltiazem")
    assert (row["response"], row["provenance"], row["rule"].partition("+")[0]) == (
        "complete",
        "quote",
        "entered-by-hand",
    )
    assert "The deposits resolved." in row["quote"]


def test_a_record_of_a_file_is_entered_with_its_fields(evidence: Run, tmp_path: Path) -> None:
    ris = "TY  - CONF\nAU  - Moreau, Anne\nTI  - A poster\nPY  - 2023\n"
    (tmp_path / "p.ris").write_text(f"{ris}ER  - \n", "utf-8")
    assert evidence("add", "--citation", "p.ris", "form=congress_abstract", "--seen", "poster 12")[0] == 0
    (decision,) = read_decisions(tmp_path / "data" / "decisions.jsonl")[0]
    publication = json.loads(decision.value)["publication"]
    assert (publication["authors"], publication["title"], publication["form"]) == (
        "Moreau A",
        "A poster",
        "congress_abstract",
    )
    assert (decision.verb, decision.field, decision.note) == ("add", "calcinosis", "poster 12")


def test_a_text_with_a_header_is_read_as_extract_reads_it_and_its_patients_count_once(
    evidence: Run, tmp_path: Path
) -> None:
    case = "Title: A woman of ours\nStudy-Group: g_birtraria_poster\nType: case report\n\nA woman with systemic lupus "
    case += "erythematosus and calcinosis received colchicine. The deposits did not respond."
    (tmp_path / "case.txt").write_text(case, "utf-8")
    assert evidence("add", "authors=Bennai L", "--text", "case.txt", "--seen", "the ward")[0] == 0
    _, out, _ = evidence("table", "--class", "colchicine", "--disease", "SLE", "--format", "csv")
    same = [r for r in csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))) if r["intervention"] == "colchicine"]
    assert sorted(row["counted"] for row in same) == ["false", "true"]
    (row,) = (row for row in same if row["record_id"].startswith("hand_"))
    assert (row["design"], "Study-Group" in row["quote"]) == ("case_report", False)


def test_a_paper_that_is_known_is_entered_as_that_paper(evidence: Run) -> None:
    outcome = "disease=SSc intervention=rituximab domain=function response=none n_treated=8"
    arguments = ("add", "pmid=30639647", "--seen", "its full text", "--outcome", outcome)
    code, out, err = evidence(*arguments)
    assert (code, "It is one publication with narvaez2019a." in out) == (0, True), err
    (row,) = rows(evidence, "rituximab")
    assert (row["design"], row["pmid"]) == ("case_series", "30639647")
    title = (
        "Effectiveness and safety of rituximab in refractory systemic sclerosis-associated calcinosis: a case series"
    )
    assert evidence(*arguments, f"title={title} and systematic review of the literature.")[0] == 0
    code, _, err = evidence(*arguments, "title=Rituximab in calcinosis")
    assert (code, "pmid 30639647 is “Effectiveness and safety of rituximab" in err) == (65, True)


def test_it_takes_part_in_extract_dedupe_and_clean_where_the_log_is_named_or_known(
    evidence: Run, tmp_path: Path
) -> None:
    told = "A woman with systemic sclerosis and calcinosis received diltiazem. The deposits resolved."
    (tmp_path / "t.txt").write_text(told, "utf-8")
    cited = ["title=Calcinosis that resolved", "authors=Moreau A", "year=2023", "journal=Our Congress", "pages=12"]
    assert evidence("add", *cited, "--text", "t.txt", "--seen", "congress book, p. 12")[0] == 0
    log = str(tmp_path / "data" / "decisions.jsonl")
    assert evidence("extract", log, "--out", "found")[0] == 0
    (finding,) = map(json.loads, (tmp_path / "found" / "findings.jsonl").read_text("utf-8").splitlines())
    assert (finding["intervention"], finding["response"]) == ("diltiazem", "complete")
    ris = "TY  - CONF\nAU  - Moreau, A\nTI  - Calcinosis that resolved\nPY  - 2023\nJO  - Our Congress\nSP  - 12\n"
    (tmp_path / "p.ris").write_text(f"{ris}ER  - \n", "utf-8")
    assert evidence("dedupe", "p.ris", log, "--out", "one")[0] == 0
    one, other = (tmp_path / "one" / "clusters.csv").read_text("utf-8").splitlines()[1:]
    assert one.rpartition(",")[2] == other.rpartition(",")[2]
    (tmp_path / "list.txt").write_text("1. Moreau A. Calcinosis that resolved. Our Congress. 2022;12.", "utf-8")
    assert evidence("clean", "list.txt", "--out", "clean")[0] == 0
    (entry,) = json.loads((tmp_path / "clean" / "references.json").read_text("utf-8"))
    assert (entry["status"], entry["fields"]["year"]) == ("corrected", "2023")
    assert "and what was entered by hand" in (tmp_path / "clean" / "references.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["title=x"], 2, "Missing option '--seen'"),
        (["title=x", "--seen", " "], 2, "where it was seen is not said"),
        (["--seen", "y"], 2, "it has no title"),
        (["ttle=x", "--seen", "y"], 2, '"ttle=x" is no field'),
        (["title=x", "--seen", "y", "--outcome", "foo"], 2, '"foo" is no outcome'),
        (["title=x", "--seen", "y", "--outcome", "disease=SLEE response=none"], 65, 'Did you mean "SLE"?'),
        (
            ["title=x", "--seen", "y", "--outcome", OUTCOME.replace("n_treated=1", "n_treated=1 n_any_response=1")],
            65,
            "response none and n_any_response 1 do not go together",
        ),
        (["title=x", "year=soon", "--seen", "y"], 65, 'year "soon" is not a year'),
    ],
)
def test_what_cannot_be_entered_is_refused_and_nothing_is_kept(
    evidence: Run, tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    exit_code, _, err = evidence("add", *arguments)
    assert (exit_code, told in err) == (code, True), err
    assert not (tmp_path / "data").exists()
