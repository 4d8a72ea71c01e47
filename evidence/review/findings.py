"""What is asked about a finding: what it says, the sentence it rests on, what was decided, what may be put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from evidence.model import Decision, Dossier, Finding, Moved, Record, StudyRow, Verb
from evidence.report.citing import clip, printable, short_citation
from evidence.report.notes import Note, Quoted, notes_of
from evidence.report.sentences import of_unit
from evidence.report.words import Words, words
from evidence.review.questions import KEYS, Answer, Line, Question, once, with_words
from evidence.tabulate.basis import basis_of, values
from evidence.tabulate.corrected import CODES, COUNTS, WORDS, at_odds, corrected
from evidence.tabulate.disagreements import disagreements

__all__ = ["finding_questions", "label", "quoted", "with_correction"]

_LABELS = {"count_unit": "unit", "n_treated": "treated", "adverse_events": "adverse effects"}


def finding_questions(dossier: Dossier, *, blind: bool = False) -> tuple[Question, ...]:
    """A question per finding, in the order of the tables; `blind` shows it as proposed, for a second reading.

    `doubt` is set where two people differ, and where the rules or the text say otherwise since it was decided.
    """
    t = words()
    records = {record.record_id: record for record in dossier.records}
    replay = dossier.replay
    proposed = {finding.finding_id: finding for finding in replay.proposed}
    moved = {} if blind else {one.decision.subject: one for one in replay.moved}
    also = dict(_also_read(dossier))

    def question(row: StudyRow) -> Question:
        subject = f"finding:{row.finding.finding_id}"
        machine = proposed.get(row.finding.finding_id, row.finding)
        shown = machine if blind else row.finding
        was = moved.get(subject)
        outcome = _word(t, "domain", shown.domain)
        return Question(
            subject=subject,
            title=f"{short_citation(row.citation)} · {t.treatment(shown.intervention)} · {outcome}",
            lines=(
                *_said(shown, t),
                *_source(row, shown, records),
                *(Line("by rule", told) for told in also.get(row.finding.finding_id, ())),
                *(_then(was) if was else ()),
            ),
            answers=(*(_keeping(was, shown, machine) if was else ()), *_answers(shown, asked=was is None)),
            kind="finding",
            basis=basis_of(shown, machine),
            doubt=f"It changed since {was.decision.who} decided on it." if was else "",
            finding=shown,
            proposed=machine,
        )

    told = with_words(map(question, dossier.rows), replay.decisions, () if blind else replay.conflicts)
    return told if blind else tuple(replace(q, lines=(*q.lines, *_asking(q.decided))) for q in told)


def _also_read(dossier: Dossier) -> Iterator[tuple[str, list[str]]]:
    """(coded id, what the rules read of the same report in its place), where they read it."""
    study_of = {record_id: study.study_id for study in dossier.studies for record_id in study.record_ids}
    differ: dict[str, list[str]] = {}
    for coded, machine, said in disagreements(dossier.findings, dossier.studies):
        differ.setdefault(coded, []).append(f"{said} ({machine})")

    def cell(f: Finding) -> tuple[str, ...]:
        return study_of.get(f.record_id, f.record_id), f.intervention, f.domain, f.disease

    read = {cell(f): f.finding_id for f in dossier.findings if f.coding is None and f.state != "rejected"}
    for f in dossier.findings:
        if f.coding is not None and (f.finding_id in differ or cell(f) in read):
            yield f.finding_id, differ.get(f.finding_id) or [f"the same, as far as it is told ({read[cell(f)]})"]


def with_correction(question: Question, field: str, value: str) -> Question:
    """The question on a finding as it stands after one of its fields is put right."""
    if question.finding is None or question.proposed is None:
        return question
    finding = replace(corrected(question.finding, field, value), state="corrected")
    said = tuple(_said(finding, words()))
    return replace(
        question,
        lines=(*said, *question.lines[len(said) :]),
        answers=tuple(_answers(finding, asked=True)),
        basis=basis_of(finding, question.proposed),
        finding=finding,
    )


def _word(t: Words, section: str, code: str) -> str:
    return str(t.section(section).get(code, code))


def _said(f: Finding, t: Words) -> Iterator[Line]:
    as_said = f" (“{f.disease_as_said}”)" if f.disease_as_said else ""
    yield Line("disease", f"{t.disease(f.disease)}{as_said}")
    as_said = f" (“{f.intervention_as_said}”)" if f.intervention_as_said else ""
    yield Line("treatment", f"{t.treatment(f.intervention)}{as_said}{f'; {f.read_as}' if f.read_as else ''}")
    yield Line("outcome", f"{_word(t, 'domain', f.domain)}: {_word(t, 'response', f.response)}", "bold")
    counts = [(name, value) for name, value in f.counts.items() if value is not None]
    stated = [
        f"{name.removeprefix('n_').replace('_', ' ')} {value}{' (a sum)' if name in f.counts.derived else ''}"
        for name, value in counts
    ]
    unit = of_unit(counts[-1][1], f.count_unit, t).partition(" ")[2] if counts and f.count_unit else ""
    told = f"{', '.join(stated)} {unit}".strip() if stated else "none stated"
    yield Line("numbers", "; ".join(filter(None, (told, at_odds(f)))), "bold")
    details = [f"{label(name)}: {getattr(f, name)}" for name in WORDS if getattr(f, name)]
    yield Line("design", "; ".join((_word(t, "design", f.design), *details)))
    yield Line("state", f"{_word(t, 'state', f.state)}{'' if f.countable else f'; not counted: {f.why_not_countable}'}")


def label(field: str) -> str:
    """The name of a field as people read it ("n_any_response": "any response")."""
    return _LABELS.get(field, field.removeprefix("n_").replace("_", " "))


def _source(row: StudyRow, f: Finding, records: Mapping[str, Record]) -> Iterator[Line]:
    (note,) = notes_of([row], [records[f.record_id]] if f.record_id in records else [])
    yield from quoted(note)
    if f.coding is not None:
        heard = "second-hand, " if f.coding.second_hand else ""
        yield Line("coded from", f"{heard}{f.coding.where}: {f.coding.address}")
        if f.coding.note:
            yield Line("note", f.coding.note)
    sure = f"confidence {f.confidence:.2f}, rule {f.rule}" if f.spans else f"confidence {f.confidence:.2f}, by a person"
    yield Line("source", " · ".join((f.record_id, sure, *(address for _, address in note.links[:1]))), "dim")


def quoted(note: Note) -> Iterator[Line]:
    """The sentences of a finding in their context, and where in that they stand."""
    return once(map(_marked, note.quotes))


def _marked(q: Quoted) -> Line:
    before, quote, after = (" ".join(printable(text).split()) for text in (q.before, q.quote, q.after))
    start = len(before) + 1 if before else 0
    text = " ".join(part for part in (before, quote, after) if part)
    lead = q.span.section or q.span.field.replace("_", " ")
    return Line(clip(lead, 20).lower(), text, marked=((start, start + len(quote)),))


def _asking(said: Sequence[Decision]) -> Iterator[Line]:
    """Who has left it to a second reader."""
    for decision in {decision.who: decision for decision in said}.values():
        if decision.verb == "ask":
            yield Line("asked", f"{decision.who} asks for a second reader ({decision.when[:10]})", "bold")


def _then(moved: Moved) -> Iterator[Line]:
    d = moved.decision
    yield Line("decided", f"{d.verb} by {d.who} on {d.when[:10]}{f': {d.note}' if d.note else ''}", "bold")
    for name, was, now in moved.fields:
        yield Line(label(name), f"then: {was or 'not stated'}; now: {now or 'not stated'}", "bold")


def _keeping(moved: Moved, shown: Finding, machine: Finding) -> Iterator[Answer]:
    told = "What was decided stands, knowing what is said now."
    verb: Verb = "reject" if moved.decision.verb == "reject" else "confirm"
    yield Answer("k", "keep what was decided", told, verb)
    if values(machine) != values(shown):
        told = "What the rules or the coders say now is right."
        yield Answer("n", "take what is said now", told, "confirm", basis=basis_of(machine, machine))


def _answers(f: Finding, *, asked: bool) -> Iterator[Answer]:
    if asked:
        yield Answer("c", "confirm", "All of it is as the source says.", "confirm")
    yield Answer(
        "f", "correct a field", "One field is wrong: choose it, then say what is right.", "correct", then=_fields(f)
    )
    yield Answer("r", "reject", "The source says no such thing.", "reject")
    yield Answer("w", "reject, and say why", "The source says no such thing; write why.", "reject", typed="note")
    yield Answer("m", "mark for a second reader", "Leave it open, and ask it of another person.", "ask")


def _fields(f: Finding) -> tuple[Answer, ...]:
    names = ("response", *COUNTS, "count_unit", "disease", "intervention", "domain", "design", *WORDS)
    now: Mapping[str, str | int | None] = values(f)

    def field(key: str, name: str) -> Answer:
        shown = "blank" if now[name] is None else clip(str(now[name]), 30)
        told = f"Correct {label(name)}, now {shown}."
        choices = _choices(name, CODES[name]) if name in CODES else ()
        return Answer(
            key, f"{label(name)}: {shown}", told, "correct", name, typed="" if choices else "value", then=choices
        )

    return tuple(field(key, name) for key, name in zip(KEYS, names, strict=False))


def _choices(name: str, codes: Sequence[str]) -> tuple[Answer, ...]:
    return tuple(
        Answer(key, code, f"The source says {code}.", "correct", name, code)
        for key, code in zip(KEYS, codes, strict=False)
    )
