"""The files of `evidence dedupe`: clusters.csv, links.csv, review.csv, summary.json."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from evidence.dedupe.deduplicate import Deduplicated

__all__ = ["dedupe_files"]


def dedupe_files(found: Deduplicated) -> dict[str, bytes]:
    """File name -> bytes; ids are the sources' own; links and review have a header even when empty."""
    keys = found.keys
    clusters = sorted((keys[name], cluster.cluster_id) for cluster in found.clusters for name in cluster.record_ids)
    links = ((keys[link.id_a], keys[link.id_b], link.relation) for link in found.links)
    review = ((keys[link.id_a], keys[link.id_b], f"{link.score:g}", "; ".join(link.reasons)) for link in found.review)
    return {
        "clusters.csv": _csv(("record_id", "cluster_id"), clusters),
        "links.csv": _csv(("id_a", "id_b", "relation"), links),
        "review.csv": _csv(("id_a", "id_b", "score", "reasons"), review),
        "summary.json": _json(
            {
                "identified": found.identified,
                "removed_exact_id": found.removed_by_id,
                "removed_match": found.removed_by_match,
                "remaining": len(found.clusters),
                "sent_to_review": len(found.review),
                "linked": len(found.links),
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
