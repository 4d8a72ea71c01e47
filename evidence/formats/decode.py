"""Bytes of a text format as text: UTF-8 and UTF-16 are read as such, anything else as Windows-1252, and said so."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from evidence.model import Fault, Place

MAX_TEXT = 1 << 29  # bytes
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_text(stream: BinaryIO, file: str) -> tuple[str, tuple[Fault, ...]]:
    """The whole text with line ends as newlines, and the fault of a wrong encoding; undecodable bytes become U+FFFD."""
    data = stream.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        message = f"The file is larger than {MAX_TEXT >> 20} MiB; it was not read."
        return "", (Fault(Place(file), "too-large", message, "Split it into several files."),)
    faults: tuple[Fault, ...] = ()
    try:
        _, text, _ = as_written(data)
    except UnicodeDecodeError as error:
        fallback = "cp1252" if error.encoding == "utf-8" else error.encoding
        text = error.object.decode(fallback, "replace")
        place = Place(file, error.object.count(b"\n", 0, error.start) + 1)
        message = f"The file is not {error.encoding} (byte {error.start}); it was read as {fallback}."
        hint = "Save it as UTF-8 and check the accents in these records."
        faults = (Fault(place, "encoding", message, hint, notice="\ufffd" not in text),)
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"), faults


def as_written(data: bytes) -> tuple[bytes, str, str]:
    """A mark, a text and its encoding that give the same bytes again. Raises UnicodeError for what is no Unicode."""
    unmarked = (b"", _unmarked_utf16(data) or "utf-8")
    mark, encoding = next((known for known in _MARKS if data.startswith(known[0])), unmarked)
    return mark, data[len(mark) :].decode(encoding), encoding


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark shows in Latin text as a zero in every other byte."""
    head = data[:400]
    if len(head) < 4:
        return ""
    even, odd = head[::2].count(0) * 2 / len(head), head[1::2].count(0) * 2 / len(head)
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.1 else ""
