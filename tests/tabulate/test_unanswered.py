from __future__ import annotations

from dataclasses import replace

from evidence.model import Exclusion, Finding, Record, Section, Unanswered
from evidence.tabulate.rows import study_rows
from evidence.tabulate.unanswered import unanswered
from tests.tabulate.build import PROTOCOL, cluster, finding, record

COLCHICINE = {"intervention": "colchicine", "intervention_class": "colchicine"}
AWAITS = "no_outcome"


def asked(findings: list[Finding], records: list[Record], code: str = AWAITS) -> dict[str, Unanswered]:
    clusters = [cluster("twin_a", "twin_b")]
    exclusions = [Exclusion(r.record_id, code, "") for r in records]
    rows = study_rows(findings, clusters, (), PROTOCOL)
    return {u.intervention_class: u for u in unanswered(records, clusters, exclusions, rows, PROTOCOL)}


def test_given_without_a_result_and_named_without_an_outcome() -> None:
    silent = replace(record("named"), sections=(Section("", "She was given sirolimus and etidronate."),))
    found = asked([finding("f1", "given", response="not_reported", **COLCHICINE)], [silent])
    assert (found["colchicine"].given, found["colchicine"].named) == (("given",), ())
    assert (found["mtor_inhibitor"].named, found["bisphosphonate"].named) == (("named",), ("named",))
    assert list(found) == ["colchicine", "bisphosphonate", "mtor_inhibitor"]


def test_a_report_that_tells_one_outcome_of_the_class_has_answered() -> None:
    told = finding("f1", "r", **COLCHICINE)
    assert asked([told, finding("f2", "r", response="not_reported", domain="symptoms", **COLCHICINE)], []) == {}


def test_two_records_of_one_publication_are_one() -> None:
    twins = [replace(record(key), title="Colchicine in lupus") for key in ("twin_a", "twin_b")]
    assert asked([], twins)["colchicine"].named == ("twin_a",)
    assert asked([finding("f1", "twin_a", **COLCHICINE)], twins) == {}


def test_reviews_and_what_is_out_of_scope_owe_no_outcome() -> None:
    review = [replace(record("review"), title="Colchicine for calcinosis: a review")]
    assert asked([finding("f1", "r", response="not_reported", design="review", **COLCHICINE)], []) == {}
    found = asked([], review, "systematic_review")["colchicine"]
    assert (found.given, found.named, found.reviews) == ((), (), ("review",))
