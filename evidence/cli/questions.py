"""Questions to a person, one after the other: single keys become decisions, each kept before the next is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Protocol

from evidence.cli.sitting import Sitting
from evidence.errors import BadDataError, BusyError
from evidence.model import Decision
from evidence.review.questions import BLANK, Answer, Line, Question

__all__ = ["Screen", "ask"]


class Screen(Protocol):
    """Where questions are shown."""

    def show(self, title: str, lines: Sequence[Line], keys: str) -> None:
        """A question, and below it the keys that answer it."""

    def say(self, text: str) -> None:
        """A line of talk."""

    def ask(self, prompt: str) -> str:
        """A line that the person types."""


_SKIP = ("s", "skip", "Leave it open: it is asked again next time.")
_UNDO = ("u", "undo", "Go back one question and take back what was answered there.")
_STOP = ("q", "stop", "Stop here: what was decided stays.")
_DONE = ("Enter", "done", "Done: what was decided stays.")
_HELP = ("?", "help", "")
_ENTER = ("\r", "\n")
_BACK = ("u", "\x1b", "\x7f", "\b")
_CHOOSE = ("a key", "choose", "The key in front of what is right.")
_BACKWARD = ("u", "back", "Back to the question; nothing is decided.")


def ask(sitting: Sitting, *, read_key: Callable[[], str], screen: Screen) -> None:
    """Ask every question until all are answered or the person stops; each decision is kept before the next is asked.

    What is answered already is asked only when it is undone. A correction leaves its question open for more. Raises
    what `read_key` raises, and what keeping a decision raises; what was decided by then is kept.
    """
    number = len(sitting.questions)
    at = _open(sitting, 0)
    left = list(range(at))  # the questions that u leads back to
    chosen: Answer | None = None  # what led to the list of answers that is shown
    shown: int | None = None  # the turn of the question that is shown
    while True:
        here = sitting.said(at) if at < number else []
        question = sitting.question(at) if at < number else None
        answers = chosen.then if chosen else question.answers if question else ()
        keys = _keys(answers, back=bool(chosen), undo=bool(left or here), end=question is None)
        if shown is None:
            _show(question, at, sitting, chosen, _line(keys), screen)
            shown = sitting.turn(at) if question else 0
        key = read_key()
        answer = next((answer for answer in answers if answer.key == key), None)
        if key == "q" or (key in _ENTER and question is None):
            return
        try:
            if answer is not None and answer.then:
                chosen = answer
            elif answer is not None:
                if _answered(sitting, at, shown, answer, screen):
                    screen.say(f"→ {answer.words} {key}" if key.isdigit() and not chosen else f"→ {answer.words}")
                    if sitting.done(at):
                        left.append(at)
                        at = _open(sitting, at)
                chosen = None
            elif chosen and key in _BACK:
                chosen = None
            elif key == "s" and question is not None and not chosen:
                screen.say("→ next" if here else "→ skip")
                left.append(at)
                at = _open(sitting, at + 1)
            elif key == "u" and (left or here) and not chosen:
                if not here:
                    at = left.pop()
                taken = sitting.undo(at, sitting.turn(at)) if sitting.said(at) else []
                others = sorted({last.who for last in taken} - {sitting.who})
                screen.say(f"→ undo{f' (decided by {others[0]})' if others else ''}")
            elif key == "?":
                for name, words, told in keys[:-1]:
                    screen.say(f"{name:>5}  {words}: {told}")
                continue
            else:
                named = key if key.isprintable() and key.strip() else "That key"
                screen.say(f"{named} answers nothing here.  {_line(keys)}")
                continue
        except BusyError as error:
            screen.say(f"{error.message}.")
            chosen, at = None, _open(sitting, at)
        shown = None


def _open(sitting: Sitting, at: int) -> int:
    """The first question from there on that is not answered, here or in a page beside."""
    sitting.look()
    return next((n for n in range(at, len(sitting.questions)) if not sitting.done(n)), len(sitting.questions))


def _answered(sitting: Sitting, at: int, turn: int, answer: Answer, screen: Screen) -> Decision | None:
    """The decision, its typed part asked for until it can be; None where nothing is typed."""
    while True:
        typed = ""
        if answer.typed:
            blank = f" ({BLANK} for not stated)" if answer.typed == "value" else ""
            typed = screen.ask(f"{answer.help}{blank} ").strip()
            if not typed:
                return None
        try:
            return sitting.answer(at, turn, answer, typed)
        except BadDataError as error:
            screen.say(f"{error.message}. {error.hint}".strip())
            if not answer.typed:
                return None


def _show(
    question: Question | None, at: int, sitting: Sitting, chosen: Answer | None, keys: str, screen: Screen
) -> None:
    number = len(sitting.questions)
    if question is None:
        skipped = not all(sitting.said(n) for n in range(number))
        screen.show("Only what you skipped is left" if skipped else "Nothing is left to decide", (), keys)
    elif chosen is not None:
        screen.show(f"{chosen.words}?", [Line(a.key, a.words) for a in chosen.then], keys)
    else:
        doubt = [Line("asked again", question.doubt, "bold")] if question.doubt else []
        screen.show(f"{at + 1} of {number} · {question.title}", (*doubt, *question.lines), keys)


def _keys(answers: Sequence[Answer], *, back: bool, undo: bool, end: bool) -> list[tuple[str, str, str]]:
    """The keys that work on a question, each with its words and its help; keys that say the same are one."""
    if back:
        return [_CHOOSE, _BACKWARD, _STOP, _HELP]
    found = []
    for (words, told), alike in groupby(answers, key=lambda answer: (answer.words, answer.help)):
        keys = [answer.key for answer in alike]
        found.append((keys[0] if len(keys) == 1 else f"{keys[0]}–{keys[-1]}", words, told))
    taken_back = [_UNDO] if undo else []
    return [*found, *taken_back, _DONE, _HELP] if end else [*found, _SKIP, *taken_back, _STOP, _HELP]


def _line(keys: Sequence[tuple[str, str, str]]) -> str:
    return " · ".join(f"{name} {words}" for name, words, _ in keys)
