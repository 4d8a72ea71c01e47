"""`evidence export`: what is stored, in a format of your choice, on stdout."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.talk import Talk, speaking

FORMATS = {"jsonl": "jsonl", "nbib": "nbib", "ris": "ris", "bib": "bibtex", "csl": "csl", "csv": "csv"}


@click.group(name="export")
def command() -> None:
    """Write what is stored to stdout."""


@command.command(name="records")
@click.option("--store", type=click.Path(path_type=Path), help="The store.  [default: the workspace's]")
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), default="jsonl", show_default=True)
@speaking
def records(store: Path | None, kind: str, talk: Talk) -> int:
    """The stored records, sorted by id, without run times: equal stores print equal bytes.

    \b
    evidence export records --format ris > records.ris
    """
    from evidence.pipeline import export_records

    with talk.store(talk.settings(store=str(store) if store else None)) as kept:
        click.echo(export_records(kept, FORMATS[kind]), nl=False)
    return 0
