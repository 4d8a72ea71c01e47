"""The denominator gap: reports that name a treatment and tell no outcome of it that could be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from evidence.extract.mentions import find_treatments
from evidence.extract.text import passages
from evidence.model import Cluster, Exclusion, Protocol, Record, StudyRow, Unanswered
from evidence.protocol.vocabulary import vocabulary
from evidence.tabulate.order import class_rank
from evidence.tabulate.prisma import AWAITING, REVIEWS
from evidence.tabulate.rows import first_hand


def unanswered(
    records: Sequence[Record],
    clusters: Sequence[Cluster],
    exclusions: Sequence[Exclusion],
    rows: Sequence[StudyRow],
    protocol: Protocol,
) -> tuple[Unanswered, ...]:
    """One per treatment class that has such reports, in the table's order; a publication stands once, by its first id.

    Looks at first-hand findings whose result is not reported, and at records without any finding that await their
    full text or are reviews. Retracted reports and what is out of scope have no outcome to give.
    """
    first = {i: min(cluster.record_ids) for cluster in clusters for i in cluster.record_ids}
    told, given, named, reviewed = (defaultdict[str, set[str]](set) for _ in range(4))
    for row in rows:
        if row.finding.state != "rejected" and first_hand(row, protocol):
            of = given if row.finding.response == "not_reported" else told
            for code in row.finding.intervention_class.split("; "):
                of[code].add(first.get(row.finding.record_id, row.finding.record_id))
    speaking = {i for ids in (*told.values(), *given.values()) for i in ids}
    treatments = vocabulary().treatments
    of_code = {AWAITING: named} | dict.fromkeys(REVIEWS, reviewed)
    left_out = {x.record_id: of_code[x.code] for x in exclusions if x.code in of_code}
    for record in records:
        publication = first.get(record.record_id, record.record_id)
        if record.record_id in left_out and publication not in speaking and not record.retracted:
            for code in {m.code for passage in passages(record) for m in find_treatments(passage)} & treatments.keys():
                left_out[record.record_id][treatments[code].treatment_class].add(publication)
    found = (
        Unanswered(
            intervention_class=code,
            given=tuple(sorted(given[code] - told[code])),
            named=tuple(sorted(named[code])),
            reviews=tuple(sorted(reviewed[code] - named[code])),
        )
        for code in sorted({*given, *named, *reviewed}, key=lambda code: class_rank(code, protocol))
    )
    return tuple(one for one in found if one.given or one.named or one.reviews)
