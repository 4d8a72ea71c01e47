"""`evidence extract`: what was tried, in whom, with what response."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.talk import Talk, many, speaking


@click.command(name="extract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--query", type=click.Path(path_type=Path), help="Query file of the topic.  [default: calcinosis]")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for findings.jsonl.")
@speaking
def command(files: tuple[Path, ...], query: Path | None, out: Path, talk: Talk) -> int:
    """Find what was tried, in whom, with what response.

    Reads PubMed XML, .nbib, .ris, .csv and plain text; writes one finding a line, each with its quotes.

    \b
    evidence extract pubmed.xml --out findings
    evidence extract case.txt export.nbib --query queries/calcinosis.toml --out findings
    """
    from evidence.pipeline import default_protocol, extract_files
    from evidence.protocol.query import load_protocol

    protocol = load_protocol(query) if query else default_protocol()
    with talk.stage(f"Reading {many(len(files), 'file')} …"):
        produced = extract_files(files, protocol)
    return talk.deliver(
        produced,
        out,
        f"{many(produced.facts['findings'], 'finding')} in {many(produced.facts['records'], 'record')}; "
        f"{many(produced.facts['excluded'], 'record')} left out with a reason (exclusions.jsonl).",
    )
