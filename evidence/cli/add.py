"""`evidence add`: a publication or a case that PubMed does not hold."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evidence.cli.talk import Talk, many, speaking, writing


@click.command(name="add")
@click.argument("fields", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--citation", type=click.Path(path_type=Path), help="A .ris, .bib or .nbib, or a reference as text.")
@click.option(
    "--text", type=click.Path(path_type=Path, allow_dash=True), help="Its abstract, or the case as told (- to paste)."
)
@click.option(
    "--outcome", "outcomes", multiple=True, metavar="NAME=VALUE...", help="A coded outcome; may be given again."
)
@click.option("--seen", required=True, help="Where it was seen: an address, a congress book with its page, the ward.")
@click.option("--query", type=click.Path(path_type=Path), help="Topic file.  [default: calcinosis]")
@writing
@speaking
def command(
    fields: tuple[str, ...],
    citation: Path | None,
    text: Path | None,
    outcomes: tuple[str, ...],
    seen: str,
    query: Path | None,
    talk: Talk,
) -> int:
    """Enter by hand what PubMed does not hold.

    A congress abstract, a thesis, a case of one's own; or more of a paper that is known, by its pmid= or doi=. Fields
    and codes are those of data/library/README.md; a text may begin with Title:, Type: and Study-Group: lines. It is
    kept in the decisions log, marked as entered by hand, and takes part in every run; evidence decisions undo takes it
    back. The same again adds to it.

    \b
    evidence add --citation poster.ris --seen "poster 12, congress of 2024" --text abstract.txt
    evidence add title="A case of ours" authors="Doe J" year=2024 design=case_report --seen "our clinic" \\
      --outcome "disease=SLE intervention=colchicine domain=deposits response=none n_treated=1"
    """
    from evidence.pipeline.adding import addition
    from evidence.protocol.query import load_protocol

    config = talk.settings()
    protocol = load_protocol(query)
    decisions, _ = talk.decisions(config)
    made = addition(
        protocol,
        config.value("who"),
        decisions,
        Path(config.value("store")),
        seen=seen,
        citation=citation,
        fields=fields,
        text=_read(text),
        outcomes=outcomes,
    )
    log, key, identity = Path(config.value("decisions")), made.record.key, made.decision.decision_id
    talk.keep(log, [made.decision])
    how = "coded" if outcomes else "read from its text by rules"
    entered = "would be entered" if talk.dry else "entered"
    told = [f"{made.record.title}: {entered} as {key}, {many(len(made.findings), 'finding')} {how}."]
    told += [f"  {f.disease}, {f.intervention}: {f.domain} {f.response} ({f.finding_id})" for f in made.findings]
    if made.same:
        told.append(f"  It is one publication with {', '.join(made.same)}.")
    if made.maybe:
        told.append(f"  It may be one publication with {', '.join(made.maybe)}: evidence review duplicates")
    kept = f"Kept in {log}; take it back with: evidence decisions undo {identity[:8]}"
    told.append(f"It would be kept in {log}." if talk.dry else kept)
    findings = [f.finding_id for f in made.findings]
    payload = {"decision_id": identity, "record_id": key, "findings": findings, "same": made.same, "maybe": made.maybe}
    return talk.data(payload, "\n".join(told))


def _read(path: Path | None) -> str:
    from evidence.protocol.given import reading

    if path is None:
        return ""
    with reading(path, "Give a text file, or - to paste."):
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
