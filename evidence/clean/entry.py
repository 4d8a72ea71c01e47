"""An entry as it is compared: what was read in it, the citation that this makes, what each word was read as."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from evidence.clean.reading import Reading
from evidence.clean.wording import phrase
from evidence.match.form import Form, form_of
from evidence.model import Citation, ParsedField
from evidence.normalise.text import words

__all__ = ["IDENTIFIERS", "Entry", "entry_of", "is_title"]

IDENTIFIERS = ("pmid", "doi", "pmcid")
_FEW_WORDS = 3  # of four letters or more that a title has at least

_LONGEST = 1000  # characters of a title that are compared


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as read without any candidate: its fields, the citation they make, its normal form.

    `said` are its words, `zones` for each of them the field that it was read as, or ''.
    """

    reading: Reading
    fields: tuple[ParsedField, ...]
    printed: Citation
    form: Form
    said: tuple[str, ...]
    zones: tuple[str, ...]

    def value(self, name: str) -> str:
        """The first value of a field, or ''."""
        return next((f.value for f in self.fields if f.field == name), "")

    @property
    def says_title(self) -> bool:
        """Whether it has a title, and not a word or two that were taken for one."""
        return is_title(words(self.value("title")))

    @property
    def placed(self) -> bool:
        """Whether it says a volume, a page, a DOI or a PMID, so that it is no mere sentence about a paper."""
        return bool(self.form.volume or self.form.page or self.form.doi or self.form.pmid)


def is_title(said: Iterable[str]) -> bool:
    """Whether these words are enough for a title."""
    return sum(len(word) > 3 for word in said) >= _FEW_WORDS


def entry_of(reading: Reading, fields: tuple[ParsedField, ...], printed: Citation) -> Entry:
    """Bring an entry, of which the fields and the citation that they make are known, to the form that is compared."""
    said = tuple(word.word for word in reading.words)
    form = form_of(replace(printed, title=printed.title[:_LONGEST]))
    return Entry(reading, fields, printed, form, said, _zones(reading, fields))


def _zones(reading: Reading, fields: tuple[ParsedField, ...]) -> tuple[str, ...]:
    starts = [word.start for word in reading.words]
    places = [reading.offsets[start] for start in starts]
    zones = [""] * len(starts)
    for hit in phrase("et_al").finditer(reading.text):
        for at in range(bisect_left(starts, hit.start()), bisect_left(starts, hit.end())):
            zones[at] = "et al"
    for f in reversed(fields):  # of two that hold a word the first counts
        for at in range(bisect_left(places, f.start), bisect_left(places, f.end)):
            zones[at] = f.field
    return tuple(zones)
