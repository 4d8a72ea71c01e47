"""Where something was found, and what was wrong there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in an input: a file, a line (1-based) and, where lines say little, an item such as 'PMID 123'."""

    file: str
    line: int | None = None
    item: str = ""

    def __str__(self) -> str:
        spot = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{spot} ({self.item})" if self.item else spot


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in an input, kept as a value: the rest of the input goes on.

    `code` is a short stable word (`truncated`, `unknown-code`), `message` a sentence, `hint` the next step,
    `raw` the text concerned, so that nothing is lost. A `notice` is an oddity that lost nothing: it is shown,
    but does not make a run fail.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    raw: str = ""
    notice: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"
