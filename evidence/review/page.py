"""The review page: what is asked, as JSON for its script, and the page that shows it a question at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from evidence.protocol.vocabulary import vocabulary
from evidence.report.citing import printable
from evidence.report.frame import part, policy, rendered
from evidence.report.words import words
from evidence.review.questions import Answer, Line, Question
from evidence.tabulate.asked import with_parts
from evidence.tabulate.rows import codes_of

__all__ = ["as_json", "contents", "render_review_page"]


def render_review_page(who: str) -> tuple[str, str]:
    """The page, and the policy to send with it: it loads nothing, and talks to where it came from alone."""
    style, script = part("page.css") + part("review.css"), part("review.js")
    page = rendered("review.html.j2", who=printable(who), style=style, script=script)
    return page, f"{policy(style, script)}; connect-src 'self'; frame-ancestors 'none'"


def contents(questions: Sequence[Question]) -> dict[str, Any]:
    """Every question in a line with what the filters go by, and the choices of the filters as (code, words)."""
    t = words()
    found = {q.finding.disease for q in questions if q.finding}
    codes = sorted(found | set(vocabulary().diseases))
    wider = {code: parts for code in codes if (parts := found & set(with_parts((code,))))}
    classes = {c for q in questions if q.finding for c in q.finding.intervention_class.split("; ")}

    def line(question: Question) -> dict[str, Any]:
        f = question.finding
        return {
            "kind": question.kind,
            "disease": [code for code, parts in wider.items() if f and f.disease in parts],
            "class": sorted(codes_of(f)) if f else [],
            "confidence": f.confidence if f else None,
        }

    return {
        "questions": [line(question) for question in questions],
        "kinds": sorted((kind, kind) for kind in {q.kind for q in questions}),
        "diseases": sorted(((code, t.disease(code)) for code in wider), key=lambda pair: pair[1].casefold()),
        "classes": sorted(((code, t.class_name(code)) for code in classes), key=lambda pair: pair[1].casefold()),
    }


def as_json(question: Question) -> dict[str, Any]:
    """A question as its script takes it: texts in pieces (text, marked), answers as the tree that they are."""
    return {
        "title": printable(question.title),
        "doubt": printable(question.doubt),
        "kind": question.kind,
        "lines": [
            {"lead": printable(line.lead), "style": line.style, "pieces": list(_pieces(line))}
            for line in question.lines
        ],
        "answers": [_answer(answer) for answer in question.answers],
    }


def _pieces(line: Line) -> Iterator[tuple[str, bool]]:
    done = 0
    for start, end in line.marked:
        yield printable(line.text[done:start]), False
        yield printable(line.text[start:end]), True
        done = end
    yield printable(line.text[done:]), False


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "key": answer.key,
        "words": printable(answer.words),
        "help": printable(answer.help),
        "typed": answer.typed,
        "then": [_answer(one) for one in answer.then],
    }
