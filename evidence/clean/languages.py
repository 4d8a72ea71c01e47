"""Whether two titles are one in two languages, as far as their small words say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from evidence.model import Citation
from evidence.normalise.text import words

__all__ = ["in_english", "put_into_english", "translated"]

# Words that stand in both kinds ("in", "a", "die") say nothing.
_OF_ENGLISH = "the of and with for from by to an on at is are as or after between during its"
_OF_OTHERS = """
    le la les l des du de d et dans une un au aux sur chez par pour avec sans entre est apres propos
    der das und bei mit von zur zum im den dem eine ein einer eines nach fur durch als zwischen uber
    el los las del y en con por una entre tras il gli della delle nel dei e da do dos em na no um uma
    van het een voor met bij och av med til og ved
"""
_ENGLISH, _OTHERS = frozenset(_OF_ENGLISH.split()), frozenset(_OF_OTHERS.split())


def translated(printed: str, record: Citation) -> bool:
    """Whether the printed title and that of the record are in two languages; a bracketed one was put into English."""
    said = words(printed)
    language, other = _language(said), _language(words(record.title))
    if put_into_english(record):
        return bool(said) and language != "english"
    return {language, other} == {"english", "another"}


def put_into_english(record: Citation) -> bool:
    """Whether the title of a record is a translation: PubMed prints it in brackets, or names other languages alone."""
    bracketed = record.title.startswith("[") and record.title.rstrip(". ").endswith("]")
    return bracketed or (bool(record.languages) and not {"eng", "und", "mul"} & {*record.languages})


def in_english(title: Iterable[str]) -> bool:
    """Whether the small words of a title, given as folded words, are mostly English ones."""
    return _language(title) == "english"


def _language(said: Iterable[str]) -> Literal["english", "another", ""]:
    english, others = (sum(word in known for word in said) for known in (_ENGLISH, _OTHERS))
    return "english" if english > others else "another" if others > english else ""
