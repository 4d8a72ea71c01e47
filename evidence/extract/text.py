"""The texts of a record that a finding can point into, and a folded copy to match words in."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from evidence.model import Record, Span
from evidence.normalise.text import fold as plain

Field = Literal["title", "title_vernacular", "abstract"]
_STOPWORDS = {
    "en": {"the", "of", "and", "was", "were", "with", "in", "no", "had", "to", "by", "who", "which"},
    "fr": {"le", "la", "les", "des", "du", "une", "et", "chez", "avec", "dans", "sous", "ont", "ans", "aux", "est"},
    "es": {"el", "los", "las", "una", "con", "del", "fue", "se", "y", "años", "por", "sin", "al"},
    "pt": {"os", "da", "do", "uma", "com", "foi", "não", "em", "ao", "dos", "na", "anos"},
    "de": {"der", "die", "das", "und", "mit", "einer", "wurde", "eine", "bei", "nach", "ist"},
}
_SPEAK = {
    word: [code for code, words in _STOPWORDS.items() if word in words] for word in set().union(*_STOPWORDS.values())
}
# Labels that stand inside one text, as .nbib and exports print them: "METHODS: ... RESULTS: ...".
_LABEL = re.compile(
    r"(?:\A|(?<=[.!?)\]]\s)|(?<=\n))(?P<label>[A-ZÀ-Þ][A-ZÀ-Þ/&, '’()-]{2,60}|(?:Background|Introduction|Contexte|But|"
    r"Objecti\w+|Aims?|Purpose|Patients?|Materials?|Matériels?|M[eé]th\w+|R[eé]s\w+|Findings|Conclusions?|Discussion)"
    r"[a-zà-ÿ ,/&]{0,40}?)\s?:\s"
)
_WIDE = re.compile(r"\s\s")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without case and accents, white space as one blank; `at[i]`: where character i stood."""

    text: str
    at: Sequence[int]
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original's [start, end) of a stretch of the folded text, combining marks taken along."""
        last = self.at[end] if end < len(self.text) else self.length
        return self.at[start] if start < len(self.text) else self.length, last

    def place(self, offset: int) -> int:
        """The place in the folded text of an offset in the original."""
        return offset if isinstance(self.at, range) else bisect_left(self.at, offset)


@lru_cache(maxsize=4096)
def _sign(character: str) -> str:
    return " " if character.isspace() else plain(character)


def fold(text: str) -> Folded:
    """Fold a text for matching (no accents, lower case, straight quotes and hyphens), keeping the way back."""
    wide = _WIDE.search(text)
    if text.isascii() and not wide:
        return Folded(re.sub(r"\s", " ", text).lower(), range(len(text)), len(text))
    parts = list(map(_sign, text))
    if wide:
        parts = ["" if i and part == " " == parts[i - 1] else part for i, part in enumerate(parts)]
    if all(len(part) == 1 for part in parts):
        return Folded("".join(parts), range(len(text)), len(text))
    at = tuple(i for i, part in enumerate(parts) for _ in part)
    return Folded("".join(parts), at, len(text))


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A text of a record, its label folded. `shift` is where it begins in `host`, the text that offsets count in."""

    record_id: str
    field: Field
    section: str | None
    label: str
    text: str
    folded: Folded
    shift: int
    host: str
    language: str

    def printed(self, start: int, end: int) -> str:
        """A stretch of the folded text as it is printed."""
        return self.text[slice(*self.folded.original(start, end))]

    def span(self, start: int, end: int) -> Span:
        """The span of a stretch of the folded text, white space at its ends left out."""
        begin, stop = self.folded.original(start, end)
        quote = self.text[begin:stop]
        begin += len(quote) - len(quote.lstrip())
        quote = quote.strip()
        begin += self.shift
        return Span(self.record_id, self.field, self.section, begin, begin + len(quote), quote, digest(self.host))


def passage_of(
    record_id: str,
    field: Field,
    text: str,
    languages: Sequence[str] = (),
    section: str | None = None,
    label: str = "",
    shift: int = 0,
    host: str = "",
) -> Passage:
    """A passage with its text folded; without `host` its offsets count in the text itself."""
    language = language_of(text, languages)
    return Passage(record_id, field, section, fold(label).text, text, fold(text), shift, host or text, language)


@lru_cache(maxsize=8)
def digest(text: str) -> str:
    """SHA-256 of a text, by which a span tells that it is still the same."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def language_of(text: str, declared: Sequence[str] = ()) -> str:
    """The language (ISO 639-1) that the small words of a text speak for; what is declared decides when they are few."""
    counts = Counter(language for word in _WORD.findall(text.lower()) for language in _SPEAK.get(word, ()))
    best = max(_STOPWORDS, key=lambda code: (counts[code], code == "en"))
    if counts[best] < 2 and declared:
        return {"fre": "fr", "fra": "fr", "spa": "es", "por": "pt", "ger": "de", "deu": "de"}.get(declared[0], "en")
    return best


def passages(record: Record) -> Iterator[Passage]:
    """Title, vernacular title and sections, in order.

    Offsets count in the section of that label where the label is unique, else in the whole abstract.
    """
    titles: dict[Field, str] = {"title": record.title, "title_vernacular": record.title_vernacular}
    for name, text in titles.items():
        if text.strip():
            yield passage_of(record.record_id, name, text, record.languages)
    sections = record.sections or record.other_sections
    printed = [f"{s.label}: {s.text}" if s.label else s.text for s in sections]
    host = "\n".join(printed)
    labels = Counter(s.label for s in sections)
    stop = -1
    for section, shown in zip(sections, printed, strict=True):
        stop += len(shown) + 1
        text, label = section.text, section.label
        own = bool(label) and labels[label] == 1
        named, shift, where = (label, 0, text) if own else (None, stop - len(text), host)
        for inside, begin, end in _inside(text) if not label else [(label, 0, len(text))]:
            if (part := text[begin:end]).strip():
                at = shift + begin
                yield passage_of(record.record_id, "abstract", part, record.languages, named, inside, at, where)


def _inside(text: str) -> list[tuple[str, int, int]]:
    """(label, start, end) of the parts of a text that names its sections itself: two at least."""
    found = list(_LABEL.finditer(text))
    if len(found) < 2:
        return [("", 0, len(text))]
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts = [(match["label"], match.end(), end) for match, end in zip(found, ends, strict=True)]
    return [("", 0, found[0].start()), *parts]
