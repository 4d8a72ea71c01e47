"""`evidence review`: what was found, confirmed, corrected or rejected by a person, a key an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from evidence.cli.talk import Talk, many, speaking
from evidence.errors import UsageError

if TYPE_CHECKING:
    from evidence.config import Config
    from evidence.model import Decision
    from evidence.pipeline.review import Asked

KINDS = ("findings", "duplicates", "eligibility", "conflicts", "changed", "references")


@click.command(name="review")
@click.argument("what", required=False, type=click.Choice(KINDS))
@click.option("--disease", multiple=True, help="Only findings on this disease, by code or name; may be given again.")
@click.option("--class", "treatments", multiple=True, help="Only on this treatment class or drug; may be given again.")
@click.option("--below", type=click.FloatRange(0, 1), default=1.0, help="Only findings of at most this confidence.")
@click.option("--second", is_flag=True, help="A second reading: ask, as it was proposed, what others have decided.")
@click.option("--query", type=click.Path(path_type=Path), help="Topic file.  [default: calcinosis]")
@click.option("--store", type=click.Path(path_type=Path), help="The store.  [default: the workspace's, or the library]")
@speaking
def command(
    what: str | None,
    disease: tuple[str, ...],
    treatments: tuple[str, ...],
    below: float,
    second: bool,
    query: Path | None,
    store: Path | None,
    talk: Talk,
) -> int:
    """Confirm, correct or reject what was found.

    WHAT is findings, duplicates (same, linked, different), eligibility (include, exclude), conflicts (two readers
    differ) or changed (since it was decided); left out, all of these but eligibility. A key is an answer; it is kept
    at once in the decisions log, holds in every later run, and is not asked again.

    \b
    evidence review
    evidence review findings --class colchicine --below 0.8
    evidence review findings --second        a second reader; then: evidence decisions list
    """
    from evidence.cli import keys, screen
    from evidence.cli.questions import ask
    from evidence.model import TableSpec
    from evidence.pipeline import default_protocol, review_dossier, review_questions
    from evidence.protocol.query import load_protocol
    from evidence.store.decisions import append_decisions
    from evidence.tabulate.understood import understood

    if what == "references":
        hint = "Ask about its entries with: evidence clean LIST --interactive --out DIR"
        raise UsageError("a reference list is reviewed where it is cleaned", hint=hint)
    spec = understood(TableSpec(), diseases=disease, treatments=treatments)
    config = talk.settings(store=str(store) if store else None)
    who = decider(config)
    keys.check_terminal(
        talk, "evidence review", "Run it in a terminal; evidence decisions list shows what was decided."
    )
    decisions, unread = talk.decisions(config)
    with talk.stage("Reading what is known …"):
        dossier = review_dossier(
            load_protocol(query) if query else default_protocol(), decisions, Path(config.value("store"))
        )
        waiting = review_questions(
            dossier,
            who,
            cast("Asked", what or "all"),
            diseases=spec.diseases,
            treatments=spec.treatments,
            below=below,
            second=second,
        )
    talk.faults(unread)
    log = Path(config.value("decisions"))
    kept = 0

    def keep(decision: Decision) -> None:
        nonlocal kept
        append_decisions(log, [decision])
        kept += 1

    try:
        if waiting:
            ask(waiting, who=who, read_key=keys.read_key, screen=screen.TerminalScreen(), keep=keep)
        else:
            talk.line("Nothing waits for a decision.")
    finally:
        if kept:
            talk.line(f"{many(kept, 'line')} added to {log}.")
    return 65 if unread else 0


def decider(config: Config) -> str:
    """Who decides; raises UsageError where nobody is named."""
    if not config.value("who"):
        raise UsageError("nobody is named as the one who decides", hint="Set EVIDENCE_WHO to your name.")
    return config.value("who")
