"""Sentences with their places (syntok; English and French)."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.extract.patterns import pattern
from evidence.extract.text import Passage


def sentences(passage: Passage) -> Iterator[tuple[int, int]]:
    """[start, end) of each sentence in the folded text of a passage."""
    from syntok import segmenter

    place = passage.folded.place
    begin: int | None = None
    end = 0
    for paragraph in segmenter.analyze(passage.text):
        for tokens in paragraph:
            listed = list(tokens)
            if not listed:
                continue
            start, stop = place(listed[0].offset), place(listed[-1].offset + len(listed[-1].value))
            if begin is not None and not _goes_on(passage, begin, end, start):
                yield begin, end
                begin = None
            begin, end = start if begin is None else begin, stop
            for cut in pattern("unit-at-end").finditer(passage.folded.text, start, stop):
                if passage.text[passage.folded.original(cut.end(), stop)[0]].isupper():
                    yield begin, cut.start("stop") + 1
                    begin = cut.end()
    if begin is not None and begin < end:
        yield begin, end


def _goes_on(passage: Passage, begin: int, end: int, start: int) -> bool:
    """Whether the splitter cut too early: after an abbreviation, or before a bracket or a small letter."""
    folded, following = passage.folded, passage.text[slice(*passage.folded.original(start, start + 1))]
    cut = folded.text[max(begin, end - 1) : end]
    return (
        bool(pattern("abbreviation").search(folded.text[begin:end]))
        or following in {"(", "%", ")"}
        or (cut not in ".!?" and following.islower())
    )
