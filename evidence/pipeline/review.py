"""What waits for a person's decision: the questions on everything that is known of a topic."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evidence.model import Decision, Dossier, Finding, Protocol, Record
from evidence.pipeline.by_people import by_people
from evidence.pipeline.tables import table_dossier
from evidence.review.kinds import Asked
from evidence.review.questions import Question, is_open
from evidence.store.store import Store, existing


def review_dossier(
    protocol: Protocol, decisions: Sequence[Decision], store: Path, *, asked_for: bool = False
) -> Dossier:
    """Everything known of a topic: what the store has of it, if it has, and what people coded or entered by hand.

    Raises BadDataError where a store is `asked_for` that is not there, UsageError where it has nothing on the topic.
    """
    with _store(protocol, store, asked_for) as kept:
        return table_dossier(protocol, decisions, store=kept)


def known_records(protocol: Protocol, decisions: Sequence[Decision], store: Path) -> tuple[Record, ...]:
    """The records of everything known of a topic, as in its dossier."""
    with _store(protocol, store) as kept:
        stored = [record for record, _ in kept.records(kept.listed(protocol.topic_id))] if kept else ()
    return (*by_people(protocol, decisions).records, *stored)


@contextmanager
def _store(protocol: Protocol, path: Path, asked_for: bool = False) -> Iterator[Store | None]:
    if not (asked_for or path.is_file()):
        yield None
        return
    with existing(path) as store:
        yield store if asked_for or store.listed(protocol.topic_id) else None


def review_questions(
    dossier: Dossier,
    who: str,
    asked: Asked | None = None,
    *,
    diseases: Collection[str] = (),
    treatments: Collection[str] = (),
    below: float = 1.0,
    second: bool = False,
    references: Sequence[Question] = (),
) -> tuple[Question, ...]:
    """What waits for `who`: first what is in doubt, then findings and pairs; eligibility and appraisal if asked for.

    `diseases` (with their parts), `treatments` (classes or INNs) and `below` (a confidence) leave out other findings.
    With `second`, what others have decided is asked as it was proposed. `references` are on the entries of a list.
    """
    from evidence.review.appraisal import appraisal_questions
    from evidence.review.findings import finding_questions
    from evidence.review.records import duplicate_questions, eligibility_questions
    from evidence.tabulate.asked import with_parts
    from evidence.tabulate.rows import codes_of

    wanted = set(with_parts(tuple(diseases)))

    def fits(finding: Finding | None) -> bool:
        if finding is None:
            return not (wanted or treatments)
        return (
            (not wanted or finding.disease in wanted)
            and (not treatments or not codes_of(finding).isdisjoint(treatments))
            and finding.confidence <= below
        )

    questions: list[Question] = []
    if asked in (None, "findings", "conflicts", "changed"):
        questions += finding_questions(dossier, blind=second)
    if asked in (None, "duplicates", "conflicts"):
        questions += duplicate_questions(dossier)
    if asked in ("eligibility", "conflicts"):
        questions += eligibility_questions(dossier)
    if asked == "appraisal":
        questions += appraisal_questions(dossier, fits)
    if asked in ("references", "conflicts"):
        questions += references
    if asked in ("conflicts", "changed"):
        differ = {conflict.subject for conflict in dossier.replay.conflicts}
        questions = [q for q in questions if q.doubt and (q.subject in differ) == (asked == "conflicts")]
    waiting = [q for q in questions if is_open(q, who, second=second) and (q.kind == "appraisal" or fits(q.finding))]
    return tuple(sorted(waiting, key=lambda q: not q.doubt and all(d.verb != "ask" for d in q.decided)))
