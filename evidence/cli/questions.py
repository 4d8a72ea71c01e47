"""Questions to a person, one after the other: single keys become decisions, each kept before the next is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from evidence.model import Decision, Verb
from evidence.store.decisions import decision_of

__all__ = ["Answer", "Line", "Question", "Screen", "ask"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a question: what it is about, the text, and the style that a terminal may give it."""

    lead: str
    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key says: in a few words, in a sentence for the help, and as a decision."""

    key: str
    words: str
    help: str
    verb: Verb
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One screen: `subject` is what is decided, as in `Decision`."""

    subject: str
    title: str
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]


class Screen(Protocol):
    """Where questions are shown."""

    def show(self, title: str, lines: Sequence[Line], keys: str) -> None:
        """A question, and below it the keys that answer it."""

    def say(self, text: str) -> None:
        """A line of talk."""


_SKIP = ("s", "skip", "Leave it open: it is asked again next time.")
_UNDO = ("u", "undo", "Go back one question and take back what was answered there.")
_STOP = ("q", "stop", "Stop here: what was decided stays.")
_DONE = ("Enter", "done", "Done: what was decided stays.")
_HELP = ("?", "help", "")
_ENTER = ("\r", "\n")


def ask(
    questions: Sequence[Question],
    *,
    who: str,
    read_key: Callable[[], str],
    screen: Screen,
    keep: Callable[[Decision], None],
    earlier: Sequence[Decision] = (),
) -> None:
    """Ask every question until all are answered or the person stops; `keep` gets each decision at once.

    `earlier` are the decisions on the first questions, which are therefore asked only when they are undone. Raises what
    `read_key` and `keep` raise; what was decided by then is kept.
    """
    passed: list[Decision | None] = [*earlier]  # what was decided on each question so far, None where it was skipped
    shown = -1
    while True:
        at = len(passed)
        answers = questions[at].answers if at < len(questions) else ()
        keys = _keys(answers, passed=at, end=at == len(questions))
        if shown != at:
            shown = at
            _show(questions, at, _line(keys), screen)
        key = read_key()
        if key == "q" or (key in _ENTER and at == len(questions)):
            return
        answer = next((answer for answer in answers if answer.key == key), None)
        if answer is not None:
            decision = decision_of(answer.verb, questions[at].subject, who, field=answer.field, value=answer.value)
            keep(decision)
            passed.append(decision)
            screen.say(f"→ {answer.words} {key}" if key.isdigit() else f"→ {answer.words}")
        elif key == "s" and at < len(questions):
            passed.append(None)
            screen.say("→ skip")
        elif key == "u" and passed:
            last = passed.pop()
            if last is not None:
                keep(decision_of("undo", f"decision:{last.decision_id}", who))
            screen.say(f"→ undo{f' (decided by {last.who})' if last and last.who != who else ''}")
        elif key == "?":
            for name, words, told in keys[:-1]:
                screen.say(f"{name:>5}  {words}: {told}")
        else:
            named = key if key.isprintable() and key.strip() else "That key"
            screen.say(f"{named} answers nothing here.  {_line(keys)}")


def _show(questions: Sequence[Question], at: int, keys: str, screen: Screen) -> None:
    if at == len(questions):
        screen.show("Nothing is left to decide", (), keys)
    else:
        screen.show(f"{at + 1} of {len(questions)} · {questions[at].title}", questions[at].lines, keys)


def _keys(answers: Sequence[Answer], *, passed: int, end: bool) -> list[tuple[str, str, str]]:
    """The keys that work on a question, each with its words and its help; keys that say the same are one."""
    found = []
    for (words, told), alike in groupby(answers, key=lambda answer: (answer.words, answer.help)):
        keys = [answer.key for answer in alike]
        found.append((keys[0] if len(keys) == 1 else f"{keys[0]}–{keys[-1]}", words, told))
    undo = [_UNDO] if passed else []
    return [*found, *undo, _DONE, _HELP] if end else [*found, _SKIP, *undo, _STOP, _HELP]


def _line(keys: Sequence[tuple[str, str, str]]) -> str:
    return " · ".join(f"{name} {words}" for name, words, _ in keys)
