"""How records are written down: a reader and a writer by kind, each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import BinaryIO, cast

from evidence.model import Fault, Record

__all__ = ["READERS", "WRITERS", "Reader", "Writer"]

Reader = Callable[[BinaryIO, str], Iterator[Record | Fault]]
Writer = Callable[[Iterable[Record]], str]

_MODULES = {
    "pubmed_xml": ("pubmed_xml", "pubmed_xml"),
    "nbib": ("nbib", "nbib"),
    "ris": ("ris", "ris"),
    "bibtex": ("bibtex", "bibtex"),
    "csl": ("csl", "csl"),
    "csv": ("csv_records", "csv"),
    "text": ("plain", "plain"),
}


def _reader(kind: str) -> Reader:
    module, name = _MODULES[kind]

    def read(stream: BinaryIO, file: str) -> Iterator[Record | Fault]:
        found = cast(Reader, getattr(import_module(f"evidence.formats.{module}"), f"read_{name}"))
        return found(stream, file)

    return read


def _writer(kind: str) -> Writer:
    module, name = _MODULES[kind]

    def write(records: Iterable[Record]) -> str:
        found = cast(Writer, getattr(import_module(f"evidence.formats.{module}"), f"write_{name}"))
        return found(records)

    return write


READERS: Mapping[str, Reader] = MappingProxyType({kind: _reader(kind) for kind in _MODULES})
WRITERS: Mapping[str, Writer] = MappingProxyType({kind: _writer(kind) for kind in _MODULES})
