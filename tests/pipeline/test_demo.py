"""The whole pipeline: what issue-level promises a reader of the report relies on."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zlib
from base64 import b64decode
from pathlib import Path

import pytest

from evidence.model import Decision, Finding
from evidence.pipeline.demo import run_demo
from evidence.pipeline.records import deduplicating, export_records
from evidence.pipeline.references import clean_reference_list
from evidence.pipeline.stages import Produced
from evidence.protocol.query import load_protocol
from evidence.protocol.shipped import shipped
from evidence.store.store import Store

EXPECTED = {
    "index.html",
    "studies.csv",
    "summary.csv",
    "evidence.xlsx",
    "evidence.docx",
    "citations.bib",
    "citations.ris",
    "citations.json",
    "findings.jsonl",
    "prisma.json",
    "run.json",
}


@pytest.fixture(scope="module")
def demo() -> Produced:
    with Store() as store:
        return run_demo(load_protocol(), (), store)


def table(produced: Produced, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(produced.files[name].decode("utf-8-sig"))))


def test_the_folder_holds_what_the_contract_names(demo: Produced) -> None:
    assert set(demo.files) >= EXPECTED
    assert any(name.startswith("figures/") and name.endswith(".svg") for name in demo.files)
    assert "references/references.json" in demo.files
    assert demo.faults == ()


@pytest.mark.parametrize("name", ["index.html", "studies.csv", "summary.csv", "findings.jsonl", "prisma.json"])
def test_the_sample_that_a_visitor_sees_is_what_the_demo_makes_now(demo: Produced, name: str) -> None:
    kept = shipped("reports", "sample", name).read_bytes()
    assert _unpacked(kept) == _unpacked(demo.files[name]), "make sample renews it"


def _unpacked(content: bytes) -> bytes:
    """With what the page packs in clear: every build of zlib packs alike, but not byte for byte."""
    return re.sub(rb'(?<=id="packed">)[^<]+', lambda found: zlib.decompress(b64decode(found[0])), content)


def test_every_row_of_the_study_table_has_its_provenance(demo: Produced) -> None:
    rows = table(demo, "studies.csv")
    assert len(rows) >= 50
    findings = [json.loads(line) for line in demo.files["findings.jsonl"].splitlines()]
    assert len(findings) == len(rows)
    for row in rows:
        assert row["quote"] or row["coded_from"], row


def test_balin_2012_is_told_as_the_abstract_tells_it(demo: Produced) -> None:
    rows = [r for r in table(demo, "studies.csv") if "balin2012a" in r["record_id"]]
    numbers = ("n_treated", "n_complete", "n_partial", "n_any_response", "n_no_response")
    told = {r["intervention"]: [r[n] for n in numbers] for r in rows}
    assert told == {"surgery": ["28", "22", "5", "", "1"], "diltiazem": ["17", "", "9", "", ""]}


def test_no_review_and_no_second_hand_row_is_counted(demo: Produced) -> None:
    counted = [r for r in table(demo, "studies.csv") if r["counted"] == "true"]
    assert counted
    assert {r["design"] for r in counted}.isdisjoint({"review", "systematic_review", "survey"})
    assert all(r["second_hand"] != "true" for r in counted)


def test_the_same_patient_in_library_and_example_counts_once(demo: Produced) -> None:
    rows = table(demo, "studies.csv")
    poster = [r for r in rows if r["record_id"] in {"bennainda", "cas-lupus"} and r["intervention"] == "colchicine"]
    assert [(r["record_id"], r["response"], r["counted"]) for r in poster] == [
        ("bennainda", "none", "true"),
        ("cas-lupus", "none", "false"),
    ]
    assert "counted instead: Bennai" in poster[1]["why_not_counted"]


def test_porozimax_is_shown_as_read(demo: Produced) -> None:
    read_as = {r["record_id"]: r["read_as"] for r in table(demo, "studies.csv") if "porozimax" in r["read_as"]}
    assert read_as["cas-lupus"] == "porozimax read as Porosimax (alendronic acid), near spelling"


def test_the_example_list_is_cleaned_without_invention(demo: Produced) -> None:
    entries = json.loads(demo.files["references/references.json"])
    if isinstance(entries, dict):
        entries = entries["references"]
    assert len(entries) == 4 or [e["number"] for e in entries] == [1, 2, 2, 3, 4]
    by_number = {e["number"]: e for e in entries}
    assert (by_number[3]["match"] or {}).get("pmid") == "15942915"
    assert (by_number[4]["match"] or {}).get("pmid") == "26352733"
    assert (by_number[3]["fields"]["fpage"], by_number[3]["fields"]["lpage"]) == ("805", "812")
    assert by_number[2]["match"] is None


def test_the_store_holds_what_the_demo_read() -> None:
    with Store() as store:
        run_demo(load_protocol(), (), store)
        lines = [json.loads(line) for line in export_records(store, "jsonl").splitlines()]
        assert [line["record_id"] for line in lines] == sorted(line["record_id"] for line in lines)
        assert len(lines) > 200
        assert store.runs()[0].complete
        assert len(store.derived("demo", Finding)) > 100


def test_decisions_are_replayed_and_an_orphaned_one_is_shown(demo: Produced) -> None:
    finding = next(r for r in table(demo, "studies.csv") if r["record_id"] == "balin2012a" and r["n_treated"] == "17")
    decisions = (
        Decision("2026-01-01T00:00:00Z", "d1", "reject", f"finding:{finding['finding_id']}", "DH", note="not deposits"),
        Decision("2026-01-02T00:00:00Z", "d2", "confirm", "finding:gone", "DH"),
    )
    with Store() as store:
        decided = run_demo(load_protocol(), decisions, store)
    row = next(r for r in table(decided, "studies.csv") if r["finding_id"] == finding["finding_id"])
    assert (row["state"], row["counted"]) == ("rejected", "false")
    assert [(f.code, f.place.item) for f in decided.faults] == [("orphaned-decision", "d2")]
    assert b"finding:gone" in decided.files["index.html"]


SCRIPT = """
import hashlib, sys
from evidence.model import Decision
from evidence.protocol.query import load_protocol
from evidence.pipeline.demo import run_demo
from evidence.store.store import Store
with Store() as store:
    files = run_demo(load_protocol(), (), store).files
for name, body in sorted(files.items()):
    print(hashlib.sha256(body).hexdigest(), name)
"""


def test_equal_inputs_give_equal_bytes_under_another_seed_zone_and_locale(demo: Produced) -> None:
    import hashlib

    environment = {**os.environ, "PYTHONHASHSEED": "42", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "fr_FR.UTF-8"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment)
    here = [f"{hashlib.sha256(body).hexdigest()} {name}" for name, body in sorted(demo.files.items())]
    assert done.stdout.splitlines() == here


def test_a_reference_list_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Boulman N, et al. Calcinosis in rheumatic diseases. Semin Arthritis Rheum 2005;34:805.\n", "utf-8")
    produced = clean_reference_list(path, index=None, decisions=(), style="vancouver")
    assert produced.facts["references"] == 1
    assert b"15942915" in produced.files["references.json"]


def test_dedupe_keeps_every_record(tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    row = 'A study of calcinosis in lupus,"Silva, A. and Costa, B.",2020,J Test,1,2,3-9,10.1000/x,,,'
    path.write_text(
        "id,title,author,year,journal,volume,number,pages,doi,pmid,abstract,source\n"
        f'a,{row}\nb,{row}\nc,Another paper altogether,"Li, W.",2019,J Other,4,1,10-12,,,,\n',
        "utf-8",
    )
    with deduplicating([path], ()) as found:
        files = {name: b"".join(pieces).decode() for name, pieces in found.files.items()}
    clusters = list(csv.DictReader(io.StringIO(files["clusters.csv"])))
    assert [r["record_id"] for r in clusters] == ["a", "b", "c"]
    assert clusters[0]["cluster_id"] == clusters[1]["cluster_id"] != clusters[2]["cluster_id"]
    assert files["merged.csv"].count("\n") == 3


def test_shipped_data_are_found() -> None:
    assert shipped("data", "library", "publications.csv").is_file()
    assert shipped("queries", "calcinosis.toml").is_file()
