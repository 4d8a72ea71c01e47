"""What else was tried where treatments had failed: by how near it comes to the patient who is asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from evidence.model import StudyRow, TableSpec
from evidence.report.asked.block import Block, remarks, short_disease
from evidence.report.citing import short_citation
from evidence.report.sentences import is_of_all, numbers, of_unit
from evidence.report.words import Words
from evidence.tabulate.after_failure import AfterFailure
from evidence.tabulate.asked import Answer, with_parts

_COLUMNS = ("Report", "Failed", "What else was tried, with its response")
_SEVERAL = "Several patients: those in whom it failed and those given something else may be others"


def shown_failures(asked: Answer) -> tuple[AfterFailure, ...]:
    """The reports that are worth showing: of the asked diseases, or of others where all of it had failed."""
    here = with_parts(asked.spec.diseases)
    return tuple(one for one in asked.failures if not one.missing or not here or one.disease in here)


def failure_blocks(asked: Answer, names: Mapping[str, str], t: Words) -> Iterator[Block]:
    """One patient, then several, then only some of the treatments, then other diseases; what is nowhere is left out."""
    here = with_parts(asked.spec.diseases)
    shown = shown_failures(asked)
    in_place = [one for one in shown if not here or one.disease in here]
    whole = [one for one in in_place if not one.missing]
    same = [one for one in whole if one.same_patient]
    it = "this" if len(asked.spec.failed) == 1 else "all of this"
    yield _block(f"One patient in whom {it} had failed", same, names, t, _nothing(same, asked.spec, t))
    for title, found in (
        (_SEVERAL, [one for one in whole if not one.same_patient]),
        ("Only some of this is told to have failed", [one for one in in_place if one.missing]),
        (f"Other diseases, where {it} had failed", [one for one in shown if one not in in_place]),
    ):
        if found:
            yield _block(title, found, names, t)
    if shown:
        yield Block(sentences=("Which treatment came first is not recorded.",))


def _nothing(same: Sequence[AfterFailure], asked: TableSpec, t: Words) -> tuple[str, ...]:
    if any(one.then for one in same):
        return ()
    if not same:
        given = f" who also had {' or '.join(map(t.class_name, asked.treatments))}" if asked.treatments else ""
        domains = " or ".join(t(f"domain.{code}") for code in asked.domains)
        judged = f", and of {domains} under something else" if domains else ""
        return (f"No report in these records tells of such a patient{given}{judged}.",)
    few = "1 report tells" if len(same) == 1 else f"{len(same)} reports tell"
    return (f"{few} of such a patient, and of nothing else that was tried: unstudied here, not ineffective.",)


def _block(
    title: str, found: Sequence[AfterFailure], names: Mapping[str, str], t: Words, sentences: tuple[str, ...] = ()
) -> Block:
    return Block(title, _COLUMNS if found else (), tuple(_line(one, names, t) for one in found), sentences)


def _line(one: AfterFailure, names: Mapping[str, str], t: Words) -> tuple[str, ...]:
    lacking = f" Not told: {', '.join(t.class_name(code) for code in one.missing)}." if one.missing else ""
    marks = [list(remarks(row, names)) for row in (*one.failed, *one.then)]
    of_all = [mark for mark in marks[0] if all(mark in own for own in marks)]
    who = f"{short_citation(one.failed[0].citation, t)} ({short_disease(one.disease, t)})"
    return (
        " ".join((f"{who}.", *of_all)) if of_all else who,
        f"{_tried(one.failed, of_all, names, t)}.{lacking}",
        f"{_tried(one.then, of_all, names, t) or 'Nothing else is told'}.",
    )


def _tried(rows: Iterable[StudyRow], of_all: Collection[str], names: Mapping[str, str], t: Words) -> str:
    return "; ".join(_said(row, of_all, names, t) for row in rows)


def _said(row: StudyRow, of_all: Collection[str], names: Mapping[str, str], t: Words) -> str:
    f, n = row.finding, row.finding.counts.n_treated or 0
    many = f" ({of_unit(n, f.count_unit or 'patients', t)})" if n > 1 else ""
    own = " ".join(mark for mark in remarks(row, names) if mark not in of_all).rstrip(".")
    marks = f" [{own}]" if own else ""
    response = f"{t.of('response', f.response, f.domain)}{many}" if is_of_all(f) else numbers(row, t, brief=True)
    return f"{t.treatment(f.intervention)}: {t(f'domain.{f.domain}')}, {response}{marks}"
