"""A file of the PubMed baseline or of its updates, read into what the index writes; files are independent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from evidence.errors import UsageError
from evidence.formats import READERS, Reader
from evidence.formats.pubmed_xml import read_pubmed_xml
from evidence.model import Fault, Place, Record
from evidence.model.workers import uncollected
from evidence.normalise.citation import cited_of
from evidence.sources.citation_row import row_said
from evidence.sources.files import read_files
from evidence.sources.index_entry import Entry, entry_of

__all__ = ["SourceFile", "baseline_files", "order_of", "read_source"]

_NUMBERED = re.compile(r"[a-z]+(\d\d)n(\d+)\.xml", re.IGNORECASE)
_MD5 = re.compile(r"\b[0-9a-f]{32}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What a file holds: the last version of each PMID, the deleted PMIDs, the newest DateRevised, what is wrong."""

    name: str
    size: int
    md5: str = ""
    entries: Sequence[Entry] = ()
    deleted: Sequence[int] = ()
    records: int = 0
    revised: str = ""
    faults: Sequence[Fault] = ()


def baseline_files(sources: Sequence[Path]) -> tuple[Path, ...]:
    """The .xml and .xml.gz files named, or anywhere in the folders named, in the order in which they apply.

    Raises UsageError for a folder without any, and for two files of one name.
    """
    found: dict[str, Path] = {}
    for source in sources:
        inside = (
            sorted(p for p in source.rglob("*.xml*") if p.name.endswith((".xml", ".xml.gz")))
            if source.is_dir()
            else [source]
        )
        if not inside:
            raise UsageError(
                f"{source}: no .xml or .xml.gz file in this folder", hint="Name the folder of PubMed's files."
            )
        for path in inside:
            other = found.setdefault(path.name, path)
            if other.resolve() != path.resolve():
                raise UsageError(f"{other} and {path} have one name", hint="The index knows files by name: rename one.")
    return tuple(sorted(found.values(), key=lambda path: order_of(path.name)))


def order_of(name: str) -> tuple[int, int, str]:
    """When a file applies: by the year and the number in its name ("pubmed26n1335.xml.gz"); one without goes first."""
    numbered = _NUMBERED.match(name)
    return (int(numbered[1]), int(numbered[2]), name) if numbered else (-1, 0, name)


def read_source(path: Path) -> SourceFile:
    """Read a file whole (PubMed's hold 30,000 citations); one whose MD5 file says otherwise is not read."""
    try:
        with path.open("rb") as stream:
            md5 = hashlib.file_digest(stream, "md5").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        fault = Fault(Place(str(path)), "unreadable", f"The file cannot be read: {error.strerror}.", "Check the path.")
        return SourceFile(path.name, 0, faults=(fault,))
    if unlike := _unlike(path, md5):
        return SourceFile(path.name, size, md5, faults=(unlike,))
    with uncollected():
        return _read(path, size, md5)


def _unlike(path: Path, md5: str) -> Fault | None:
    """Why a file is not what its .md5 file says."""
    beside = path.with_name(f"{path.name}.md5")
    if not beside.is_file():
        return None
    said = _MD5.search(beside.read_text(encoding="ascii", errors="replace"))
    if said is None:
        message, hint = f"{beside.name} holds no MD5; the file was not read.", f"Download {beside.name} again."
    elif said[0].lower() != md5:
        message = f"The file is damaged: its MD5 is {md5}, {beside.name} says {said[0].lower()}; it was not read."
        hint = "Download the file again, then run: evidence index update INDEX FOLDER"
    else:
        return None
    return Fault(Place(str(path)), "md5", message, hint)


def _read(path: Path, size: int, md5: str) -> SourceFile:
    entries: dict[int, Entry] = {}
    deleted: set[int] = set()
    faults: list[Fault] = []
    records, revised = 0, ""
    readers: dict[str, Reader] = {**READERS, "pubmed_xml": partial(read_pubmed_xml, cited=True)}
    for item in read_files([path], readers=readers):
        if isinstance(item, Fault) and item.code == "deleted":
            gone = {int(pmid) for pmid in item.raw.split() if pmid.isdecimal()}
            deleted |= gone
            for pmid in gone:
                entries.pop(pmid, None)
        elif isinstance(item, Fault):
            faults.append(replace(item, raw=""))
        elif not item.pmid:
            message = "The record has no PMID and is left out: this index is one of PubMed."
            faults.append(Fault(item.place, "pmid", message, "Index other lists in a file of their own."))
        else:
            records += 1
            revised = max(revised, item.revised)
            entry = _entry(item)
            if entry[0] not in entries or entries[entry[0]][1] <= entry[1]:
                entries[entry[0]] = entry
            deleted.discard(entry[0])
    ordered = [entries[pmid] for pmid in sorted(entries)]
    return SourceFile(path.name, size, md5, ordered, sorted(deleted), records, revised, faults)


def _entry(record: Record) -> Entry:
    row = row_said(cited_of(record))  # each field is the record's: to say so would double the size of the index
    version = next((int(value) for name, value in record.extra if name == "version" and value.isdecimal()), 1)
    return entry_of(int(record.pmid), row, version)
