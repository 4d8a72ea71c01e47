"""Names of treatments: exact, brand, a letter away; traps kept apart."""

from __future__ import annotations

import pytest

from evidence.extract.mentions import find_diseases, find_treatments, nearest
from evidence.extract.text import passages
from tests.extract.cases import make_record


def named(text: str) -> list[str]:
    passage = next(p for p in passages(make_record("x", [["", text]])) if p.field == "abstract")
    return [m.code for m in find_treatments(passage)]


def ill(text: str) -> list[str]:
    passage = next(p for p in passages(make_record("x", [["", text]])) if p.field == "abstract")
    return [m.code for m in find_diseases(passage)]


@pytest.mark.parametrize(
    ("text", "inns"),
    [
        ("Fosamax et Zometa", ["alendronic acid", "zoledronic acid"]),
        ("l'acide zolédronique", ["zoledronic acid"]),
        ("IgIV", ["intravenous immunoglobulin"]),
        ("thiosulfate de sodium", ["sodium thiosulfate"]),
        ("shock-wave lithotripsy", ["extracorporeal shock wave lithotripsy"]),
        ("CO₂ laser", ["carbon dioxide laser"]),
        ("ne\u0301ridronate", ["neridronic acid"]),
        ("porozimax", ["alendronic acid"]),
        ("thiocolchicoside", []),
        ("pimecrolimus", []),
        ("tacrolimus", ["tacrolimus"]),
        ("anti-D immunoglobulin", []),
        ("prothèse de hanche", []),
        ("nimodipine", []),
        ("sts", []),
        ("STS", ["sodium thiosulfate"]),
    ],
)
def test_treatments(text: str, inns: list[str]) -> None:
    assert named(text) == inns


@pytest.mark.parametrize(
    "word",
    [
        "calcinosis",
        "treatment",
        "patients",
        "response",
        "systemic",
        "sclerosis",
        "reduction",
        "collagen",
        "cortisone",
        "mobility",
        "minimal",
        "resolution",
        "calcifications",
        "operations",
        "amélioration",
        "sclérodermie",
        "colonies",
        "warfare",
    ],
)
def test_ordinary_words_are_no_drugs(word: str) -> None:
    assert nearest(word) is None


def test_a_letter_away() -> None:
    term = nearest("colchicin".replace("in", "ine") + "e")
    assert term is not None
    assert term.code == "colchicine"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a patient with CREST syndrome", ["lcSSc"]),
        ("un LES ancien", ["SLE"]),
        ("les lésions", []),
        ("morphea", ["OTHER"]),
        ("dermatomyosite de l'enfant", ["JDM"]),
        ("dermatopolymyosite", ["DM"]),
        ("without signs of dermatomyositis", []),
        ("linear scleroderma", ["OTHER"]),
        ("lupus panniculitis", ["LUPUS_PANNICULITIS"]),
    ],
)
def test_diseases(text: str, codes: list[str]) -> None:
    assert ill(text) == codes


def test_a_word_longer_than_any_name_costs_nothing() -> None:
    assert nearest("colchicin" + "e" * 10_000_000) is None
