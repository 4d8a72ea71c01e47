"""Titles that say two things, and titles that only spell one thing differently."""

from __future__ import annotations

import pytest

from evidence.clean.titles import swapped

OTHER = [
    ("Salt tolerance of rice roots", "Heat tolerance of rice roots"),
    ("Demand-side barriers to vaccines in towns", "Supply-side barriers to vaccines and records in towns"),
    ("Activation of kinases by light", "Inhibition of kinases by light"),
    ("Sugars in pea seeds", "Sugars in pea seedlings"),
    ("Lead in the bones of men", "Lead in the bones of women"),
    ("A survey of men's health", "A survey of women's health"),
    ("Native Azospirillum strains of rice", "Nitrogen-fixing Azotobacter strains of rice"),
    ("Nodules of the hand", "Nodules of the hand. Part 2"),
    ("Nodules of the hand", "Nodules of the hand II. Follow-up"),
    ("Nodules in stage 3 disease", "Nodules in stage 4 disease"),
    ("Correction: Nodules of the hand", "Nodules of the hand"),
]
SAME = [
    ("Calcinosis in rheumatic diseases", "Calcinosis in rheumatic disease"),
    ("Calcinosis in rhumatic diseases", "Calcinosis in rheumatic diseases"),
    ("Tumour characterisation in childhood", "Tumor characterization in childhood"),
    ("Multi-stage running in the heat", "Multistage running in the heat"),
    ("Calcinosis in SLE", "Calcinosis in systemic lupus erythematosus"),
    ("The nodules of the hand", "Nodules in hand"),
    ("Nodules of the hand", "Nodules of the hand: a survey of clinics"),
    ("Roots and leaves of rice", "Leaves and roots of rice"),
    ("Two cases of calcinosis", "2 cases of calcinosis"),
    ("Hand Consortium (2011). Nodules of the hand", "Nodules of the hand"),
    ("", "Nodules of the hand"),
]


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_word_stands_against_it(one: str, other: str) -> None:
    assert " in one title only" in swapped(one, other) or " against " in swapped(one, other)
    assert swapped(other, one)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spelling_and_length_do_not(one: str, other: str) -> None:
    assert swapped(one, other) == swapped(other, one) == ""
