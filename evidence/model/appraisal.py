"""A person's appraisal of a report of cases, question by question; never a summed score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AppraisalAnswer = Literal["yes", "no", "unclear"]
APPRAISAL_ANSWERS: tuple[AppraisalAnswer, ...] = ("yes", "no", "unclear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """An answer on a report (`record_id`) to a question of data/lexicon/appraisal.toml ("murad1"); `note` says why."""

    record_id: str
    question: str
    answer: AppraisalAnswer
    who: str
    note: str = ""
