"""What is asked of a person, and what each answer decides: data for the terminal, the page and the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evidence.errors import BadDataError
from evidence.model import Conflict, Decision, Finding, Verb
from evidence.tabulate.corrected import at_odds, check_correction

__all__ = [
    "BLANK", "KEYS", "Answer", "Line", "Question", "checked", "is_on", "is_open", "leaves", "once", "with_words",
]  # fmt: skip

Kind = Literal["finding", "duplicate", "eligibility", "appraisal", "reference"]
Typed = Literal["", "value", "note"]
KEYS = "123456789abcdefghijklmnoprtvwxyz"  # without those that mean skip, stop and undo everywhere
BLANK = "-"  # what a person types for "the source states none"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a question: what it is about, the text, the style that a terminal may give it.

    `marked` are the stretches [start, end) of the text, in code points, that the question is about.
    """

    lead: str
    text: str
    style: str = ""
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key says: in a few words, in a sentence for the help, and as a decision.

    One with `then` decides nothing by itself: one of those is chosen next. `typed` says what a person has yet to write:
    the value, or the note (why). `basis` is what is decided on, where it is not the question's.
    """

    key: str
    words: str
    help: str
    verb: Verb
    field: str = ""
    value: str = ""
    note: str = ""
    basis: str = ""
    typed: Typed = ""
    then: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One screen: `subject` is what is decided, as in `Decision`; `decided` what is in force on it, of anybody.

    `doubt` says in a sentence why it is asked although it was decided: two people differ, or what it rests on moved.
    `finding` is the one in question as it is shown, `proposed` the same without any decision, where it is about one.
    """

    subject: str
    title: str
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]
    kind: Kind = "reference"
    basis: str = ""
    decided: tuple[Decision, ...] = ()
    doubt: str = ""
    finding: Finding | None = None
    proposed: Finding | None = None


def is_open(question: Question, who: str, *, second: bool = False) -> bool:
    """Whether it waits for this person: nobody has decided, it is in doubt, or another asks for a second reader.

    Who asks for one leaves it to others. With `second` also what others have decided and this person has not.
    """
    last = {decision.who: decision for decision in question.decided}
    if who in last and last[who].verb == "ask":
        return False
    if question.doubt or not last:
        return True
    if who in last:
        return False
    return second or all(decision.verb == "ask" for decision in last.values())


def checked(question: Question, answer: Answer, typed: str) -> str:
    """What a person typed as the value or note of an answer, in its one form; raises BadDataError for what cannot be.

    A corrected value is held against the finding: no part above its whole. What contradicts itself is not confirmed. A
    note is never empty.
    """
    whole = question.finding if answer.verb == "confirm" and not answer.basis else None
    if whole is not None and (why := at_odds(whole)):
        raise BadDataError(why, hint="Correct the one that is wrong first.")
    typed = " ".join(typed.split()) if answer.typed else answer.value
    if answer.typed == "value" and not typed:
        raise BadDataError("nothing is written", hint=f"Write the value, or {BLANK} for not stated.")
    typed = "" if answer.typed and typed == BLANK else typed
    if answer.typed == "note" and not typed:
        raise BadDataError("the reason is empty", hint="Write why, in a few words.")
    return (
        check_correction(question.finding, answer.field, typed)
        if answer.verb == "correct" and question.finding
        else typed
    )


def once(lines: Iterable[Line]) -> Iterator[Line]:
    """A text in which several stretches are marked, once with all of them."""
    texts: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for line in lines:
        texts.setdefault((line.lead, line.text), []).extend(line.marked)
    for (lead, text), marks in texts.items():
        joined: list[tuple[int, int]] = []
        for start, end in sorted(marks):
            if joined and start < joined[-1][1]:
                start, end = joined[-1][0], max(end, joined.pop()[1])
            joined.append((start, end))
        yield Line(lead, text, marked=tuple(joined))


def with_words(
    questions: Iterable[Question], decisions: Iterable[Decision], conflicts: Iterable[Conflict] = ()
) -> tuple[Question, ...]:
    """The questions with what people said on them; where two differ, with both words, of which one may be let stand."""
    said: dict[str, list[Decision]] = {}
    for decision in decisions:
        said.setdefault(decision.subject, []).append(decision)
    differ = {conflict.subject: conflict for conflict in conflicts}

    def told(question: Question) -> Question:
        words = (decision for decision in said.get(question.subject, ()) if is_on(decision, question))
        question = replace(question, decided=(*question.decided, *words))
        conflict = differ.get(question.subject)
        if conflict is None or not is_on(conflict.decisions[0], question):
            return question
        left = tuple(answer for answer in question.answers if answer.verb != "confirm")  # a third word settles nothing
        free = [key for key in KEYS if key not in {answer.key for answer in left}]
        sides = tuple(zip(free, conflict.decisions, conflict.said, strict=False))
        return replace(
            question,
            lines=(*question.lines, *(Line(d.who, f"{told} ({d.when[:10]})", "bold") for _, d, told in sides)),
            answers=(*(_settling(key, decision) for key, decision, _ in sides), *left),
            doubt=f"Two readers differ: {' and '.join(d.who for d in conflict.decisions)}.",
        )

    return tuple(map(told, questions))


def _settling(key: str, decision: Decision) -> Answer:
    told = f"The word of {decision.who} stands; what others said stays in the log."
    return Answer(key, f"{decision.who} is right", told, "choose", value=f"decision:{decision.decision_id}")


def is_on(word: Decision, question: Question) -> bool:
    """Whether a word on the subject of a question is one on the question: a report may be asked about several times."""
    if question.finding is not None:
        return True
    return any((answer.verb, answer.field) == (word.verb, word.field) for _, answer in leaves(question.answers))


def leaves(answers: Sequence[Answer], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Answer]]:
    """Every answer that decides something, with the keys that lead to it."""
    for answer in answers:
        here = (*path, answer.key)
        if answer.then:
            yield from leaves(answer.then, here)
        else:
            yield here, answer
