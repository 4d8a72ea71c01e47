"""One field of a finding put right by a person: what may stand there, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evidence.errors import BadDataError
from evidence.model import DESIGNS, DOMAINS, RESPONSES, UNITS, Counts, Finding
from evidence.protocol.suggest import did_you_mean
from evidence.protocol.vocabulary import vocabulary

__all__ = ["CODES", "COUNTS", "WORDS", "at_odds", "check_correction", "corrected"]

COUNTS = tuple(name for name, _ in Counts().items())
CODES = {
    "disease": tuple(vocabulary().diseases),
    "domain": DOMAINS,
    "response": RESPONSES,
    "count_unit": UNITS,
    "design": DESIGNS,
}
WORDS = ("dose", "route", "duration", "concomitant", "adverse_events")
_LONGEST = 2000


def check_correction(finding: Finding, field: str, value: str) -> str:
    """The value in its one form ("Colchicine" → "colchicine"); raises BadDataError for what cannot stand there."""
    value = " ".join(value.split())
    if field in COUNTS and value.isdecimal():
        value = str(int(value[:9]))
    if field == "intervention":
        value = "; ".join(sorted(_treatment(part.strip()) for part in value.split(";")))
    if len(value) > _LONGEST:
        raise BadDataError(f"{field}: more than {_LONGEST} characters", hint="Say it shorter.")
    corrected(finding, field, value)
    return value


def corrected(finding: Finding, field: str, value: str) -> Finding:
    """The finding with the field as a person says; raises BadDataError for what cannot stand there.

    A treatment that the lexicon does not know (any more) is taken as it is: the log outlives the lexicon.
    """
    changed: dict[str, Any] = {field: value}
    if field in COUNTS:
        if value and not (value.isdecimal() and len(value) < 10):
            raise BadDataError(f'{field}: "{value}" is not a whole number', hint="Blank means that it is not stated.")
        known = finding.counts.derived - {field}
        counts = replace(finding.counts, derived=known, **{field: int(value) if value else None})
        if faults := counts.faults():
            raise BadDataError("; ".join(faults), hint="Correct the other number first, or make it blank.")
        changed = {"counts": counts}
    elif field in CODES:
        if value not in CODES[field]:
            raise BadDataError(f'{field}: "{value}" is not a code', hint=did_you_mean(value, CODES[field]))
    elif field == "intervention":
        treatments = vocabulary().treatments
        classes = {treatments[part].treatment_class for part in value.split("; ") if part in treatments}
        changed |= {"intervention_class": "; ".join(sorted(classes))} if classes else {}
    elif field not in (*WORDS, "intervention_class"):
        raise BadDataError(f'"{field}" cannot be corrected', hint=did_you_mean(field, (*COUNTS, *CODES, *WORDS)))
    return replace(finding, **changed)


def at_odds(finding: Finding) -> str:
    """What of a finding contradicts its response, in a sentence, or "": a success in which nobody responded, a failure
    in which somebody did.
    """
    responded = [name for name in ("n_complete", "n_partial", "n_any_response") if getattr(finding.counts, name)]
    nobody = finding.counts.n_any_response == 0
    success, failure = ("complete", "partial", "improved"), ("none", "worse")
    if finding.domain == "recurrence" or not (
        (finding.response in success and nobody) or (finding.response in failure and responded)
    ):
        return ""
    name = "n_any_response" if nobody else responded[-1]
    return f"response {finding.response} and {name} {getattr(finding.counts, name)} do not go together"


def _treatment(name: str) -> str:
    """The INN of a treatment by any of its names, as the lexicon has them."""
    treatments = vocabulary().treatments
    folded = name.casefold()
    for inn, treatment in treatments.items():
        if folded in {n.casefold() for n in (inn, *treatment.en, *treatment.fr, *treatment.other, *treatment.brands)}:
            return inn
    hint = did_you_mean(name, treatments) or "See data/lexicon/treatments.toml."
    raise BadDataError(f'intervention: "{name}" is not a known treatment', hint=hint)
