"""Decompress a gzip stream within bounds, giving out what there is when it is cut off."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

MAX_BYTES = 8 << 30
MAX_RATIO = 200  # PubMed XML shrinks about 10 times, and never 60; zeros shrink 1,000 times
_CHUNK = 1 << 18
_FREE = 1 << 24  # bytes below which the ratio says nothing


class Gunzip(io.RawIOBase):
    """A readable stream of the decompressed bytes; `problem` ends "the file …" where it stopped early."""

    def __init__(self, source: BinaryIO) -> None:
        self.problem = ""
        self._source = source
        self._engine = zlib.decompressobj(31)
        self._waiting = b""
        self._read = self._given = 0
        self._whole = False  # whether the last member has ended and no other has begun

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self, wanted: int) -> bytes:
        while not self.problem:
            if self._engine.eof:
                self._waiting = self._engine.unused_data.lstrip(b"\0")
                self._engine, self._whole = zlib.decompressobj(31), True
            if not self._waiting:
                self._waiting = self._source.read(_CHUNK)
                self._read += len(self._waiting)
            ended = not self._waiting
            if ended and self._whole:
                return b""
            try:
                data = self._engine.decompress(self._waiting, wanted)
            except zlib.error:
                self.problem = "is damaged"
                return b""
            self._whole = False
            self._waiting = self._engine.unconsumed_tail
            self._given += len(data)
            if self._given > MAX_BYTES or (self._given > _FREE and self._given > self._read * MAX_RATIO):
                self.problem = "grows beyond all measure when it is unpacked"
                return b""
            if data:
                return data
            if ended and not self._engine.eof:
                self.problem = "is cut off"
        return b""
