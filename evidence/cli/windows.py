"""What the windows of a browser ask of a sitting, and what they get."""

from __future__ import annotations

from typing import Any

import msgspec

from evidence.cli.sitting import Sitting
from evidence.errors import UsageError
from evidence.review.page import as_json, contents
from evidence.review.questions import leaves

__all__ = ["Asked", "reply"]


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a window asks for. `turn` is that of the question as the window shows it; `keys` lead to an answer."""

    do: str
    question: int = 0
    turn: int = 0
    keys: tuple[str, ...] = ()
    typed: str = ""


def reply(sitting: Sitting, asked: Asked) -> dict[str, Any]:
    """What a window gets: after a decision, only once it is kept.

    Raises UsageError for what no page of ours asks, and what `Sitting.answer` raises.
    """
    sitting.look()
    n, number = asked.question, len(sitting.questions)
    if asked.do == "list":
        return contents(sitting.questions) | {"done": [sitting.done(n) for n in range(number)]}
    if asked.do not in ("show", "answer", "undo") or not 0 <= n < number:
        raise UsageError("the page asks for what there is not", hint="Load the page anew.")
    if asked.do == "undo":
        sitting.undo(n, asked.turn)
    elif asked.do == "answer":
        answer = dict(leaves(sitting.question(n).answers)).get(asked.keys)
        if answer is None:
            raise UsageError("the page answers what is not asked", hint="Load the page anew.")
        sitting.answer(n, asked.turn, answer, asked.typed)
    last = max(((sitting.said(m)[-1], m) for m in range(number) if sitting.said(m)), default=None)
    return as_json(sitting.question(n)) | {
        "question": n,
        "turn": sitting.turn(n),
        "decided": len(sitting.said(n)),
        "done": sitting.done(n),
        "last": None if last is None else {"question": last[1], "turn": sitting.turn(last[1])},
    }
