"""The codes hold together: every treatment has a class, every name one meaning."""

from __future__ import annotations

from evidence.extract.text import fold
from evidence.protocol.vocabulary import vocabulary


def test_every_treatment_has_a_known_class_and_a_name() -> None:
    known = vocabulary()
    for treatment in known.treatments.values():
        assert treatment.treatment_class in known.classes
        assert treatment.en, treatment.inn


def test_no_name_stands_for_two_treatments() -> None:
    owner: dict[str, str] = {}
    for treatment in vocabulary().treatments.values():
        for name in (*treatment.en, *treatment.fr, *treatment.other, *treatment.brands, *treatment.misspelt):
            assert owner.setdefault(fold(name).text, treatment.inn) == treatment.inn, name


def test_labels_are_printed_in_both_languages() -> None:
    known = vocabulary()
    assert known.diseases["SLE"].name("fr") == "lupus érythémateux systémique"
    for label in (*known.diseases.values(), *known.classes.values()):
        assert label.name("en")
        assert label.name("fr")


def test_the_leading_classes_come_first() -> None:
    assert list(vocabulary().classes)[:4] == ["colchicine", "bisphosphonate", "mtor_inhibitor", "surgery"]


def test_maghreb_brands_and_misspellings_are_data() -> None:
    treatments = vocabulary().treatments
    assert "Porosimax" in treatments["alendronic acid"].brands
    assert "Pamidria" in treatments["pamidronic acid"].brands
    assert "tacrolimus" not in {name for n in ("sirolimus", "everolimus") for name in treatments[n].en}
