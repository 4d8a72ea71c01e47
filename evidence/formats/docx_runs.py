"""The text of a paragraph as it stands in the runs of a Word document, and a change put back where it stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evidence.formats.office import SPACE, attribute, child, local_name, named
from evidence.normalise.text import LOWERED, RAISED

__all__ = ["Piece", "Runs", "change"]

_SHOWN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


@dataclass(slots=True)
class Piece:
    """A piece of a paragraph's text; raised digits as ⁰–⁹. `element` holds it, None for what is no text to Word.

    `owner` is the tracked change or link that it is part of, `field` the code of the field that sets it, and `fixed`
    why it cannot be changed. `note` is the kind of the note ("footnote") that it is the mark of.
    """

    text: str
    element: Any | None = None
    raised: bool = False
    owner: Any | None = None
    field: str = ""
    fixed: str = ""
    note: str = ""


class Runs:
    """Goes through the paragraphs of one part in their order: a field may run over several of them."""

    def __init__(self) -> None:
        self._fields: list[str] = []

    def pieces(self, paragraph: Any) -> list[Piece]:
        """The pieces of a paragraph in order; numbers that a tracked change takes out are one without text."""
        return list(self._pieces(paragraph, None, ""))

    def _pieces(self, element: Any, owner: Any | None, fixed: str) -> Iterator[Piece]:
        raised = False
        for item in element:
            name = local_name(item)
            if name == "rPr":
                raised = attribute(child(item, "vertAlign"), "val") == "superscript"
            elif name == "fldChar":
                self._mark(attribute(item, "fldCharType"))
            elif name == "instrText" and self._fields:
                self._fields[-1] += item.text or ""
            elif name == "t":
                field = self._field()
                text = (item.text or "").translate(RAISED) if raised else item.text or ""
                yield Piece(text, item, raised, owner, field, fixed or ("is set by a field of Word" if field else ""))
            elif name in _SHOWN:
                yield Piece(_SHOWN[name], fixed="runs over a tab or a line")
            elif name in _NOTES:
                yield Piece("\ufffc", item, fixed="is the mark of a note", note=_NOTES[name])
            elif name == "oMath":
                yield Piece("\ufffc", item, fixed="stands in a formula")
            elif name in ("del", "moveFrom"):
                for mark in named(item, "fldChar"):
                    self._mark(attribute(mark, "fldCharType"))
                if any(c.isdigit() for t in item.iter("{*}delText", "{*}t") for c in t.text or ""):
                    yield Piece("", fixed="is part of a tracked change")
            elif name == "fldSimple":
                self._fields.append(attribute(item, "instr"))
                yield from self._pieces(item, owner, fixed)
                self._fields.pop()
            elif name == "sdt":
                yield from self._pieces(item, owner, fixed or "stands in a content control")
            elif name and name not in ("p", "pPr", "sdtPr", "Fallback", "instrText"):
                held = item if name in ("ins", "moveTo", "hyperlink") else owner
                yield from self._pieces(item, held, fixed)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append("")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _field(self) -> str:
        """The code of the outermost field that sets its text by itself; a link only points somewhere."""
        codes = (code.strip() for code in self._fields)
        return next((code or "?" for code in codes if not code.upper().startswith("HYPERLINK")), "")


def change(pieces: Sequence[Piece], start: int, end: int, new: str) -> str:
    """Write `new` for the characters from `start` to before `end`; why it was not done, '' where it was.

    Of several changes of one paragraph the last must be made first.
    """
    at = 0
    touched: list[tuple[Piece, int, int]] = []
    for piece in pieces:
        last = at + len(piece.text)
        if (at < end and last > start) if piece.text else start <= at <= end and piece.fixed:
            touched.append((piece, max(start - at, 0), min(end, last) - at))
        at = last
    if why := next((piece.fixed for piece, _, _ in touched if piece.fixed), ""):
        return why
    if any(piece.owner is not touched[0][0].owner for piece, _, _ in touched):
        return "is only in part within a link or a tracked change"
    for piece, begin, stop in touched:
        given = piece.element.text  # type: ignore[union-attr]
        piece.element.text = (  # type: ignore[union-attr]
            given[:begin] + (new.translate(LOWERED) if piece.raised else new) + given[stop:]
        )
        piece.text = piece.text[:begin] + new + piece.text[stop:]
        if piece.element.text != piece.element.text.strip():  # type: ignore[union-attr]
            piece.element.set(SPACE, "preserve")  # type: ignore[union-attr]
        new = ""
    return ""
