"""The index of the PubMed baseline and its updates: each source file is one transaction, in whatever order they come.

What a file says of a PMID holds until a later file (by `order_of`) says otherwise, and the highest version before all.
So a killed build goes on, a file that was damaged may follow late, and the content is the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from evidence.errors import BadDataError, EvidenceError, UsageError
from evidence.model import Fault, Here, Workers
from evidence.model.workers import in_turn
from evidence.sources.baseline import SourceFile, order_of, read_source
from evidence.sources.citation_row import decode_row
from evidence.sources.index_entry import keys_of, words_of
from evidence.sources.index_file import COUNT, MERGE, check_target, connect, damaged, digest_of, prepare, put, total

__all__ = ["IndexInfo", "build_baseline", "index_info", "update_baseline"]

_AT_ONCE = 500
_HERE = Here()
_QUICK = """
PRAGMA synchronous=NORMAL; PRAGMA cache_size=-131072;
INSERT INTO key (key, rank) VALUES ('hashsize', 33554432);
INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
"""
_AGAIN = "Run the same command again: it goes on where it stopped."
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds; `digest` is that of the citations alone, whatever way they came in.

    `versions` are the records read, of which each citation keeps one; `failed` are files not, or not wholly, read.
    """

    citations: int
    digest: str
    bytes: int
    files: int = 0
    versions: int = 0
    deletions: int = 0
    newest_revised: str = ""
    last_file: str = ""
    failed: tuple[tuple[str, str], ...] = ()
    finished: bool = True


def build_baseline(
    paths: Sequence[Path], out: Path, workers: Workers = _HERE, say: Say = lambda text: None
) -> tuple[Fault, ...]:
    """Make an index of files in their order at `out`; until it is whole it is `out`.part, at which a next call goes on.

    Raises UsageError where something else stands at `out`, or `out`.part was begun with other files; BadDataError
    when there is no citation; EvidenceError for a full disk.
    """
    check_target(out)
    draft = out.with_name(f"{out.name}.part")
    check_target(draft)
    out.parent.mkdir(parents=True, exist_ok=True)
    if not draft.exists() or not draft.stat().st_size:
        with closing(sqlite3.connect(draft)) as connection:
            prepare(connection)
    with closing(connect(draft, "rw")) as connection:
        known = _known(connection)
        if others := set(known) - {path.name for path in paths}:
            raise UsageError(
                f"{draft} was begun with other files, such as {min(others)}",
                hint=f"Name the same files as then, or remove {draft.name}.",
            )
        with _writing(draft):
            faults = _apply(connection, paths, known, workers, say)
            (citations,) = connection.execute("SELECT citations FROM state").fetchone()
            if citations:
                say("Merging …")
                connection.executescript(MERGE + COUNT)
    if not citations:
        draft.unlink()
        raise BadDataError(f"{out}: not written, as there is no citation to index", faults=faults)
    draft.replace(out)
    return faults


def update_baseline(
    index: Path, paths: Sequence[Path], workers: Workers = _HERE, say: Say = lambda text: None
) -> tuple[int, tuple[Fault, ...]]:
    """Take the files into an index that it has not, or not wholly, read; how many those were, and what is wrong.

    Raises BadDataError for what is no index, UsageError for an index that was not made of PubMed's files.
    """
    with closing(connect(index, "rw")) as connection:
        known = _known(connection)
        if not known:
            raise UsageError(
                f"{index} was not made of PubMed's XML files",
                hint="Make one with: evidence index build FOLDER --out FILE",
            )
        with _writing(index):
            faults = _apply(connection, paths, known, workers, say)
            if not connection.execute("SELECT counted FROM state").fetchone()[0]:
                say("Counting words …")
                connection.executescript(COUNT)
        return len(_known(connection)) - len(known), faults


def index_info(path: Path) -> IndexInfo:
    """Read what an index holds. Raises BadDataError for what is none."""
    with closing(connect(path)) as connection:
        try:
            citations, digest, counted = connection.execute("SELECT * FROM state").fetchone()
            read = connection.execute("SELECT name, records, deleted, revised, fault FROM source").fetchall()
        except sqlite3.DatabaseError as error:
            raise damaged(str(path), str(error)) from error
    return IndexInfo(
        citations=citations,
        digest=digest or total(0),
        bytes=path.stat().st_size,
        files=len(read),
        versions=sum(row[1] for row in read),
        deletions=sum(row[2] for row in read),
        newest_revised=max((row[3] for row in read), default=""),
        last_file=max((row[0] for row in read), key=order_of, default=""),
        failed=tuple((row[0], row[4]) for row in sorted(read, key=lambda row: order_of(row[0])) if row[4]),
        finished=bool(counted),
    )


def _known(connection: sqlite3.Connection) -> dict[str, tuple[int, bool]]:
    """Size and soundness of the files that were read, by name."""
    rows = connection.execute("SELECT name, size, fault FROM source")
    return {name: (size, not fault) for name, size, fault in rows}


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
            raise EvidenceError(f"{path}: cannot be written ({error})", hint=f"Make room. {_AGAIN}") from error
        raise damaged(str(path), str(error)) from error


def _apply(
    connection: sqlite3.Connection,
    paths: Sequence[Path],
    known: dict[str, tuple[int, bool]],
    workers: Workers,
    say: Say,
) -> tuple[Fault, ...]:
    connection.executescript(_QUICK)
    new = [path for path in paths if known.get(path.name) != (_size(path), True)]
    faults: list[Fault] = []
    for count, read in enumerate(in_turn((workers.submit(read_source, path) for path in new), workers.ahead), 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            _take(connection, read)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        faults += read.faults
        say(f"{count} of {len(new)} files: {read.name}")
    return tuple(faults)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1  # read_source says why


def _take(connection: sqlite3.Connection, read: SourceFile) -> None:
    """One file into the index, within a transaction."""
    held = _held(connection, [*(entry[0] for entry in read.entries), *read.deleted])
    orders = {number: order_of(name) for number, name in connection.execute("SELECT id, name FROM source")}
    here = _signed(connection, read)
    orders[here] = order_of(read.name)

    def holds(pmid: int, version: int | None = None) -> bool:
        """Whether what this file says of a PMID stands over what the index has; no version is a deletion."""
        if pmid not in held:
            return True
        payload, file, before = held[pmid]
        later = orders[here] >= orders[file]
        return later if version in (None, before) or payload is None else version > before

    entries = [entry for entry in read.entries if holds(entry[0], entry[1])]
    deleted = [pmid for pmid in read.deleted if holds(pmid)]
    touched = sorted([*(entry[0] for entry in entries), *deleted])
    gone = [(pmid, payload) for pmid in touched if (payload := held[pmid][0] if pmid in held else None)]
    rows = [(pmid, decode_row(payload)) for pmid, payload in gone]
    for table, said in (("key", keys_of), ("words", words_of)):
        statement = f"INSERT INTO {table} ({table}, rowid, said) VALUES ('delete', ?, ?)"
        connection.executemany(statement, ((pmid, said(row)) for pmid, row in rows))
    connection.executemany("REPLACE INTO doc VALUES (?,NULL,?,0)", ((pmid, here) for pmid in deleted))
    citations, digest = connection.execute("SELECT citations, digest FROM state").fetchone()
    parts = int(digest or "0", 16) + put(connection, entries, here) - sum(digest_of(payload) for _, payload in gone)
    state = (citations + len(entries) - len(gone), total(parts))
    connection.execute("UPDATE state SET citations = ?, digest = ?, counted = 0", state)


def _held(connection: sqlite3.Connection, pmids: Sequence[int]) -> dict[int, tuple[bytes | None, int, int]]:
    """Payload (None: deleted), file and version of those of the PMIDs that the index has heard of."""
    held: dict[int, tuple[bytes | None, int, int]] = {}
    for at in range(0, len(pmids), _AT_ONCE):
        some = pmids[at : at + _AT_ONCE]
        marks = ",".join("?" * len(some))
        found = connection.execute(f"SELECT id, payload, file, version FROM doc WHERE id IN ({marks})", some)
        held |= {pmid: (payload, file, version) for pmid, payload, file, version in found}
    return held


def _signed(connection: sqlite3.Connection, read: SourceFile) -> int:
    """The number of a file in the list of those that were read."""
    wrong = [fault.message for fault in read.faults if not fault.notice]
    told = wrong[0] + (f" (and {len(wrong) - 1} more)" if wrong[1:] else "") if wrong else ""
    known = connection.execute("SELECT id FROM source WHERE name = ?", (read.name,)).fetchone()
    values = (known[0] if known else None, read.name, read.size, read.md5, read.records, len(read.deleted))
    statement = "REPLACE INTO source VALUES (?,?,?,?,?,?,?,?)"
    return int(connection.execute(statement, (*values, read.revised, told)).lastrowid or 0)
