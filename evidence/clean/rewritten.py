"""A manuscript with the clean list in the place of its own, and its citations brought to the numbers of that list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.clean.clean import CleanedList
from evidence.clean.given import taken
from evidence.clean.manuscript import Section, find_section, why_no_manuscript
from evidence.clean.relisted import list_text, relisted
from evidence.clean.renumber import BREAK, applied, renumbered, unsettled
from evidence.clean.split import KEYED, lines_of
from evidence.errors import UsageError
from evidence.formats.decode import as_written
from evidence.formats.docx_copy import copy_docx
from evidence.formats.docx_text import read_docx
from evidence.model import Edit, GivenList, Problem

__all__ = ["rewritten", "section_of"]

_NAMES = {"text": "manuscript.txt", "markdown": "manuscript.md", "docx": "manuscript.docx"}
_LEAVE_OUT = "Leave out --rewrite: references.txt and references.docx hold the clean list."


def section_of(given: GivenList, file: str) -> Section:
    """Where the list stands in a manuscript of which a copy can be made. Raises UsageError for anything else."""
    if given.kind not in _NAMES:
        raise UsageError(f"--rewrite writes text, Markdown and .docx, and {file} is none of them", hint=_LEAVE_OUT)
    lines = lines_of(given.text)
    section = find_section(lines)
    if not section.body:
        why = why_no_manuscript(lines)
        told = (
            f"was read as a list, not as a manuscript: {why}"
            if why
            else ("is a list: --rewrite needs a manuscript, its list under a heading such as References")
        )
        raise UsageError(f"{file} {told}", hint=_LEAVE_OUT)
    keys = [hit[0] for line in lines[section.first - 1 : section.last] if (hit := KEYED.match(line.strip()))]
    if len(keys) > 1:
        raise UsageError(f"the list of {file} has keys ({keys[0]}), and --rewrite knows numbers only", hint=_LEAVE_OUT)
    if section.others:
        raise UsageError(
            f"{file} holds several reference lists, and a number may mean an entry of any of them",
            hint="Give each chapter with its own list by itself, or leave out --rewrite.",
        )
    if given.kind != "docx":
        try:
            _, text, _ = as_written(given.data)
        except UnicodeError:
            raise UsageError(
                f"{file} is not UTF-8, and --rewrite could not keep it as it is",
                hint="Save it as UTF-8 and run this again.",
            ) from None
        listed = lines_of(text)[section.first - 1 : section.last]
        if given.kind == "markdown" and any(line.lstrip().startswith("|") for line in listed):
            raise UsageError(f"the list of {file} is a table, and --rewrite writes a list", hint=_LEAVE_OUT)
    return section


def rewritten(
    given: GivenList, cleaned: CleanedList, printed: Sequence[str], file: str
) -> tuple[str, bytes, tuple[Problem, ...]]:
    """The name and bytes of the copy, and what was left in it as it stood.

    `printed` is the clean list, an entry for each of the cleaned ones that is no duplicate. Raises UsageError for what
    is no manuscript, or holds its list where it cannot be changed.
    """
    section = section_of(given, file)
    name = _NAMES[given.kind]
    lines = lines_of(given.text)
    body = "\n".join((*lines[: section.first - 1], *lines[section.last :]))
    held = _held(unsettled(body, cleaned.renumbering))

    def asked(text: str, places: Sequence[str]) -> tuple[tuple[Edit, ...], tuple[Problem, ...]]:
        return ((), held) if held else renumbered(text, cleaned.renumbering, places)

    if given.kind == "docx":
        listed, left = relisted(lines, given, section, cleaned, printed, own_numbers=bool(held))
        data, told = copy_docx(given.data, file, listed, asked)
        misnumbered = () if held else _misnumbered(data, file, cleaned, len(printed))
        return name, data, (*told, *left, *misnumbered)
    mark, text, encoding = as_written(given.data)
    ends = [found.end() for found in BREAK.finditer(text)]
    begins = [0, *ends, len(text)]
    own = [text[begins[at - 1] : begins[at]] for at in range(section.first, section.last + 1)]
    start = begins[section.first - 1]
    end = start + len("".join(own).rstrip("\r\n\x0c"))
    listed, left = relisted(lines_of(text), given, section, cleaned, printed, own_numbers=bool(held))
    masked = text[:start] + re.sub(r"[^\r\n\x0c]", " ", text[start:end]) + text[end:]
    edits, told = asked(masked, ())
    copied = applied(text, [*edits, Edit(start, end, list_text(own, section.first, listed))])
    return name, mark + copied.encode(encoding, "replace"), (*told, *left)


def _held(why: str) -> tuple[Problem, ...]:
    """That no number was changed, neither in the text nor in the list; nothing where it is clear how the text cites."""
    sentence = (
        f"No number was changed, in the text or in the list, which keeps its repeated entries: {why}. Give the"
        " citations one form, such as [1] or raised digits, and run this again."
    )
    return (Problem("not-renumbered", sentence),) if why else ()


def _misnumbered(data: bytes, file: str, cleaned: CleanedList, count: int) -> tuple[Problem, ...]:
    """That the numbers which Word will show in the copy are not those that its citations have now."""
    if all(item.reference.number is None for item in cleaned.entries):
        return ()
    read, _ = taken(read_docx(data, file), file)
    if [reference.number for reference in read.references] == list(range(1, count + 1)):
        return ()
    sentence = (
        f"The citations follow a list from 1 to {count}, but the list in manuscript.docx, read again, is not numbered"
        " so: go over its numbers in Word."
    )
    return (Problem("list-numbers", sentence),)
