"""`evidence index`: a saved citation index to match references with."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.talk import Talk, many, speaking


@click.group(name="index")
def command() -> None:
    """Make a saved citation index."""


@command.command(name="build")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The index file to write.")
@speaking
def build(sources: tuple[Path, ...], out: Path, talk: Talk) -> int:
    """Index PubMed XML (plain or .gz), .nbib or .jsonl.gz.

    \b
    evidence index build pubmed26n*.xml.gz --out pubmed.db
    """
    from evidence.pipeline import build_citation_index

    with talk.stage(f"Indexing {many(len(sources), 'file')} …"):
        count, faults = build_citation_index(sources, out)
    talk.faults(faults)
    talk.data({"citations": count, "out": str(out)}, f"{many(count, 'citation')} indexed in {out}.")
    return 0 if all(fault.notice for fault in faults) else 65
