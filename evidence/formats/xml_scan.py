"""Cut the records out of a stream of PubMed XML, so that one broken record cannot spoil the next.

Record elements never nest in themselves, so their bytes can be found without parsing them; what remains (prolog, root,
comments, end tag) goes through expat, which tells a wrong root, an internal DTD subset and a missing end. The records
are handed on verbatim: memory is one record, no DTD is needed and nothing can be fetched or expanded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from evidence.model import Fault, Place

_CHUNK = 1 << 20
MAX_RECORD = 1 << 23  # bytes: 5,000 authors and their affiliations need about 3 MB
_START = re.compile(
    rb"<!--|<!\[CDATA\[|<(Pub[mM]edArticle|PubmedBookArticle|MedlineCitation|DeleteCitation|DeleteDocument)(?=[\s/>])"
)
_DECLARED = re.compile(rb"""\A<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECODED = {"iso8859-1", "iso8859-15", "cp1252", "utf-16", "utf-16-le", "utf-16-be"}
_AGAIN = "Fetch or export this file again."


@dataclass(frozen=True, slots=True)
class Slice:
    """One record element: its name, the line it starts on, its bytes in UTF-8."""

    tag: str
    line: int
    xml: bytes


class _Skeleton:
    """The document without its records, as expat sees it."""

    def __init__(self) -> None:
        self.root = ""
        self.refused = False
        self.error = ""
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._element

    def _doctype(self, name: str, system: str | None, public: str | None, has_internal_subset: bool) -> None:
        self.refused = self.refused or bool(has_internal_subset)

    def _entity(self, *declaration: object) -> None:
        self.refused = True

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name

    def feed(self, data: bytes, *, final: bool = False) -> None:
        if self.error or self.refused:
            return
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            self.error = expat.errors.messages.get(error.code, str(error))


class _Window:
    """The part of the stream in hand: `data[at:]` is not yet consumed; `line` is the line of `data[at]`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.data = b""
        self.at = 0
        self.line = 1
        self.ended = False
        self._decoder: codecs.IncrementalDecoder | None = None
        self.more()
        self._decoder = _decoder(self.data)
        if self._decoder is not None:
            self.data = self._decoder.decode(self.data).encode("utf-8")

    def more(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        self.ended = not chunk
        if self._decoder is not None:
            chunk = self._decoder.decode(chunk, final=self.ended).encode("utf-8")
        self.data = self.data[self.at :] + chunk
        self.at = 0
        return bool(chunk)

    def take(self, end: int) -> bytes:
        """Consume up to `end` and return it."""
        taken = self.data[self.at : end]
        self.line += taken.count(b"\n")
        self.at = end
        return taken

    def find(self, token: bytes, after: int) -> int:
        """How far from `at` the next `token` stands, `after` or later, reading on as needed.

        -1 where there is none to the end, or none within the longest record.
        """
        while (found := self.data.find(token, self.at + after)) < 0:
            after = max(after, len(self.data) - self.at - len(token) + 1)
            if len(self.data) - self.at > MAX_RECORD or not self.more():
                return -1
        return found - self.at


def _decoder(head: bytes) -> codecs.IncrementalDecoder | None:
    name = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else ""
    if not name and (declared := _DECLARED.match(head)):
        try:
            name = codecs.lookup(declared.group(1).decode("ascii")).name
        except LookupError:
            return None
    return codecs.getincrementaldecoder(name)("replace") if name in _DECODED else None


def scan(stream: BinaryIO, file: str) -> Iterator[Slice | Fault]:
    """The records of a stream in order; what is wrong around them as faults, one for a cut-off end."""
    window, skeleton = _Window(stream), _Skeleton()
    told = records = False

    def fault(code: str, message: str, hint: str = _AGAIN, line: int = 0, raw: str = "") -> Fault:
        return Fault(Place(file, line or window.line), code, message, hint, raw)

    while True:
        start = _START.search(window.data, window.at)
        if start is None:
            tail = window.data.rfind(b"<", max(window.at, len(window.data) - 64))
            skeleton.feed(window.take(len(window.data) if tail < 0 or window.ended else tail))
        else:
            skeleton.feed(window.take(start.start()))
        if skeleton.refused:
            message = "The file declares entities in an internal DTD subset, which PubMed never does; it is refused."
            yield fault("entities", message)
            return
        if skeleton.error and not told:
            told = True
            yield fault("xml", f"Not well-formed between records: {skeleton.error}.")
        if start is None:
            if window.more():
                continue
            break
        if start.group(1) is None:
            if not _passed(window, skeleton, b"-->" if start.group() == b"<!--" else b"]]>"):
                break
            continue
        records = True
        tag, name, line = start.group(1), start.group(1).decode("ascii"), window.line
        length = _length(window, tag)
        end = window.at + length if length > 0 else len(window.data)
        again = window.data.find(b"<" + tag, window.at + 1, end)
        if length < 0:
            long = len(window.data) - window.at > MAX_RECORD
            what = f"is longer than {MAX_RECORD >> 20} MiB" if long else "is cut off"
            message = f"The file ends early: the {name} that starts on line {line} {what}."
            raw = window.take(end).decode("utf-8", "replace")
            yield fault("too-large" if long else "truncated", message, line=line, raw=raw)
            return
        if again > 0 and window.data[again + len(tag) + 1 : again + len(tag) + 2] in {b">", b" "}:
            raw = window.take(again).decode("utf-8", "replace")
            yield fault("xml", f"{name} has no end tag; it was not read.", line=line, raw=raw)
        else:
            yield Slice(name, line, window.take(end))
    skeleton.feed(window.take(len(window.data)), final=not told)
    if not skeleton.root and not records:
        yield fault("not-pubmed", "The file holds no XML elements.", "Give a PubMed XML file.", 1)
    elif skeleton.error and not told and skeleton.root:
        yield fault("truncated", "The file ends early: its root element is not closed.")
    elif not records and not skeleton.root.lower().startswith(("pubmed", "medline", "delete")):
        message = f"The root element is <{skeleton.root}>; it holds no PubMed records."
        yield fault("not-pubmed", message, "Give PubMed XML (efetch or 'Save > PubMed' in XML).", 1)


def _passed(window: _Window, skeleton: _Skeleton, token: bytes) -> bool:
    """Hand a comment or CDATA of any length to the skeleton, piece by piece; False where the stream ends in it."""
    skeleton.feed(window.take(window.at + 4))
    while (end := window.data.find(token, window.at)) < 0:
        skeleton.feed(window.take(max(window.at, len(window.data) - len(token) + 1)))
        if not window.more():
            return False
    skeleton.feed(window.take(end + len(token)))
    return True


def _length(window: _Window, tag: bytes) -> int:
    """How long the record at the window's place is; -1 where the stream ends in it, or it is too long."""
    close, token = window.find(b">", 0), b"</" + tag
    if close > 0 and window.data[window.at + close - 1] == ord("/"):
        return close + 1
    while close > 0 and (end := window.find(token, close)) > 0 and (close := window.find(b">", end)) > 0:
        start = window.at
        if not window.data[start + end + len(token) : start + close].strip() and not _hidden(window, end):
            return close + 1
    return -1


def _hidden(window: _Window, end: int) -> bool:
    """Whether a comment or CDATA is open there."""
    if window.data.find(b"!", window.at, window.at + end) < 0:  # one byte is found ten times sooner than two
        return False
    before = window.data[window.at : window.at + end]
    return any(before.rfind(opens) > before.rfind(ends) for opens, ends in ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>")))
