"""What is asked about records: whether two are one publication, and whether one belongs in the review."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.formats.vancouver import entry
from evidence.model import Cluster, Dossier, Link, Record
from evidence.normalise.citation import citation_of
from evidence.report.citing import clip, short_citation
from evidence.report.words import words
from evidence.review.questions import KEYS, Answer, Line, Question, with_words

__all__ = ["duplicate_questions", "eligibility_questions"]

_ABSTRACT = 1500


def duplicate_questions(dossier: Dossier) -> tuple[Question, ...]:
    """A question per pair that may be one publication, the likeliest first; pairs on which two people differ lead."""
    records = {record.record_id: record for record in dossier.records}
    replay = dossier.replay
    differ = {conflict.subject for conflict in replay.conflicts if conflict.subject.startswith("pair:")}
    asked = {_pair(link): link for link in dossier.review_pairs}
    for subject in differ:
        a, _, b = subject.removeprefix("pair:").partition("|")
        asked.setdefault(subject, Link(a, b, "ask"))
    ordered = sorted(asked.items(), key=lambda item: (item[0] not in differ, -item[1].score, item[0]))
    questions = (
        Question(
            subject=subject,
            title="Are these one publication?",
            lines=(
                *_record("A", link.id_a, records.get(link.id_a)),
                *_record("B", link.id_b, records.get(link.id_b)),
                *(Line("", reason, "dim") for reason in link.reasons),
            ),
            answers=_pair_answers(),
            kind="duplicate",
        )
        for subject, link in ordered
        if link.id_a in records and link.id_b in records
    )
    return with_words(questions, replay.decisions, replay.conflicts)


def _pair(link: Link) -> str:
    return f"pair:{'|'.join(sorted((link.id_a, link.id_b)))}"


def _pair_answers() -> tuple[Answer, ...]:
    relations = tuple(
        Answer(key, str(told), f"Linked: {told}.", "link", value=relation)
        for key, (relation, told) in zip(KEYS, words().section("relation").items(), strict=False)
    )
    return (
        Answer("m", "the same", "One publication: the two records become one.", "merge"),
        Answer("l", "linked", "Two publications that belong together: say how.", "link", then=relations),
        Answer("d", "different", "Two publications that have nothing to do with each other.", "split"),
    )


def _record(lead: str, record_id: str, record: Record | None) -> Iterator[Line]:
    yield Line(lead, entry(citation_of(record)) if record else record_id, "bold")
    if record is not None:
        where = [record_id, record.source, f"PMID {record.pmid}" if record.pmid else "", record.doi]
        yield Line("", " · ".join(part for part in where if part), "dim")
        if record.abstract:
            yield Line("", clip(record.abstract, 300))


def eligibility_questions(dossier: Dossier) -> tuple[Question, ...]:
    """A question per publication: those that the rules left in first, each with what they say of it and why.

    The subject is the first record of the publication; what is said of it holds for all of them.
    """
    reasons: dict[str, list[str]] = {}
    for exclusion in dossier.exclusions:
        reasons.setdefault(exclusion.record_id, []).append(exclusion.reason)
    told: dict[str, int] = {}
    for finding in dossier.findings:
        told[finding.record_id] = told.get(finding.record_id, 0) + 1
    records = {record.record_id: record for record in dossier.records}
    replay = dossier.replay
    differ = {conflict.subject for conflict in replay.conflicts}
    said = [decision for decision in replay.decisions if decision.verb in ("include", "exclude")]
    answers = _eligibility_answers(dossier)

    def question(cluster: Cluster) -> Question:
        subjects = [f"record:{record_id}" for record_id in cluster.record_ids]
        subject = next((s for s in subjects if s in differ), subjects[0])
        n = sum(told.get(record_id, 0) for record_id in cluster.record_ids)
        why = dict.fromkeys(reason for i in cluster.record_ids for reason in reasons.get(i, ()))
        abstract = next((records[i].abstract for i in cluster.record_ids if i in records and records[i].abstract), "")
        return Question(
            subject=subject,
            title=short_citation(cluster.citation),
            lines=(
                Line("paper", entry(cluster.citation), "bold"),
                *((Line("abstract", clip(abstract, _ABSTRACT)),) if abstract else ()),
                Line("so far", f"{n} findings" if n else "no finding"),
                *(Line("left out", reason) for reason in why),
            ),
            answers=answers,
            kind="eligibility",
            decided=tuple(d for d in said if d.subject in subjects and d.subject != subject),
        )

    def place(cluster: Cluster) -> tuple[bool, bool, str]:
        ids = cluster.record_ids
        return not any(told.get(i) for i in ids), any(reasons.get(i) for i in ids), cluster.cluster_id

    return with_words(map(question, sorted(dossier.clusters, key=place)), replay.decisions, replay.conflicts)


def _eligibility_answers(dossier: Dossier) -> tuple[Answer, ...]:
    reasons = [
        Answer(key, c.sentence, f"Left out: {c.sentence}", "exclude", value=c.code, note=c.sentence)
        for key, c in zip(KEYS, dossier.protocol.exclude[: len(KEYS) - 1], strict=False)
    ]
    other = Answer(KEYS[-1], "another reason", "Left out for a reason of your own.", "exclude", typed="note")
    return (
        Answer("i", "include", "It belongs in the review.", "include"),
        Answer("e", "exclude", "It does not belong in the review: say why.", "exclude", then=(*reasons, other)),
    )
