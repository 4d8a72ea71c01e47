from __future__ import annotations

from dataclasses import replace

from evidence.model import Decision, Replay
from evidence.protocol.vocabulary import vocabulary
from evidence.review.appraisal import appraisal_questions
from evidence.review.questions import is_open
from tests.report.build import ABSTRACT, QUOTE, dossier


def test_eight_questions_are_asked_of_each_report_of_cases_that_counts() -> None:
    asked = appraisal_questions(dossier())
    assert {question.subject for question in asked} == {"record:case"}
    assert [question.title for question in asked] == [label.en for label in vocabulary().appraisal.values()]
    fields = [{(a.verb, a.field, a.value) for a in question.answers} for question in asked]
    assert fields[3] == {("appraise", "murad4", answer) for answer in ("yes", "no", "unclear")}
    (marked,) = (line for line in asked[0].lines if line.marked)
    assert marked.text == ABSTRACT
    assert [marked.text[start:end] for start, end in marked.marked] == [QUOTE]


def test_an_answer_closes_its_own_question_for_all_but_a_second_reader() -> None:
    given = Decision("2026-01-01T00:00:00Z", "d", "appraise", "record:case", "DH", "murad4", "no")
    asked = appraisal_questions(replace(dossier(), replay=Replay(decisions=(given,))))
    assert [is_open(question, "DH") for question in asked] == [n != 4 for n in range(1, 9)]
    assert is_open(asked[3], "XY", second=True)


def test_reports_without_what_is_asked_for_are_passed_over() -> None:
    assert len(appraisal_questions(dossier(), lambda finding: finding.disease == "SLE")) == 8
    assert appraisal_questions(dossier(), lambda finding: finding.disease == "DM") == ()
