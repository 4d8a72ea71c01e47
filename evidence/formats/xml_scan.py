"""Cut the records out of a stream of PubMed XML, so that one broken record cannot spoil the next.

Record elements never nest in themselves, so their bytes can be found without parsing them; what remains (prolog, root,
comments, end tag) goes through expat, which tells a wrong root, an internal DTD subset and a missing end. The records
are handed on verbatim: memory is one record, no DTD is needed and nothing can be fetched or expanded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator, Iterator
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
        self._decoder = self._choose_decoder()
        if self._decoder is not None:
            self.data = self._decoder.decode(self.data).encode("utf-8")

    def _choose_decoder(self) -> codecs.IncrementalDecoder | None:
        name = ""
        if self.data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            name = "utf-16"
        elif declared := _DECLARED.match(self.data):
            try:
                name = codecs.lookup(declared.group(1).decode("ascii")).name
            except LookupError:
                name = ""
        return codecs.getincrementaldecoder(name)("replace") if name in _DECODED else None

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

    def end_of(self, token: bytes, offset: int) -> int:
        """Index just past the next `token` from `at + offset`, reading on as needed; -1 at the end or past the cap."""
        while True:
            found = self.data.find(token, self.at + offset)
            if found >= 0:
                return found + len(token)
            offset = max(offset, len(self.data) - self.at - len(token) + 1)
            if len(self.data) - self.at > MAX_RECORD or not self.more():
                return -1


def scan(stream: BinaryIO, file: str) -> Iterator[Slice | Fault]:
    """The records of a stream in order; what is wrong around them as faults, one for a cut-off end."""
    window, skeleton = _Window(stream), _Skeleton()
    told = records = False
    while True:
        start = _START.search(window.data, window.at)
        if start is None:
            tail = window.data.rfind(b"<", max(window.at, len(window.data) - 64))
            skeleton.feed(window.take(len(window.data) if tail < 0 or window.ended else tail))
        else:
            skeleton.feed(window.take(start.start()))
        if skeleton.refused:
            yield Fault(
                Place(file, window.line),
                "entities",
                "The file declares entities in an internal DTD subset, which PubMed never does; it is refused.",
                _AGAIN,
            )
            return
        if skeleton.error and not told:
            told = True
            yield Fault(Place(file, window.line), "xml", f"Not well-formed between records: {skeleton.error}.", _AGAIN)
        if start is None:
            if window.more():
                continue
            break
        if start.group(1) is None:
            if not _passed(window, skeleton, b"-->" if start.group() == b"<!--" else b"]]>"):
                break
            continue
        records = True
        cut = yield from _one(window, start.group(1), file)
        if cut:
            return
    skeleton.feed(window.take(len(window.data)), final=not told)
    if not skeleton.root and not records:
        yield Fault(Place(file, 1), "not-pubmed", "The file holds no XML elements.", "Give a PubMed XML file.")
    elif skeleton.error and not told and skeleton.root:
        yield Fault(
            Place(file, window.line), "truncated", "The file ends early: its root element is not closed.", _AGAIN
        )
    elif not records and not skeleton.root.lower().startswith(("pubmed", "medline", "delete")):
        message = f"The root element is <{skeleton.root}>; it holds no PubMed records."
        yield Fault(Place(file, 1), "not-pubmed", message, "Give PubMed XML (efetch or 'Save > PubMed' in XML).")


def _passed(window: _Window, skeleton: _Skeleton, token: bytes) -> bool:
    """Hand a comment or CDATA of any length to the skeleton, piece by piece; False where the stream ends in it."""
    skeleton.feed(window.take(window.at + 4))
    while (end := window.data.find(token, window.at)) < 0:
        skeleton.feed(window.take(max(window.at, len(window.data) - len(token) + 1)))
        if not window.more():
            return False
    skeleton.feed(window.take(end + len(token)))
    return True


def _one(window: _Window, tag: bytes, file: str) -> Generator[Slice | Fault, None, bool]:
    """One record at the window's place; returns True when the stream ends inside it."""
    name, line = tag.decode("ascii"), window.line
    end = window.end_of(b">", 0)
    if end > 0 and window.data[end - 2 : end - 1] != b"/":
        end = _end_tag(window, b"</" + tag)
    if end < 0:
        long = len(window.data) - window.at > MAX_RECORD
        code, what = ("too-large", f"is longer than {MAX_RECORD >> 20} MiB") if long else ("truncated", "is cut off")
        raw = window.take(len(window.data)).decode("utf-8", "replace")
        message = f"The file ends early: the {name} that starts on line {line} {what}."
        yield Fault(Place(file, line), code, message, _AGAIN, raw)
        return True
    again = next((i for mark in (b">", b" ") if (i := window.data.find(b"<" + tag + mark, window.at + 1, end)) > 0), -1)
    if again > 0:
        raw = window.take(again).decode("utf-8", "replace")
        yield Fault(Place(file, line), "xml", f"{name} has no end tag; it was not read.", _AGAIN, raw)
        return False
    yield Slice(name, line, window.take(end))
    return False


def _end_tag(window: _Window, token: bytes) -> int:
    offset = 0
    while True:
        end = window.end_of(token, offset)
        if end < 0:
            return -1
        start = window.at
        close = window.end_of(b">", end - start)
        if close < 0:
            return -1
        end += window.at - start  # reading on drops consumed bytes and so moves the rest
        body = window.data[window.at : end]
        marked = b"<!" in body
        hidden = marked and (body.rfind(b"<!--") > body.rfind(b"-->") or body.rfind(b"<![CDATA[") > body.rfind(b"]]>"))
        if not hidden and not window.data[end : close - 1].strip():
            return close
        offset = end - window.at
