"""What the topic's eligibility makes of what was read: by which criterion it is left out, or shown and not counted.

The rules leave out what is no patient of a connective tissue disease, whatever the topic lists; a criterion that no
rule can judge is for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evidence.extract.lexicon import of_condition
from evidence.model import Exclusion, Finding, Protocol

# The topic's criterion that a reason of ours falls under, where it has another name.
_FALLS_UNDER = dict.fromkeys(("review", "systematic_review", "notice"), "review_no_patients")
_JUDGED = {
    *("animal", "in_vitro", "uraemic", "calciphylaxis", "tumoral", "genetic", "vascular", "injury", "idiopathic"),
    *("other_indication", "review_no_patients", "survey", "protocol", "no_outcome"),
}


def judged(finding: Finding, protocol: Protocol) -> Finding:
    """The finding; not countable where the topic leaves out its disease, such as idiopathic calcinosis."""
    reason = next((c.sentence for c in protocol.exclude if c.code == finding.disease.lower()), "")
    return replace(finding, countable=False, why_not_countable=reason) if reason and finding.countable else finding


def criterion(exclusion: Exclusion, protocol: Protocol) -> str:
    """The code of the topic's criterion that an exclusion falls under, or ''."""
    code = _FALLS_UNDER.get(exclusion.code, exclusion.code)
    return code if any(c.code == code for c in protocol.exclude) else ""


def for_a_person(protocol: Protocol) -> Sequence[str]:
    """The topic's own criteria for leaving out that no rule judges."""
    absent, _ = of_condition(protocol.condition)["absent"]
    return [c.code for c in protocol.exclude if c.code not in {*_JUDGED, absent}]
