"""The part of the evidence that a question asks for, summed as the whole table is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from evidence.model import Dossier, Gap, Profile, StudyRow, SummaryRow, TableSpec, Unanswered
from evidence.protocol.vocabulary import vocabulary
from evidence.tabulate.after_failure import AfterFailure, after_failure
from evidence.tabulate.gaps import gaps
from evidence.tabulate.overlap import spoken
from evidence.tabulate.pooled import Pool, pools
from evidence.tabulate.profiles import profiles
from evidence.tabulate.readers import settled
from evidence.tabulate.rows import codes_of, study_rows
from evidence.tabulate.studies import studies_of
from evidence.tabulate.summary import summarise


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a table says to a question.

    Where it asks for what else was tried (`spec.failed`), `failures` are the reports that tell of it, in any disease
    (where treatments or outcomes are asked for beside: of those),
    and `rows` what else was tried in single patients of the asked diseases for whom all asked treatments had failed.
    `gaps` are those of the asked treatments and diseases; where none is asked for, those of whole classes. `pools` is
    None where nobody asked to pool.
    """

    spec: TableSpec
    rows: tuple[StudyRow, ...]
    summary: tuple[SummaryRow, ...]
    profiles: tuple[Profile, ...]
    gaps: tuple[Gap, ...]
    unanswered: tuple[Unanswered, ...]
    failures: tuple[AfterFailure, ...] = ()
    pools: tuple[Pool, ...] | None = None


def answer(dossier: Dossier, spec: TableSpec, *, pool: bool = False) -> Answer:
    """The rows that the question asks for, and their sums.

    With `confirmed_only`, who counts is worked out anew from what people confirmed or corrected.
    """
    protocol = dossier.protocol
    rows = _confirmed(dossier) if spec.confirmed_only else dossier.rows
    diseases = with_parts(spec.diseases)
    failures: tuple[AfterFailure, ...] = ()
    if spec.failed:
        anything = TableSpec(designs=spec.designs)
        failures = after_failure([row for row in rows if _fits(row, anything, ())], spec.failed)
        if spec.treatments or spec.domains:
            asked_for = (replace(one, then=tuple(r for r in one.then if _fits(r, spec, ()))) for one in failures)
            failures = tuple(one for one in asked_for if one.then)
        full = [one for one in failures if one.same_patient and not one.missing and _in(one.disease, diseases)]
        rows = tuple(row for one in full for row in one.then)
    shown = tuple(row for row in rows if _fits(row, spec, diseases))
    treatments = spec.treatments or tuple(code for code in protocol.leading if code not in spec.failed)
    narrow = replace(protocol, leading=treatments, diseases=diseases or protocol.diseases)
    classes = {_class_of(code) for code in treatments}
    narrowed = spec.diseases or spec.treatments
    return Answer(
        spec=spec,
        rows=shown,
        summary=summarise(shown, protocol),
        profiles=profiles(shown, protocol),
        gaps=tuple(gap for gap in gaps(narrow, dossier.rows, dossier.unanswered) if narrowed or not gap.disease),
        unanswered=tuple(one for one in dossier.unanswered if one.intervention_class in classes),
        failures=failures,
        pools=pools(shown) if pool else None,
    )


def with_parts(diseases: Sequence[str]) -> tuple[str, ...]:
    """The diseases with the narrower ones that each holds: SSc has lcSSc and dcSSc, DM has JDM."""
    known = vocabulary().diseases
    return tuple(
        dict.fromkeys(
            code for asked in diseases for code in (asked, *(c for c, label in known.items() if label.within == asked))
        )
    )


def _confirmed(dossier: Dossier) -> tuple[StudyRow, ...]:
    findings = [f for f in dossier.findings if f.state in ("confirmed", "corrected")]
    studies = studies_of(dossier.records, dossier.clusters, findings)
    in_effect, *_ = settled(dossier.replay.decisions)
    appraisals = tuple(dict.fromkeys(answer for row in dossier.rows for answer in row.appraisal))
    said = spoken(in_effect, dossier.replay.included)
    return study_rows(findings, dossier.clusters, studies, dossier.protocol, appraisals, dossier.records, said)


def _fits(row: StudyRow, spec: TableSpec, diseases: Collection[str]) -> bool:
    f = row.finding
    return (
        _in(f.disease, diseases)
        and (not spec.treatments or bool(codes_of(f) & set(spec.treatments)))
        and _in(f.domain, spec.domains)
        and _in(f.design, spec.designs)
    )


def _in(code: str, asked: Collection[str]) -> bool:
    return not asked or code in asked


def _class_of(code: str) -> str:
    drug = vocabulary().treatments.get(code)
    return code if code in vocabulary().classes or drug is None else drug.treatment_class
