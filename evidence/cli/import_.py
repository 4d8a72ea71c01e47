"""`evidence import`: what people filled in elsewhere becomes decisions, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.talk import Talk, many, speaking, writing
from evidence.cli.waiting import Choice, choosing, decider
from evidence.errors import BadDataError
from evidence.protocol.given import reading

if TYPE_CHECKING:
    from evidence.model import Decision
    from evidence.review.filled import Filled
    from evidence.review.questions import Question

_LARGEST = 1 << 25  # bytes of a file; 1,000 questions take half a megabyte


@click.group(name="import")
def command() -> None:
    """Take back what was filled in elsewhere.

    \b
    evidence import review review.xlsx
    """


@command.command(name="review")
@click.argument("file", type=click.Path(path_type=Path))
@choosing("reference_list", "index", "query", "store")
@writing
@speaking
def review(file: Path, choice: Choice, talk: Talk) -> int:
    """Take the answers in a sheet that evidence export review wrote; say what was taken, refused and unchanged.

    A row is taken whole or refused with its reason. One that was taken before is unchanged, so a sheet may be imported
    as often as you like.

    \b
    evidence import review review.xlsx
    """
    from evidence.formats.xlsx import read_xlsx
    from evidence.model import Fault
    from evidence.review.filled import all_questions, check_locked, filled_rows
    from evidence.store.decisions import standing

    importer = decider(talk.settings())
    rows, unread = filled_rows(read_xlsx(_read(file), str(file)), str(file))
    since = Counter(row.since for row in rows).most_common(1)[0][0] if rows else ""
    known = choice.known(talk, "Reading what was known when the sheet was written …", until=since)
    log, path = known.log, known.path
    questions = all_questions(known.dossier, choice.references(known))
    subjects = {subject for subject, _ in questions}
    taken: list[Decision] = []
    told: list[dict[str, object]] = []
    refused: list[Fault] = []
    unchanged = blank = 0
    for row in rows:
        who = row.who or importer
        question = questions.get((row.subject, row.stamp)) if row.since == since else None
        try:
            if row.blank:
                if question is not None:
                    check_locked(question, row)
                blank += 1
                continue
            if question is None:
                raise _other(row.subject in subjects)
            later = [d for d in (*log, *taken) if d.when > since and (d.who, d.subject) == (who, row.subject)]
            new = list(_new(question, row, who, later, standing([*log, *taken])))
        except BadDataError as error:
            refused.append(Fault(row.place, "refused", f"{row.subject}: {error.message}", error.hint))
            continue
        taken += new
        unchanged += not new
        if new:
            told.append({"row": row.place.line, "subject": row.subject, "who": who, "said": [d.verb for d in new]})
    if taken:
        talk.keep(path, taken)
    faults = [*known.unread, *sorted((*unread, *refused), key=lambda fault: fault.place.line or 0)]
    not_taken = len(refused) + sum(not fault.notice for fault in unread)
    facts = {"taken": told, "refused": not_taken, "unchanged": unchanged, "open": blank, "lines": len(taken)}
    return talk.data(
        {**facts, "log": str(path)},
        f"{many(len(told), 'row')} taken ({many(len(taken), 'line')} added to {path}), "
        f"{not_taken} refused, {unchanged} unchanged, {blank} left open.",
        faults,
    )


def _read(file: Path) -> bytes:
    with reading(file, "Name the .xlsx file."):
        if file.stat().st_size > _LARGEST:
            raise BadDataError(f"{file} is larger than {_LARGEST >> 20} MiB; it was not read")
        return file.read_bytes()


def _other(known: bool) -> BadDataError:
    if known:
        return BadDataError(
            "what is asked changed since this row was written, or its id or version was edited",
            hint="Write a new sheet with evidence export review, and answer it there.",
        )
    return BadDataError(
        "there is no such question (any more)", hint="Its id was edited, or what it asks about is no longer found."
    )


def _new(
    question: Question, row: Filled, who: str, later: Sequence[Decision], stands: frozenset[str]
) -> Iterator[Decision]:
    """What the row says and the log does not hold yet, of all that this person said since the sheet was written.

    Raises BadDataError where the row cannot be taken, or this person said otherwise meanwhile or took it back.
    """
    from evidence.cli.sitting import decided
    from evidence.review.filled import steps

    for asked, answer, typed in steps(question, row):
        said = decided(asked, answer, who, typed=typed, note=row.note)
        alike = [
            d for d in later if (d.verb, d.field, d.value, d.note) == (said.verb, said.field, said.value, said.note)
        ]
        if any(d.decision_id in stands for d in alike):
            continue
        other = next((d for d in later if d.field == said.field and d.decision_id in stands), None)
        if d := other or next(iter(alike), None):
            what = f"{d.verb} {d.field} {d.value}".strip()
            happened = f"said “{what}”" if other else f"took “{what}” back"
            undo = f"undo it with evidence decisions undo {d.decision_id}, " if other else ""
            raise BadDataError(
                f"{who} {happened} after this sheet was written",
                hint=f"If this row is right: {undo}then answer in a new sheet, or in evidence review.",
            )
        yield said
