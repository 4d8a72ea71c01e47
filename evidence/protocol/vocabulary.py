"""The codes of the topic: diseases, treatment classes and treatments, with their names in English and French.

Read from `data/lexicon/{diseases,classes,treatments,appraisal}.toml` and `data/lexicon/conditions`. Codes are validated
against this where they enter (the library, decisions, findings); the extraction lexicon is built on the same files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from evidence.model import Domain
from evidence.protocol.shipped import shipped, shipped_toml

_CONDITIONS = ("data", "lexicon", "conditions")


@dataclass(frozen=True, slots=True)
class Label:
    """A code with its printed names; `within` is the wider code that it is a part of, `short` its abbreviation."""

    code: str
    en: str
    fr: str
    note: str = ""
    within: str = ""
    short: str = ""

    def name(self, language: str = "en") -> str:
        """The printed name in a language ("en" or "fr")."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Condition(Label):
    """What treatments are for; `domain` is the kind of outcome that is told of it."""

    domain: Domain = "deposits"


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment: its INN (or the procedure's standard name) and the class that it belongs to.

    Where `only_for` names conditions, its names are read in texts on these alone.
    """

    inn: str
    treatment_class: str
    en: tuple[str, ...] = ()
    fr: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All codes; mappings keep the order of the files, which is the order of display.

    `appraisal` holds the questions that a person may answer on a report (Murad 2018).
    """

    conditions: Mapping[str, Condition]
    diseases: Mapping[str, Label]
    classes: Mapping[str, Label]
    treatments: Mapping[str, Treatment]
    appraisal: Mapping[str, Label]


def _load(name: str) -> dict[str, Any]:
    return shipped_toml("data", "lexicon", name)


def _label(entry: Mapping[str, Any]) -> Label:
    short = next(iter(entry.get("abbreviations", ())), "")
    return Label(entry["code"], entry["en"], entry["fr"], entry.get("note", ""), entry.get("within", ""), short)


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, read once."""
    conditions = {path.stem: _load(f"conditions/{path.name}") for path in shipped(*_CONDITIONS).glob("*.toml")}
    return Vocabulary(
        conditions={c: Condition(c, e["en"], e["fr"], domain=e["domain"]) for c, e in sorted(conditions.items())},
        diseases={e["code"]: _label(e) for e in _load("diseases.toml")["disease"]},
        classes={e["code"]: _label(e) for e in _load("classes.toml")["class"]},
        treatments={
            e["inn"]: Treatment(
                inn=e["inn"],
                treatment_class=e["class"],
                note=e.get("note", ""),
                **{k: tuple(e.get(k, ())) for k in ("en", "fr", "other", "brands", "misspelt", "only_for")},
            )
            for e in _load("treatments.toml")["treatment"]
        },
        appraisal={e["code"]: _label(e) for e in _load("appraisal.toml")["question"]},
    )
