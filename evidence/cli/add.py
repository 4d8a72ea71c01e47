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
    from evidence.pipeline import addition, default_protocol, review_dossier
    from evidence.pipeline.adding import alike
    from evidence.protocol.query import load_protocol
    from evidence.sources.by_hand import SOURCE

    config = talk.settings()
    protocol = load_protocol(query) if query else default_protocol()
    decisions, _ = talk.decisions(config)
    known = review_dossier(protocol, decisions, Path(config.value("store"))).records
    decision, record, findings = addition(
        protocol,
        config.value("who"),
        seen=seen,
        citation=citation,
        fields=fields,
        text=_read(text),
        outcomes=outcomes,
        known=[one for one in known if one.source != SOURCE],
    )
    log = Path(config.value("decisions"))
    talk.keep(log, [decision])
    told = [f"  {f.disease}, {f.intervention}: {f.domain} {f.response} ({f.finding_id})" for f in findings]
    same, asked = alike(record, [one for one in known if one.record_id != record.record_id], decisions)
    told += [f"  It is one publication with {', '.join(same)}."] if same else []
    told += [f"  It may be one publication with {', '.join(asked)}: evidence review duplicates"] if asked else []
    how = "coded" if outcomes else "read from its text by rules"
    entered = "would be entered" if talk.dry else "entered"
    kept = f"Kept in {log}; take it back with: evidence decisions undo {decision.decision_id[:8]}"
    talk.data(
        {"decision_id": decision.decision_id, "record_id": record.key, "findings": [f.finding_id for f in findings]}
        | {"same": same, "maybe": asked},
        "\n".join(
            (
                f"{record.title}: {entered} as {record.key}, {many(len(findings), 'finding')} {how}.",
                *told,
                f"It would be kept in {log}." if talk.dry else kept,
            )
        ),
    )
    return 0


def _read(path: Path | None) -> str:
    from evidence.errors import BadDataError

    if path is None:
        return ""
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise BadDataError(f"{path} cannot be read: {reason}", hint="Give a text file, or - to paste.") from error
