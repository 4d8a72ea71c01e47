"""Which pairs are worth comparing: several cheap keys, each block kept small."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cpdist

from evidence.match.form import Form

__all__ = ["candidate_pairs", "promising_pairs"]

_CAP = 40
_PREFIX = 22
_RARE = 4
_ALIKE = 62.0


def candidate_pairs(forms: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """Pairs (i < j) that share a key, each once, in order of i and j.

    A block of more than 40 is split by first author, then year, page and journal; what even those cannot split is
    sorted, and each form is paired with its neighbours.
    """
    seen: set[int] = set()
    size = len(forms)
    for block in _blocks(forms):
        for part in _split(block, forms, 0):
            for i, j in part:
                seen.add(i * size + j if i < j else j * size + i)
    for code in sorted(seen):
        yield divmod(code, size)


def promising_pairs(forms: Sequence[Form]) -> list[tuple[int, int]]:
    """The candidate pairs whose titles are somewhat alike, or whose identifier or page is the same."""
    pairs = list(candidate_pairs(forms))
    likeness = cpdist([forms[i].core for i, _ in pairs], [forms[j].core for _, j in pairs], scorer=ratio)
    return [
        (i, j)
        for (i, j), alike in zip(pairs, likeness, strict=True)
        if alike >= _ALIKE or _share_a_place(forms[i], forms[j])
    ]


def _share_a_place(a: Form, b: Form) -> bool:
    return bool(
        (a.doi and a.doi == b.doi)
        or (a.pmid and a.pmid == b.pmid)
        or (a.page and a.page == b.page and (a.volume == b.volume or a.first_author == b.first_author))
    )


def _blocks(forms: Sequence[Form]) -> Iterator[list[int]]:
    frequency = Counter(word for form in forms for word in set(form.title))
    blocks: dict[object, list[int]] = defaultdict(list)
    for at, form in enumerate(forms):
        for key in _keys(form, frequency):
            blocks[key].append(at)
    return (block for block in blocks.values() if len(block) > 1)


def _keys(form: Form, frequency: Counter[str]) -> Iterable[object]:
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
        known = [word for word in set(form.title) if frequency[word] > 1 and len(word) > 2]
        rare = sorted(known, key=lambda word: (frequency[word], word))[:_RARE]
        keys.update(("rare", *sorted(pair)) for pair in combinations(rare, 2))
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
