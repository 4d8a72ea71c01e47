"""Questions to a person, one after the other: single keys become decisions, each kept before the next is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Protocol

from evidence.errors import BadDataError
from evidence.model import Decision
from evidence.review.findings import with_correction
from evidence.review.questions import Answer, Line, Question, checked
from evidence.store.decisions import decision_of

__all__ = ["Screen", "ask", "decided"]


def decided(question: Question, answer: Answer, who: str, *, typed: str = "", note: str = "") -> Decision:
    """What an answer that decides something (no `then`) says of its question, now.

    `typed` is the value or the note that the answer waits for. Raises BadDataError for what cannot stand there.
    """
    given = checked(question, answer, typed) if answer.typed or answer.verb == "correct" else ""
    return decision_of(
        answer.verb,
        question.subject,
        who,
        field=answer.field,
        value=given if answer.typed != "note" and given else answer.value,
        note=given if answer.typed == "note" else note or answer.note,
        basis=answer.basis or question.basis,
    )


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
_BLANK = "-"
_CHOOSE = ("a key", "choose", "The key in front of what is right.")
_BACKWARD = ("u", "back", "Back to the question; nothing is decided.")


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

    `earlier` are the decisions on the first questions, which are therefore asked only when they are undone. A
    correction leaves its question open for more. Raises what `read_key` and `keep` raise; what was decided by then is
    kept.
    """
    passed = [[decision] for decision in earlier]  # what was decided on each question so far, none where skipped
    here: list[Decision] = []  # corrections on the question that is shown
    chosen: Answer | None = None  # what led to the list of answers that is shown
    shown = False
    while True:
        at = len(passed)
        question = _corrected(questions[at], here) if at < len(questions) else None
        answers = chosen.then if chosen else question.answers if question else ()
        keys = _keys(answers, back=bool(chosen), undo=bool(passed or here), end=question is None)
        if not shown:
            _show(question, at, len(questions), chosen, _line(keys), screen, skipped=not all(passed))
            shown = True
        key = read_key()
        answer = next((answer for answer in answers if answer.key == key), None)
        if key == "q" or (key in _ENTER and question is None):
            return
        if answer is not None and answer.then:
            chosen, shown = answer, False
        elif answer is not None and question is not None:
            decision = _answered(question, answer, who, screen)
            if decision is not None:
                keep(decision)
                screen.say(f"→ {answer.words} {key}" if key.isdigit() and not chosen else f"→ {answer.words}")
                here.append(decision)
                if decision.verb != "correct":
                    passed.append(here)
                    here = []
            chosen, shown = None, False
        elif chosen and key in _BACK:
            chosen, shown = None, False
        elif key == "s" and question is not None and not chosen:
            screen.say("→ skip" if not here else "→ next")
            passed.append(here)
            here, shown = [], False
        elif key == "u" and (passed or here) and not chosen:
            here = here or passed.pop()
            for last in reversed(here):
                keep(decision_of("undo", f"decision:{last.decision_id}", who))
            other = sorted({last.who for last in here} - {who})
            screen.say(f"→ undo{f' (decided by {other[0]})' if other else ''}")
            here, shown = [], False
        elif key == "?":
            for name, words, told in keys[:-1]:
                screen.say(f"{name:>5}  {words}: {told}")
        else:
            named = key if key.isprintable() and key.strip() else "That key"
            screen.say(f"{named} answers nothing here.  {_line(keys)}")


def _corrected(question: Question, corrections: Sequence[Decision]) -> Question:
    for correction in corrections:
        question = with_correction(question, correction.field, correction.value)
    return question


def _answered(question: Question, answer: Answer, who: str, screen: Screen) -> Decision | None:
    """The decision, its typed part asked for until it can be; None where nothing is typed."""
    typed = ""
    while True:
        if answer.typed:
            blank = f" ({_BLANK} for not stated)" if answer.typed == "value" else ""
            typed = screen.ask(f"{answer.help}{blank} ").strip()
            if not typed:
                return None
        try:
            return decided(question, answer, who, typed="" if typed == _BLANK else typed)
        except BadDataError as error:
            screen.say(f"{error.message}. {error.hint}".strip())
            if not answer.typed:
                return None


def _show(
    question: Question | None, at: int, number: int, chosen: Answer | None, keys: str, screen: Screen, *, skipped: bool
) -> None:
    if question is None:
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
