"""Sentences with their places (syntok; English and French)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.extract.text import Passage

_INITIAL = re.compile(r"(?:\b(?:vs|cf|approx|fig|no|env|resp)|\b[a-z])\.$")


def sentences(passage: Passage) -> Iterator[tuple[int, int]]:
    """[start, end) of each sentence in the folded text of a passage."""
    from syntok import segmenter

    place = passage.folded.place
    begin: int | None = None
    for paragraph in segmenter.analyze(passage.text):
        for tokens in paragraph:
            listed = list(tokens)
            if not listed:
                continue
            start, end = place(listed[0].offset), place(listed[-1].offset + len(listed[-1].value))
            if begin is None:
                begin = start
            if _INITIAL.search(passage.folded.text[begin:end]):
                continue
            if end > begin:
                yield begin, end
            begin = None
    if begin is not None and begin < len(passage.folded.text):
        yield begin, len(passage.folded.text)
