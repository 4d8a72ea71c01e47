"""`evidence export`: what is stored, in a format of your choice, on stdout; open questions as a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.talk import Talk, many, speaking, writing
from evidence.cli.waiting import Choice, choosing
from evidence.errors import EvidenceError, UsageError

FORMATS = {"jsonl": "jsonl", "nbib": "nbib", "ris": "ris", "bib": "bibtex", "csl": "csl", "csv": "csv"}


@click.group(name="export")
def command() -> None:
    """Write what is stored to stdout, or open questions to a spreadsheet.

    \b
    evidence export records --format ris > records.ris
    evidence export review --out review.xlsx
    """


@command.command(name="records")
@click.option("--store", type=click.Path(path_type=Path), help="The store.  [default: the workspace's]")
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), default="jsonl", show_default=True, help="Format.")
@speaking
def records(store: Path | None, kind: str, talk: Talk) -> int:
    """The stored records, sorted by id, without run times: equal stores print equal bytes.

    \b
    evidence export records --format ris > records.ris
    """
    from evidence.pipeline.records import export_records

    with talk.store(talk.settings(store=store)) as kept:
        click.echo(export_records(kept, FORMATS[kind]), nl=False)
        empty = next(iter(kept.records()), None) is None
    if empty:
        talk.line("note: the store holds no records; evidence update fetches them.")
    return 0


@command.command(name="review")
@choosing()
@click.option("--format", "kind", type=click.Choice(["xlsx"]), default="xlsx", show_default=True, help="Format.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("review.xlsx"), show_default=True, help="The sheet."
)
@writing
@speaking
def review(choice: Choice, kind: str, out: Path, talk: Talk) -> int:
    """The questions that evidence review asks, as a spreadsheet to fill in.

    \b
    evidence export review --class colchicine --out colchicine.xlsx
    evidence import review colchicine.xlsx
    """
    from evidence.review.sheet import render_review_sheet

    questions, _, known = choice.waiting(talk)
    if not questions:
        talk.data({"questions": 0, "out": None}, f"Nothing waits for a decision{choice.narrowed}; no sheet is written.")
        return 65 if known.unread else 0
    sheet = render_review_sheet(questions, known.log[-1].when if known.log else "")
    if out.exists():
        hint = "Import it with evidence import review, or name another file with --out."
        raise UsageError(f"{out} is there already, and may hold answers", hint=hint)
    try:
        if not talk.dry:
            out.write_bytes(sheet)
    except OSError as error:
        raise EvidenceError(f"{out} cannot be written: {error.strerror}", hint="Name another with --out.") from error
    told = f"{many(len(questions), 'question')} in {out}. Fill it in, then: evidence import review {out}"
    told += f" --list {choice.reference_list}" if choice.reference_list else ""
    talk.data({"questions": len(questions), "out": str(out)}, told)
    return 65 if known.unread else 0
