from __future__ import annotations

from evidence.model import Study
from evidence.tabulate import disagreements
from tests.tabulate.build import finding

STUDIES = (Study("study:a", ("a", "pmid:1"), "a"),)


def test_a_coding_and_a_reading_of_the_same_patients_are_compared() -> None:
    coded = finding("f1", "a", n_treated=17, n_partial=9, response="partial")
    read = finding("m1", "pmid:1", n_treated=17, n_partial=8, response="improved", coding=None, rule="r")
    sentences = [said for _, _, said in disagreements((read, coded), STUDIES)]
    assert sentences == ["n_partial 9 (coded), 8 (read by rule)", "response partial (coded), improved (read by rule)"]


def test_silence_is_no_disagreement() -> None:
    coded = finding("f1", "a", n_treated=17, n_partial=9)
    read = finding("m1", "pmid:1", n_treated=17, coding=None, rule="r")
    assert disagreements((coded, read), STUDIES) == []
    assert disagreements((coded, finding("m2", "elsewhere", n_treated=3, coding=None)), STUDIES) == []
