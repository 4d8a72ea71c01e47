"""The store: records, clusters, findings and runs in one SQLite file that may be rebuilt with equal content."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar

import msgspec

from evidence.errors import BadDataError, BusyError, ConfigurationError, EvidenceError
from evidence.model import Cluster, Finding, Record, Run
from evidence.store.migrations import APPLICATION_ID, MIGRATIONS, applied, migrate

RecordStatus = Literal["current", "retracted", "vanished"]
_T = TypeVar("_T")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):  # msgspec knows dict, but not the read-only mapping proxy of Citation.origin
        return dict(value)
    raise TypeError(f"cannot be stored: {type(value).__name__}")


_encode = msgspec.json.Encoder(order="deterministic", enc_hook=_plain).encode


class Store:
    """One SQLite file (or `:memory:`). Use as a context manager.

    Writing happens in `with store.transaction():`; what is outside commits by itself. Raises BadDataError for a
    file that is no store, ConfigurationError for one made by a newer version, BusyError when another process
    writes, EvidenceError when the disk is full.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors():
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=5.0)
            try:
                self._check()
                self._db.execute("PRAGMA journal_mode = WAL")
                migrate(self._db)
            except BaseException:
                self._db.close()
                raise

    def _check(self) -> None:
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and application != APPLICATION_ID:
            raise BadDataError(
                f"{self.path} is an SQLite file of another program",
                hint="Name another file with --store, or leave it out to use the workspace's own.",
            )
        newer = set(applied(self._db)) - {name for name, _ in MIGRATIONS}
        if newer:
            raise ConfigurationError(
                f"{self.path} was written by a newer version ({', '.join(sorted(newer))})",
                hint="Update evidence (pip install --upgrade evidence), or name another file with --store.",
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _told(error, self.path) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes within, or none of them."""
        with self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back already
                    self._db.execute("ROLLBACK")
                raise

    def put_records(self, records: Iterable[Record]) -> None:
        """Insert or replace records by id; a retracted one is stored as such."""
        with self._errors():
            self._db.executemany(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)",
                ((r.record_id, r.content_hash, "retracted" if r.retracted else "current", _encode(r)) for r in records),
            )

    def records(self) -> Iterator[tuple[Record, RecordStatus]]:
        """Every record with its status, sorted by id."""
        decode = msgspec.json.Decoder(Record).decode
        with self._errors():
            for status, body in self._db.execute("SELECT status, body FROM records ORDER BY record_id"):
                yield decode(body), status

    def replace_derived(self, clusters: Iterable[Cluster], findings: Iterable[Finding]) -> None:
        """Put new clusters and findings in place of the old: they are made of the records and may be made again."""
        with self._errors():
            self._db.execute("DELETE FROM clusters")
            self._db.execute("DELETE FROM findings")
            self._db.executemany("INSERT INTO clusters VALUES (?, ?)", ((c.cluster_id, _encode(c)) for c in clusters))
            self._db.executemany("INSERT INTO findings VALUES (?, ?)", ((f.finding_id, _encode(f)) for f in findings))

    def clusters(self) -> tuple[Cluster, ...]:
        """Every cluster, sorted by id."""
        return self._bodies("SELECT body FROM clusters ORDER BY cluster_id", Cluster)

    def findings(self) -> tuple[Finding, ...]:
        """Every finding, sorted by id."""
        return self._bodies("SELECT body FROM findings ORDER BY finding_id", Finding)

    def put_run(self, run: Run) -> Run:
        """Record a run, stamped with the time (UTC) where it has none; returns the stamped run."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        stamped = replace(run, started=run.started or now, finished=run.finished or now)
        with self._errors():
            self._db.execute(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?)",
                (
                    stamped.run_id,
                    stamped.topic_id,
                    stamped.started,
                    stamped.finished,
                    int(stamped.complete),
                    _encode(stamped),
                ),
            )
        return stamped

    def runs(self) -> tuple[Run, ...]:
        """Every run, oldest first."""
        return self._bodies("SELECT body FROM runs ORDER BY started, run_id", Run)

    def _bodies(self, query: str, kind: type[_T]) -> tuple[_T, ...]:
        decode = msgspec.json.Decoder(kind).decode
        with self._errors():
            return tuple(decode(body) for (body,) in self._db.execute(query))


def _told(error: sqlite3.DatabaseError, path: Path | None) -> EvidenceError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return BusyError(f"{path} is being written by another run", hint="Wait until it ends, then run this again.")
    if "full" in text or "disk I/O" in text:
        return EvidenceError(
            f"{path} cannot be written: {text}", hint="Free some space and run this again; what was stored is intact."
        )
    if "unable to open" in text or "readonly" in text:
        return EvidenceError(f"{path} cannot be opened: {text}", hint="Check the folder's permissions, or use --store.")
    return BadDataError(f"{path} is not a sound store: {text}", hint="Name another file with --store.")
