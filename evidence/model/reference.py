"""An entry of somebody's reference list, and what was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence.model.citation import Citation
from evidence.model.decision import Decision
from evidence.model.matching import Comparison
from evidence.model.place import Fault, Place
from evidence.model.record import Record

Status = Literal[
    "matched",
    "corrected",
    "probable",
    "ambiguous",
    "conflict",
    "not_found",
    "unidentifiable",
    "duplicate",
    "retracted",
]


@dataclass(frozen=True, slots=True)
class ParsedField:
    """A field read from a reference, with its place (code points) in the raw text."""

    field: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A defect of a list or an entry: a stable code, a sentence that names the place, and its line in the list."""

    code: str
    sentence: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a text: what to write for the characters (code points) from `start` to before `end`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class GivenList:
    """What somebody gave as a list, or as a manuscript that holds one: the text of a file, or its records.

    `places[i]` says where line i + 1 of the text stands ("in paragraph 3"); left out where lines are the file's own.
    `data` are the bytes of a file of text, Markdown or Word, by `kind`; of other kinds no copy can be made.
    """

    text: str = ""
    places: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    faults: tuple[Fault, ...] = ()
    kind: Literal["text", "markdown", "docx", "other"] = "other"
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry as given: the list's own number (None if it has none), the raw text, and what was read from it.

    `record` is there where the entry was given as one (.bib, .ris, .nbib): `raw` is then the record's own text.
    """

    number: int | None
    raw: str
    place: Place
    fields: tuple[ParsedField, ...] = ()
    problems: tuple[Problem, ...] = ()
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A correction with its reason. `before` is what stood in the raw text ('' where it was missing)."""

    field: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A publication that an entry may mean, with the comparison that speaks for and against it."""

    citation: Citation
    comparison: Comparison
    score: float


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A reference after cleaning. `match` is None where nothing is claimed; `printed` is what the clean list shows.

    `decision` is a person's word on the entry that was followed.
    """

    reference: Reference
    status: Status
    match: Citation | None
    printed: Citation
    changes: tuple[Change, ...] = ()
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    duplicate_of: int | None = None
    problems: tuple[Problem, ...] = ()
    explanation: str = ""
    decision: Decision | None = None

    @property
    def kept(self) -> bool:
        """Whether a person decided that the entry stays as it is written."""
        return self.decision is not None and self.decision.verb == "keep"
