"""A copy of a Word document with other citation numbers and another reference list; all else is as it was.

A part in which nothing changes is copied as it is. What cannot be changed with certainty (fields of a reference
manager, tracked changes, formulas) is left, and told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from evidence.errors import BadDataError, UsageError
from evidence.formats.docx import printable
from evidence.formats.docx_runs import Piece, Runs, change
from evidence.formats.docx_text import Document, Line
from evidence.formats.office import SPACE, attribute, child, local_name, named, opened
from evidence.model import Edit, Problem

__all__ = ["Asked", "Listed", "copy_docx"]

MAX_COPIED = 1 << 28  # bytes, with the pictures
Listed = Mapping[int, Sequence[tuple[str, str]] | None]
Asked = Callable[[str, Sequence[str]], tuple[Sequence[Edit], Sequence[Problem]]]
_MARKS = ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")
_HOLDS = {
    "ins": "a tracked change",
    "del": "a tracked change",
    "moveFrom": "a tracked change",
    "moveTo": "a tracked change",
    "drawing": "a picture",
    "pict": "a picture",
    "object": "an object",
    "commentReference": "a comment",
    "sectPr": "the end of a section",
}
_PASTE = "Leave out --rewrite, and take the new numbers from references.html."


@dataclass(frozen=True, slots=True, eq=False)
class _Passage:
    paragraph: Any
    place: str
    part: str
    pieces: list[Piece]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def copy_docx(data: bytes, file: str, listed: Listed, asked: Asked) -> tuple[bytes, tuple[Problem, ...]]:
    """The bytes of the copy, and what was left as it stood.

    `listed` gives for every line (1-based, as read_docx gives them) of the reference list its new entries, each with
    the mark that stands before it unless Word numbers it; none where the line goes; None where it stays. `asked` gets
    the text outside the list and where its lines stand, and gives the changes. Raises UsageError
    where the list is in notes, in a table or made by a reference manager, BadDataError for an unsound document.
    """
    with opened(data, file, "Word document", ".docx") as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_COPIED:
            raise BadDataError(f"{file} unpacks to more than {MAX_COPIED >> 20} MiB; it was not copied", hint=_PASTE)
        document = Document(archive, file)
        roots = {document.main: document.root}
        for kind in ("footnotes", "endnotes"):
            if (root := document.part(kind)) is not None:
                roots[document.parts[kind]] = root
        lines: dict[Any, list[tuple[int, Line]]] = {}
        for at, line in enumerate(document.lines(), 1):
            if at in listed and len(line.paragraphs) != 1:
                what = "in a table" if line.paragraphs else "in Word's own notes, which Word numbers itself"
                raise UsageError(f"the references of {file} stand {what}; no copy was made", hint=_PASTE)
            for paragraph in line.paragraphs:
                lines.setdefault(paragraph, []).append((at, line))
        passages = [passage for part, root in roots.items() for passage in _passages(document, part, root)]
        within = {p: None for p in passages if any(at in listed for at, _ in lines.get(p.paragraph, ()))}
        if any(_managed(passage) for passage in within):
            raise UsageError(
                f"the reference list of {file} is made by a reference manager; no copy was made",
                hint="Correct the entries there, or turn its fields into plain text and run this again.",
            )
        changed, problems = _renumber([passage for passage in passages if passage not in within], asked)
        for passage in within:
            done, problem = _relist(passage, lines[passage.paragraph], listed)
            changed |= {document.main} if done else set()
            problems += [problem] if problem else []
        return _packed(archive, {part: roots[part] for part in changed}), tuple(problems)


def _passages(document: Document, part: str, root: Any) -> Iterator[_Passage]:
    """The paragraphs of a part; the second copies of text boxes come last, so that they change as the first do."""
    first = document.paragraphs() if part == document.main else []
    places = {paragraph: f"in paragraph {at}" for at, paragraph in enumerate(first, 1)}
    runs = Runs()
    found = [(paragraph, runs.pieces(paragraph)) for paragraph in named(root, "p")]
    beside = "in the copy of a text box" if first else "in the notes"
    found.sort(key=lambda pair: bool(first) and pair[0] not in places)
    return (_Passage(paragraph, places.get(paragraph, beside), part, pieces) for paragraph, pieces in found)


def _managed(passage: _Passage) -> bool:
    """Whether a reference manager, or Word's own, will write a paragraph anew."""
    if any(piece.field.upper().startswith(("ADDIN", "BIBLIOGRAPHY")) for piece in passage.pieces):
        return True
    controls = (child(control, "sdtPr") for control in passage.paragraph.iterancestors("{*}sdt"))
    return any(
        child(control, "bibliography") is not None
        or "BIBLIOGRAPH" in attribute(child(control, "tag"), "val").upper()
        or any("bibliograph" in attribute(gallery, "val").lower() for gallery in named(control, "docPartGallery"))
        for control in controls
        if control is not None
    )


def _renumber(passages: Sequence[_Passage], asked: Asked) -> tuple[set[str], list[Problem]]:
    """The parts in which citations were changed, and those that were left."""
    texts = [passage.text for passage in passages]
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    places = [p.place for p, text in zip(passages, texts, strict=True) for _ in range(text.count("\n") + 1)]
    whole = "\n".join(texts)
    edits, told = asked(whole, places)
    changed: set[str] = set()
    problems: list[Problem] = []
    for edit in sorted(edits, key=lambda edit: -edit.start):
        start, end, new = edit.start, edit.end, edit.new
        at = bisect_right(starts, start) - 1
        passage = passages[at]
        if end >= starts[at + 1]:
            why = "runs over two paragraphs"
        else:
            why = change(passage.pieces, start - starts[at], end - starts[at], new)
        if why:
            sentence = f"“{whole[start:end]}” {passage.place} {why}; it was left as it is, and should be “{new}”."
            problems.insert(0, Problem("citation-left", sentence))
        else:
            changed.add(passage.part)
    managed = (p.place for p in passages if any(piece.field.upper().startswith("ADDIN") for piece in p.pieces))
    if first := next(managed, ""):
        sentence = f"Citations made by a reference manager (the first {first}) were left: renew them there."
        problems.append(Problem("citation-left", sentence))
    return changed, [*told, *problems]


def _relist(passage: _Passage, lines: Sequence[tuple[int, Line]], listed: Listed) -> tuple[bool, Problem | None]:
    """Put the new entries in the place of a paragraph of the list; whether it changed, or why it was left."""
    label = any(line.label for _, line in lines)
    texts: list[str] = []
    for at, line in lines:
        entries = listed.get(at)
        texts += [line.said] if entries is None else [text if label else mark + text for mark, text in entries]
    if [" ".join(text.split()) for text in texts] == [" ".join(line.said.split()) for _, line in lines]:
        return False, None
    if held := _held(passage):
        rest = f"it should read “{' / '.join(texts)}”" if texts else "it repeats another entry and should go"
        sentence = f"The reference {passage.place} holds {held}; it was left as it is, and {rest}."
        return False, Problem("entry-left", sentence)
    paragraph = passage.paragraph
    for text in texts[:-1]:
        fresh = paragraph.makeelement(paragraph.tag)
        fresh.extend(deepcopy(found) for found in paragraph if local_name(found) == "pPr")
        fresh.append(_run(paragraph, text))
        paragraph.addprevious(fresh)
    if texts:
        run = _run(paragraph, texts[-1])
        marks = [mark for mark in paragraph.iter() if local_name(mark) in _MARKS]
        for item in [item for item in paragraph if local_name(item) != "pPr"]:
            paragraph.remove(item)
        ends = next((at for at, mark in enumerate(marks) if not local_name(mark).endswith("Start")), len(marks))
        paragraph.extend([*marks[:ends], run, *marks[ends:]])
    else:
        for mark in [mark for mark in paragraph.iter() if local_name(mark) in _MARKS]:
            paragraph.addprevious(mark)
        paragraph.getparent().remove(paragraph)
    return True, None


def _held(passage: _Passage) -> str:
    """What a paragraph holds that would be lost with its text."""
    if any(piece.field for piece in passage.pieces):
        return "a field"
    if any(piece.fixed for piece in passage.pieces if piece.text not in ("\t", "\n", "-")):
        return "a note, a formula or a content control"
    names = {local_name(item) for item in passage.paragraph.iter()}
    if "fldChar" in names:
        kinds = [attribute(mark, "fldCharType") for mark in named(passage.paragraph, "fldChar")]
        if kinds.count("begin") != kinds.count("end"):
            return "a part of a field"
    return next((what for name, what in _HOLDS.items() if name in names), "")


def _run(paragraph: Any, text: str) -> Any:
    """A run with the look of the longest one of a paragraph."""
    space = paragraph.tag.removesuffix("p")
    runs = list(paragraph.iterchildren(f"{space}r")) or list(named(paragraph, "r"))
    model = max(runs, key=lambda run: sum(len(t.text or "") for t in named(run, "t")), default=None)
    run = paragraph.makeelement(f"{space}r")
    run.extend(deepcopy(look) for look in ([] if model is None else model.iterchildren(f"{space}rPr")))
    for at, words in enumerate(printable(text).split("\t")):
        if at:
            run.append(run.makeelement(f"{space}tab"))
        held = run.makeelement(f"{space}t")
        held.text = words
        held.set(SPACE, "preserve")
        run.append(held)
    return run


def _packed(archive: ZipFile, changed: Mapping[str, Any]) -> bytes:
    from lxml import etree

    out = BytesIO()
    with ZipFile(out, "w") as kept:
        for part in archive.infolist():
            root = changed.get(part.filename)
            if root is None:
                content = archive.read(part)
            else:
                tree = root.getroottree()
                content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            kept.writestr(copy(part), content, part.compress_type)
    return out.getvalue()
