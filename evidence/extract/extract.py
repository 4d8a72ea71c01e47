"""What was tried, in whom, with what response: the findings of a record and what was left out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.extract.adverse import harms
from evidence.extract.findings import findings_of
from evidence.extract.lexicon import named, reading
from evidence.extract.meaning import GOOD
from evidence.extract.outcomes import LONGEST, Outcome, outcomes, unread
from evidence.extract.study import study_of
from evidence.extract.text import passages
from evidence.model import Exclusion, Finding, Record

_WHOSE = "the text does not say which treatment an outcome is of"


@dataclass(frozen=True, slots=True)
class Extraction:
    """The findings of one record, and why it or a part of it gives none."""

    findings: tuple[Finding, ...]
    exclusions: tuple[Exclusion, ...]


def extract(record: Record, condition: str = "calcinosis") -> Extraction:
    """Findings with their sentences, by rules alone: the same record always gives the same findings.

    `condition` is what the treatments are for: the name of a file of data/lexicon/conditions.
    """
    with reading(condition):
        return _extract(record)


def _extract(record: Record) -> Extraction:
    texts = tuple(passages(record))
    if not texts:
        return Extraction((), (Exclusion(record.record_id, "no_text", "neither title nor abstract"),))
    study = study_of(record, texts)
    if study.barred is not None:
        code, reason = study.barred
        return Extraction((), (Exclusion(record.record_id, code, reason),))
    told = list(outcomes(texts, study))
    told += harms(texts, told, study)
    found = findings_of(record, [o for o in told if o.owned and not _doubtful(o, told)], study)
    left_out = [_ambiguous(record, o) for o in told if not o.owned]
    if not found and not left_out:
        left_out.append(Exclusion(record.record_id, "no_outcome", "no outcome of a treatment is told"))
    if places := tuple(unread(texts)):
        reason = f"a sentence of more than {LONGEST:,} characters was not read: put full stops in it and extract again"
        left_out.append(Exclusion(record.record_id, "too_long", reason, places))
    return Extraction(found, tuple(left_out))


def _doubtful(outcome: Outcome, told: Sequence[Outcome]) -> bool:
    """Whether some did badly on a treatment of which others, nobody knows how many, did well."""
    some = outcome.counted.k is not None and outcome.counted.k != outcome.counted.n
    bad = outcome.category in {"none", "worse"} and some
    others = (o for o in told if not o.owned and o.category in GOOD and o.domain == outcome.domain)
    return bad and any(set(o.regimen.inns) & set(outcome.regimen.inns) for o in others)


def _ambiguous(record: Record, outcome: Outcome) -> Exclusion:
    """What was seen of an outcome that cannot be tied to one treatment: a person may."""
    clause, source = outcome.clause, outcome.regimen.where
    treatments = " or ".join(outcome.regimen.inns) or "a treatment told earlier"
    spans = dict.fromkeys(c.passage.span(*c.sentence) for c in (clause, source) if c is not None)
    seen = f"{treatments}: {named(outcome.domain)} {outcome.category}".strip()
    return Exclusion(record.record_id, "ambiguous", _WHOSE, tuple(spans), seen)
