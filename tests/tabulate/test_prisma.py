from __future__ import annotations

from evidence.model import Exclusion
from evidence.tabulate.prisma import prisma_counts
from evidence.tabulate.rows import study_rows
from evidence.tabulate.studies import studies_of
from tests.tabulate.build import PROTOCOL, cluster, finding, record

RECORDS = tuple(record(key) for key in ("a", "a2", "b", "b2", "rat", "review", "silent", "mentions"))
CLUSTERS = (cluster("a", "a2"), *(cluster(key) for key in ("b", "b2", "rat", "review", "silent", "mentions")))
FINDINGS = (
    finding("f1", "a"),
    finding("f2", "b", group="g"),
    finding("f3", "b2", group="g"),
    finding("f4", "mentions"),
    finding("f5", "rat", countable=False, why_not_countable="An animal study."),
)
EXCLUSIONS = (
    Exclusion("rat", "animal", "An animal study."),
    Exclusion("review", "review_no_patients", "A review."),
    Exclusion("mentions", "planned", "A second drug was only planned."),
)


def test_the_boxes_add_up() -> None:
    studies = studies_of(RECORDS, CLUSTERS, FINDINGS)
    boxes = {
        b.box: b
        for b in prisma_counts(
            RECORDS, CLUSTERS, EXCLUSIONS, study_rows(FINDINGS, CLUSTERS, studies, PROTOCOL), PROTOCOL
        )
    }
    n = {name: box.n for name, box in boxes.items()}
    assert n["identified"] - n["duplicates"] == n["screened"] == 7
    assert n["screened"] - n["excluded"] == n["sought"] == 6
    assert n["sought"] - n["not_retrieved"] == n["assessed"] == 5
    assert n["not_retrieved"] == 1
    assert n["assessed"] - n["reports_excluded"] == n["included_reports"] == 4
    assert n["included_studies"] == 3
    for box in ("identified", "excluded", "reports_excluded"):
        assert sum(k for _, k in boxes[box].reasons) == boxes[box].n
    assert dict(boxes["excluded"].reasons) == {"An animal study.": 1}


def test_a_mention_left_out_does_not_exclude_a_report_that_counts() -> None:
    rows = study_rows(FINDINGS, CLUSTERS, (), PROTOCOL)
    reasons = [
        reason for box in prisma_counts(RECORDS, CLUSTERS, EXCLUSIONS, rows, PROTOCOL) for reason, _ in box.reasons
    ]
    assert "A second drug was only planned." not in reasons


def test_a_retracted_report_leaves_the_included_ones() -> None:
    counts = []
    for retracted in (False, True):
        clusters = (cluster("a", "a2", retracted=retracted), *CLUSTERS[1:])
        rows = study_rows(FINDINGS, clusters, (), PROTOCOL)
        boxes = {box.box: box for box in prisma_counts(RECORDS, clusters, EXCLUSIONS, rows, PROTOCOL)}
        assert boxes["assessed"].n - boxes["reports_excluded"].n == boxes["included_reports"].n
        counts.append(boxes)
    assert counts[1]["included_reports"].n == counts[0]["included_reports"].n - 1
    assert ("The publication was retracted.", 1) in counts[1]["reports_excluded"].reasons


def test_a_review_with_outcomes_is_no_included_report() -> None:
    # A systematic review coded with 288 patients; another that adds a case of its own.
    findings = (
        *FINDINGS,
        finding("f6", "sys", design="systematic_review", n_treated=288),
        finding("f7", "both", design="systematic_review", n_treated=197),
        finding("f8", "both", design="case_report"),
    )
    records = (*RECORDS, record("sys"), record("both"))
    rows = study_rows(findings, (*CLUSTERS, cluster("sys"), cluster("both")), (), PROTOCOL)
    boxes = {box.box: box for box in prisma_counts(records, CLUSTERS, EXCLUSIONS, rows, PROTOCOL)}
    assert boxes["included_reports"].n == 5
    assert dict(boxes["reports_excluded"].reasons) == {"A review.": 2}
    assert boxes["assessed"].n - boxes["reports_excluded"].n == boxes["included_reports"].n
