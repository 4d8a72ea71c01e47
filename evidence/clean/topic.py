"""What a list is about, so that of many papers that an unclear entry may mean those on its topic are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from evidence.clean.wording import words_of
from evidence.model import Citation
from evidence.normalise.text import words

__all__ = ["fit", "topic_in", "topic_of"]

_STEM = 6  # letters: "calcinosis" and "calcinose" are one topic
_EVERYWHERE = frozenset(word[:_STEM] for word in words_of("any_topic"))


def topic_of(titles: Iterable[str]) -> frozenset[str]:
    """The stems that at least two titles, and a tenth of them, share."""
    stems = [found for title in titles if (found := _stems(title))]
    counted = Counter(stem for found in stems for stem in found)
    return frozenset(stem for stem, n in counted.items() if n >= max(2, len(stems) / 10))


def topic_in(texts: Iterable[str]) -> frozenset[str]:
    """The stems of texts that speak of one thing, such as the sentences that cite an entry."""
    return frozenset(stem for text in texts for stem in _stems(text))


def fit(citation: Citation, topic: frozenset[str]) -> int:
    """How many stems of a topic the titles of a paper hold."""
    return len(_stems(f"{citation.title} {citation.title_vernacular}") & topic)


def _stems(title: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words(title) if len(word) >= _STEM) - _EVERYWHERE
