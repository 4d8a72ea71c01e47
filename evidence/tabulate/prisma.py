"""The PRISMA 2020 flow, in boxes that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evidence.model import Cluster, Exclusion, PrismaCount, Record, StudyRow

_NO_RESULT = ("no_outcome", "No outcome of a treatment of calcinosis was found in what could be read.")
_AFTER_READING = frozenset({"no_outcome", "review_no_patients", "review", "survey", "guideline", "protocol"})


def prisma_counts(
    records: Sequence[Record],
    clusters: Sequence[Cluster],
    exclusions: Sequence[Exclusion],
    rows: Sequence[StudyRow],
) -> tuple[PrismaCount, ...]:
    """Boxes identified − duplicates = screened − excluded = assessed − excluded reports = included reports.

    A publication is included if it has a finding, unless it is excluded and none of its findings can be counted.
    Full texts are not fetched, so there is no box for reports sought and not retrieved.
    """
    ids = sorted({record.record_id for record in records})
    clustered = {i for cluster in clusters for i in cluster.record_ids}
    publications = [tuple(sorted(set(c.record_ids) & set(ids))) for c in clusters]
    publications = [p for p in publications if p] + [(i,) for i in ids if i not in clustered]
    findings = [row.finding for row in rows if row.finding.state != "rejected"]
    told = {f.record_id for f in findings}
    countable = {f.record_id for f in findings if f.countable}
    out = {
        e.record_id: (e.code, e.reason) for e in sorted(exclusions, key=lambda e: (e.record_id, e.code), reverse=True)
    }
    reason_of = dict(sorted({(code, reason) for code, reason in (*out.values(), _NO_RESULT)}, reverse=True))
    included, screened_out, read_out = [], Counter[str](), Counter[str]()
    for publication in publications:
        codes = sorted(out[i][0] for i in publication if i in out)
        if told & set(publication) and (not codes or countable & set(publication)):
            included.append(publication)
            continue
        code = codes[0] if codes else _NO_RESULT[0]
        (read_out if code in _AFTER_READING else screened_out)[code] += 1

    def reasons(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
        return tuple((reason_of[code], n) for code, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    one_of = {row.finding.record_id: min((row.finding.record_id, *row.shared_with)) for row in rows}
    kept = {i for publication in included for i in publication}
    sources = Counter(record.source for record in records)
    assessed = len(publications) - screened_out.total()
    return (
        PrismaCount("identified", "Records identified", len(ids), tuple(sorted(sources.items()))),
        PrismaCount("duplicates", "Duplicate records removed", len(ids) - len(publications)),
        PrismaCount("screened", "Publications screened", len(publications)),
        PrismaCount("excluded", "Publications excluded at screening", screened_out.total(), reasons(screened_out)),
        PrismaCount("assessed", "Reports assessed, on title, abstract or page as seen", assessed),
        PrismaCount("reports_excluded", "Reports excluded", read_out.total(), reasons(read_out)),
        PrismaCount("included_reports", "Reports included", len(included)),
        PrismaCount("included_studies", "Studies included (same patients once)", len({one_of[i] for i in kept & told})),
    )
