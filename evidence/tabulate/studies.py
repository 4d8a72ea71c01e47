"""Which publications tell of the same patients, and which one of them counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from evidence.model import Cluster, Finding, Record, Study


def studies_of(
    records: Sequence[Record], clusters: Sequence[Cluster], findings: Sequence[Finding]
) -> tuple[Study, ...]:
    """The studies that have a finding, each with the one report that counts (`lead`).

    Records of one cluster are one publication; findings with one `group` share, or may share, patients, which is
    marked (`certain` False, `note`). The lead: not retracted, countable and coded or confirmed, countable, most
    patients, earliest year, id.
    """
    root = {record_id: record_id for record_id in sorted({*(r.record_id for r in records), *_ids(clusters, findings)})}
    cluster_of = {record_id: cluster.cluster_id for cluster in clusters for record_id in cluster.record_ids}
    groups: dict[str, set[str]] = defaultdict(set)
    of_record: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        of_record[finding.record_id].append(finding)
        if finding.group:
            groups[finding.group].add(finding.record_id)
    for record in records:  # one PMID is one report, also where what is printed of it differs too much to merge
        if record.pmid:
            groups[f"PMID {record.pmid}"].add(record.record_id)
    for together in (*(c.record_ids for c in clusters), *groups.values()):
        join(root, sorted(together))
    members: dict[str, list[str]] = defaultdict(list)
    for record_id in root:
        members[top(root, record_id)].append(record_id)
    known = {record.record_id: record for record in records}

    def rank(record_id: str) -> tuple[bool, bool, bool, int, int, str]:
        record, own = known.get(record_id), of_record[record_id]
        return (
            record is not None and record.retracted,
            not any(f.countable and (f.coding is not None or f.state in ("confirmed", "corrected")) for f in own),
            not any(f.countable and f.state != "rejected" for f in own),
            -max((f.counts.n_treated or 0 for f in own if f.countable), default=0),
            record.year if record is not None and record.year is not None else 9999,
            record_id,
        )

    studies = []
    for first, together in sorted(members.items()):
        reporting = [record_id for record_id in together if of_record[record_id]]
        if not reporting:
            continue
        certain = len({cluster_of.get(record_id, record_id) for record_id in reporting}) == 1
        names = sorted(group for group, ids in groups.items() if first in {top(root, i) for i in ids})
        note = "" if certain else f"These reports share, or may share, patients ({', '.join(names)})."
        studies.append(Study(f"study:{first}", tuple(sorted(together)), min(reporting, key=rank), certain, note))
    return tuple(studies)


def _ids(clusters: Iterable[Cluster], findings: Iterable[Finding]) -> set[str]:
    return {i for cluster in clusters for i in cluster.record_ids} | {finding.record_id for finding in findings}


def top(root: dict[str, str], record_id: str) -> str:
    """The id that stands for all that are joined with this one."""
    while root[record_id] != record_id:
        record_id = root[record_id]
    return record_id


def join(root: dict[str, str], together: Sequence[str]) -> None:
    """Let one id stand for all of these and for what they were joined with before."""
    for record_id in together[1:]:
        low, high = sorted((top(root, together[0]), top(root, record_id)))
        root[high] = low
