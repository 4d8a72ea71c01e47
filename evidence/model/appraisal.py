"""A person's appraisal of a report of cases, question by question; never a summed score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

AppraisalAnswer = Literal["yes", "no", "unclear"]
APPRAISAL_ANSWERS: tuple[AppraisalAnswer, ...] = ("yes", "no", "unclear")

# The eight questions of Murad, Sultan, Haffar and Bazerbachi 2018, in our own words, by the `field` of a decision.
APPRAISAL_QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "murad1": "Selection: are these all the patients that the authors saw, or were they chosen in a stated way?",
        "murad2": "Ascertainment: is it sure which treatment was given, and how?",
        "murad3": "Ascertainment: is it sure how the outcome was judged?",
        "murad4": "Causality: were other causes of the change ruled out?",
        "murad5": "Causality: did the change come back with the treatment when it was stopped and given again?",
        "murad6": "Causality: did more of the treatment do more?",
        "murad7": "Causality: was the follow-up long enough for the outcome to show?",
        "murad8": "Reporting: is enough told to do the same, or to judge whether it fits another patient?",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """Answers on one report (`record_id`) by question ("murad1"), each with who gave it and why, in their words."""

    record_id: str
    question: str
    answer: AppraisalAnswer
    who: str
    note: str = ""
