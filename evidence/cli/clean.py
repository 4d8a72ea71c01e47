"""`evidence clean`: a reference list made right."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.talk import Talk, many, speaking, writing
from evidence.errors import ServiceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence.clean.clean import CleanedList
    from evidence.config import Config
    from evidence.model import Decision


@click.command(name="clean")
@click.argument("reference_list", type=click.Path(path_type=Path, allow_dash=True), metavar="LIST")
@click.option("--index", type=click.Path(path_type=Path), help="Match with this index instead of the library.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    type=click.Choice(["store", "pubmed", "crossref"]),
    help="Look there as well for what is not found; may be given again. Crossref only suggests.",
)
@click.option("--style", help="vancouver, ama, apa or the id of a CSL style.  [default: vancouver]")
@click.option("--interactive", is_flag=True, help="Ask about every entry that is not clear, a key an answer.")
@click.option("--rewrite", is_flag=True, help="Write the manuscript (text, Markdown, .docx) with its new numbers.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the clean list.")
@writing
@speaking
def command(
    reference_list: Path,
    index: Path | None,
    sources: tuple[str, ...],
    style: str | None,
    interactive: bool,
    rewrite: bool,
    out: Path,
    talk: Talk,
) -> int:
    """Identify and correct every reference of a list.

    LIST is text, Markdown, .docx, .pdf, .bib, .ris or .nbib, or - for standard input: a list, or a whole manuscript,
    in which the reference section is found. Each change comes with its reason. A .pdf needs pypdf. What is decided with
    --interactive is kept in the decisions log and holds in every later run.

    \b
    evidence clean references.txt --out cleaned       then open cleaned/references.html
    evidence clean manuscript.docx --rewrite --out cleaned    writes cleaned/manuscript.docx as well
    pbpaste | evidence clean - --index pubmed.db --out cleaned
    evidence clean references.txt --source pubmed --out cleaned
    evidence clean references.txt --interactive --out cleaned
    """
    from evidence.cli.keys import check_terminal
    from evidence.pipeline.references import clean_reference_list

    config = talk.settings(style=style)
    if interactive:
        if talk.dry:
            raise UsageError("--interactive keeps what is decided", hint="Leave out --dry-run, or --interactive.")
        check_terminal(talk)
    decisions, unread = talk.decisions(config)
    with ExitStack() as opened, ExitStack() as staged:
        say = staged.enter_context(talk.stage("Identifying the references …"))

        def review(cleaned: CleanedList) -> Sequence[Decision]:
            staged.close()  # a spinner and a question do not share a terminal
            return _reviewed(cleaned, decisions, config, talk)

        produced = clean_reference_list(
            reference_list,
            index=index,
            decisions=[
                d for d in decisions if d.verb == "add" or not interactive
            ],  # what is undone is asked as at first
            style=config.value("style"),
            store=opened.enter_context(talk.store(config)) if "store" in sources else None,
            transport=opened.enter_context(talk.pubmed(config)) if "pubmed" in sources else None,
            crossref=opened.enter_context(talk.crossref(config)) if "crossref" in sources else None,
            say=say,
            review=review if interactive else None,
            rewrite=rewrite,
        )
    statuses = produced.facts["statuses"]
    searched = ", ".join(produced.facts["searched"])  # type: ignore[arg-type]
    told = ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in statuses.items())  # type: ignore[attr-defined]
    code = talk.deliver(
        produced,
        out,
        f"{many(produced.facts['references'], 'reference')}: {told or 'none'}.{_kept(produced.facts)}\n"
        f"Searched: {searched}{'; not the embedded library' if index else ''}.\n"
        f"Open {out / 'references.html'} to see why.{_copied(produced.facts, out)}",
        unread,
    )
    down = any(fault.code == "service-down" for fault in produced.faults)
    return ServiceError.exit_code if down else code


def _kept(facts: Mapping[str, object]) -> str:
    return f" {facts['kept']} of them kept as written, as decided." if "kept" in facts else ""


def _copied(facts: Mapping[str, object], out: Path) -> str:
    if "manuscript" not in facts:
        return ""
    what = "the clean list and its numbers" if facts["renumbered"] else "the corrected entries and its own numbers"
    told = f"\n{out / str(facts['manuscript'])} is your text with {what}"
    needs = "needs" if facts["left"] == 1 else "need"
    return (
        f"{told}; {many(facts['left'], 'place')} in it {needs} a look: see the notes." if facts["left"] else f"{told}."
    )


def _reviewed(cleaned: CleanedList, decisions: Sequence[Decision], config: Config, talk: Talk) -> Sequence[Decision]:
    """Ask about the entries of a list; the decisions in force after it."""
    from dataclasses import replace

    from evidence.cli import keys
    from evidence.cli.questions import ask
    from evidence.cli.screen import TerminalScreen
    from evidence.cli.sitting import Sitting
    from evidence.cli.waiting import decider
    from evidence.review.references import reference_questions

    log, who = Path(config.value("decisions")), decider(config)
    asked = [replace(question, decided=()) for question in reference_questions(cleaned.entries, decisions)]
    if not asked:
        talk.line("No reference needs a decision.")
        return decisions
    sitting = Sitting(asked, who, log)  # what is decided is answered by it, and asked when that is taken back
    try:
        ask(sitting, read_key=keys.read_key, screen=TerminalScreen())
    finally:
        if log.exists():
            talk.line(f"Decisions are kept in {log}.")
    return talk.decisions(config)[0]
