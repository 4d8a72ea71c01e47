"""The store: records, clusters, findings and runs in one SQLite file that may be rebuilt with equal content."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar

import msgspec

from evidence.errors import BadDataError, BusyError, ConfigurationError, EvidenceError
from evidence.model import Cluster, Finding, Record, Run, SummaryRow
from evidence.store.migrations import APPLICATION_ID, MIGRATIONS, applied, migrate

RecordStatus = Literal["current", "retracted", "vanished"]
_T = TypeVar("_T")
_DERIVED: Mapping[type, str] = {Cluster: "cluster", Finding: "finding", SummaryRow: "summary"}


def now() -> str:
    """The time as runs keep it: ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):  # msgspec knows dict, but not the read-only mapping proxy of Citation.origin
        return dict(value)
    raise TypeError(f"cannot be stored: {type(value).__name__}")


_encode = msgspec.json.Encoder(order="deterministic", enc_hook=_plain).encode


class Store:
    """One SQLite file (or `:memory:`). Use as a context manager.

    A `copied` one is in memory and holds what the file does, if there is one, also while another run writes it.
    Writing happens in `with store.transaction():`; what is outside commits by itself. Raises BadDataError for a
    file that is no store, ConfigurationError for one made by a newer version, BusyError when another process
    writes, EvidenceError when the disk is full.
    """

    def __init__(self, path: Path | None = None, *, copied: bool = False) -> None:
        self.path = path
        if path is not None and not copied:
            path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors():
            place = ":memory:" if copied or path is None else path
            self._db = sqlite3.connect(place, isolation_level=None, timeout=5.0)
            try:
                if copied and path is not None and path.is_file():
                    with closing(sqlite3.connect(path, timeout=5.0)) as original:
                        original.backup(self._db)
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

    def put_records(self, records: Iterable[Record], topic_id: str = "") -> None:
        """Insert or replace records by id, fetched for a topic or for none; a retracted one is stored as such.

        Where that changes what a topic's last complete run knew, the version that it knew is kept until the next.
        """
        rows = [(r.record_id, r.content_hash, "retracted" if r.retracted else "current", _encode(r)) for r in records]
        with self._errors():
            self._db.executemany(
                "INSERT OR IGNORE INTO earlier SELECT record_id, topic_id, body FROM records JOIN listed"
                " USING (record_id) WHERE record_id = ? AND content_hash <> ? AND state <> 'fetched'",
                (row[:2] for row in rows),
            )
            self._db.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", rows)
            if topic_id:
                fetched = ((row[0], topic_id) for row in rows)
                self._db.executemany("INSERT OR IGNORE INTO listed VALUES (?, ?, 'fetched')", fetched)

    def records(self, only: Container[str] | None = None) -> Iterator[tuple[Record, RecordStatus]]:
        """Every record (or those of `only`) with its status, sorted by id."""
        decode = msgspec.json.Decoder(Record).decode
        with self._errors():
            rows = self._db.execute("SELECT record_id, status, body FROM records ORDER BY record_id")
            for record_id, status, body in rows:
                if only is None or record_id in only:
                    yield decode(body), status

    def held(self) -> frozenset[str]:
        """The ids of the records that are here and were not seen to vanish."""
        with self._errors():
            return frozenset(i for (i,) in self._db.execute("SELECT record_id FROM records WHERE status <> 'vanished'"))

    def listed(self, topic_id: str) -> dict[str, bool]:
        """The records that a topic's complete runs have listed: True for the last one, False for earlier ones only."""
        with self._errors():
            rows = self._db.execute(
                "SELECT record_id, state = 'listed' FROM listed WHERE topic_id = ? AND state <> 'fetched'", (topic_id,)
            )
            return {record_id: bool(now) for record_id, now in rows}

    def fetched(self, topic_id: str) -> frozenset[str]:
        """The records that were fetched for a topic and that none of its complete runs has listed yet."""
        with self._errors():
            rows = self._db.execute(
                "SELECT record_id FROM listed WHERE topic_id = ? AND state = 'fetched'", (topic_id,)
            )
            return frozenset(record_id for (record_id,) in rows)

    def earlier(self, topic_id: str) -> dict[str, Record]:
        """The versions that a topic's last complete run knew, of the records whose content is another since."""
        decode = msgspec.json.Decoder(Record).decode
        with self._errors():
            rows = self._db.execute("SELECT record_id, body FROM earlier WHERE topic_id = ?", (topic_id,))
            return {record_id: decode(body) for record_id, body in rows}

    def complete(self, run: Run, listed: Iterable[str]) -> Run:
        """Move a topic's watermark: `listed` are the records that its complete run found, all of them stored.

        What was fetched for it before and is not among them is marked as vanished, unless another topic has it.
        """
        topic = (run.topic_id,)
        with self._errors():
            self._db.execute("UPDATE listed SET state = 'gone' WHERE topic_id = ?", topic)
            rows = ((record_id, run.topic_id) for record_id in listed)
            self._db.executemany("INSERT OR REPLACE INTO listed VALUES (?, ?, 'listed')", rows)
            self._db.execute(
                "UPDATE records SET status = 'vanished' WHERE record_id IN (SELECT record_id FROM listed"
                " GROUP BY record_id HAVING min(state) = 'gone' AND max(state) = 'gone')"
            )
            self._db.execute("DELETE FROM earlier WHERE topic_id = ?", topic)
        return self.put_run(run)

    def replace_derived(
        self, topic_id: str, clusters: Iterable[Cluster], findings: Iterable[Finding], summary: Iterable[SummaryRow]
    ) -> None:
        """Put what was made of a topic's records in place of the old: it may be made again at any time."""
        with self._errors():
            self._db.execute("DELETE FROM derived WHERE topic_id = ?", (topic_id,))
            for kind, items in zip(_DERIVED.values(), (clusters, findings, summary), strict=True):
                rows = ((topic_id, kind, place, _encode(item)) for place, item in enumerate(items))
                self._db.executemany("INSERT INTO derived VALUES (?, ?, ?, ?)", rows)

    def derived(self, topic_id: str, kind: type[_T]) -> tuple[_T, ...]:
        """The clusters, findings or rows of the summary (`kind`: their noun) of a topic, in the order given."""
        query = "SELECT body FROM derived WHERE topic_id = ? AND kind = ? ORDER BY place"
        return self._bodies(query, kind, (topic_id, _DERIVED[kind]))

    def put_run(self, run: Run) -> Run:
        """Record a run, stamped with the time where it has none; returns the stamped run.

        The same command on the same topic with the same start is the same run, further on.
        """
        stamped = replace(run, started=run.started or now(), finished=run.finished or (now() if run.complete else ""))
        with self._errors():
            self._db.execute(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)",
                (stamped.topic_id, stamped.command, stamped.started, _encode(stamped)),
            )
        return stamped

    def runs(self) -> tuple[Run, ...]:
        """Every run, oldest first."""
        return self._bodies("SELECT body FROM runs ORDER BY started, topic_id, command", Run)

    def _bodies(self, query: str, kind: type[_T], values: tuple[str, ...] = ()) -> tuple[_T, ...]:
        decode = msgspec.json.Decoder(kind).decode
        with self._errors():
            return tuple(decode(body) for (body,) in self._db.execute(query, values))


def existing(path: Path) -> Store:
    """The store of a file that is there. Raises BadDataError where there is none."""
    if not path.is_file():
        hint = "Make one with: evidence update queries/calcinosis.toml, or evidence demo --store FILE"
        raise BadDataError(f"there is no store at {path}", hint=hint)
    return Store(path)


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
