"""Ids that do not change: of records within a run, and of clusters from run to run."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from evidence.match.form import Form

__all__ = ["fuller_key", "hashed", "keep_ids", "key_of", "told_apart", "unique_ids"]

_HEAD = 60  # letters of a title: fewer are shared by many works, more hold more slips


def unique_ids(ids: Sequence[str], tell: Callable[[Sequence[int]], Iterable[tuple[str, str]]]) -> list[str]:
    """The given ids, made unique: where two records have one id, all but the first are "id~2", "id~3", ….

    First is decided by content, then by place, which `tell` gives for records by number, never by the order of reading;
    so no record is lost.
    """
    ordered = sorted(range(len(ids)), key=ids.__getitem__)
    runs = [run for run in (list(run) for _, run in groupby(ordered, key=ids.__getitem__)) if len(run) > 1]
    sharing = [at for run in runs for at in run]
    content = dict(zip(sharing, tell(sharing), strict=True))
    taken = {name for name in ids if "~" in name}
    unique = list(ids)
    for run in runs:
        number = 1
        for at in sorted(run, key=lambda at: (content[at], at))[1:]:
            number += 1
            while f"{ids[at]}~{number}" in taken:
                number += 1
            unique[at] = f"{ids[at]}~{number}"
    return unique


def key_of(forms: Sequence[Form]) -> str:
    """What the id of a cluster is made of: the start of its title; year and an author too where that is a stock one.

    Of each part the least that any record says is taken, so that a record that says less, spells a name otherwise or
    lists the authors in another order changes nothing.
    """
    told = [form for form in forms if not form.generic and len(form.title) > 3]
    core = _least(form.core[:_HEAD] for form in told) or _least(form.core for form in forms)
    notice = _least(form.kind for form in forms if form.kind in {"erratum", "reply", "retraction_notice"})
    return "|".join((notice, core) if told else (notice, core, *_by_whom(forms)))


def fuller_key(forms: Sequence[Form]) -> str:
    """What tells the clusters of one key apart: year, author and place."""
    said = ((f.volume, f.page, f.core, f.issue, f.doi, f.version, f.journal) for f in forms)
    return "|".join((*_by_whom(forms), *map(_least, zip(*said, strict=True))))


def told_apart(keys: Sequence[tuple[str, str]]) -> list[str]:
    """Ids for clusters by `key_of` and `fuller_key`; the first that has a key has the id that it would have alone."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for at, (key, _) in enumerate(keys):
        sharing[key].append(at)
    found = [""] * len(keys)
    for key, clusters in sharing.items():
        told = Counter[str]()
        for number, at in enumerate(sorted(clusters, key=lambda at: keys[at][1])):
            name = f"{key}|{keys[at][1]}" if number else key
            told[name] += 1
            found[at] = hashed(name if told[name] == 1 else f"{name}#{told[name]}")
    return found


def keep_ids(
    fresh: Sequence[str], groups: Sequence[Sequence[int]], keys: Sequence[str], earlier: Mapping[str, str]
) -> tuple[list[str], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The ids that clusters (positions of their records in `keys`) had in `earlier`, oldest first, else their fresh
    ones; for each id that now stands for several earlier ones, those others; and for each earlier cluster that fell
    apart, the ids of its parts.

    Of several earlier ids a cluster keeps that of most of its records, the older one among equals; an earlier cluster
    that fell apart leaves its id to the part with most of its records. Keys that two records share
    ("7", "7~2") may have changed hands when a file was added, and are not believed.
    """
    shared = {key.rpartition("~")[0] for key in keys if "~" in key}
    believed = {key: name for key, name in earlier.items() if "~" not in key and key not in shared}
    had = {
        at: found
        for at, group in enumerate(groups if believed else ())
        if (found := Counter(believed[keys[i]] for i in group if keys[i] in believed))
    }
    ages = {name: age for age, name in enumerate(dict.fromkeys(earlier.values()))}
    claims = sorted(
        (-seen, ages[name], min(keys[i] for i in groups[at]), at, name)
        for at, counts in had.items()
        for name, seen in counts.items()
    )
    holder: set[str] = set()
    kept: dict[int, str] = {}
    for *_, at, name in claims:
        if at not in kept and name not in holder:
            holder.add(name)
            kept[at] = name
    joined = {name: tuple(sorted(had[at].keys() - holder)) for at, name in kept.items()}
    holder.update(*joined.values())  # an id that was given up stands for nothing else
    names = list(fresh)
    for at, name in enumerate(fresh):
        while at not in kept and name in holder:
            name = hashed(name)
        names[at] = kept.get(at, name)
        holder.add(names[at])
    parts: dict[str, set[str]] = defaultdict(set)
    for at, counts in had.items():
        for name in counts:
            parts[name].add(names[at])
    return (
        names,
        {name: others for name, others in joined.items() if others},
        {name: tuple(sorted(found)) for name, found in parts.items() if len(found) > 1},
    )


def hashed(key: str) -> str:
    """The id that a key gives."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _by_whom(forms: Sequence[Form]) -> tuple[str, str]:
    names = (name for form in forms for name in form.bare_surnames if "?" not in name)
    return _least(str(form.year or "") for form in forms), _least(names)


def _least(said: Iterable[str]) -> str:
    return min((value for value in said if value), default="")
