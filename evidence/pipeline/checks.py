"""What `evidence doctor` looks at: each check says what it found and, where something is wrong, how to mend it.

No check writes anything; one that needs the network asks PubMed a single small question.
"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from evidence import __version__
from evidence.config import Config
from evidence.errors import EvidenceError, ServiceError
from evidence.sources.entrez.transport import Transport

State = Literal["ok", "note", "fault"]

_LEAST_FREE = 1.0  # GB: a store of some ten thousand records with its report stays far below
_ASKED = 1  # attempts: a doctor says what is, and does not wait until it is better
_OPTIONAL = {"pypdf": "reference lists in .pdf files", "distributed": "--scheduler"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `fix` is the next step, empty where nothing need be done."""

    name: str
    state: State
    said: str
    fix: str = ""


def checks(
    settings: Callable[[], Config], index: Path | None, pubmed: Callable[[Config], Transport]
) -> Iterator[Check]:
    """Every check, one after the other; a fault in one keeps none of the others from running.

    Where the settings cannot be read, that is a fault, and only what needs none of them is looked at.
    """
    yield _made("environment", _environment)
    yield _made("library", _library)
    if index:
        yield _made("index", lambda: _index(index))
    try:
        config = settings()
    except EvidenceError as error:
        yield _fault("settings", error)
        return
    with pubmed(config) as transport:
        asked: tuple[tuple[str, Callable[[], Check]], ...] = (
            ("topics", lambda: _topics(config)),
            ("decisions", lambda: _decisions(config)),
            ("store", lambda: _store(Path(config.value("store")))),
            ("who", lambda: _set(config, "who", "your name, kept with what you decide", 'EVIDENCE_WHO="Jane Doe"')),
            ("email", lambda: _set(config, "email", "NCBI asks for an address to write to", "EVIDENCE_EMAIL")),
            ("key", lambda: _set(config, "api_key", "NCBI is asked 3 times a second without, 9 with", "NCBI_API_KEY")),
            ("network", lambda: _network(transport)),
            ("disk", lambda: _disk(config)),
        )
        for name, check in asked:
            yield _made(name, check)


def _made(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except EvidenceError as error:
        return _fault(name, error)


def _fault(name: str, error: EvidenceError) -> Check:
    faults = "; ".join(str(fault) for fault in error.faults[:3])
    return Check(name, "fault", f"{error.message}{f' ({faults})' if faults else ''}", error.hint)


def _environment() -> Check:
    said = f"evidence {__version__}, Python {platform.python_version()}"
    lacking = [f"{name} (for {use})" for name, use in _OPTIONAL.items() if find_spec(name) is None]
    if lacking:
        extras = " ".join(name for name in _OPTIONAL if find_spec(name) is None)
        fix = f"{sys.executable} -m pip install {extras}"
        return Check("environment", "note", f"{said}; not installed: {', '.join(lacking)}", fix)
    return Check("environment", "ok", said)


def _library() -> Check:
    from evidence.sources.library import load_library

    library = load_library(strict=True)
    return Check("library", "ok", f"{len(library.records)} publications, {len(library.findings)} coded findings")


def _topics(config: Config) -> Check:
    from evidence.protocol.query import load_protocol, topic_files

    if config.workspace is None:
        return Check(
            "topics", "note", "no workspace: no folder here or above holds evidence.toml or queries/", "evidence init"
        )
    found = [load_protocol(path).topic_id for path in topic_files(config.workspace / "queries")]
    fix = "" if found else "evidence init"
    return Check("topics", "ok" if found else "note", f"{', '.join(found) or 'none'} in {config.workspace}", fix)


def _decisions(config: Config) -> Check:
    from evidence.store.decisions import read_decisions

    path = Path(config.value("decisions"))
    in_force, unread = read_decisions(path)
    if unread:
        fix = "Correct or remove what cannot be read; the other lines hold."
        lines = "1 line" if len(unread) == 1 else f"{len(unread)} lines"
        return Check("decisions", "fault", f"{lines} cannot be read: {unread[0]}", fix)
    return Check("decisions", "ok", f"{len(in_force)} in force in {path}" if path.exists() else f"none yet ({path})")


def _store(path: Path) -> Check:
    from evidence.store.lock import locked
    from evidence.store.store import Store

    if not path.is_file():
        return Check("store", "note", f"none at {path}", "evidence update queries/TOPIC.toml makes it.")
    with locked(path), Store(path) as kept:
        count = sum(1 for _ in kept.records())  # a damaged page is met on the way
    return Check("store", "ok", f"{count} records in {path}")


def _index(path: Path) -> Check:
    from evidence.pipeline.indexing import info_of_index

    told = info_of_index(path)
    if not told["finished"]:
        return Check("index", "fault", f"{path} is unfinished", "Run the command that was writing it again.")
    return Check("index", "ok", f"{told['citations']} citations in {path}")


def _set(config: Config, name: str, why: str, variable: str) -> Check:
    label = {"api_key": "key"}.get(name, name)
    if config.value(name):
        shown = next(value for setting, value, _ in config.shown() if setting == name)
        return Check(label, "ok", f"{shown} ({config.origin(name)})")
    return Check(label, "note", f"not set: {why}", f"Set {variable}, or {name} in evidence.toml.")


def _network(transport: Transport) -> Check:
    try:
        transport.ask("einfo", {"db": "pubmed", "retmode": "json"}, len, attempts=_ASKED)
    except ServiceError as error:
        needed = "needed by evidence update and --source pubmed; all else works without"
        return Check("network", "fault", f"{transport.base_url}: {error.message} ({needed})", error.hint)
    return Check("network", "ok", f"{transport.base_url} answers")


def _disk(config: Config) -> Check:
    folder = Path(config.value("store")).parent
    while not folder.is_dir():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    if free < _LEAST_FREE:
        return Check("disk", "fault", f"{free:.1f} GB free at {folder}", "Free some space, or set EVIDENCE_STORE.")
    return Check("disk", "ok", f"{free:.0f} GB free at {folder}")
