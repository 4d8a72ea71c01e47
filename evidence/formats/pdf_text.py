"""The text of a PDF as lines with their places; words cut at line ends joined, running heads and page numbers left out.

No picture is read: a scanned PDF holds no text and says so.
"""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING, BinaryIO

from evidence.errors import BadDataError, EvidenceError
from evidence.model import Fault, GivenList, Place

if TYPE_CHECKING:
    from pypdf import PageObject

__all__ = ["read_pdf"]

MAX_PAGES = 1000
_EDGE = 2  # lines at either end of a page among which running heads are looked for
_OF = r"(?:\s*(?:/|of|sur|de|von)\s*\d{1,4})?"
_NUMBER = re.compile(rf"(?:page|p\.?|seite|p[áa]gina|[-–—|])?\s*(\d{{1,4}}){_OF}\s*[-–—|]?", re.IGNORECASE)
_FEW, _WIDE = 8, 60  # lines of a page, characters of a line: fewer are no two columns side by side
_GUTTER = re.compile(r"\s*(?P<left>\S(?:.*?\S)?)\s{3,}(?P<right>\S.*)")
_EDGE_NUMBER = re.compile(rf"^\d{{1,4}}\s+|[\s|]+(?:page\s+)?\d{{1,4}}{_OF}$", re.IGNORECASE)
_CUT = re.compile(
    r"(?P<address>(?<!\S)(?:\(?doi:?)?(?:10\.\d{4,}/|https?://)\S*?)?(?P<word>\d+|[^\W\d_]+)(?P<hyphen>[-\u2010-\u2013\u00ad])\Z"
)
_TAIL = re.compile(r"\s*(?P<word>\d+|[^\W\d_]+)\S*\s*")
_HYPHENED = re.compile(r"[^\W\d_]+-[^\W\d_]+")


def read_pdf(stream: BinaryIO, file: str) -> GivenList:
    """The text of a PDF. Raises BadDataError for one that is broken, locked, too long or without text."""
    pages = _pages(stream, file)
    if not any(line.strip() for page in pages for line in page):
        raise BadDataError(
            f"{file} holds no text: it is a scan or a picture",
            hint="Have its text recognised (OCR) first, or paste the references: use -",
        )
    left_out = _running_heads(pages) | _page_numbers(pages)
    if len(left_out) == sum(map(len, pages)):  # one line on every page is all that there is
        left_out = set()
    lines = [
        (line, f"on page {number}, line {at}")
        for number, page in enumerate(pages, 1)
        for at, line in enumerate(page, 1)
        if (number - 1, at - 1) not in left_out
    ]
    faults: tuple[Fault, ...] = ()
    if left_out:
        texts = [pages[page][at] for page, at in sorted(left_out)]
        told = ", ".join(f"“{text}”" for text in dict.fromkeys(texts[:3]))
        message = f"Running heads and page numbers ({len(texts)} lines, such as {told}) were left out."
        faults = (Fault(Place(file), "page-edges", message, raw="\n".join(texts), notice=True),)
    kept = tuple(_mended(lines))
    return GivenList("\n".join(line for line, _ in kept), tuple(place for _, place in kept), faults=faults)


def _pages(stream: BinaryIO, file: str) -> list[list[str]]:
    """The lines of every page, without empty ones."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, FileNotDecryptedError
    except ImportError:
        raise EvidenceError(
            "reading a PDF needs pypdf, which is not installed",
            hint=f"{sys.executable} -m pip install pypdf, or copy the references out of the PDF and paste them: use -",
        ) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells stderr what we tell as faults
    try:
        reader = PdfReader(stream)
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise BadDataError(
                f"{file} has {count} pages; at most {MAX_PAGES} are read", hint="Give only the pages of the references."
            )
        pages = [_lines(page) for page in reader.pages]
    except BadDataError:
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise BadDataError(
            f"{file} is locked with a password",
            hint="Save it without the password, or copy the references and paste them: use -",
        ) from error
    except Exception as error:  # a broken PDF makes pypdf raise whatever its parts raise
        raise BadDataError(
            f"{file} is a broken PDF ({type(error).__name__}: {error})",
            hint="Save it anew from its viewer, or copy the references and paste them: use -",
        ) from error
    return pages


def _lines(page: PageObject) -> list[str]:
    """The lines of a page in the order in which the PDF writes them, two columns that it writes row by row apart."""
    lines = [line.rstrip() for line in page.extract_text().splitlines() if line.strip()]
    if len(lines) < _FEW or median(map(len, lines)) < _WIDE:
        return lines
    shown = page.extract_text(extraction_mode="layout").splitlines()
    rows = [hit for line in shown if (hit := _GUTTER.fullmatch(line.rstrip()))]
    written = {"".join(line.split()) for line in lines}
    across = [hit for hit in rows if "".join((hit["left"] + hit["right"]).split()) in written]
    if len(across) * 2 <= len(lines):
        return lines
    begins = median(hit.start("right") for hit in across)
    halves = [
        (hit["left"], hit["right"]) if (hit := _GUTTER.fullmatch(line.rstrip())) else _half(line, begins)
        for line in shown
    ]
    return [half.strip() for column in zip(*halves, strict=True) for half in column if half.strip()]


def _half(line: str, begins: float) -> tuple[str, str]:
    """A line beside which nothing stands, in its column."""
    return (line, "") if len(line) - len(line.lstrip()) < begins / 2 else ("", line)


def _running_heads(pages: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """(page, line) of the lines at the edges of pages that more than half of them share, page numbers aside."""
    edges = [
        (page, at)
        for page, lines in enumerate(pages)
        for at in range(len(lines))
        if at < _EDGE or at >= len(lines) - _EDGE
    ]
    keys = {spot: _EDGE_NUMBER.sub("", pages[spot[0]][spot[1]].strip()) for spot in edges}
    pages_of = Counter(key for key, _ in {(key, page) for (page, _), key in keys.items()})
    least = max(2, len(pages) // 2 + 1)
    return {spot for spot, key in keys.items() if pages_of[key] >= least and sum(map(str.isalpha, key)) > 3}


def _page_numbers(pages: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """(page, line) of first and last lines that are nothing but a number which rises with the pages."""
    found: dict[tuple[int, int], int] = {}
    for page, lines in enumerate(pages):
        for at in {0, len(lines) - 1} if len(lines) > 1 else ():
            if hit := _NUMBER.fullmatch(lines[at].strip()):
                found[page, at] = int(hit[1]) - page
    [(first, _)] = Counter(found.values()).most_common(1) or [(0, 0)]
    return {spot for spot, begins in found.items() if begins == first}


def _mended(lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The same lines and places, with words and page ranges that were cut at a line's end made whole."""
    whole = {word.lower() for line, _ in lines for word in _HYPHENED.findall(line)}
    kept, kept_place = "", ""
    for line, place in lines:
        tail = _TAIL.match(line)
        head = _CUT.search(kept) if tail else None
        if head is not None and tail is not None and head["word"].isdigit() == tail["word"].isdigit():
            # It is the word's own in numbers and addresses, before a capital, and where the text has it elsewhere.
            own = bool(head["address"]) or not tail["word"].islower()
            own = own or f"{head['word']}-{tail['word']}".lower() in whole
            kept = f"{kept[: head.end('word')]}{head['hyphen'] if own else ''}{tail[0].strip()}"
            line = line[tail.end() :]
            if not line:
                continue
        if kept:
            yield kept, kept_place
        kept, kept_place = line, place
    if kept:
        yield kept, kept_place
