"""`evidence dedupe`: which records are one publication."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from evidence.cli.talk import Talk, many, speaking, writing
from evidence.errors import UsageError

FORMATS = {"csv": "csv", "ris": "ris", "bib": "bibtex", "nbib": "nbib", "csl": "csl"}


@click.command(name="dedupe")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for clusters.csv and the rest.")
@click.option("--format", "merged", type=click.Choice(list(FORMATS)), help="Format of merged.*.  [default: as read]")
@click.option("--explain", nargs=2, metavar="A B", help="Argue for and against two records being one; write nothing.")
@click.option(
    "--scheduler", metavar="ADDRESS", help="Spread the work over Dask: tcp://host:8786, or local for this machine."
)
@writing
@speaking
def command(
    files: tuple[Path, ...],
    out: Path | None,
    merged: str | None,
    explain: tuple[str, str] | None,
    scheduler: str | None,
    talk: Talk,
) -> int:
    """Find which records are one publication, losing none.

    Reads .csv, .ris, .bib, .nbib and PubMed XML, mixed. Where the folder holds an earlier run's clusters.csv, its
    cluster ids are kept, so that files can be added.

    \b
    evidence dedupe medline.nbib embase.ris --out deduplicated
    evidence dedupe records.csv --explain id_1 id_2
    """
    from evidence.pipeline.records import deduplicating, explain_pair

    decisions, unread = talk.decisions(talk.settings())
    if explain:
        click.echo(explain_pair(files, *explain, decisions))
        return 0
    if out is None:
        raise UsageError("dedupe needs a folder to write to", hint="Add --out FOLDER.")
    with ExitStack() as stack:
        with talk.stage(f"Reading and comparing {many(len(files), 'file')} …"):
            found = stack.enter_context(
                deduplicating(
                    files,
                    decisions,
                    merged=FORMATS[merged] if merged else None,
                    clusters=out / "clusters.csv",
                    scheduler=scheduler,
                )
            )
        return talk.deliver(
            found,
            out,
            f"{many(found.facts['records'], 'record')} read: {many(found.facts['publications'], 'publication')}, "
            f"{many(found.facts['links'], 'pair')} linked (links.csv), "
            f"{many(found.facts['review'], 'pair')} for you to judge (review.csv).",
            unread,
        )
