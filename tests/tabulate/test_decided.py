from __future__ import annotations

from dataclasses import replace

from evidence.model import Counts, Decision, Exclusion, Finding, Place, Record
from evidence.tabulate.decided import apply_decisions

FINDING = Finding(
    finding_id="f1",
    record_id="r1",
    disease="SLE",
    intervention="colchicine",
    intervention_class="colchicine",
    domain="deposits",
    response="none",
    counts=Counts(n_treated=9, n_partial=3, derived=frozenset({"n_partial"})),
)


R1 = Record(key="r1", source="library", place=Place("publications.csv", 2))


def said(verb: str, subject: str, field: str = "", value: str = "", note: str = "") -> Decision:
    return Decision("2026-01-01T00:00:00Z", f"{verb}{field}", verb, subject, "DH", field, value, note)  # type: ignore[arg-type]


def test_confirm_and_reject() -> None:
    assert apply_decisions([FINDING], [R1], [said("confirm", "finding:f1")]).findings[0].state == "confirmed"
    rejected = apply_decisions([FINDING], [R1], [said("reject", "finding:f1", note="skin, not calcium")]).findings[0]
    assert (rejected.state, rejected.countable, rejected.why_not_countable) == ("rejected", False, "skin, not calcium")


def test_a_corrected_count_is_a_persons_and_no_longer_derived() -> None:
    changed = apply_decisions([FINDING], [R1], [said("correct", "finding:f1", "n_partial", "4")]).findings[0]
    assert changed.counts == Counts(n_treated=9, n_partial=4)
    assert changed.state == "corrected"


def test_a_count_can_be_made_blank() -> None:
    changed = apply_decisions([FINDING], [R1], [said("correct", "finding:f1", "n_partial", "")]).findings[0]
    assert changed.counts.n_partial is None


def test_the_response_can_be_corrected() -> None:
    changed = apply_decisions([FINDING], [R1], [said("correct", "finding:f1", "response", "stable")]).findings[0]
    assert changed.response == "stable"


def test_what_fits_no_finding_is_orphans_never_dropped() -> None:
    lost = [
        said("confirm", "finding:gone"),
        said("correct", "finding:f1", "n_partial", "10"),
        said("correct", "finding:f1", "colour", "red"),
        said("correct", "finding:f1", "response", "splendid"),
        said("exclude", "record:gone"),
    ]
    decided = apply_decisions([FINDING], [R1], lost)
    assert sorted(orphan.decision.decision_id for orphan in decided.orphans) == sorted(d.decision_id for d in lost)
    assert decided.findings == (FINDING,)


def test_an_excluded_record_takes_its_findings_along_and_can_come_back() -> None:
    out = said("exclude", "record:r1", note="wrong population")
    decided = apply_decisions([FINDING], [R1], [out])
    assert (decided.findings, decided.excluded) == (
        (),
        (Exclusion("r1", "decision: wrong population", "wrong population"),),
    )
    assert apply_decisions([FINDING], [R1], [out, said("include", "record:r1")]).findings == (FINDING,)


def test_pairs_and_references_are_passed_over() -> None:
    decided = apply_decisions([FINDING], [R1], [said("merge", "pair:a|b"), said("keep", "reference:1")])
    assert decided.orphans == ()


def test_an_appraisal_is_kept_per_person_and_the_later_answer_stands() -> None:
    first = said("appraise", "record:r1", "murad4", "unclear")
    decided = apply_decisions([FINDING], [R1], [first, said("appraise", "record:r1", "murad4", "no", "infection")])
    (answer,) = decided.appraisals
    assert (answer.record_id, answer.question, answer.answer, answer.note) == ("r1", "murad4", "no", "infection")
    other = replace(first, who="EF")
    assert len(apply_decisions([], [R1], [first, other]).appraisals) == 2


def test_an_appraisal_that_answers_no_question_is_orphans() -> None:
    lost = [
        said("appraise", "record:gone", "murad1", "yes"),
        said("appraise", "record:r1", "murad9", "yes"),
        said("appraise", "record:r1", "murad1", "perhaps"),
    ]
    decided = apply_decisions([FINDING], [R1], lost)
    assert decided.appraisals == ()
    assert sorted(o.decision.decision_id for o in decided.orphans) == sorted(d.decision_id for d in lost)
