"""`evidence extract`: what was tried, in whom, with what response."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.talk import Talk, many, speaking, writing


@click.command(name="extract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--query", type=click.Path(path_type=Path), help="Query file of the topic.  [default: calcinosis]")
@click.option("--extractor", "names", multiple=True, metavar="NAME", help="Ask this installed plug-in as well.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for findings.jsonl.")
@writing
@speaking
def command(files: tuple[Path, ...], query: Path | None, names: tuple[str, ...], out: Path, talk: Talk) -> int:
    """Find what was tried, in whom, with what response.

    Reads PubMed XML, .nbib, .ris, .csv and plain text; writes one finding a line, each with its quotes.

    \b
    evidence extract pubmed.xml --out findings
    evidence extract case.txt export.nbib --query queries/calcinosis.toml --out findings
    """
    from evidence.extract.eligible import for_a_person
    from evidence.extract.plugins import extractors
    from evidence.pipeline.extraction import extract_files
    from evidence.protocol.query import load_protocol

    protocol = load_protocol(query)
    asked = extractors(names)
    with talk.stage(f"Reading {many(len(files), 'file')} …"):
        produced = extract_files(files, protocol, asked)
    told, unjudged = produced.facts, for_a_person(protocol)
    if unjudged:
        talk.line(f"note: no rule can judge these criteria of the topic: {', '.join(unjudged)}; please read for them")
    lines = [
        f"{many(told['findings'], 'finding')} in {many(told['records'], 'record')}; "
        f"{many(told['excluded'], 'record')} left out with a reason (exclusions.jsonl)."
    ]
    if told["ambiguous"]:
        lines.append(
            f"{many(told['ambiguous'], 'outcome')} of no one treatment: to be read (exclusions.jsonl, ambiguous)."
        )
    if told["in_library"]:
        lines.append(
            f"{many(told['in_library'], 'record')} coded by a person in the library: "
            f"{many(told['disagreements'], 'difference')} (disagreements.jsonl)."
        )
    return talk.deliver(produced, out, "\n".join(lines))
