"""What was tried, in whom, with what response: the findings of a record and what was left out of it."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.extract.findings import findings_of
from evidence.extract.outcomes import LONGEST, outcomes, unread
from evidence.extract.study import study_of
from evidence.extract.text import passages
from evidence.model import Exclusion, Finding, Record


@dataclass(frozen=True, slots=True)
class Extraction:
    """The findings of one record, and why it or a part of it gives none."""

    findings: tuple[Finding, ...]
    exclusions: tuple[Exclusion, ...]


def extract(record: Record) -> Extraction:
    """Findings with their sentences, by rules alone: the same record always gives the same findings."""
    texts = tuple(passages(record))
    if not texts:
        return Extraction((), (Exclusion(record.record_id, "no_text", "neither title nor abstract"),))
    study = study_of(record, texts)
    if study.barred is not None:
        code, reason = study.barred
        return Extraction((), (Exclusion(record.record_id, code, reason),))
    found = findings_of(record, outcomes(texts, study), study)
    left_out = [] if found else [Exclusion(record.record_id, "no_outcome", "no outcome of a treatment is told")]
    if places := tuple(unread(texts)):
        reason = f"a sentence of more than {LONGEST:,} characters was not read: put full stops in it and extract again"
        left_out.append(Exclusion(record.record_id, "too_long", reason, places))
    return Extraction(found, tuple(left_out))
