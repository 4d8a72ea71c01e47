from __future__ import annotations

import gzip
import json
import os
import sqlite3
from io import BytesIO
from pathlib import Path

import pytest

from evidence.errors import BadDataError, UsageError
from evidence.model import Citation, Fault, Name, Relation
from evidence.sources.citation_jsonl import rows_of
from evidence.sources.citation_row import Row, citation_of_row
from evidence.sources.index import _groups, build_index, open_index

CASES = Path(__file__).parents[1] / "cases"
LIST = CASES / "clean_index.jsonl"
FULL = Citation(
    citation_id="x1",
    title="A title",
    title_vernacular="Un titre",
    names=(Name("de la Cruz", "Juan", "J", "Jr"), Name("The Group", collective=True)),
    names_complete=False,
    journal="Der Hautarzt",
    journal_abbrev="Hautarzt",
    journal_id="0372755",
    issn=("0017-8470",),
    year=2013,
    date="2013-06",
    volume="64",
    issue="6",
    first_page="433",
    last_page="438",
    pmid="90000099",
    pmcid="PMC1",
    doi="10.1/AbC",
    languages=("ger",),
    types=("Journal Article",),
    retracted=True,
    relations=(Relation("erratum_in", "90000100", "Hautarzt. 2014"),),
)


def test_a_citation_comes_back_whole(tmp_path: Path) -> None:
    with build_index([FULL], tmp_path / "one.index") as index:
        assert index.by_identifier("doi", "10.1/aBc") == (FULL,)
        assert index.by_identifier("pmid", "90000099") == (FULL,)
        assert index.by_place(["433"], "64", None) == (FULL,)
        assert index.by_place(["438", "433"], "", 2013) == (FULL,)
        assert index.by_place(["433"], "64", 2013) == (FULL,)
        assert index.by_place(["433"], "", None) == index.by_place([], "64", 2013) == ()
        assert index.by_place(["433"], "65", 2012) == ()
        assert index.by_author_year("De La Cruz", 2013) == (FULL,)
        assert index.by_journal_year("0372755", 2013) == (FULL,)
        assert index.by_text(["title"]) == (FULL,)
        assert index.by_text(["titre", "nothing"]) == (FULL,)
        assert index.by_text(["nothing"]) == ()
    with open_index(tmp_path / "one.index") as again:
        assert again.by_identifier("pmcid", "PMC1") == (FULL,)


def test_an_index_of_an_older_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.index"
    build_index([FULL], path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(BadDataError, match="older version") as caught:
        open_index(path)
    assert "evidence index build" in caught.value.hint


def test_rare_words_weigh_more() -> None:
    made = [Citation(citation_id=str(n), title=f"common word {n}th") for n in range(30)]
    made.append(Citation(citation_id="rare", title="word of cerrado"))
    with build_index(made, None) as index:
        assert [found.citation_id for found in index.by_text(["word", "cerrado"])] == ["rare"]
        assert len(index.by_text(["common", "word"])) == 12


def test_of_a_crowded_place_what_the_journal_has_is_found() -> None:
    crowd = [
        Citation(citation_id=str(n), volume="12", first_page="1", year=1900 + n, journal="Other") for n in range(450)
    ]
    crowd += [
        Citation(citation_id=f"y{n}", volume=f"{n}", first_page="1", year=2001, journal="Else") for n in range(450)
    ]
    meant = Citation(citation_id="meant", volume="12", first_page="1", year=2002, journal="Hautarzt")
    with build_index([*crowd, meant], None) as index:
        assert [c.citation_id for c in index.by_place(["1"], "12", 2001)] == ["101", "y12"]
        assert index.by_place(["1"], "12", 2001, "hautarzt") == (*index.by_place(["1"], "12", 2001), meant)
        assert index.by_journal_year("else", 2001) == ()
        assert index.by_journal_year("hautarzt", 2002) == (meant,)


def test_common_words_are_looked_up_together() -> None:
    made = [Citation(citation_id=str(n), title=f"study of patients {n}") for n in range(1600)]
    made += [Citation(citation_id=f"w{n}", title="wound healing") for n in range(1600)]
    made.append(Citation(citation_id="meant", title="Wound study"))
    with build_index(made, None) as index:
        assert [c.citation_id for c in index.by_text(["wound", "study"])] == ["meant"]


@pytest.mark.parametrize(
    ("known", "groups"),
    [
        pytest.param([("cutis", 90), ("colchicine", 400), ("patients", 90_000)], [("cutis",)], id="one is enough"),
        pytest.param(
            [("cutis", 90), ("colchicine", 400), ("warfarin", 900), ("laser", 4_000)],
            [("cutis",), ("colchicine", "warfarin"), ("colchicine", "laser"), ("warfarin", "laser")],
            id="any two of the others, the rarest first",
        ),
        pytest.param(
            [("study", 90_000), ("treatment", 95_000), ("patients", 99_000)],
            [("study", "treatment", "patients")],
            id="of common words all",
        ),
        pytest.param([("calcinosis", 900)], [("calcinosis",)], id="nothing else is known"),
        pytest.param([("patients", 90_000)], [], id="a common word alone"),
        pytest.param([], [], id="none"),
    ],
)
def test_words_are_looked_up_in_the_smallest_groups_that_few_share(
    known: list[tuple[str, int]], groups: list[tuple[str, ...]]
) -> None:
    assert _groups(known, 1_000_000) == [frozenset(group) for group in groups]


def packed(folder: Path) -> Path:
    path = folder / "list.jsonl.gz"
    path.write_bytes(gzip.compress(LIST.read_bytes(), mtime=0))
    return path


def test_a_list_is_indexed_once_beside_it(tmp_path: Path) -> None:
    path = packed(tmp_path)
    with open_index(path) as index:
        assert len(index) == len(LIST.read_text(encoding="utf-8").splitlines())
    (saved,) = tmp_path.glob("*.index")
    before = saved.stat().st_mtime_ns
    with open_index(path) as index:
        assert len(index.by_identifier("pmid", "90000001")) == 1
    assert saved.stat().st_mtime_ns == before
    path.write_bytes(gzip.compress(LIST.read_bytes().splitlines()[0], mtime=0))
    with open_index(path) as index:
        assert len(index) == 1


def test_a_place_that_cannot_be_written_uses_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with open_index(path) as index:
        assert len(index) > 10
    assert [p.parent.name for p in tmp_path.rglob("*.index")] == ["evidence"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"PK\x03\x04 not an index", "neither", id="zip"),
        pytest.param(b"", "neither", id="empty"),
        pytest.param(b"SQLite format 3\0" + b"\0" * 200, "not a database", id="not a database"),
        pytest.param(b"SQLite format 3\0", "cut short", id="head only"),
    ],
)
def test_what_is_no_index_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(BadDataError, match=said) as caught:
        open_index(path)
    assert caught.value.hint


def test_another_database_and_a_cut_index_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    with pytest.raises(BadDataError, match="not a citation index"):
        open_index(other)
    build_index([FULL], tmp_path / "one.index").close()
    whole = (tmp_path / "one.index").read_bytes()
    (tmp_path / "one.index").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadDataError, match="cut short"):
        open_index(tmp_path / "one.index")
    with pytest.raises(BadDataError, match="cannot be read"):
        open_index(tmp_path / "absent")


def test_bad_lines_are_faults_with_their_place() -> None:
    good = LIST.read_bytes().splitlines()[0]
    lines = [good, b"{broken", json.dumps({"title": ["no", "text"]}).encode(), b"[1]", b"", good]
    read = list(rows_of(BytesIO(b"\n".join(lines)), "f.jsonl"))
    assert [str(item.place) for item in read if isinstance(item, Fault)] == ["f.jsonl:2", "f.jsonl:3", "f.jsonl:4"]
    assert sum(isinstance(item, Row) for item in read) == 2


def listed(name: str, *items: dict[str, object]) -> list[Citation]:
    lines = b"\n".join(json.dumps(item).encode() for item in items)
    return [citation_of_row(row) for row in rows_of(BytesIO(lines), name) if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("first", "last", "full"),
    [
        ("W465", "9", ("W465", "W469")),
        ("1383S", "96S", ("1383S", "1396S")),
        ("712s", "7", ("712s", "717s")),
        ("D1213", "8", ("D1213", "D1218")),
        ("805", "12", ("805", "812")),
        ("e1003200.", "", ("e1003200", "")),
        ("998", "1003", ("998", "1003")),
        ("", "12", ("", "12")),
        ("Suppl", "", ("Suppl", "")),
    ],
)
def test_pages_of_a_list_are_in_full(first: str, last: str, full: tuple[str, str]) -> None:
    (read,) = listed("f.jsonl", {"title": "T", "fpage": first, "lpage": last})
    assert (read.first_page, read.last_page) == full


def test_a_citation_without_identifier_has_one_id_wherever_its_list_stands() -> None:
    one, other = {"title": "A", "year": 1998}, {"title": "B", "year": 1998}
    first, second = listed("/a/x.jsonl", one, other)
    moved, again = listed("/b/y.jsonl", other, one)
    assert (first.citation_id, second.citation_id) == (again.citation_id, moved.citation_id)
    assert first.citation_id != second.citation_id
    with build_index([first, second], None) as index:
        assert index.by_identifier(*first.citation_id.split(":")) == (first,)


def test_a_truncated_list_keeps_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    lines = b"\n".join(LIST.read_bytes().splitlines() * 300)
    path.write_bytes(gzip.compress(lines, mtime=0)[:-200])
    with open_index(path) as index:
        assert len(index) > 0
        assert [fault.code for fault in index.faults] == ["truncated"]


def test_nothing_that_stands_at_the_path_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    build_index([Citation(title="Calcinosis", year=2005)], path).close()
    with pytest.raises(BadDataError, match="no citation"):
        build_index([], path)
    with open_index(path) as index:
        assert len(index) == 1
    notes = tmp_path / "notes.txt"
    notes.write_text("mine " * 40)
    with pytest.raises(UsageError, match="is no index"):
        build_index([Citation(title="Calcinosis")], notes)
    with pytest.raises(UsageError, match="is a folder"):
        build_index([Citation(title="Calcinosis")], tmp_path)
    assert notes.read_text() == "mine " * 40
