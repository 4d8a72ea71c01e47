"""What is asked, of whom, and what an answer may say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evidence.errors import BadDataError
from evidence.model import Counts, Decision, Domain, Dossier, Finding, Link, Replay, Response, Span
from evidence.review.findings import finding_questions, with_correction
from evidence.review.questions import Line, Question, checked, is_open, leaves, once
from evidence.review.records import duplicate_questions, eligibility_questions
from tests.tabulate.build import dossier, finding, record

SERIES = finding("f1", "r1", response="partial", n_treated=9, n_partial=3, design="case_series")


def said(who: str, verb: str = "confirm", subject: str = "finding:f1") -> Decision:
    return Decision("2026-01-01T00:00:00Z", f"{who}{verb}", verb, subject, who)  # type: ignore[arg-type]


def asked(*findings: Finding, replay: Replay | None = None) -> tuple[Question, ...]:
    return finding_questions(replace(dossier(*findings), replay=replay or Replay()))


def test_a_finding_is_shown_with_what_it_says_and_every_field_can_be_put_right() -> None:
    (question,) = asked(SERIES)
    told = {line.lead: line.text for line in question.lines}
    assert told["outcome"] == "deposits: partial response"
    assert told["numbers"] == "treated 9, partial 3 patients"
    (case,) = asked(replace(SERIES, counts=Counts(n_treated=1)))
    assert {line.lead: line.text for line in case.lines}["numbers"] == "treated 1 patient"
    assert question.subject == "finding:f1"
    fields = {answer.field for _, answer in leaves(question.answers) if answer.verb == "correct"}
    assert {"response", "n_treated", "n_recurrence", "disease", "intervention", "design", "dose"} <= fields


def test_the_keys_of_every_list_are_single_and_none_is_taken_by_skip_undo_or_stop() -> None:
    questions = (*asked(SERIES), *eligibility_questions(dossier(SERIES)))
    for question in questions:
        lists = [question.answers, *(a.then for a in question.answers if a.then)]
        lists += [b.then for a in question.answers for b in a.then if b.then]
        for answers in lists:
            keys = [answer.key for answer in answers]
            assert len(set(keys)) == len(keys)
            assert not set(keys) & set("qsu?")


def test_the_sentence_is_marked_in_its_context() -> None:
    text = "Nine were treated. Deposits shrank in three.  None was cured."
    quote = "Deposits shrank in three."
    from hashlib import sha256

    start = text.index(quote)
    span = Span("r1", "abstract", None, start, start + len(quote), quote, sha256(text.encode()).hexdigest())
    from evidence.model import Section

    holder = replace(record("r1"), sections=(Section("", text),))
    made = replace(dossier(replace(SERIES, coding=None, spans=(span,))), records=(holder,))
    line = next(line for line in finding_questions(made)[0].lines if line.marked)
    ((start, end),) = line.marked
    assert line.text[start:end] == quote
    assert line.text == "Nine were treated. Deposits shrank in three. None was cured."


@pytest.mark.parametrize(
    ("marks", "joined"),
    [
        ([(0, 3), (5, 8)], ((0, 3), (5, 8))),
        ([(5, 8), (0, 3)], ((0, 3), (5, 8))),
        ([(0, 6), (5, 8)], ((0, 8),)),
        ([(0, 9), (2, 4), (3, 12)], ((0, 12),)),
        ([(0, 3), (0, 3)], ((0, 3),)),
    ],
)
def test_a_text_is_shown_once_with_all_its_marks(marks: list[tuple[int, int]], joined: object) -> None:
    (line,) = once(Line("abstract", "Deposits shrank.", marked=(mark,)) for mark in marks)
    assert line.marked == joined


@pytest.mark.parametrize(
    ("domain", "response", "counts", "told"),
    [
        ("deposits", "complete", {"n_treated": 1, "n_any_response": 0}, "response complete and n_any_response 0"),
        ("deposits", "none", {"n_treated": 5, "n_any_response": 3}, "response none and n_any_response 3"),
        ("symptoms", "worse", {"n_treated": 5, "n_partial": 1}, "response worse and n_partial 1"),
        ("deposits", "none", {"n_treated": 5, "n_any_response": 0, "n_no_response": 5}, ""),
        ("deposits", "mixed", {"n_treated": 5, "n_any_response": 3}, ""),
        ("deposits", "improved", {"n_treated": 5}, ""),
        ("recurrence", "none", {"n_treated": 5, "n_complete": 5}, ""),
    ],
)
def test_what_contradicts_itself_is_told_and_not_confirmed(
    domain: Domain, response: Response, counts: dict[str, Any], told: str
) -> None:
    (question,) = asked(replace(SERIES, domain=domain, response=response, counts=Counts(**counts)))
    confirm = next(a for _, a in leaves(question.answers) if a.verb == "confirm")
    numbers = next(line.text for line in question.lines if line.lead == "numbers")
    assert ("do not go together" in numbers) == bool(told)
    if told:
        with pytest.raises(BadDataError, match=told):
            checked(question, confirm, "")
    else:
        assert checked(question, confirm, "") == ""


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("n_partial", " 4 ", "4"),
        ("n_partial", "-", ""),
        ("intervention", "Cellcept ; Colchicine", None),
        ("dose", "1  mg", "1 mg"),
    ],
)
def test_what_is_typed_is_taken_in_its_one_form(field: str, typed: str, value: str | None) -> None:
    (question,) = asked(SERIES)
    answer = next(a for _, a in leaves(question.answers) if a.field == field)
    assert checked(question, answer, typed) == (value if value is not None else "colchicine; mycophenolate mofetil")


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("n_partial", "10", "n_partial 10 exceeds n_treated 9"),
        ("n_partial", "four", '"four" is not a whole number'),
        ("n_partial", "-1", "is not a whole number"),
        ("intervention", "kolchizzin", 'intervention: "kolchizzin" is not a known treatment'),
        ("intervention", "-", "is not a known treatment"),
        ("n_partial", " ", "nothing is written"),
    ],
)
def test_what_cannot_stand_is_refused_with_the_reason(field: str, typed: str, message: str) -> None:
    (question,) = asked(SERIES)
    answer = next(a for _, a in leaves(question.answers) if a.field == field)
    with pytest.raises(BadDataError, match=message):
        checked(question, answer, typed)


def test_a_correction_is_shown_and_the_next_is_held_against_it() -> None:
    (question,) = asked(SERIES)
    after = with_correction(question, "n_treated", "3")
    assert any("treated 3, partial 3" in line.text for line in after.lines)
    assert '"machine":{"n_treated":9}' in after.basis
    partial = next(a for _, a in leaves(after.answers) if a.field == "n_partial")
    with pytest.raises(BadDataError, match="exceeds n_treated 3"):
        checked(after, partial, "4")


@pytest.mark.parametrize(
    ("decided", "doubt", "open_for", "second"),
    [
        ((), "", True, True),
        ((said("AB"),), "", False, False),
        ((said("CD"),), "", False, True),
        ((said("AB"),), "Two readers differ.", True, True),
        ((said("CD", "ask"),), "", True, True),
        ((said("AB", "ask"),), "", False, False),
        ((said("AB", "ask"), said("CD")), "", False, False),
        ((said("CD", "ask"), said("EF")), "", False, True),
    ],
)
def test_who_is_asked(decided: tuple[Decision, ...], doubt: str, open_for: bool, second: bool) -> None:
    question = Question("finding:f1", "", (), (), decided=decided, doubt=doubt)
    assert (is_open(question, "AB"), is_open(question, "AB", second=True)) == (open_for, second)


def test_pairs_are_asked_the_likeliest_first() -> None:
    made: Dossier = replace(
        dossier(SERIES),
        records=tuple(record(key) for key in "abcd"),
        review_pairs=(Link("b", "a", "ask", score=1.0), Link("c", "d", "ask", score=2.0, reasons=("same title",))),
    )
    questions = duplicate_questions(made)
    assert [q.subject for q in questions] == ["pair:c|d", "pair:a|b"]
    verbs = {(a.verb, a.value) for _, a in leaves(questions[0].answers)}
    assert {("merge", ""), ("split", ""), ("link", "preprint_of"), ("link", "companion")} <= verbs


def test_eligibility_tells_what_the_rules_say() -> None:
    from evidence.model import Exclusion

    made = replace(dossier(SERIES, finding("f2", "r2")), exclusions=(Exclusion("r2", "animal", "Animals only."),))
    first, second = eligibility_questions(made)
    assert (first.subject, second.subject) == ("record:r1", "record:r2")
    assert any((line.lead, line.text) == ("left out", "Animals only.") for line in second.lines)


def test_a_coded_finding_shows_what_the_rules_read_of_the_same_report() -> None:
    machine = replace(SERIES, finding_id="m1", coding=None, rule="same-clause@2", spans=())
    other = finding("f2", "r2", response="none")
    otherwise = replace(other, finding_id="m2", coding=None, rule="same-clause@2", response="complete")
    told = {
        q.subject: [line.text for line in q.lines if line.lead == "by rule"]
        for q in asked(SERIES, machine, other, otherwise)
    }
    assert told["finding:f1"] == ["the same, as far as it is told (m1)"]
    assert told["finding:f2"] == ["response none (coded), complete (read by rule) (m2)"]
    assert told["finding:m1"] == []
