"""A Word document as lines of text: paragraphs with Word's own numbers, then the footnotes and endnotes.

The parts are read straight from the archive, each measured before it is unpacked: pictures are never read, an archive
made to swell is refused, and no entity is resolved. What Word shows but does not keep in a paragraph's text is
written out: list numbers (numbering.xml), the marks of notes, raised digits, headings (as in Markdown, `#`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from evidence.errors import BadDataError
from evidence.formats.docx_numbers import Numbering
from evidence.formats.docx_runs import Piece, Runs
from evidence.formats.office import attribute, child, named, opened, parse
from evidence.model import GivenList
from evidence.normalise.text import RAISED

__all__ = ["Document", "Line", "read_docx"]

MAX_PART = 1 << 25  # bytes: the text of a thesis of 1,000 pages takes about half of it
_HEADING = re.compile(r"heading ([1-6])\Z")
_NOTES = (("footnotes", "footnote", "Footnotes"), ("endnotes", "endnote", "Endnotes"))
_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document: its text, where it stands, Word's own number before it, and what it says beside that.

    `paragraphs` are the elements that hold it: several for a table's row, none for a note.
    """

    text: str
    place: str
    label: str = ""
    said: str = ""
    paragraphs: tuple[Any, ...] = ()


def read_docx(data: bytes, file: str) -> GivenList:
    """The text of a .docx and where every line of it stands. Raises BadDataError for what is no sound Word document."""
    with opened(data, file, "Word document", ".docx") as archive:
        lines = Document(archive, file).lines()
    return GivenList("\n".join(line.text for line in lines), tuple(line.place for line in lines))


class Document:
    """The parts of a document that hold its text, read once; `root` is the main one, whose name is `main`."""

    def __init__(self, archive: ZipFile, file: str) -> None:
        self.archive, self.file = archive, file
        self.main = self._related("").get("officeDocument", "")
        root = self._xml(self.main) if self.main else None
        if root is None or not root.tag.endswith("}document"):
            raise BadDataError(
                f"{file} is a zip archive (.xlsx, .odt, …) but no Word document",
                hint="Save the text as .docx, or copy the references and paste them: use -",
            )
        self.root = root
        self.parts = self._related(self.main)
        styles = self.part("styles")
        self.styles = {attribute(s, "styleId"): s for s in named(styles, "style")} if styles is not None else {}
        self.numbering = Numbering(self.part("numbering"), self.styles)
        self.runs = Runs()
        self.notes: dict[str, list[str]] = {kind: [] for _, kind, _ in _NOTES}

    def lines(self) -> list[Line]:
        """The lines of the body, then of the notes that it refers to. To be asked for once."""
        lines: list[Line] = []
        for at, paragraph in enumerate(self.paragraphs(), 1):
            found = self._lines(paragraph, f"in paragraph {at}")
            if lines and _goes_on_row(paragraph):
                row, cell = lines.pop(), found[0]
                found[0] = Line(f"{row.text}\t{cell.text}", row.place, paragraphs=(*row.paragraphs, paragraph))
            lines += found
        for part, kind, title in _NOTES:
            root = self.part(part)
            if root is not None and self.notes[kind]:
                lines.append(Line(f"# {title}", f"in the {part}"))
                lines += self._noted(root, kind)
        return lines

    def paragraphs(self) -> list[Any]:
        """The paragraphs of the body, without the second copy of a text box for programs of before 2010."""
        copies = {paragraph for copy in named(self.root, "Fallback") for paragraph in named(copy, "p")}
        return [paragraph for paragraph in named(self.root, "p") if paragraph not in copies]

    def _lines(self, paragraph: Any, place: str) -> list[Line]:
        label, said = self.numbering.label(paragraph), self._text(paragraph)
        label = label if said.strip() else ""
        text = f"{label}{said}" if said.strip() else ""
        level = self._heading(paragraph)
        if level and text and len(text) < _LONGEST_HEADING:
            text = f"{'#' * level} {text}"
        lines = zip(text.split("\n"), said.split("\n") if text else [said], strict=True)
        return [Line(line, place, label, own, (paragraph,)) for line, own in lines]

    def _noted(self, root: Any, kind: str) -> Iterator[Line]:
        """The notes in the order in which the text refers to them, numbered as Word shows them."""
        by_id = {attribute(note, "id"): note for note in named(root, kind)}
        for number, note_id in enumerate(self.notes[kind], 1):
            if note_id in by_id:
                texts = [self._text(p) for p in named(by_id[note_id], "p")]
                yield Line(f"{number}. {' '.join(' '.join(texts).split())}", f"in {kind} {number}")

    def _text(self, paragraph: Any) -> str:
        return "".join(
            piece.text if piece.text != "\ufffc" else self._shown(piece) for piece in self.runs.pieces(paragraph)
        )

    def _shown(self, piece: Piece) -> str:
        """A formula's own text, or the number that Word shows for a note."""
        if not piece.note:
            return "".join(t.text or "" for t in named(piece.element, "t"))
        notes = self.notes[piece.note]
        notes.append(attribute(piece.element, "id"))
        return str(len(notes)).translate(RAISED)

    def _heading(self, paragraph: Any) -> int:
        """1 to 6 for a heading, 1 for the title, 0 for text."""
        style = self.styles.get(self.numbering.style_of(paragraph))
        name = "" if style is None else attribute(child(style, "name"), "val").lower()
        found = _HEADING.match(name)
        return int(found[1]) if found else int(name == "title")

    def _related(self, part: str) -> dict[str, str]:
        """The parts that one refers to, by the last word of their kind; the first of a kind."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, str] = {}
        for link in named(self._xml(path), "Relationship") if path in self.archive.NameToInfo else ():
            kind = str(link.get("Type", "")).rpartition("/")[2]
            target = str(link.get("Target", ""))
            if link.get("TargetMode") != "External":
                found.setdefault(kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        return found

    def part(self, kind: str) -> Any | None:
        """The root of the part of a kind ("footnotes", "styles"), if the document has one."""
        name = self.parts.get(kind, "")
        return self._xml(name) if name in self.archive.NameToInfo else None

    def _xml(self, name: str) -> Any:
        if self.archive.getinfo(name).file_size > MAX_PART:
            raise BadDataError(
                f"{self.file} unpacks to more than {MAX_PART >> 20} MiB of text ({name}); it was not read",
                hint="Copy the references into a document of their own.",
            )
        with self.archive.open(name) as part:
            # Asked for by number: an archive that lies about its sizes is unpacked no further.
            return parse(part.read(MAX_PART), f"{self.file} ({name})")


def _goes_on_row(paragraph: Any) -> bool:
    """Whether a paragraph begins a further cell of a table's row: the number and the reference are one line."""
    cell = paragraph.getparent()
    if not cell.tag.endswith("}tc") or child(cell, "p") is not paragraph:
        return False
    return next(cell.itersiblings("{*}tc", preceding=True), None) is not None
