"""Ids that do not change: of records within a run, and of clusters from run to run."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from evidence.match.form import Form
from evidence.model import Record

__all__ = ["cluster_ids", "keep_ids", "unique_ids"]


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
    """An id a cluster: the hash of its earliest key (start of title and first author), whatever joins later.

    Clusters that share this key are told apart by year, volume, page and identifiers; stock titles always are.
    """
    plain = [min(_key(form) for form in forms) for forms in clusters]
    sharing: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(plain):
        sharing[key].append(at)
    found = [""] * len(clusters)
    for key, positions in sharing.items():
        fuller = sorted((min(_fuller_key(form) for form in clusters[at]), at) for at in positions)
        told: dict[str, int] = {}
        for number, (full, at) in enumerate(fuller):
            name = key if number == 0 else full
            told[name] = told.get(name, 0) + 1
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


def _key(form: Form) -> str:
    if form.core and not form.generic and len(form.title) > 3:
        notice = form.kind if form.kind in {"erratum", "reply", "retraction_notice"} else ""
        return "|".join((notice, form.core[:40], form.first_author[:1]))
    return _fuller_key(form)


def _fuller_key(form: Form) -> str:
    place = (str(form.year or ""), form.volume, form.page, form.doi)
    return "|".join((form.kind, form.core, form.first_author, *place, form.journal, form.issue, form.version))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
