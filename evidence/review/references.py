"""What is asked about an entry of a reference list: the entry, what was made of it, the papers that it may mean."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.clean.decided import in_question, paper_key, reference_key
from evidence.formats.vancouver import entry
from evidence.model import Candidate, Citation, Cleaned, Comparison, Decision, Level
from evidence.report.words import words
from evidence.review.questions import Answer, Line, Question, with_words
from evidence.tabulate.readers import settled

__all__ = ["reference_questions"]

_OFFERED = 9  # a paper a key
_LEVELS: tuple[tuple[Level, str], ...] = (("agree", "Agrees"), ("near", "Nearly agrees"), ("differ", "Differs"))
_ACCEPT = "The paper found is the one meant; what differs is corrected."
_CHOOSE = "The paper of that number is the one meant; what differs is corrected."
_KEEP = "It is none of these papers: the entry stays as it is written."


def reference_questions(entries: Sequence[Cleaned], decisions: Sequence[Decision]) -> tuple[Question, ...]:
    """A question per entry that a person can say more of: first those that are decided, as they stood before, in the
    order in which that was done.
    """
    questions = (_question(position, item) for position, item, _ in in_question(entries, decisions))
    return with_words(questions, decisions, settled(decisions)[1])


def _question(position: int, item: Cleaned) -> Question:
    """The question about the entry at a position (from 1) of its list."""
    claim = item.match
    others = [c for c in item.candidates if claim is None or paper_key(c.citation) != paper_key(claim)][:_OFFERED]
    number, status = item.reference.number, words()(f"status.{item.status}")
    accept = [Answer("a", "accept", _ACCEPT, "choose", value=paper_key(claim))] if claim else []
    choose = [
        Answer(str(at), "choose", _CHOOSE, "choose", value=paper_key(c.citation)) for at, c in enumerate(others, 1)
    ]
    return Question(
        reference_key(item.reference.raw),
        f"{f'Entry {position}' if number is None else f'Reference ({number})'}: {status}",
        (*_said(item), *_found(item), *(line for at, c in enumerate(others, 1) for line in _offered(str(at), c))),
        (*accept, *choose, Answer("k", "keep as written", _KEEP, "keep")),
    )


def _said(item: Cleaned) -> tuple[Line, ...]:
    notes = [problem.sentence for problem in item.problems if problem.sentence != item.explanation]
    return (
        Line("as written", item.reference.raw, "bold"),
        Line("why", item.explanation),
        *(Line("note", note) for note in notes),
    )


def _found(item: Cleaned) -> tuple[Line, ...]:
    if item.match is None:
        return ()
    compared = next((c for c in item.candidates if c.citation == item.match), None)
    return (
        Line("found", _paper(item.match), "bold"),
        *((Line("", _levels(compared.comparison), "dim"),) if compared else ()),
        *(
            Line(
                _label(change.field),
                f"{f'{change.before} → ' if change.before else 'new: '}{change.after} — {change.reason}",
            )
            for change in item.changes
        ),
    )


def _offered(key: str, candidate: Candidate) -> tuple[Line, ...]:
    return Line(key, _paper(candidate.citation)), Line("", _levels(candidate.comparison), "dim")


def _paper(citation: Citation) -> str:
    """The reference with its PMID, by which it can be looked up."""
    text = entry(citation)
    return f"{text} PMID: {citation.pmid}" if citation.pmid and citation.doi else text


def _levels(comparison: Comparison) -> str:
    """How a paper agrees with an entry and differs from it."""
    told = []
    for level, said in _LEVELS:
        parts = [part for part in comparison.parts if part.level == level]
        if parts:
            names = [_label(part.field) for part in parts]
            why = [p.note for p in parts if p.note] if level != "agree" else []
            told.append(f"{said}: {'; '.join(why) or ', '.join(names)}.")
    return " ".join(told) or "Nothing in it can be compared."


def _label(field: str) -> str:
    return str(words().section("field").get(field, field))
