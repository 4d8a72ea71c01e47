"""What people decided, over the life of a review: new records, changed texts, a merge undone, a fresh clone."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.extract.findings import findings_of
from evidence.model import Decision, Dossier, Place, Protocol, Record, Section
from evidence.pipeline.review import review_dossier
from evidence.pipeline.stages import run_of
from evidence.pipeline.tables import table_dossier
from evidence.pipeline.update import update_topic
from evidence.protocol.query import load_protocol
from evidence.review.findings import finding_questions
from evidence.sources.by_hand import value_of
from evidence.sources.entrez import fetch as fetching
from evidence.sources.entrez import limiter, transport
from evidence.sources.entrez.limiter import Limiter
from evidence.sources.entrez.transport import Transport
from evidence.store.decisions import append_decisions, decision_of, read_decisions
from evidence.store.store import Store
from tests.eutils.article import Article
from tests.eutils.corpus import Corpus
from tests.eutils.server import EutilsServer

TOPIC = Protocol(topic_id="example", title="Example", query="calcinosis", diseases=("SSc",))
SERIES = "{n} patients with systemic sclerosis and calcinosis received diltiazem. Deposits decreased in {k} of {n}."


def record(pmid: int, k: int = 3, *, title: str = "", text: str = SERIES, year: int = 2000) -> Record:
    return Record(
        key=str(pmid),
        pmid=str(pmid),
        source="nbib",
        place=Place("made.nbib"),
        title=title or f"Report {pmid} of calcinosis in clinic {pmid}",
        year=year,
        sections=(Section("", text.format(n=9, k=k)),),
    )


def filled(path: Path, records: Sequence[Record]) -> Path:
    """A new store at the path, as a complete run leaves it."""
    path.unlink(missing_ok=True)
    with Store(path) as store:
        store.put_records(records, TOPIC.topic_id)
        run = replace(run_of("update", TOPIC, records, ()), complete=True)
        store.complete(run, [one.record_id for one in records])
    return path


def dossier(records: Sequence[Record], folder: Path) -> Dossier:
    return review_dossier(TOPIC, read_decisions(folder / "log.jsonl")[0], filled(folder / "store.db", records))


def confirm(made: Dossier, folder: Path, record_id: str, who: str = "AB") -> None:
    question = next(q for q in finding_questions(made) if q.finding and q.finding.record_id == record_id)
    append_decisions(folder / "log.jsonl", [decision_of("confirm", question.subject, who, basis=question.basis)])


def states(made: Dossier) -> dict[str, tuple[str, int | None]]:
    return {f.record_id: (f.state, f.counts.n_any_response) for f in made.findings}


def test_after_new_records_every_decision_is_where_it_belongs(tmp_path: Path) -> None:
    confirm(dossier([record(1)], tmp_path), tmp_path, "pmid:1")
    made = dossier([record(n) for n in range(1, 6)], tmp_path)
    assert states(made)["pmid:1"] == ("confirmed", 3)
    assert {states(made)[f"pmid:{n}"][0] for n in range(2, 6)} == {"proposed"}
    assert made.faults == ()


def test_after_a_changed_abstract_what_was_decided_stands_and_is_asked_again(tmp_path: Path) -> None:
    confirm(dossier([record(1)], tmp_path), tmp_path, "pmid:1")
    made = dossier([record(1, 5)], tmp_path)
    assert states(made)["pmid:1"] == ("confirmed", 3)
    assert [fault.code for fault in made.faults] == ["changed-since-decided"]
    assert "n_any_response: 3 → 5" in made.faults[0].message
    (question,) = finding_questions(made)
    assert question.doubt == "It changed since AB decided on it."


def test_an_include_holds_for_the_whole_publication_until_it_is_excluded(tmp_path: Path) -> None:
    records = [record(1), replace(record(2), title=record(1).title)]
    append_decisions(tmp_path / "log.jsonl", [decision_of("merge", "pair:pmid:1|pmid:2", "AB")])
    assert dossier(records, tmp_path).replay.included == frozenset()
    append_decisions(tmp_path / "log.jsonl", [decision_of("include", "record:pmid:1", "AB")])
    assert dossier(records, tmp_path).replay.included == {"pmid:1", "pmid:2"}
    append_decisions(tmp_path / "log.jsonl", [decision_of("exclude", "record:pmid:1", "AB", note="other patients")])
    assert dossier(records, tmp_path).replay.included == frozenset()


def test_after_new_rules_what_was_decided_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm(dossier([record(1)], tmp_path), tmp_path, "pmid:1")
    rules = "evidence.extract.extract.findings_of"
    monkeypatch.setattr(rules, lambda *a: tuple(replace(f, response="worse", rule="x@9") for f in findings_of(*a)))
    made = dossier([record(1)], tmp_path)
    assert [f.response for f in made.findings] == ["improved"]
    assert "response: improved → worse" in made.faults[0].message
    monkeypatch.setattr(rules, lambda *a: ())
    made = dossier([record(1)], tmp_path)
    assert states(made) == {"pmid:1": ("confirmed", 3)}
    assert made.rows[0].counted
    assert "these rules do not find it; it stands as it was decided" in made.faults[0].message


def test_after_a_record_is_gone_or_tells_nothing_any_more_the_decision_is_listed(tmp_path: Path) -> None:
    confirm(dossier([record(1), record(2)], tmp_path), tmp_path, "pmid:1")
    assert "the record pmid:1 is not in these results" in dossier([record(2)], tmp_path).faults[0].message
    silent = dossier([record(1, text="Calcinosis hurts."), record(2)], tmp_path)
    assert "the text of pmid:1 is another since, and no such finding is in it" in silent.faults[0].message
    assert dossier([record(1), record(2)], tmp_path).faults == ()


def test_what_was_confirmed_of_a_record_that_vanished_from_the_search_is_shown_and_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(dossier([record(1)], tmp_path), tmp_path, "pmid:1")
    with Store(tmp_path / "store.db") as store:
        store.complete(replace(run_of("update", TOPIC, (), ()), complete=True), [])
    for rules in (findings_of, lambda *a: ()):
        monkeypatch.setattr("evidence.extract.extract.findings_of", rules)
        made = review_dossier(TOPIC, read_decisions(tmp_path / "log.jsonl")[0], tmp_path / "store.db")
        assert [(row.finding.state, row.counted) for row in made.rows] == [("confirmed", False)]
        assert made.rows[0].why_not == "the record no longer matches the search"


def test_after_a_merge_is_undone_the_two_count_again(tmp_path: Path) -> None:
    records = [record(1), record(2)]
    merge = decision_of("merge", "pair:pmid:1|pmid:2", "AB")
    append_decisions(tmp_path / "log.jsonl", [merge])
    assert [row.counted for row in dossier(records, tmp_path).rows].count(True) == 1
    append_decisions(tmp_path / "log.jsonl", [decision_of("undo", f"decision:{merge.decision_id}", "CD")])
    made = dossier(records, tmp_path)
    assert (len(made.clusters), [row.counted for row in made.rows].count(True)) == (2, 2)


def test_two_people_who_differ_on_a_pair_leave_it_as_it_was_proposed(tmp_path: Path) -> None:
    records = [record(1), record(2)]
    pair = "pair:pmid:1|pmid:2"
    append_decisions(tmp_path / "log.jsonl", [decision_of("merge", pair, "AB"), decision_of("split", pair, "CD")])
    made = dossier(records, tmp_path)
    assert (len(made.clusters), [fault.code for fault in made.faults]) == (2, ["decision-conflict"])


def test_a_fresh_clone_with_only_the_log_gives_the_same(tmp_path: Path) -> None:
    records = [record(1), record(2)]
    confirm(dossier(records, tmp_path), tmp_path, "pmid:1")
    outcome = {
        "disease": "SSc",
        "intervention": "diltiazem",
        "domain": "deposits",
        "response": "none",
        "n_treated": "1",
    }
    value = value_of({"title": "A case of ours", "authors": "Doe J", "design": "case_report"}, "", [outcome])
    own = decision_of("add", "record:hand_0123456789ab", "AB", field="example", value=value, note="our clinic")
    append_decisions(tmp_path / "log.jsonl", [own])
    before = dossier(records, tmp_path)
    clone = tmp_path / "clone"
    clone.mkdir()
    (clone / "log.jsonl").write_bytes((tmp_path / "log.jsonl").read_bytes())
    after = dossier(records, clone)
    assert (after.rows, after.summary, after.faults) == (before.rows, before.summary, before.faults)
    assert states(after) == {
        "hand_0123456789ab": ("proposed", None),
        "pmid:1": ("confirmed", 3),
        "pmid:2": ("proposed", 3),
    }
    assert ("entered by hand", 1) in next(box for box in after.prisma if box.box == "identified").reasons


def test_two_logs_merge_by_union_in_git(tmp_path: Path) -> None:
    records = [record(n) for n in (1, 2, 3)]

    def git(*arguments: str) -> None:
        settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *settings, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    (tmp_path / ".gitattributes").write_text("log.jsonl merge=union\n", "utf-8")
    confirm(dossier(records, tmp_path), tmp_path, "pmid:1")
    git("add", ".gitattributes", "log.jsonl")
    git("commit", "-m", "start")
    git("checkout", "-b", "other")
    confirm(dossier(records, tmp_path), tmp_path, "pmid:2", "CD")
    git("commit", "-a", "-m", "theirs")
    git("checkout", "main")
    subject = next(f"finding:{f.finding_id}" for f in dossier(records, tmp_path).findings if f.record_id == "pmid:2")
    append_decisions(tmp_path / "log.jsonl", [decision_of("reject", subject, "AB")])
    git("commit", "-a", "-m", "ours")
    git("merge", "other", "-m", "both")
    kept, faults = read_decisions(tmp_path / "log.jsonl")
    assert ([(d.verb, d.who) for d in kept], faults) == ([("confirm", "AB"), ("confirm", "CD"), ("reject", "AB")], ())
    made = dossier(records, tmp_path)
    assert states(made) == {"pmid:1": ("confirmed", 3), "pmid:2": ("proposed", 3), "pmid:3": ("proposed", 3)}
    assert [c.said for c in made.replay.conflicts] == [("confirmed: response improved", "rejected")]


def test_a_person_takes_in_what_the_rules_left_out_and_the_flow_says_so(tmp_path: Path) -> None:
    review = record(1, text="We review calcinosis in 300 reports of systemic sclerosis; diltiazem is often given.")
    review = replace(review, types=("Review",))
    left_out = {box.box: box.n for box in dossier([review], tmp_path).prisma}
    append_decisions(tmp_path / "log.jsonl", [decision_of("include", "record:pmid:1", "AB")])
    taken_in = {box.box: box.n for box in dossier([review], tmp_path).prisma}
    assert (left_out["reports_excluded"] + left_out["excluded"], left_out["not_retrieved"]) == (1, 0)
    assert (taken_in["reports_excluded"] + taken_in["excluded"], taken_in["not_retrieved"]) == (0, 1)


def updated(folder: Path, decisions: Sequence[Decision], corpus: Corpus) -> Mapping[str, bytes]:
    delivered: dict[str, bytes] = {}
    fetching.BATCH = 5
    transport._GAP, limiter._REST = 0.005, 0.0
    protocol = replace(load_protocol(), query="calcinosis")
    with (
        EutilsServer(corpus) as server,
        Transport(server.base_url, stall=2, deadline=20, limiter=Limiter(server.base_url, 1, folder)) as client,
        Store(folder / "store.db") as store,
    ):
        update_topic(protocol, client, store, decisions, deliver=delivered.update)
        assert [r.record_id for r, _ in store.records()] == sorted(f"pmid:{a.pmid}" for a in corpus.articles())
    return delivered


def table(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def test_an_update_holds_everything_known_and_counts_nobody_twice(tmp_path: Path) -> None:
    library = table_dossier(load_protocol(), ())
    coded = next(r for r in library.rows if r.finding.record_id == "chung2022a" and r.counted)
    pmid = coded.citation.pmid
    told = "Nine patients with systemic sclerosis and calcinosis received treprostinil. Deposits decreased in 7 of 9."
    one = Article(pmid, title=coded.citation.title, abstract=told, year=2022)
    other = Article("990000001", title="Diltiazem for calcinosis", abstract=SERIES.format(n=12, k=3))
    rows = {row["finding_id"]: row for row in table(updated(tmp_path, (), Corpus([one, other])), "studies.csv")}
    assert rows[coded.finding.finding_id]["counted"] == "true"
    machine = next(row for row in rows.values() if row["record_id"] == f"pmid:{pmid}")
    assert (machine["counted"], "is counted instead" in machine["why_not_counted"]) == ("false", True)
    new = next(row for row in rows.values() if row["record_id"] == "pmid:990000001")
    assert (new["counted"], coded.counted) == ("true", True)
    assert len(rows) == len(library.rows) + 2


def test_a_row_of_the_library_is_corrected_without_editing_it(tmp_path: Path) -> None:
    made = table_dossier(load_protocol(), ())
    question = next(
        q
        for q in finding_questions(made)
        if q.finding and q.finding.record_id == "balin2012a" and q.finding.intervention == "diltiazem"
    )
    word = decision_of("correct", question.subject, "AB", field="n_partial", value="8", basis=question.basis)
    after = table_dossier(load_protocol(), [word])
    (finding,) = (f for f in after.findings if f"finding:{f.finding_id}" == question.subject)
    assert (finding.counts.n_partial, finding.state, after.faults) == (8, "corrected", ())
    cells = [row for row in after.summary if finding.finding_id in row.findings]
    assert any(row.partial.k is not None for row in cells)
