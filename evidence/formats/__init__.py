"""How records are written down: a reader and a writer by kind, each imported when it is asked for.

A writer gives its text in pieces, so that nobody has to hold all of it; "csv" goes over the records twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, BinaryIO, cast

from evidence.model import Fault, Record

__all__ = ["READERS", "WRITERS", "Reader", "Writer"]

Reader = Callable[[BinaryIO, str], Iterator[Record | Fault]]
Writer = Callable[[Iterable[Record]], Iterator[str]]

_KINDS = ("pubmed_xml", "nbib", "ris", "bibtex", "csl", "csv", "text")


def _load(verb: str, kind: str) -> Callable[..., Any]:
    module = {"csv": "csv_records", "text": "plain"}.get(kind, kind)
    found: Callable[..., Any] = getattr(import_module(f"evidence.formats.{module}"), f"{verb}_{kind}")
    return found


def _reader(kind: str) -> Reader:
    return lambda stream, file: cast(Iterator[Record | Fault], _load("read", kind)(stream, file))


def _writer(kind: str) -> Writer:
    return lambda records: cast(Iterator[str], _load("write", kind)(records))


READERS: Mapping[str, Reader] = MappingProxyType({kind: _reader(kind) for kind in _KINDS})
WRITERS: Mapping[str, Writer] = MappingProxyType({kind: _writer(kind) for kind in _KINDS})
