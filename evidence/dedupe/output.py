"""The files of `evidence dedupe`: clusters.csv, links.csv, origins.csv, review.csv, summary.json."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from evidence.dedupe.deduplicate import Deduplicated
from evidence.errors import BadDataError

__all__ = ["dedupe_files", "read_clusters"]

_CLUSTERS = ("record_id", "cluster_id")


def read_clusters(body: bytes, file: str) -> dict[str, str]:
    """Record id -> cluster id of a clusters.csv, in its order. Raises BadDataError."""
    try:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig", "surrogatepass"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    wrong = next((line for line, row in enumerate(rows, 1) if len(row) != 2), 1)
    if not rows or tuple(rows[0]) != _CLUSTERS or any(len(row) != 2 for row in rows):
        raise BadDataError(
            f"{file}:{wrong} is no list of clusters, so the ids it gave cannot be kept.",
            hint="Name another folder with --out, or take the file away.",
        )
    return dict(rows[1:])


def dedupe_files(
    found: Deduplicated,
    earlier: Mapping[str, str] = MappingProxyType({}),
    origins: Iterable[tuple[str, str, str]] = (),
) -> dict[str, bytes]:
    """File name -> bytes; ids are the sources' own; links, review and origins have a header even when empty.

    Records of an `earlier` run stand first, in its order, so that the first row of a cluster tells its age.
    """
    keys = found.keys
    ranks = {key: rank for rank, key in enumerate(earlier)}
    clusters = sorted(
        ((keys[name], cluster.cluster_id) for cluster in found.clusters for name in cluster.record_ids),
        key=lambda row: (ranks.get(row[0], len(ranks)), row),
    )
    links = ((keys[link.id_a], keys[link.id_b], link.relation) for link in found.links)
    review = ((keys[link.id_a], keys[link.id_b], f"{link.score:g}", "; ".join(link.reasons)) for link in found.review)
    return {
        "clusters.csv": _csv(_CLUSTERS, clusters),
        "links.csv": _csv(("id_a", "id_b", "relation"), links),
        "origins.csv": _csv(("cluster_id", "field", "record_id"), origins),
        "review.csv": _csv(("id_a", "id_b", "score", "reasons"), review),
        "summary.json": _json(
            {
                "identified": found.identified,
                "removed_exact_id": found.removed_by_id,
                "removed_match": found.removed_by_match,
                "remaining": len(found.clusters),
                "sent_to_review": len(found.review),
                "linked": len(found.links),
                "joined_clusters": {name: list(others) for name, others in sorted(found.joined.items())},
                "orphaned_decisions": [decision.decision_id for decision in found.orphaned],
            }
        ),
    }


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _json(values: Mapping[str, object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
