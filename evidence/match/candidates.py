"""Which pairs are worth comparing: several cheap keys, each block kept small.

A pair of positions (i < j) is held as one number, i * size + j, and a key as a hash that every process makes alike:
objects would need gigabytes for a million records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain, combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from evidence.match.form import Form

__all__ = ["Ints", "keyed", "paired", "parted"]

Ints = NDArray[np.int64]
_CAP = 40
_PREFIX = 22
_RARE = 4
_NONE: Ints = np.empty(0, np.int64)


def keyed(forms: Sequence[Form], positions: Ints, words: Mapping[str, int], buckets: int) -> list[tuple[Ints, Ints]]:
    """The keys of forms beside the positions that have them, a piece a bucket; equal keys share a bucket."""
    keys = [_keys(form, words) for form in forms]
    digests = (blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest() for key in chain(*keys))
    hashes = np.frombuffer(b"".join(digests), np.int64)
    holders = np.repeat(positions, [len(some) for some in keys])
    if buckets == 1:
        return [(hashes, holders)]
    bucket = hashes % buckets
    return [(hashes[bucket == at], holders[bucket == at]) for at in range(buckets)]


def paired(pieces: Sequence[tuple[Ints, Ints]], size: int) -> tuple[Ints, list[Ints]]:
    """The pairs that share a key of one bucket, each once, and the blocks of more than 40, for `parted`."""
    hashes, holders = map(np.concatenate, zip((_NONE, _NONE), *pieces, strict=True))
    order = np.lexsort((holders, hashes))
    hashes, holders = hashes[order], holders[order]
    starts = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
    lengths = np.diff(np.append(starts, len(hashes)))
    codes = [_NONE]
    for length in range(2, _CAP + 1):
        blocks = holders[starts[lengths == length][:, None] + np.arange(length)]
        one, other = np.triu_indices(length, 1)
        codes.append((blocks[:, one] * size + blocks[:, other]).ravel())
    full = lengths > _CAP
    crowded = [holders[start : start + many] for start, many in zip(starts[full], lengths[full], strict=True)]
    return np.unique(np.concatenate(codes)), crowded


def parted(forms: Sequence[Form], block: Ints, size: int) -> Ints:
    """The pairs of a crowded block, whose positions are in order: it is split by first author, then year, page and
    journal; what even those cannot split is sorted, and each form is paired with its neighbours.
    """
    pairs = chain.from_iterable(_split(range(len(forms)), forms, 0))
    local = np.array([(min(pair), max(pair)) for pair in pairs], np.int64).reshape(-1, 2)
    return np.unique(block[local[:, 0]] * size + block[local[:, 1]])


def _keys(form: Form, words: Mapping[str, int]) -> list[str]:
    keys: list[str] = []
    if form.doi:
        keys.append(f"doi {form.doi}")
    if form.pmid:
        keys.append(f"pmid {form.pmid}")
    if form.registry or form.review:
        keys.append(f"registered {form.registry or form.review}")
    if form.core:
        keys.append(f"head {form.core[:_PREFIX]}")
        keys.append(f"tail {form.core[-_PREFIX:]}")
        known = sorted([(words[word], word) for word in set(form.title) if len(word) > 2 and words[word] > 1])
        rare = sorted([word for _, word in known[:_RARE]])
        keys += [f"rare {one} {other}" for one, other in combinations(rare, 2)]
    if form.page and form.page != "1":
        if form.volume:
            keys.append(f"volume {form.journal} {form.volume} {form.page}")
            keys.append(f"place {form.volume} {form.page} {form.last_page}")
        if form.first_author:
            keys.append(f"author {form.first_author} {form.year} {form.page}")
    if form.first_author and form.journal and form.volume:
        keys.append(f"print {form.first_author} {form.journal} {form.volume} {form.issue}")
    return keys


_SPLITTERS: tuple[Callable[[Form], object], ...] = (
    lambda form: form.first_author,
    lambda form: form.year,
    lambda form: form.page,
    lambda form: f"{form.journal} {form.volume} {form.issue}".strip(),
)


def _spelt(form: Form) -> tuple[object, ...]:
    return form.core, form.surnames, form.doi, form.pmid, form.registry, form.page, form.last_page


def _split(block: Sequence[int], forms: Sequence[Form], depth: int) -> Iterator[Iterable[tuple[int, int]]]:
    if len(block) <= _CAP:
        yield combinations(block, 2)
        return
    if depth == len(_SPLITTERS):
        ordered = sorted(block, key=lambda at: _spelt(forms[at]))
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
