"""A manuscript with the clean list in the place of its own, and its citations brought to the numbers of that list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from evidence.clean.clean import CleanedList
from evidence.clean.given import taken
from evidence.clean.manuscript import Section, find_section, why_no_manuscript
from evidence.clean.renumber import BREAK, applied, renumbered, unsettled
from evidence.clean.split import KEYED, lines_of
from evidence.clean.wording import source
from evidence.errors import UsageError
from evidence.formats.decode import as_written
from evidence.formats.docx_copy import Listed, copy_docx
from evidence.formats.docx_text import read_docx
from evidence.model import Cleaned, Edit, GivenList, Problem
from evidence.normalise.text import LOWERED, RAISED, RAISED_DIGITS

__all__ = ["rewritten", "section_of"]

_BULLET = re.compile(rf"\s*(?:{source('bullet')}\s*)?")
_NUMBER = re.compile(
    rf"({_BULLET.pattern}\\?[\[(]?\s?\^?)(\d{{1,4}}|[{RAISED_DIGITS}]{{1,4}})(?!\d)(\s?\\?[\].):/–—-]*\s*)"
)
_MARKUP = re.compile(r"[\\`*<]|(?<!\w)_|_(?!\w)")
_NAMES = {"text": "manuscript.txt", "markdown": "manuscript.md", "docx": "manuscript.docx"}
_LEAVE_OUT = "Leave out --rewrite: references.txt and references.docx hold the clean list."
_BY_CHAPTER = "Give each chapter with its own list by itself, or leave out --rewrite."


def section_of(given: GivenList, file: str) -> Section:
    """Where the list stands in a manuscript of which a copy can be made. Raises UsageError for anything else."""
    lines = lines_of(given.text)
    section = find_section(lines)
    why, hint = _refusal(given, lines, section)
    if why:
        raise UsageError(f"{file} {why}", hint=hint)
    return section


def _refusal(given: GivenList, lines: Sequence[str], section: Section) -> tuple[str, str]:
    """Why no copy is made of what was given, as the end of a sentence on it, and what to do; '' where one is."""
    if given.kind not in _NAMES:
        return "is neither text, Markdown nor .docx, of which alone --rewrite makes a copy", _LEAVE_OUT
    if not section.body:
        if why := why_no_manuscript(lines):
            return f"was read as a list, not as a manuscript: {why}", _LEAVE_OUT
        return "is a list: --rewrite needs a manuscript, its list under a heading such as References", _LEAVE_OUT
    keys = [hit[0] for line in lines[section.first - 1 : section.last] if (hit := KEYED.match(line.strip()))]
    if len(keys) > 1:
        return f"has keys in its list ({keys[0]}), and --rewrite knows numbers only", _LEAVE_OUT
    if section.others:
        return "holds several reference lists, and a number may mean an entry of any of them", _BY_CHAPTER
    if given.kind != "docx":
        try:
            _, text, _ = as_written(given.data)
        except UnicodeError:
            return "is not UTF-8, and --rewrite could not keep it as it is", "Save it as UTF-8 and run this again."
        listed = lines_of(text)[section.first - 1 : section.last]
        if given.kind == "markdown" and any(line.lstrip().startswith("|") for line in listed):
            return "has its list in a table, and --rewrite writes a list", _LEAVE_OUT
    return "", ""


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
        listed, left = _relisted(lines, given, section, cleaned, printed, own_numbers=bool(held))
        data, told = copy_docx(given.data, file, listed, asked)
        misnumbered = () if held else _misnumbered(data, file, cleaned, len(printed))
        return name, data, (*told, *left, *misnumbered)
    mark, text, encoding = as_written(given.data)
    ends = [found.end() for found in BREAK.finditer(text)]
    begins = [0, *ends, len(text)]
    own = [text[begins[at - 1] : begins[at]] for at in range(section.first, section.last + 1)]
    start = begins[section.first - 1]
    end = start + len("".join(own).rstrip("\r\n\x0c"))
    listed, left = _relisted(lines_of(text), given, section, cleaned, printed, own_numbers=bool(held))
    masked = text[:start] + re.sub(r"[^\r\n\x0c]", " ", text[start:end]) + text[end:]
    edits, told = asked(masked, ())
    copied = applied(text, [*edits, Edit(start, end, _list_text(own, section.first, listed))])
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


def _relisted(
    lines: Sequence[str],
    given: GivenList,
    section: Section,
    cleaned: CleanedList,
    printed: Sequence[str],
    *,
    own_numbers: bool = False,
) -> tuple[Listed, list[Problem]]:
    """For every line (1-based) its new entries as mark and text, none where it goes, None where it stays as it is.

    `lines` are those of the file, with the markup that `given.text` is without; `printed` is the clean list, an entry
    for each of the cleaned ones that is no duplicate. An entry whose text is right keeps its line but for the number.
    With `own_numbers` every entry keeps its number, a repeated one too.
    """
    plain, markdown = lines_of(given.text), given.kind == "markdown"
    begun: dict[int, list[Cleaned]] = defaultdict(list)
    for item in cleaned.entries:
        begun[item.reference.place.line or section.first].append(item)
    numbered = any(item.reference.number is not None for item in cleaned.entries)
    marks = (_NUMBER.match(plain[at - 1]) for at, items in begun.items() if items[0].reference.number is not None)
    model = next((hit for hit in marks if hit), None)
    stray = {problem.line for problem in cleaned.problems if problem.code in ("heading", "stray-text")}
    listed: dict[int, Sequence[tuple[str, str]] | None] = dict.fromkeys(range(section.first, section.last + 1))
    problems: list[Problem] = []
    new = iter(enumerate(printed, 1))
    for at, after in pairwise([*sorted(begun), section.last + 1]):
        more = [line for line in range(at + 1, after) if plain[line - 1].strip() and line not in stray]
        kept = [next(new) for item in begun[at] if item.duplicate_of is None]
        first = begun[at][0].reference.number
        if own_numbers and (len(begun[at]) > 1 or not kept or (numbered and first is None)):
            continue
        own, said = (_head(text[at - 1], first, numbered) for text in (lines, plain))
        if own_numbers and numbered and first is not None:
            kept = [(first, kept[0][1])]
        if own and said and len(begun[at]) == len(kept) == 1:
            number, text = kept[0]
            if " ".join([plain[at - 1][said.end() :], *(plain[line - 1] for line in more)]).split() == text.split():
                if numbered and number != first:
                    listed[at] = [(_mark(own, number), lines[at - 1][own.end() :])]
                continue
        bullet = own[0] if own and not numbered else ""
        listed[at] = [
            (_mark(model, number) if numbered else bullet, _MARKUP.sub(r"\\\g<0>", text) if markdown else text)
            for number, text in kept
        ]
        ends = _ends(begun[at][-1])
        for line in more:
            if begun[at][-1].reference.raw.find(plain[line - 1].strip()) < ends:
                listed[line] = ()
                continue
            place = given.places[line - 1] if given.places else f"on line {line}"
            sentence = f"“{plain[line - 1].strip()[:80]}” {place} was not read as a part of the reference before it;"
            problems.append(Problem("text-left", f"{sentence} it was left in the list."))
    return listed, problems


def _list_text(own: Sequence[str], first: int, listed: Listed) -> str:
    """The list as text: `own` are its lines with their ends, of which `first` is the number of the first."""
    newline = next((hit[0] for line in own if (hit := BREAK.search(line))), "\n")
    made: list[str] = []
    gone = False
    for at, line in enumerate(own, first):
        entries = listed[at]
        if entries:
            hit = BREAK.search(line)
            made += [f"{mark}{text}{hit[0] if hit else newline}" for mark, text in entries]
        elif entries is None and (line.strip() or not gone or (made and made[-1].strip())):
            made.append(line)
        gone = entries is not None and not entries
    return "".join(made).rstrip("\r\n\x0c")


def _head(line: str, number: int | None, numbered: bool) -> re.Match[str] | None:
    """What stands before an entry that begins a line: its number, in a list with numbers, or a bullet or nothing."""
    hit = (_NUMBER if numbered else _BULLET).match(line)
    return hit if hit and (not numbered or int(hit[2].translate(LOWERED)) == number) else None


def _mark(model: re.Match[str] | None, number: int) -> str:
    """A number as the list writes its numbers."""
    if model is None:
        return f"{number}. "
    raised = model[2].translate(LOWERED) != model[2]
    return f"{model[1]}{str(number).translate(RAISED) if raised else number}{model[3]}"


def _ends(item: Cleaned) -> int:
    """Where in an entry ends what will be printed of it: all of it where no paper was claimed."""
    if item.match is None:
        return len(item.reference.raw) + 1
    return max((field.end for field in item.reference.fields), default=len(item.reference.raw) + 1)
