"""`evidence review`: what was found, confirmed, corrected or rejected by a person, a key an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence.cli.talk import Talk, many, speaking
from evidence.cli.waiting import Choice, choosing

if TYPE_CHECKING:
    from evidence.cli.sitting import Sitting


@click.command(name="review")
@choosing()
@click.option("--web", is_flag=True, help="Ask in a browser on this machine instead: prints the link to open.")
@speaking
def command(choice: Choice, web: bool, talk: Talk) -> int:
    """Confirm, correct or reject what was found.

    WHAT is findings, duplicates (same, linked, different), eligibility (include, exclude), appraisal (of reports of
    cases), conflicts (two readers differ), changed (since it was decided) or references (of a list); left out, findings
    and duplicates. A key is an answer; it is kept at once in the decisions log, holds in every later run, and is not
    asked again. In a spreadsheet: evidence export review.

    \b
    evidence review
    evidence review findings --class colchicine --below 0.8
    evidence review --web                    in a browser, on this machine only
    evidence review findings --second        a second reader; then: evidence decisions list
    evidence review references --list references.txt
    """
    from evidence.cli import keys, screen
    from evidence.cli.questions import ask
    from evidence.cli.sitting import Sitting

    if not web:
        keys.check_terminal(
            talk, "evidence review", "Run it in a terminal, or with --web; evidence decisions list shows what was said."
        )
    questions, who, known = choice.waiting(talk)
    sitting = Sitting(questions, who, known.path, alone=choice.second)
    try:
        if not questions:
            talk.line(f"Nothing waits for a decision{choice.narrowed}.")
        elif web:
            _serve(sitting, talk)
        else:
            ask(sitting, read_key=keys.read_key, screen=screen.TerminalScreen())
    finally:
        if sitting.kept:
            talk.line(f"{many(sitting.kept, 'line')} added to {known.path}.")
    return 65 if known.unread else 0


def _serve(sitting: Sitting, talk: Talk) -> None:
    import sys

    import msgspec

    from evidence.cli.loopback import Loopback
    from evidence.cli.windows import Asked, reply
    from evidence.errors import UsageError
    from evidence.review.page import render_review_page

    def answer(body: bytes) -> dict[str, Any]:
        try:
            asked = msgspec.json.decode(body, type=Asked)
        except msgspec.MsgspecError as error:
            raise UsageError(f"this is not what the page sends: {error}", hint="Load the page anew.") from None
        if asked.do == "stop":
            served.stop()
            return {}
        return reply(sitting, asked)

    served = Loopback(*render_review_page(sitting.who), answer)
    talk.data({"address": served.address, "questions": len(sitting.questions)}, served.address)
    sys.stdout.flush()
    talk.line("Open this link in a browser on this machine; it is for you alone. Ctrl-C stops; every answer is kept.")
    served.serve()
