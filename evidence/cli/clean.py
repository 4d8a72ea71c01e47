"""`evidence clean`: a reference list made right."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.talk import Talk, many, speaking

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command(name="clean")
@click.argument("reference_list", type=click.Path(path_type=Path, allow_dash=True), metavar="LIST")
@click.option("--index", type=click.Path(path_type=Path), help="Citation index to match with.  [default: the library]")
@click.option(
    "--source",
    "sources",
    multiple=True,
    type=click.Choice(["store", "pubmed"]),
    help="Look there as well for what is not found; may be given twice.",
)
@click.option("--style", help="vancouver, ama, apa or the id of a CSL style.  [default: vancouver]")
@click.option("--rewrite", is_flag=True, help="Write the manuscript (text, Markdown, .docx) with its new numbers.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the clean list.")
@speaking
def command(
    reference_list: Path,
    index: Path | None,
    sources: tuple[str, ...],
    style: str | None,
    rewrite: bool,
    out: Path,
    talk: Talk,
) -> int:
    """Identify and correct every reference of a list.

    LIST is text, Markdown, .docx, .pdf, .bib, .ris or .nbib, or - for standard input: a list, or a whole manuscript,
    in which the reference section is found. Each change comes with its reason. A .pdf needs pypdf.

    \b
    evidence clean references.txt --out cleaned       then open cleaned/references.html
    evidence clean manuscript.docx --rewrite --out cleaned    writes cleaned/manuscript.docx as well
    pbpaste | evidence clean - --index pubmed.db --out cleaned
    evidence clean references.txt --source pubmed --out cleaned
    """
    from evidence.pipeline import clean_reference_list

    config = talk.settings(style=style)
    decisions, unread = talk.decisions(config)
    with ExitStack() as opened, talk.stage("Identifying the references …") as say:
        produced = clean_reference_list(
            reference_list,
            index=index,
            decisions=decisions,
            style=config.value("style"),
            store=opened.enter_context(talk.store(config)) if "store" in sources else None,
            transport=opened.enter_context(talk.pubmed(config)) if "pubmed" in sources else None,
            say=say,
            rewrite=rewrite,
        )
    statuses = produced.facts["statuses"]
    told = ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in statuses.items())  # type: ignore[attr-defined]
    return talk.deliver(
        produced,
        out,
        f"{many(produced.facts['references'], 'reference')}: {told or 'none'}.\n"
        f"Open {out / 'references.html'} to see why.{_copied(produced.facts, out)}",
        unread,
    )


def _copied(facts: Mapping[str, object], out: Path) -> str:
    if "manuscript" not in facts:
        return ""
    told = f"\n{out / str(facts['manuscript'])} is your text with the clean list and its numbers"
    return f"{told}; {many(facts['left'], 'place')} in it need a look: see the notes." if facts["left"] else f"{told}."
