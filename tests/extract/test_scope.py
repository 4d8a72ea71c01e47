"""Outcome = denial × valence."""

from __future__ import annotations

import pytest

from evidence.extract.clauses import Clause, clauses
from evidence.extract.meaning import category_of, domain_of, telling
from evidence.extract.scope import is_denied, unreal
from evidence.extract.sentences import sentences
from evidence.extract.text import passages
from tests.extract.cases import make_record


def first_clauses(text: str) -> tuple[Clause, ...]:
    passage = next(p for p in passages(make_record("Calcinosis", [["", text]])) if p.field == "abstract")
    return tuple(c for s in sentences(passage) for c in clauses(passage, *s))


def said(text: str) -> list[tuple[str, str]]:
    return [
        (category_of(clause, r, is_denied(clause, r)), domain_of(clause, r, ""))
        for clause in first_clauses(text)
        for r in telling(clause, [])
    ]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Calcinosis improved.", "improved"),
        ("Calcinosis did not improve.", "none"),
        ("There was no evidence of progression of the calcinosis.", "stable"),
        ("Neither drug was effective on calcinosis.", "none"),
        ("Calcinosis failed to respond.", "none"),
        ("The treatment had no effect on the calcifications.", "none"),
        ("The spread of calcinosis was arrested.", "stable"),
        ("A slight decrease of the deposits was seen.", "partial"),
        ("Calcinosis resolved almost completely.", "partial"),
        ("Les dépôts ont presque totalement disparu.", "partial"),
        ("There was nearly complete resolution of the deposits.", "partial"),
        ("Far from improving, the deposits thickened.", "none"),
        ("The deposits were unchanged.", "none"),
        ("It did not prevent extension of calcinosis.", "none"),
        ("Aucune amélioration de la calcinose n'a été notée.", "none"),
        ("La calcinose ne s'est pas aggravée.", "stable"),
        ("La calcinose s'est aggravée.", "worse"),
        ("Une discrète amélioration de la calcinose a été notée.", "partial"),
        ("Le traitement a été sans effet sur la calcinose.", "none"),
        ("Les calcifications ont complètement disparu.", "complete"),
        ("Absence de progression des calcifications.", "stable"),
    ],
)
def test_category(text: str, category: str) -> None:
    assert [c for c, _ in said(text) if c] == [category]


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Pain decreased.", "symptoms"),
        ("The size of the deposits decreased.", "deposits"),
        ("Muscle strength improved.", "other"),
        ("The ulcer over the calcification improved.", "ulcers"),
        ("Range of motion improved.", "function"),
        ("La densité osseuse s'est améliorée.", "other"),
        ("Les douleurs ont diminué.", "symptoms"),
    ],
)
def test_domain(text: str, domain: str) -> None:
    assert {d for c, d in said(text) if c} == {domain}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Surgery is planned.", "planned"),
        ("Diltiazem may help.", "hypothesis"),
        ("Une exérèse est envisagée.", "planned"),
        ("Le diltiazem pourrait être utile.", "hypothesis"),
        ("Calcinosis decreased in May 2010 with diltiazem.", ""),
    ],
)
def test_unreal(text: str, why: str) -> None:
    assert unreal(first_clauses(text)[0]).startswith(why)
    assert bool(unreal(first_clauses(text)[0])) == bool(why)
