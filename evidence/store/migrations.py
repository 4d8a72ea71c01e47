"""The schema, as named steps. A step is never edited once released; a new one is added below it."""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x45564431  # "EVD1": tells our files from other SQLite files

MIGRATIONS = (
    (
        "001_records",
        """
        CREATE TABLE records (
            record_id    TEXT PRIMARY KEY,
            content_hash TEXT NOT NULL,
            status       TEXT NOT NULL CHECK (status IN ('current', 'retracted', 'vanished')),
            body         BLOB NOT NULL
        ) STRICT;
        """,
    ),
    (
        "002_derived",
        """
        CREATE TABLE clusters (cluster_id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
        CREATE TABLE findings (finding_id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
        """,
    ),
    (
        "003_runs",
        """
        CREATE TABLE runs (
            run_id   TEXT NOT NULL,
            topic_id TEXT NOT NULL,
            started  TEXT NOT NULL,
            finished TEXT NOT NULL,
            complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
            body     BLOB NOT NULL,
            PRIMARY KEY (run_id, started)
        ) STRICT;
        """,
    ),
    (
        # What each topic's last complete run knew, so that the next one can tell what is new; derived data by topic.
        "004_topics",
        """
        CREATE TABLE listed (
            record_id TEXT NOT NULL,
            topic_id  TEXT NOT NULL,
            state     TEXT NOT NULL CHECK (state IN ('fetched', 'listed', 'gone')),
            PRIMARY KEY (record_id, topic_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE earlier (
            record_id TEXT NOT NULL,
            topic_id  TEXT NOT NULL,
            body      BLOB NOT NULL,
            PRIMARY KEY (record_id, topic_id)
        ) STRICT;
        DROP TABLE clusters;
        DROP TABLE findings;
        CREATE TABLE derived (
            topic_id TEXT NOT NULL,
            kind     TEXT NOT NULL CHECK (kind IN ('cluster', 'finding', 'summary')),
            place    INTEGER NOT NULL,
            body     BLOB NOT NULL,
            PRIMARY KEY (topic_id, kind, place)
        ) STRICT;
        """,
    ),
    (
        # A run is known by its topic, command and start, so that its beginning can be kept before its end is known.
        "005_runs_by_start",
        """
        ALTER TABLE runs RENAME TO runs_by_id;
        CREATE TABLE runs (
            topic_id TEXT NOT NULL,
            command  TEXT NOT NULL,
            started  TEXT NOT NULL,
            body     BLOB NOT NULL,
            PRIMARY KEY (topic_id, command, started)
        ) STRICT;
        INSERT OR REPLACE INTO runs
            SELECT topic_id, json_extract(CAST(body AS TEXT), '$.command'), started, body FROM runs_by_id;
        DROP TABLE runs_by_id;
        """,
    ),
)


def applied(db: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the steps that this file has, in order; empty for a new file."""
    known = db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").fetchone()
    if not known:
        return ()
    return tuple(name for (name,) in db.execute("SELECT name FROM migrations ORDER BY name"))


def migrate(db: sqlite3.Connection) -> None:
    """Apply the missing steps, all or none."""
    missing = [(name, step) for name, step in MIGRATIONS if name not in applied(db)]
    if not missing:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT")
        have = set(applied(db))  # read again under the lock: another process may have been first
        for name, step in missing:
            if name not in have:
                for statement in filter(str.strip, step.split(";")):
                    db.execute(statement)
                db.execute("INSERT INTO migrations VALUES (?)", (name,))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
