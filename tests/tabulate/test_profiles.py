from __future__ import annotations

from evidence.model import Coding, Said
from evidence.tabulate.profiles import profiles
from evidence.tabulate.rows import study_rows
from evidence.tabulate.studies import studies_of
from tests.tabulate.build import PROTOCOL, cluster, finding

DRUG = {"intervention": "colchicine", "intervention_class": "colchicine"}


def test_doses_and_harms_are_told_in_the_reports_words_each_once() -> None:
    findings = [
        finding("f1", "a", dose="1 mg daily", duration="4 months", adverse_events="diarrhoea", **DRUG),
        finding("f2", "b", dose="1 mg daily", **DRUG),
        finding("f3", "c", n_treated=12, n_recurrence=3, design="case_series", **DRUG),
    ]
    (profile,) = profiles(study_rows(findings, (), (), PROTOCOL), PROTOCOL)
    assert (profile.intervention, profile.reports) == ("colchicine", 3)
    assert profile.doses == (Said("1 mg daily", ("f1", "f2")),)
    assert profile.durations == (Said("4 months", ("f1",)),)
    assert profile.adverse_events == (Said("diarrhoea", ("f1",)),)
    assert profile.recurrences == (Said("3 of 12 patients", ("f3",)),)
    assert (profile.silent_on_adverse_events, profile.silent_on_recurrence) == (2, 2)


def test_an_outcome_row_on_harm_speaks_by_its_own_words() -> None:
    harm = finding("f1", "a", domain="adverse", response="not_reported", outcome_measure="1 of 7: fever", **DRUG)
    (profile,) = profiles(study_rows([harm], (), (), PROTOCOL), PROTOCOL)
    assert profile.adverse_events == (Said("1 of 7: fever", ("f1",)),)


def test_hearsay_reviews_retractions_and_the_same_patients_give_no_profile() -> None:
    findings = [
        finding("f1", "heard", dose="9 g", coding=Coding("news", "https://example.org", second_hand=True), **DRUG),
        finding("f2", "review", dose="9 g", design="review", **DRUG),
        finding("f3", "gone", dose="9 g", **DRUG),
        finding("f4", "rejected", dose="9 g", state="rejected", **DRUG),
        finding("f5", "poster", dose="1 mg", group="g", **DRUG),
        finding("f6", "text", dose="9 g", group="g", coding=None, rule="r", **DRUG),
    ]
    clusters = [cluster("gone", retracted=True)]
    rows = study_rows(findings, clusters, studies_of((), clusters, findings), PROTOCOL)
    (profile,) = profiles(rows, PROTOCOL)
    assert (profile.reports, profile.doses) == (1, (Said("1 mg", ("f5",)),))


def test_patients_without_our_diseases_are_not_mixed_in_unless_the_topic_counts_them() -> None:
    # Idiopathic scrotal calcinosis, excised; the topic leaves it out.
    left_out = {"countable": False, "why_not_countable": "Idiopathic calcinosis: no connective tissue disease."}
    findings = [
        finding("f1", "a", dose="1 mg", **DRUG),
        finding("f2", "b", dose="9 g", disease="IDIOPATHIC", **left_out, **DRUG),
        finding("f3", "c", dose="2 mg", countable=False, why_not_countable="Scores only.", **DRUG),
    ]
    (profile,) = profiles(study_rows(findings, (), (), PROTOCOL), PROTOCOL)
    assert profile.doses == (Said("1 mg", ("f1",)), Said("2 mg", ("f3",)))
    counted = finding("f2", "b", dose="9 g", disease="IDIOPATHIC", **DRUG)
    (profile,) = profiles(study_rows([counted], (), (), PROTOCOL), PROTOCOL)
    assert profile.reports == 1
