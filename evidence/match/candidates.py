"""Which pairs are worth comparing: several cheap keys, each block kept small."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from evidence.match.form import Form

__all__ = ["candidate_pairs"]

_CAP = 40
_PREFIX = 22
_RARE = 4
_BATCH = 1 << 16


def candidate_pairs(forms: Sequence[Form], words: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Pairs (i < j) that share a key, each once, in order of i and j; `words` tells how many titles have a word.

    A block of more than 40 is split by first author, then year, page and journal; what even those cannot split is
    sorted, and each form is paired with its neighbours.
    """
    codes = np.unique(np.concatenate([np.empty(0, np.int64), *_coded(forms, words)]))
    for at in range(0, len(codes), _BATCH):
        ones, others = np.divmod(codes[at : at + _BATCH], len(forms))
        yield from zip(ones.tolist(), others.tolist(), strict=True)


def _coded(forms: Sequence[Form], words: Mapping[str, int]) -> Iterator[NDArray[np.int64]]:
    """Pairs as i * size + j, not yet once only. Keys are kept as hashes beside the positions that have them: an object
    for each would need gigabytes for a million records.
    """
    gathered, holders = array("q"), array("q")
    for at, form in enumerate(forms):
        keys = _keys(form, words)
        gathered.extend(map(hash, keys))
        holders.extend([at] * len(keys))
    hashes, holding = np.frombuffer(gathered, np.int64), np.frombuffer(holders, np.int64)
    order = np.argsort(hashes, kind="stable")
    hashes, holding = hashes[order], holding[order]
    starts = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
    lengths = np.diff(np.append(starts, len(hashes)))
    for length in range(2, _CAP + 1):
        blocks = holding[starts[lengths == length][:, None] + np.arange(length)]
        one, other = np.triu_indices(length, 1)
        yield (blocks[:, one] * len(forms) + blocks[:, other]).ravel()
    for start, length in zip(starts[lengths > _CAP], lengths[lengths > _CAP], strict=True):
        parts = _split(holding[start : start + length].tolist(), forms, 0)
        yield np.array([min(i, j) * len(forms) + max(i, j) for part in parts for i, j in part], np.int64)


def _keys(form: Form, words: Mapping[str, int]) -> set[object]:
    keys: set[object] = set()
    if form.doi:
        keys.add(("doi", form.doi))
    if form.pmid:
        keys.add(("pmid", form.pmid))
    if form.registry or form.review:
        keys.add(("registered", form.registry or form.review))
    if form.core:
        keys.add(("head", form.core[:_PREFIX]))
        keys.add(("tail", form.core[-_PREFIX:]))
        known = sorted([(words[word], word) for word in set(form.title) if len(word) > 2 and words[word] > 1])
        rare = sorted([word for _, word in known[:_RARE]])
        keys.update(("rare", *pair) for pair in combinations(rare, 2))
    if form.page and form.page != "1":
        if form.volume:
            keys.add(("volume", form.journal, form.volume, form.page))
            keys.add(("place", form.volume, form.page, form.last_page))
        if form.first_author:
            keys.add(("author", form.first_author, form.year, form.page))
    if form.first_author and form.journal and form.volume:
        keys.add(("print", form.first_author, form.journal, form.volume, form.issue))
    return keys


_SPLITTERS: tuple[Callable[[Form], object], ...] = (
    lambda form: form.first_author,
    lambda form: form.year,
    lambda form: form.page,
    lambda form: (form.journal, form.volume, form.issue),
)


def _split(block: list[int], forms: Sequence[Form], depth: int) -> Iterator[Iterable[tuple[int, int]]]:
    if len(block) <= _CAP:
        yield combinations(block, 2)
        return
    if depth == len(_SPLITTERS):
        ordered = sorted(block, key=lambda at: (forms[at].core, forms[at].surnames, forms[at].doi, forms[at].last_page))
        yield pairwise(ordered)
        yield zip(ordered, ordered[2:], strict=False)
        return
    parts: dict[object, list[int]] = defaultdict(list)
    for at in block:
        parts[_SPLITTERS[depth](forms[at])].append(at)
    for part in parts.values():
        yield from _split(part, forms, depth + 1)
    blank = [at for value, part in parts.items() if not value for at in part]
    if blank and len(blank) <= _CAP // 4:
        yield ((one, other) for one in blank for other in block if one != other)
