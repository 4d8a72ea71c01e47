"""Questions and what was said on them, as the log holds it: one for the terminal and for the windows of a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evidence.errors import BusyError, UsageError
from evidence.model import Decision
from evidence.review.findings import with_correction
from evidence.review.questions import Answer, Question, checked, is_on
from evidence.store.decisions import append_decisions, decision_of, read_log, standing

__all__ = ["Sitting", "decided"]


def decided(question: Question, answer: Answer, who: str, *, typed: str = "", note: str = "") -> Decision:
    """What an answer that decides something (no `then`) says of its question, now.

    `typed` is the value or the note that the answer waits for. Raises BadDataError for what cannot stand there.
    """
    given = checked(question, answer, typed)
    return decision_of(
        answer.verb,
        question.subject,
        who,
        field=answer.field,
        value=given if answer.typed != "note" and given else answer.value,
        note=given if answer.typed == "note" else note or answer.note,
        basis=answer.basis or question.basis,
    )


class Sitting:
    """The questions, and what was decided on each since they were made, here or elsewhere. Not for two threads at once.

    Elsewhere is another terminal or page over the same log: its answers are seen at the next `look`. `alone` is for a
    second reading, in which the words of others answer nothing.
    """

    def __init__(self, questions: Sequence[Question], who: str, log: Path, *, alone: bool = False) -> None:
        self.questions, self.who, self.kept = tuple(questions), who, 0
        self._log, self._alone, self._size = log, alone, -1
        self._said: list[list[Decision]] = []
        self._turns: list[int] = []
        self.look()

    def look(self) -> None:
        """See what the log holds by now."""
        size = self._log.stat().st_size if self._log.exists() else 0
        if size == self._size:
            return
        self._size, (lines, _) = size, read_log(self._log)
        stand, by_subject = standing(lines), dict[str, list[Decision]]()
        undone = Counter(line.subject.removeprefix("decision:") for line in lines if line.verb == "undo")
        for line in lines:
            by_subject.setdefault(line.subject, []).append(line)
        said = [list(self._new(question, by_subject.get(question.subject, ()))) for question in self.questions]
        self._turns = [len(words) + sum(undone[word.decision_id] for word in words) for words in said]
        self._said = [[word for word in words if word.decision_id in stand] for words in said]

    def _new(self, question: Question, words: Sequence[Decision]) -> Iterator[Decision]:
        known = {decision.decision_id for decision in question.decided} if words else set()
        for word in words:
            mine = word.who == self.who or not (self._alone or word.verb == "ask")
            if mine and word.decision_id not in known and is_on(word, question):
                yield word

    def said(self, n: int) -> list[Decision]:
        """What holds of all that was decided on a question, oldest first."""
        return self._said[n]

    def turn(self, n: int) -> int:
        """How often a question has been written on; a writer names the turn that it saw."""
        return self._turns[n]

    def done(self, n: int) -> bool:
        """Whether a question is answered: a correction leaves it open for more."""
        return any(decision.verb != "correct" for decision in self._said[n])

    def question(self, n: int) -> Question:
        """A question as it stands after its corrections."""
        question = self.questions[n]
        for decision in self._said[n]:
            if decision.verb == "correct":
                question = with_correction(question, decision.field, decision.value)
        return question

    def answer(self, n: int, turn: int, answer: Answer, typed: str = "") -> Decision:
        """The decision, once it is kept.

        Raises BusyError where it was answered elsewhere meanwhile, BadDataError for a value that cannot stand, and what
        writing raises.
        """
        self._check(n, turn, free=True)
        decision = decided(self.question(n), answer, self.who, typed=typed)
        self._keep([decision])
        return decision

    def undo(self, n: int, turn: int) -> list[Decision]:
        """Take back all that was decided on a question, and give it, the last first; raises as `answer` does."""
        self._check(n, turn)
        if not (taken := self._said[n][::-1]):
            raise UsageError("nothing was decided here that could be taken back", hint="Load the page anew.")
        self._keep([decision_of("undo", f"decision:{decision.decision_id}", self.who) for decision in taken])
        return taken

    def _check(self, n: int, turn: int, *, free: bool = False) -> None:
        self.look()
        if turn != self._turns[n] or (free and self.done(n)):
            raise BusyError("another window answered this question; nothing was written", hint="See what it says now.")

    def _keep(self, decisions: Sequence[Decision]) -> None:
        append_decisions(self._log, decisions)
        self.kept += len(decisions)
        self.look()
