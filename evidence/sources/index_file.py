"""How a saved citation index lies in its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from evidence.errors import BadDataError, BusyError, UsageError
from evidence.sources.index_entry import SIGNS, Entry

__all__ = ["COUNT", "MERGE", "VERSION", "check_target", "connect", "damaged", "digest_of", "prepare", "put", "total"]

_APPLICATION = 0x45564958  # "EVIX", so that another program's SQLite file is not taken for an index
VERSION = 8  # also to be raised where a citation gets other keys or words: an update takes the old ones away by them
_MARKS = ("application_id", "user_version")
_SCHEMA = f"""
CREATE TABLE doc (id INTEGER PRIMARY KEY, payload BLOB, file INTEGER, version INTEGER);
CREATE VIRTUAL TABLE key USING
    fts5(said, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '{SIGNS}'");
CREATE VIRTUAL TABLE words USING fts5(said, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
CREATE TABLE frequency (term TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INTEGER, md5 TEXT, records INTEGER,
    deleted INTEGER, revised TEXT, fault TEXT);
CREATE TABLE state (citations INTEGER, digest TEXT, counted INTEGER);
INSERT INTO state VALUES (0, '', 0);
"""
MERGE = """
INSERT INTO key (key) VALUES ('optimize');
INSERT INTO words (words) VALUES ('optimize');
"""
COUNT = """
DELETE FROM frequency;
INSERT INTO frequency SELECT term, doc FROM vocabulary WHERE length(term) > 2;
UPDATE state SET counted = 1;
"""
_HINT = "make one with: evidence index build SOURCE --out FILE"
_PATIENCE = 30  # seconds for another program to let go of the file


def prepare(connection: sqlite3.Connection) -> None:
    """Lay an empty index out."""
    connection.executescript(
        f"PRAGMA page_size=8192; PRAGMA application_id={_APPLICATION}; PRAGMA user_version={VERSION};"
        f"BEGIN;{_SCHEMA}COMMIT;"
    )


def connect(path: Path, mode: str = "ro") -> sqlite3.Connection:
    """Open an index that is there. Raises BadDataError for what is none or is not usable by this version."""
    if not path.is_file():
        raise BadDataError(f"{path}: there is no such file", hint=_HINT)
    address = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=_PATIENCE, isolation_level=None)
    try:
        application, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _MARKS)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise damaged(str(path), f"cut short or damaged: {error}") from error
    if application == _APPLICATION and version == VERSION:
        return connection
    connection.close()
    if application != _APPLICATION:
        raise BadDataError(f"{path}: an SQLite file, but not a citation index", hint=_HINT)
    raise damaged(str(path), f"it was made by {'an older' if version < VERSION else 'a newer'} version")


def damaged(name: str, why: str) -> BadDataError | BusyError:
    """The error of an index that gives no answer; it may be only busy."""
    if "locked" in why:
        return BusyError(f"{name}: another program is writing to the index", hint="Try again when it is done.")
    if "readonly" in why:  # a transaction is to be undone, which only who writes may do
        hint = f"run the update again: evidence index update {name} FOLDER"
        return BadDataError(f"{name}: an update of this index was stopped in the middle", hint=hint)
    return BadDataError(f"{name}: the saved index cannot be used ({why})", hint=_HINT)


def put(connection: sqlite3.Connection, entries: Sequence[Entry], file: int | None = None) -> int:
    """Write citations that are not there, or whose keys and words were taken away; what they add to the digest."""
    docs = ((number, payload, file, version) for number, version, payload, _, _ in entries)
    connection.executemany("REPLACE INTO doc VALUES (?,?,?,?)", docs)
    connection.executemany("INSERT INTO key (rowid, said) VALUES (?,?)", ((e[0], e[3]) for e in entries))
    connection.executemany("INSERT INTO words (rowid, said) VALUES (?,?)", ((e[0], e[4]) for e in entries))
    return sum(digest_of(entry[2]) for entry in entries)


def check_target(path: Path) -> None:
    """Raise UsageError for a path at which something else than an index stands."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="Name the file of the index with --out, as in pubmed.db.")
    if path.exists():
        with path.open("rb") as stream:
            head = stream.read(72)
        if head and int.from_bytes(head[68:72], "big") != _APPLICATION:
            raise UsageError(f"{path} is there and is no index", hint="Name another file, or move that one away.")


def digest_of(payload: bytes) -> int:
    """What one citation adds to the digest of the content, which does not depend on any order."""
    return int.from_bytes(blake2b(payload, digest_size=16).digest(), "big")


def total(parts: int) -> str:
    """The digest of a content, in hexadecimal digits."""
    return f"{parts % (1 << 128):032x}"
