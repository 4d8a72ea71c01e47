"""The schema, as the named steps in steps/. A step is never edited once released; a new one follows it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

APPLICATION_ID = 0x45564431  # "EVD1": tells our files from other SQLite files

MIGRATIONS = tuple((step.stem, step) for step in sorted((Path(__file__).parent / "steps").glob("*.sql")))


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
                for statement in filter(str.strip, step.read_text(encoding="utf-8").split(";")):
                    db.execute(statement)
                db.execute("INSERT INTO migrations VALUES (?)", (name,))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
