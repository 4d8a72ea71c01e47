"""What is asked of a person, and what each answer decides: data for the terminal, the page and the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evidence.errors import BadDataError
from evidence.model import Conflict, Decision, Finding, Verb
from evidence.tabulate.corrected import at_odds, check_correction

__all__ = [
    "BLANK", "KEYS", "Answer", "Kind", "Line", "Question", "checked", "is_open", "leaves", "once", "settling", "sides",
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


def sides(conflict: Conflict | None) -> Iterator[Line]:
    """What each of the people said who differ."""
    for decision, said in zip(conflict.decisions, conflict.said, strict=True) if conflict else ():
        yield Line(decision.who, f"{said} ({decision.when[:10]})", "bold")


def settling(conflict: Conflict | None, keys: str = KEYS) -> Iterator[Answer]:
    """The answers that let the word of one of them stand."""
    for key, decision in zip(keys, conflict.decisions if conflict else (), strict=False):
        told = f"The word of {decision.who} stands; what others said stays in the log."
        yield Answer(key, f"{decision.who} is right", told, "choose", value=f"decision:{decision.decision_id}")


def leaves(answers: Sequence[Answer], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Answer]]:
    """Every answer that decides something, with the keys that lead to it."""
    for answer in answers:
        here = (*path, answer.key)
        if answer.then:
            yield from leaves(answer.then, here)
        else:
            yield here, answer
