"""Files of any format we read, plain or gzipped, as one stream of records and faults."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from evidence.formats import READERS, Reader
from evidence.formats.sniff import looks_binary, sniff
from evidence.model import Fault, Place, Record
from evidence.sources.gunzip import Gunzip

_HEAD = 1 << 14
_FORMATS = "PubMed XML, .nbib, .ris, .bib, CSL-JSON, .csv or plain text (.txt)"


def read_files(
    paths: Sequence[Path], *, stdin: BinaryIO | None = None, readers: Mapping[str, Reader] = READERS
) -> Iterator[Record | Fault]:
    """The records of all files in the order given; a file that cannot be read is one fault. "-" is `stdin`."""
    for path in paths:
        file = str(path)
        with ExitStack() as stack:
            try:
                source = stdin if file == "-" and stdin is not None else stack.enter_context(path.open("rb"))
                yield from _read(source, "stdin" if source is stdin else file, readers)
            except FileNotFoundError:
                yield Fault(Place(file), "missing", "There is no such file.", "Check the name and the folder.")
            except IsADirectoryError:
                yield Fault(Place(file), "folder", "This is a folder.", f"Name the files in it, as in {file}/*.nbib.")
            except OSError as error:
                why = error.strerror or "reading failed"
                yield Fault(Place(file), "unreadable", f"The file cannot be read: {why}.", "Check its permissions.")


def _read(source: BinaryIO, file: str, readers: Mapping[str, Reader]) -> Iterator[Record | Fault]:
    plain, head = _buffered(source)
    unpacked: Gunzip | None = None
    if head.startswith(b"\x1f\x8b"):
        unpacked = Gunzip(plain)
        plain, head = _buffered(unpacked)
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        empty = Fault(Place(file), "empty", "The file is empty.", "Export it again.")
        yield _cut(unpacked, file, None, "") if unpacked and unpacked.problem else empty
        return
    kind = sniff(file, head)
    if kind is None:
        what = looks_binary(head)
        if what:
            yield Fault(Place(file), "binary", f"This is {what}, not a list of records.", f"Give {_FORMATS}.")
        else:
            yield Fault(Place(file), "unknown-format", "The format is not known.", f"Give {_FORMATS}.")
        return
    truncated, last = None, ""
    for item in readers[kind](plain, file):
        if isinstance(item, Fault) and item.code == "truncated":
            truncated = item
            continue
        if isinstance(item, Record):
            last = item.key
        yield item
    if unpacked and unpacked.problem:
        yield _cut(unpacked, file, truncated, last)
    elif truncated:
        yield truncated


def _buffered(source: BinaryIO | io.RawIOBase) -> tuple[BinaryIO, bytes]:
    """A buffered stream over a source, and its beginning, which stays to be read."""
    stream = io.BufferedReader(_Raw(source), 1 << 16)
    return stream, stream.peek(_HEAD)[:_HEAD]


class _Raw(io.RawIOBase):
    """Any readable as the raw stream that a buffer wants; fills the buffer as far as the source goes."""

    def __init__(self, source: BinaryIO | io.RawIOBase) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer) and (data := self._source.read(len(buffer) - filled)):
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        return filled


def _cut(unpacked: Gunzip, file: str, truncated: Fault | None, last: str) -> Fault:
    """One fault for a gzip file that ends early, in place of what its reader made of the end."""
    upto = f"The last complete record is {last}." if last else "No record before that is complete."
    message = f"The gzip file {unpacked.problem}. {upto}"
    fault = truncated or Fault(Place(file), "truncated", "", raw="")
    return replace(fault, message=message, hint="Download the file again; what was complete has been read.")
