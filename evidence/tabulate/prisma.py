"""The PRISMA 2020 flow, in boxes that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evidence.model import Cluster, Exclusion, PrismaCount, Protocol, Record, StudyRow
from evidence.tabulate.studies import join, top

AWAITING = "no_outcome"
_REVIEW = "review_no_patients"
REVIEWS = dict.fromkeys(("review", "systematic_review", "review_no_patients"), _REVIEW)
_SOURCES = {"pubmed_xml": "PubMed", "nbib": "PubMed"}
_AFTER_READING = frozenset({"ambiguous", _REVIEW, "notice", "survey", "guideline", "protocol", "retracted"})


def prisma_counts(
    records: Sequence[Record],
    clusters: Sequence[Cluster],
    exclusions: Sequence[Exclusion],
    rows: Sequence[StudyRow],
    protocol: Protocol,
) -> tuple[PrismaCount, ...]:
    """identified − duplicates = screened − excluded = sought − not retrieved = assessed − excluded = included reports.

    A publication is included if it has a finding, unless it is excluded and none of its findings can be counted.
    One that was retracted is excluded, whatever it told; so is one that tells only of the patients of others (a review,
    a survey). One that tells no outcome in the part that could be read
    awaits its full text: that is no sign of no effect.
    """
    ids = sorted({record.record_id for record in records})
    clustered = {i for cluster in clusters for i in cluster.record_ids}
    publications = [tuple(sorted(set(c.record_ids) & set(ids))) for c in clusters]
    publications = [p for p in publications if p] + [(i,) for i in ids if i not in clustered]
    findings = [row.finding for row in rows if row.finding.state != "rejected"]
    told = {f.record_id for f in findings}
    withdrawn = {row.finding.record_id for row in rows if row.citation.retracted}
    first_hand = [f for f in findings if f.design not in protocol.never_counted]
    own = {f.record_id for f in first_hand}
    countable = {f.record_id for f in first_hand if f.countable} - withdrawn
    ordered = sorted(exclusions, key=lambda e: (e.record_id, e.code, e.reason), reverse=True)
    out = {e.record_id: REVIEWS.get(e.code, e.code) for e in ordered}
    reason_of = {e.code: e.reason for e in ordered if REVIEWS.get(e.code, e.code) == e.code}
    out = dict.fromkeys(told - own, _REVIEW) | out | dict.fromkeys(withdrawn, "retracted")
    reason_of = {_REVIEW: "A review: its patients belong to the primary reports."} | reason_of
    reason_of["retracted"] = "The publication was retracted."
    included, left_out = set[str](), Counter[str]()
    reports = 0
    for publication in publications:
        codes = sorted(out[i] for i in publication if i in out)
        if told & set(publication) and (not codes or countable & set(publication)):
            reports += 1
            included.update(publication)
        else:
            left_out[codes[0] if codes else AWAITING] += 1
    awaiting = left_out.pop(AWAITING, 0)

    def side(box: str, label: str, codes: set[str]) -> PrismaCount:
        reasons = sorted(((reason_of[code], left_out[code]) for code in codes), key=lambda item: (-item[1], item[0]))
        return PrismaCount(box, label, sum(n for _, n in reasons), tuple(reasons))

    excluded = side("excluded", "Publications excluded at screening", set(left_out) - _AFTER_READING)
    unfit = side("reports_excluded", "Reports excluded", set(left_out) & _AFTER_READING)
    root = {i: i for i in told}
    for row in rows:
        join(root, sorted({row.finding.record_id, *row.shared_with} & told))
    sources = tuple(sorted(Counter(_SOURCES.get(record.source, record.source) for record in records).items()))
    sought = len(publications) - excluded.n
    waits = "Awaiting full text: no outcome in the part that could be read, which is no sign of no effect"
    return (
        PrismaCount("identified", "Records identified", len(ids), sources),
        PrismaCount("duplicates", "Duplicate records removed", len(ids) - len(publications)),
        PrismaCount("screened", "Publications screened", len(publications)),
        excluded,
        PrismaCount("sought", "Reports whose outcome was looked for", sought),
        PrismaCount("not_retrieved", waits, awaiting),
        PrismaCount("assessed", "Reports assessed, on title, abstract or page as seen", sought - awaiting),
        unfit,
        PrismaCount("included_reports", "Reports included", reports),
        PrismaCount(
            "included_studies", "Studies included (same patients once)", len({top(root, i) for i in included & told})
        ),
    )
