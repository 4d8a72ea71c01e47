"""Questions that the windows of a browser answer, one at a time and none twice; each answer is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from evidence.cli.questions import decided
from evidence.errors import BadDataError, BusyError, UsageError
from evidence.model import Decision
from evidence.review.findings import with_correction
from evidence.review.page import as_json, contents
from evidence.review.questions import Answer, Question
from evidence.store.decisions import decision_of

__all__ = ["Asked", "Sitting"]

_BLANK = "-"


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a window asks for.

    `turn` is how often the question had been written on when the window showed it, so that what another window wrote
    meanwhile is seen; `keys` lead to an answer.
    """

    do: str
    question: int = 0
    turn: int = 0
    keys: tuple[str, ...] = ()
    typed: str = ""


class Sitting:
    """The questions, and what was decided on each since the start. Not for two threads at once."""

    def __init__(self, questions: Sequence[Question], who: str, keep: Callable[[Decision], None]) -> None:
        self._questions = questions
        self._who = who
        self._keep = keep
        self._turns = [0] * len(questions)
        self._decisions: list[list[Decision]] = [[] for _ in questions]
        self._answered: list[int] = []  # the questions that hold a decision, the last one decided on at the end

    def reply(self, asked: Asked) -> dict[str, Any]:
        """What a window gets: after a decision, only once it is kept.

        Raises BusyError where another window was first, BadDataError for a value that cannot stand, UsageError for what
        no page of ours asks, and what `keep` raises.
        """
        if asked.do == "list":
            return contents(self._questions) | {"done": [self._is_done(n) for n in range(len(self._questions))]}
        if asked.do not in ("show", "answer", "undo") or not 0 <= asked.question < len(self._questions):
            raise UsageError("the page asks for what there is not", hint="Load the page anew.")
        if asked.do != "show":
            self._write(asked)
        return self._shown(asked.question)

    def _write(self, asked: Asked) -> None:
        n = asked.question
        if asked.turn != self._turns[n] or (asked.do == "answer" and self._is_done(n)):
            raise BusyError("another window answered this question; nothing was written", hint="See what it says now.")
        if asked.do == "undo":
            if not self._decisions[n]:
                raise UsageError("nothing was decided here that could be taken back", hint="Load the page anew.")
            while self._decisions[n]:
                self._keep(decision_of("undo", f"decision:{self._decisions[n][-1].decision_id}", self._who))
                self._decisions[n].pop()
                self._turns[n] += 1
            self._answered.remove(n)
            return
        question, answer = self._question(n), self._chosen(n, asked.keys)
        typed = asked.typed.strip()
        if answer.typed == "value" and not typed:
            raise BadDataError("nothing is written", hint=f"Write the value, or {_BLANK} for not stated.")
        decision = decided(question, answer, self._who, typed="" if typed == _BLANK else typed)
        self._keep(decision)
        self._decisions[n].append(decision)
        self._turns[n] += 1
        self._answered = [*(other for other in self._answered if other != n), n]

    def _chosen(self, n: int, keys: Sequence[str]) -> Answer:
        answers, chosen = self._question(n).answers, None
        for key in keys:
            chosen = next((answer for answer in answers if answer.key == key), None)
            answers = chosen.then if chosen else ()
        if chosen is None or chosen.then:
            raise UsageError("the page answers what is not asked", hint="Load the page anew.")
        return chosen

    def _question(self, n: int) -> Question:
        question = self._questions[n]
        for decision in self._decisions[n]:
            if decision.verb == "correct":
                question = with_correction(question, decision.field, decision.value)
        return question

    def _is_done(self, n: int) -> bool:
        return any(decision.verb != "correct" for decision in self._decisions[n])

    def _shown(self, n: int) -> dict[str, Any]:
        last = self._answered[-1] if self._answered else None
        return as_json(self._question(n)) | {
            "question": n,
            "turn": self._turns[n],
            "decided": len(self._decisions[n]),
            "done": self._is_done(n),
            "answered": sum(map(self._is_done, range(len(self._questions)))),
            "last": None if last is None else {"question": last, "turn": self._turns[last]},
        }
