"""The index of PubMed's files: what later files say holds, whatever the order, the kills and the workers."""

from __future__ import annotations

import gzip
import hashlib
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from evidence.errors import BadDataError, BusyError, UsageError
from evidence.model import Here
from evidence.model.workers import Held
from evidence.pipeline.processes import processes
from evidence.sources import baseline_index, index_file
from evidence.sources.baseline import baseline_files, order_of, read_source
from evidence.sources.baseline_index import build_baseline, index_info, update_baseline
from evidence.sources.index import build_index, open_index
from evidence.sources.index_file import digest_of, total

WORDS = [
    "calcinosis",
    "dermatomyositis",
    "sclérose",
    "colchicine",
    "surgery",
    "warfarin",
    "probenecid",
    "laser",
    "d'eau",
]

HALF_DONE = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")  # what is not committed goes to the file
connection.execute("BEGIN")
connection.execute("UPDATE doc SET payload = zeroblob(9999)")
os._exit(0)
"""


def article(pmid: int, title: str, version: int = 1, revised: str = "2024") -> str:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="{version}">{pmid}</PMID><DateRevised><Year>{revised}</Year>'
        f"</DateRevised><Article><Journal><JournalIssue><Volume>7</Volume><PubDate><Year>2001</Year></PubDate>"
        f"</JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle><Pagination><MedlinePgn>{pmid}-9</MedlinePgn>"
        f"</Pagination><Abstract><AbstractText>Not <b>said</b>.</AbstractText></Abstract><AuthorList><Author><LastName>"
        f"Name{pmid}</LastName><AffiliationInfo><Affiliation>There</Affiliation></AffiliationInfo></Author></AuthorList>"
        f"</Article></MedlineCitation><PubmedData><ReferenceList><Reference><ArticleIdList><ArticleId "
        f'IdType="doi">10.1000/other</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>'
    )


def deletion(*pmids: int) -> str:
    return f"<DeleteCitation>{''.join(f'<PMID>{pmid}</PMID>' for pmid in pmids)}</DeleteCitation>"


def packed(*items: str) -> bytes:
    return gzip.compress(f"<PubmedArticleSet>{''.join(items)}</PubmedArticleSet>".encode(), mtime=0)


def write(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.xml.gz").write_bytes(data)
    return folder


BASELINE = {
    "pubmed26n0001": packed(*(article(n, f"{WORDS[n % 9]} of the first kind") for n in range(1, 30))),
    "pubmed26n0002": packed(*(article(n, f"{WORDS[n % 7]} of the second kind") for n in range(30, 50))),
}
UPDATES = {
    "pubmed26n0003": packed(
        article(3, "Revised once"), article(61, "New"), article(5, "Version two", 2), deletion(4, 31)
    ),
    "pubmed26n0004": packed(article(3, "Revised twice", revised="2025"), article(5, "Version one"), deletion(61)),
    "pubmed26n0005": packed(article(31, "Back again"), article(6, "Gone in its own file"), deletion(6)),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "pubmed", **BASELINE, **UPDATES)


def titles(path: Path, *pmids: int) -> list[str]:
    with open_index(path) as index:
        return [" / ".join(c.title for c in index.by_identifier("pmid", str(pmid))) for pmid in pmids]


def content(path: Path) -> tuple[object, ...]:
    """Everything that a look-up can see."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, 'instance')")
    connection.execute("CREATE VIRTUAL TABLE temp.marks USING fts5vocab(main, key, 'instance')")
    asked = (
        "SELECT id, payload FROM doc WHERE payload IS NOT NULL ORDER BY id",
        "SELECT term, doc FROM temp.terms ORDER BY term, doc",
        "SELECT term, doc FROM temp.marks ORDER BY term, doc",
        "SELECT * FROM frequency ORDER BY term",
        "SELECT * FROM state",
    )
    found = tuple(connection.execute(statement).fetchall() for statement in asked)
    connection.close()
    return found


def test_revisions_replace_and_deletions_remove(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.db"
    assert build_baseline(baseline_files([folder]), out) == ()
    assert titles(out, 1, 3, 4, 5, 6, 31, 61) == [
        f"{WORDS[1]} of the first kind",
        "Revised twice",
        "",
        "Version two",
        "",
        "Back again",
        "",
    ]
    with open_index(out) as index:
        assert [c.pmid for c in index.by_text(["revised", "twice"])] == ["3"]
        assert index.by_text(["once"]) == ()
        assert index.by_place(["4"], "7", 2001) == ()
        (one,) = index.by_identifier("pmid", "1")
        assert (one.doi, one.first_page, one.last_page, one.names[0].family) == ("", "1", "9", "Name1")
        assert len(index) == 47
    info = index_info(out)
    assert (info.citations, info.files, info.versions, info.deletions) == (47, 5, 56, 4)
    assert (info.newest_revised, info.last_file, info.failed) == ("2025", "pubmed26n0005.xml.gz", ())
    payloads = [payload for _, payload in content(out)[0]]  # type: ignore[attr-defined]
    assert info.digest == total(sum(map(digest_of, payloads)))
    with build_index([one], tmp_path / "list.db"):
        assert index_info(tmp_path / "list.db").citations == 1


@pytest.mark.parametrize("seed", range(4))
def test_files_that_come_late_leave_the_same_content(seed: int, folder: Path, tmp_path: Path) -> None:
    build_baseline(baseline_files([folder]), tmp_path / "a.db")
    files = list(baseline_files([folder]))
    random.Random(seed).shuffle(files)
    build_baseline(files[:1], tmp_path / "b.db")
    for file in files[1:]:
        assert update_baseline(tmp_path / "b.db", [file]) == (1, ())
    assert content(tmp_path / "b.db") == content(tmp_path / "a.db")
    assert update_baseline(tmp_path / "b.db", baseline_files([folder])) == (0, ())


class KilledAfter(Here):
    """Workers that die once so many files are read."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def submit(self, function: Callable[..., Any], /, *given: Any) -> Held[Any]:
        if not self.steps:
            raise KeyboardInterrupt
        self.steps -= 1
        return super().submit(function, *given)


def test_a_killed_build_goes_on(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = baseline_files([folder])
    build_baseline(files, tmp_path / "a.db")
    out, said = tmp_path / "b.db", list[str]()
    for steps in (0, 1, 2):
        with pytest.raises(KeyboardInterrupt):
            build_baseline(files, out, KilledAfter(steps))
    take = baseline_index._take

    def half(connection: sqlite3.Connection, read: Any) -> None:
        take(connection, read)
        raise KeyboardInterrupt  # everything of the file is written, but not signed

    monkeypatch.setattr(baseline_index, "_take", half)
    with pytest.raises(KeyboardInterrupt):
        build_baseline(files, out)
    monkeypatch.setattr(baseline_index, "_take", take)
    assert not out.exists()
    with pytest.raises(BadDataError, match="unfinished"):
        open_index(tmp_path / "b.db.part")
    assert not index_info(tmp_path / "b.db.part").finished
    build_baseline(files, out, say=said.append)
    assert said[0].startswith("1 of 2 files")
    assert content(out) == content(tmp_path / "a.db")
    assert not (tmp_path / "b.db.part").exists()


def test_a_killed_update_is_told_and_goes_on(folder: Path, tmp_path: Path) -> None:
    files, out = baseline_files([folder]), tmp_path / "a.db"
    build_baseline(files[:2], out)
    before = titles(out, 1)
    subprocess.run([sys.executable, "-c", HALF_DONE, out], check=True)
    with pytest.raises(BadDataError, match="stopped in the middle") as caught:
        open_index(out)
    assert "evidence index update" in caught.value.hint
    update_baseline(out, files)
    assert titles(out, 1) == before
    build_baseline(files, tmp_path / "b.db")
    assert content(out) == content(tmp_path / "b.db")


def test_who_reads_while_another_writes_is_told_to_wait(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_file, "_PATIENCE", 0)
    build_baseline(baseline_files([folder]), tmp_path / "a.db")
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BusyError, match="another program"):
        open_index(tmp_path / "a.db")
    connection.close()


def test_a_build_does_not_go_on_with_other_files(folder: Path, tmp_path: Path) -> None:
    files = baseline_files([folder])
    with pytest.raises(KeyboardInterrupt):
        build_baseline(files, tmp_path / "a.db", KilledAfter(2))
    with pytest.raises(UsageError, match="begun with other files"):
        build_baseline(files[1:], tmp_path / "a.db")


def test_processes_give_the_same_content(folder: Path, tmp_path: Path) -> None:
    files = baseline_files([folder])
    build_baseline(files, tmp_path / "a.db")
    with processes(2) as workers:
        build_baseline(files, tmp_path / "b.db", workers)
    assert content(tmp_path / "b.db") == content(tmp_path / "a.db")


def test_a_damaged_file_is_named_and_read_when_it_is_sound(folder: Path, tmp_path: Path) -> None:
    out, files = tmp_path / "a.db", baseline_files([folder])
    build_baseline(files, tmp_path / "sound.db")
    sound = {path.name: path.read_bytes() for path in files}
    md5 = {name: hashlib.md5(data).hexdigest() for name, data in sound.items()}
    for name in sound:
        (folder / f"{name}.md5").write_text(f"MD5({name})= {md5[name]}\n")
    (folder / "pubmed26n0001.xml.gz").write_bytes(packed(article(1, "Not what was meant")))
    (folder / "pubmed26n0003.xml.gz.md5").write_text("<html>not found</html>")
    (folder / "pubmed26n0004.xml.gz").write_bytes(sound["pubmed26n0004.xml.gz"][:-40])
    (folder / "pubmed26n0004.xml.gz.md5").unlink()
    faults = build_baseline(files, out)
    assert [(Path(fault.place.file).name[:13], fault.code) for fault in faults] == [
        ("pubmed26n0001", "md5"),
        ("pubmed26n0003", "md5"),
        ("pubmed26n0004", "truncated"),
    ]
    assert titles(out, 1, 61, 31) == ["", "", "Back again"]
    assert [name for name, _ in index_info(out).failed] == [f"pubmed26n000{n}.xml.gz" for n in (1, 3, 4)]
    assert md5["pubmed26n0001.xml.gz"] in index_info(out).failed[0][1]
    for name, data in sound.items():
        (folder / name).write_bytes(data)
        (folder / f"{name}.md5").write_text(f"{md5[name]}  {name}\n")
    assert update_baseline(out, files)[1] == ()
    assert index_info(out).failed == ()
    assert content(out) == content(tmp_path / "sound.db")


@pytest.mark.parametrize(
    ("names", "order"),
    [
        pytest.param(["pubmed26n0010.xml.gz", "pubmed26n0009.xml.gz"], [1, 0], id="by number"),
        pytest.param(["pubmed26n0001.xml.gz", "pubmed25n1400.xml.gz"], [1, 0], id="by year"),
        pytest.param(["pubmed26n9999.xml.gz", "pubmed26n10000.xml.gz"], [0, 1], id="not by letters"),
        pytest.param(["pubmed26n0001.xml.gz", "export.xml", "a.xml"], [2, 1, 0], id="without number first"),
    ],
)
def test_order_of_files(names: Sequence[str], order: list[int]) -> None:
    assert sorted(names, key=order_of) == [names[at] for at in order]


def test_two_files_of_one_name_and_a_folder_without_files_are_refused(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", pubmed26n0001=packed(article(1, "Another")))
    with pytest.raises(UsageError, match="have one name"):
        baseline_files([folder, other])
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no \.xml"):
        baseline_files([tmp_path / "empty"])
    assert baseline_files([folder, folder / "pubmed26n0001.xml.gz"]) == baseline_files([folder])


def test_nothing_to_index_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadDataError, match="no citation") as caught:
        build_baseline([tmp_path / "absent.xml.gz"], tmp_path / "a.db")
    assert [fault.code for fault in caught.value.faults if hasattr(fault, "code")] == ["unreadable"]
    assert list(tmp_path.iterdir()) == []


def test_what_no_reference_says_changes_nothing(tmp_path: Path) -> None:
    """A comment that looks like a tag, a title with markup, a tag that begins like another."""
    plain = article(1, "A <i>title</i> of <AbstractX/> calcinosis &amp; more")
    hidden = plain.replace("<ArticleTitle>", "<!-- <Abstract> --><ArticleTitle>").replace("1</PMID>", "2</PMID>")
    path = tmp_path / "x.xml"
    path.write_text(f"<PubmedArticleSet>{plain}{hidden}</PubmedArticleSet>")
    read = read_source(path)
    assert [entry[4].split() for entry in read.entries] == [
        ["A", "title", "of", "calcinosis", "&", "more", "Name1"]
    ] * 2


def test_an_index_of_a_list_is_not_updated(folder: Path, tmp_path: Path) -> None:
    with build_index([], None) as empty:
        assert len(empty) == 0
    out = tmp_path / "a.db"
    build_baseline(baseline_files([folder]), tmp_path / "b.db")
    with open_index(tmp_path / "b.db") as index:
        build_index(index.by_identifier("pmid", "1"), out).close()
    with pytest.raises(UsageError, match="not made of PubMed"):
        update_baseline(out, baseline_files([folder]))
