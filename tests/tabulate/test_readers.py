"""Two people's words on one thing: which take effect, and how far they agree."""

from __future__ import annotations

import pytest

from evidence.model import Decision, Orphan, Replay
from evidence.tabulate.basis import basis_of
from evidence.tabulate.corrected import corrected
from evidence.tabulate.notices import in_effect as in_effect_on
from evidence.tabulate.notices import notices
from evidence.tabulate.readers import agreements, settled
from tests.tabulate.build import finding

PROPOSED = finding("f1", "r1", response="partial", n_treated=9, n_partial=3)
SEEN = basis_of(PROPOSED, PROPOSED)
FOUR = corrected(PROPOSED, "n_partial", "4")


def said(at: int, who: str, verb: str, *more: str, subject: str = "finding:f1", basis: str = "") -> Decision:
    """`more` is field, value, note."""
    field, value, note = (*more, "", "", "")[:3]
    when = f"2026-01-{at:02}T00:00:00Z"
    return Decision(when, f"d{at}", verb, subject, who, field, value, note, basis)  # type: ignore[arg-type]


def in_effect(*decisions: Decision) -> tuple[list[str], int]:
    effective, conflicts, _ = settled(decisions)
    return [d.decision_id for d in effective], len(conflicts)


@pytest.mark.parametrize(
    ("decisions", "effective", "conflicts"),
    [
        # one person: the later word wins by replay, nothing is in conflict
        ([said(1, "AB", "confirm", basis=SEEN), said(2, "AB", "reject")], ["d1", "d2"], 0),
        # two who say the same
        ([said(1, "AB", "confirm", basis=SEEN), said(2, "CD", "confirm", basis=SEEN)], ["d1", "d2"], 0),
        ([said(1, "AB", "reject"), said(2, "CD", "reject", "", "", "other words")], ["d1", "d2"], 0),
        # one confirms what the other rejects, or corrects
        ([said(1, "AB", "confirm", basis=SEEN), said(2, "CD", "reject")], [], 1),
        ([said(1, "AB", "confirm", basis=SEEN), said(2, "CD", "correct", "n_partial", "4", basis=SEEN)], [], 1),
        # also in lines of before there was a basis
        ([said(1, "AB", "confirm"), said(2, "CD", "correct", "n_partial", "4")], [], 1),
        ([said(1, "AB", "confirm"), said(2, "CD", "confirm", basis=SEEN)], ["d1", "d2"], 0),
        ([said(1, "AB", "correct", "dose", "1 mg"), said(2, "CD", "correct", "n_partial", "4")], ["d1", "d2"], 0),
        # the same correction by both; and one who confirms what the other corrected
        (
            [
                said(1, "AB", "correct", "n_partial", "4", basis=SEEN),
                said(2, "CD", "correct", "n_partial", "4", basis=SEEN),
            ],
            ["d1", "d2"],
            0,
        ),
        (
            [
                said(1, "AB", "correct", "n_partial", "4", basis=SEEN),
                said(2, "CD", "confirm", basis=basis_of(FOUR, PROPOSED)),
            ],
            ["d1", "d2"],
            0,
        ),
        # a choice settles it, until somebody says something else
        (
            [said(1, "AB", "confirm", basis=SEEN), said(2, "CD", "reject"), said(3, "EF", "choose", "", "decision:d1")],
            ["d1", "d3"],
            0,
        ),
        (
            [
                said(1, "AB", "confirm", basis=SEEN),
                said(2, "CD", "reject"),
                said(3, "EF", "choose", "", "decision:d1"),
                said(4, "CD", "reject"),
            ],
            ["d3"],
            1,
        ),
        # a second reader who is asked for has not spoken
        ([said(1, "AB", "confirm", basis=SEEN), said(2, "CD", "ask")], ["d1", "d2"], 0),
    ],
)
def test_what_takes_effect_on_a_finding(decisions: list[Decision], effective: list[str], conflicts: int) -> None:
    assert in_effect(*decisions) == (effective, conflicts)


@pytest.mark.parametrize(
    ("first", "second", "conflicts"),
    [
        (("merge", "", ""), ("merge", "", ""), 0),
        (("merge", "", ""), ("split", "", ""), 1),
        (("link", "", "version_of"), ("link", "", "preprint_of"), 1),
    ],
)
def test_pairs(first: tuple[str, str, str], second: tuple[str, str, str], conflicts: int) -> None:
    one, other = said(1, "AB", *first, subject="pair:a|b"), said(2, "CD", *second, subject="pair:a|b")
    assert in_effect(one, other)[1] == conflicts


def test_eligibility_and_references_and_what_is_of_one_person_only() -> None:
    record, entry = "record:r1", "reference:1"
    assert in_effect(said(1, "AB", "include", subject=record), said(2, "CD", "exclude", subject=record))[1] == 1
    reasons = [said(1, "AB", "exclude", "", "animal", subject=record), said(2, "CD", "exclude", subject=record)]
    assert in_effect(*reasons) == (["d1", "d2"], 0)
    assert in_effect(said(1, "AB", "choose", "", "pmid:1", subject=entry), said(2, "CD", "keep", subject=entry))[1] == 1
    murad = [said(n, who, "appraise", "murad1", v, subject=record) for n, who, v in ((1, "AB", "yes"), (2, "CD", "no"))]
    assert in_effect(*murad) == (["d1", "d2"], 0)


def test_both_sides_of_a_conflict_are_told() -> None:
    _, (conflict,), _ = settled(
        [
            said(1, "AB", "correct", "n_partial", "4", basis=SEEN),
            said(2, "AB", "confirm", basis=basis_of(FOUR, PROPOSED)),
            said(3, "CD", "reject", "", "", "no calcium"),
        ]
    )
    assert conflict.subject == "finding:f1"
    assert [d.decision_id for d in conflict.decisions] == ["d2", "d3"]
    assert conflict.said == ("corrected: n_partial 4", "rejected (no calcium)")


def test_agreement_is_told_per_question_and_pair_of_readers() -> None:
    """20 confirmed and 15 rejected by both, 5 and 10 by one alone: kappa .4, as in test_agreement."""
    decisions = []
    for n in range(50):
        verbs = ("confirm", "confirm") if n < 20 else ("reject", "reject") if n < 35 else ("confirm", "reject")
        verbs = ("reject", "confirm") if n >= 40 else verbs
        for who, verb in zip(("AB", "CD"), verbs, strict=True):
            decisions.append(
                Decision(f"2026-01-01T00:00:{n:02}Z", f"{who}{n}", verb, f"finding:{n}", who, basis=SEEN)  # type: ignore[arg-type]
            )
    decisions.append(said(1, "AB", "merge", subject="pair:a|b"))
    told = {(question, a, b): found for question, a, b, found in agreements(decisions)}
    assert set(told) == {("finding", "AB", "CD"), ("response", "AB", "CD")}
    found = told["finding", "AB", "CD"]
    assert (found.n, found.agreed) == (50, 35)
    assert found.kappa == pytest.approx(0.4)


def test_a_list_and_a_set_of_files_follow_no_word_in_conflict_and_say_so() -> None:
    decisions = [
        said(1, "AB", "choose", "", "pmid:1", subject="reference:x"),
        said(2, "CD", "keep", subject="reference:x"),
        said(3, "AB", "merge", subject="pair:a|b"),
    ]
    effective, (notice,) = in_effect_on(decisions, "reference")
    assert [d.decision_id for d in effective] == ["d3"]
    assert notice.notice
    assert "AB: it is pmid:1; CD: keep as written" in notice.message
    assert in_effect_on(decisions, "pair")[1] == ()


def test_many_decisions_on_what_is_not_here_are_one_notice() -> None:
    def told(n: int) -> list[str]:
        orphans = [Orphan(said(at, "AB", "confirm"), f"the record r{at} is not in these results") for at in range(1, n)]
        orphans.append(Orphan(said(28, "AB", "reject"), "the rules no longer find it in r1"))
        return [fault.message for fault in notices(Replay(orphans=tuple(orphans)))]

    assert len(told(11)) == 11
    first, last = told(12)
    assert first == "11 decisions are on what is not in these results, and take no effect here."
    assert "the rules no longer find it" in last
