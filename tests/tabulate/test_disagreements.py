from __future__ import annotations

from evidence.model import Study
from evidence.tabulate.disagreements import disagreements
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


def test_the_disease_and_the_treatment_are_compared_too() -> None:
    coded = finding("f1", "a", intervention="infliximab", disease="DM")
    other = finding("m1", "pmid:1", intervention="infliximab", disease="JDM", coding=None)
    assert disagreements((coded, other), STUDIES) == [("f1", "m1", "disease DM (coded), JDM (read by rule)")]
    joined = finding("m2", "pmid:1", intervention="infliximab; methotrexate", disease="DM", coding=None)
    said = "treatment infliximab (coded), infliximab; methotrexate (read by rule)"
    assert disagreements((coded, joined), STUDIES) == [("f1", "m2", said)]
    assert disagreements((coded, finding("m3", "pmid:1", intervention="warfarin", coding=None)), STUDIES) == []


def test_arms_are_compared_with_their_own_disease() -> None:
    arms = [finding(f"f{d}", "a", disease=d, response=r) for d, r in (("DM", "none"), ("SSc", "improved"))]
    read = [
        finding(f"m{d}", "pmid:1", disease=d, response=r, coding=None) for d, r in (("DM", "none"), ("SSc", "stable"))
    ]
    assert [(a, b) for a, b, _ in disagreements((*arms, *read), STUDIES)] == [("fSSc", "mSSc")]
