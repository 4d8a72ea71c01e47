"""Sentences with their places (syntok; English and French)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from evidence.extract.lexicon import find
from evidence.extract.patterns import pattern, scan, stands
from evidence.extract.text import Passage

_SURE = re.compile(r"(?:(?<=[^\W\d_]{4})|(?<=[)\]%]))[.!?](?=\s+[A-ZÀ-Þ])")  # no abbreviation is so long
_UNSURE = re.compile(r"[.!?…](?!\d)\S*\s+\S|;\s+[^\Wa-zà-ÿ]|[\n\r]")


@lru_cache(maxsize=64)
def sentences(passage: Passage) -> tuple[tuple[int, int], ...]:
    """[start, end) of each sentence in the folded text of a passage."""
    return tuple(_sentences(passage))


def own_sentences(texts: Sequence[Passage]) -> Iterator[tuple[Passage, int, int]]:
    """The sentences of titles and abstract that do not speak of what others published."""
    several = sum(p.field == "abstract" for p in texts) > 1
    for passage in texts:
        if several and pattern("others-label").search(passage.label):
            continue
        for start, end in sentences(passage):
            folded = passage.folded.text
            if passage.field != "abstract" or not (
                of_others(passage, start, end) or stands("left-out", folded, start, end)
            ):
                yield passage, start, end


def of_others(passage: Passage, start: int, end: int) -> bool:
    """Whether a sentence, or a part of one, speaks of the literature or in general."""
    return any(begin <= start and end <= stop for begin, stop in _of_others(passage))


@lru_cache(maxsize=64)
def _of_others(passage: Passage) -> tuple[tuple[int, int], ...]:
    """What speaks of others' patients: from where they begin to be told up to the next sentence on our own."""
    folded, found, theirs = passage.folded.text, [], False
    for start, end in sentences(passage):
        if (own := next(scan("own-patient", folded, start, end), None)) is not None:
            theirs = False
            for other in scan("in-contrast", folded, start, end):
                found.append((start, own.start()) if other.end() <= own.start() else (other.start(), end))
            continue
        theirs = theirs or stands("literature", folded, start, end)
        said = (cue for cue in find("general", folded, start, end) if cue.code.startswith("said of"))
        general = any(not pattern("by-patients").match(folded, cue.end) for cue in said)
        if theirs or general or stands("of-others", folded, start, end):
            found.append((start, end))
    return tuple(found)


def _sentences(passage: Passage) -> Iterator[tuple[int, int]]:
    place = passage.folded.place
    begin: int | None = None
    end = 0
    for first, last in _split(passage.text):
        start, stop = place(first), place(last)
        if begin is not None and not _goes_on(passage, begin, end, start):
            yield begin, end
            begin = None
        begin, end = start if begin is None else begin, stop
        for cut in scan("unit-at-end", passage.folded.text, start, stop):
            if passage.printed(cut.end(), stop)[:1].isupper():
                yield begin, cut.start("stop") + 1
                begin = cut.end()
    if begin is not None and begin < end:
        yield begin, end


def _split(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of what syntok takes for sentences; it is asked only where a full stop may not end one."""
    begin = 0
    for sure in (*_SURE.finditer(text), None):
        stop = len(text) if sure is None else sure.start() + 1
        if sure is not None and text.count("(", begin, stop) != text.count(")", begin, stop):
            continue
        piece = text[begin:stop]
        if _UNSURE.search(piece):
            yield from ((begin + first, begin + last) for first, last in _by_syntok(piece))
        elif stripped := piece.strip():
            first = begin + piece.index(stripped[0])
            yield first, first + len(stripped)
        begin = stop


def _by_syntok(text: str) -> Iterator[tuple[int, int]]:
    from syntok import segmenter

    for paragraph in segmenter.analyze(text):
        for tokens in paragraph:
            listed = list(tokens)
            if listed:
                yield listed[0].offset, listed[-1].offset + len(listed[-1].value)


def _goes_on(passage: Passage, begin: int, end: int, start: int) -> bool:
    """Whether the splitter cut too early: after an abbreviation, or before a bracket or a small letter."""
    folded, following = passage.folded, passage.printed(start, start + 1)
    cut = folded.text[max(begin, end - 1) : end]
    return (
        (
            bool(pattern("abbreviation").search(folded.text[max(begin, end - 8) : end]))
            and not pattern("unit-at-end").search(folded.text, max(begin, end - 6), start)
        )
        or (following in {"(", "%", ")"} and not pattern("enumerator").match(folded.text, start))
        or cut == ";"
        or (cut not in ".!?" and following.islower())
    )
