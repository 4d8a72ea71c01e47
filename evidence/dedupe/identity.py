"""Ids that do not change: of records within a run, and of clusters from run to run."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from evidence.match.form import Form
from evidence.model import Record

__all__ = ["cluster_ids", "keep_ids", "unique_ids"]

_HEAD = 60  # letters of a title: fewer are shared by many works, more hold more slips


def unique_ids(records: Sequence[Record], ids: Sequence[str]) -> list[str]:
    """The given ids, made unique: where two records have one id, all but the first are "id~2", "id~3", ….

    First is decided by content, then by place, never by the order of reading; so no record is lost.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(ids):
        holders[name].append(at)
    unique = list(ids)
    for name, positions in holders.items():
        if len(positions) == 1:
            continue
        positions.sort(key=lambda at: (records[at].content_hash, str(records[at].place), at))
        number = 1
        for at in positions[1:]:
            number += 1
            while f"{name}~{number}" in holders:
                number += 1
            unique[at] = f"{name}~{number}"
    return unique


def cluster_ids(clusters: Sequence[Sequence[Form]]) -> list[str]:
    """An id a cluster: the hash of the start of its title, and of year and an author where the title is a stock one.

    Of each part the least that any record says is taken, so that a record that says less, spells a name otherwise or
    lists the authors in another order changes nothing. Clusters that share all this are told apart by place.
    """
    sharing: dict[str, list[int]] = defaultdict(list)
    for at, forms in enumerate(clusters):
        sharing[_key(forms)].append(at)
    found = [""] * len(clusters)
    for key, positions in sharing.items():
        ordered = sorted(positions, key=lambda at: _fuller_key(clusters[at])) if len(positions) > 1 else positions
        told = Counter[str]()
        for number, at in enumerate(ordered):
            name = f"{key}|{_fuller_key(clusters[at])}" if number else key
            told[name] += 1
            found[at] = _hash(name if told[name] == 1 else f"{name}#{told[name]}")
    return found


def keep_ids(
    fresh: Sequence[str], members: Sequence[Sequence[str]], earlier: Mapping[str, str]
) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The ids that clusters had by the keys of their records in `earlier` (oldest first), else their fresh ones; and
    for each id that now stands for several earlier ones, those others.

    An earlier cluster that fell apart leaves its id to the part with most of its records. Keys that two records share
    ("7", "7~2") may have changed hands when a file was added, and are not believed.
    """
    shared = {key.rpartition("~")[0] for keys in members for key in keys if "~" in key}
    had = [
        Counter(earlier[key] for key in keys if key in earlier and "~" not in key and key not in shared)
        for keys in members
    ]
    ages = {name: age for age, name in enumerate(dict.fromkeys(earlier.values()))}
    claims = sorted(
        (ages[name], -seen, min(members[at]), at, name) for at in range(len(had)) for name, seen in had[at].items()
    )
    holder: dict[str, int] = {}
    kept: dict[int, str] = {}
    for *_, at, name in claims:
        if at not in kept and name not in holder:
            holder[name], kept[at] = at, name
    joined = {kept[at]: tuple(sorted(had[at].keys() - holder.keys())) for at in kept}
    for at in sorted(set(range(len(fresh))) - kept.keys(), key=lambda at: min(members[at])):
        name = fresh[at]
        while name in holder:
            name = _hash(name)
        holder[name], kept[at] = at, name
    return [kept[at] for at in range(len(fresh))], {name: others for name, others in joined.items() if others}


def _key(forms: Sequence[Form]) -> str:
    told = [form for form in forms if not form.generic and len(form.title) > 3]
    core = _least(form.core[:_HEAD] for form in told) or _least(form.core for form in forms)
    notice = _least(form.kind for form in forms if form.kind in {"erratum", "reply", "retraction_notice"})
    return "|".join((notice, core) if told else (notice, core, *_by_whom(forms)))


def _fuller_key(forms: Sequence[Form]) -> str:
    said = ((f.volume, f.page, f.core, f.issue, f.doi, f.version, f.journal) for f in forms)
    return "|".join((*_by_whom(forms), *map(_least, zip(*said, strict=True))))


def _by_whom(forms: Sequence[Form]) -> tuple[str, str]:
    names = (name for form in forms for name in form.bare_surnames if "?" not in name)
    return _least(str(form.year or "") for form in forms), _least(names)


def _least(said: Iterable[str]) -> str:
    return min((value for value in said if value), default="")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
