"""`evidence table`: a question to the evidence, answered in the terminal or for a program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.talk import Talk, speaking

if TYPE_CHECKING:
    from evidence.model import Protocol, TableSpec

FORMATS = ("text", "csv", "json", "markdown")


@click.command(name="table")
@click.argument("name", required=False)
@click.option("--patient", help='A patient in words: "SLE, failed colchicine and bisphosphonates".')
@click.option("--disease", multiple=True, help="Disease, by code or name; may be given again.")
@click.option("--class", "treatments", multiple=True, help="Treatment class or drug; may be given again.")
@click.option("--failed", multiple=True, help="What gave no response: tells what else was tried; may be given again.")
@click.option("--domain", multiple=True, help="deposits, symptoms, ulcers, function, recurrence or adverse.")
@click.option("--design", multiple=True, help="case_report, case_series, retrospective_cohort, prospective, rct, ….")
@click.option("--confirmed-only", is_flag=True, help="Only what a person confirmed or corrected.")
@click.option("--pool", is_flag=True, help="Pool the series, or say why not.")
@click.option("--quotes", is_flag=True, help="With the words of each source.")
@click.option(
    "--format", "kind", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print it."
)
@click.option("--query", type=click.Path(path_type=Path), help="Topic file with named tables.  [default: calcinosis]")
@click.option("--from", "paths", multiple=True, type=click.Path(path_type=Path), help="Ask these records or library.")
@click.option("--store", type=click.Path(path_type=Path), help="Ask this store.  [default: the embedded library]")
@speaking
def command(
    name: str | None,
    patient: str | None,
    disease: tuple[str, ...],
    treatments: tuple[str, ...],
    failed: tuple[str, ...],
    domain: tuple[str, ...],
    design: tuple[str, ...],
    confirmed_only: bool,
    pool: bool,
    quotes: bool,
    kind: str,
    query: Path | None,
    paths: tuple[Path, ...],
    store: Path | None,
    talk: Talk,
) -> int:
    """Ask the evidence: what was tried, in whom, with what response.

    NAME is a table of the topic file ([tables.NAME]); options narrow it.

    \b
    evidence table --disease SLE --class colchicine --domain deposits --quotes
    evidence table --patient "SLE, failed colchicine and bisphosphonates"
    evidence table --class rituximab --domain deposits --pool
    evidence table lupus --format markdown
    """
    from evidence.errors import UsageError
    from evidence.pipeline.review import review_dossier
    from evidence.pipeline.tables import table_dossier
    from evidence.protocol.query import load_protocol
    from evidence.report.asked.blocks import blocks
    from evidence.report.asked.written import as_csv, as_markdown, as_object
    from evidence.report.words import words
    from evidence.tabulate.asked import answer
    from evidence.tabulate.understood import understood

    if paths and store:
        raise UsageError("--from and --store exclude each other", hint="Ask either files or a store.")
    protocol = load_protocol(query)
    spec = understood(
        _named(protocol, name),
        patient=patient,
        diseases=disease,
        treatments=treatments,
        failed=failed,
        domains=domain,
        designs=design,
        confirmed_only=confirmed_only,
    )
    config = talk.settings(store=store)
    decisions, unread = talk.decisions(config)
    if store:
        dossier = review_dossier(protocol, decisions, Path(config.value("store")), asked_for=True)
    else:
        dossier = table_dossier(protocol, decisions, paths=paths)
    asked, t = answer(dossier, spec, pool=pool), words()
    faults = (*unread, *dossier.faults)
    code = talk.faults(faults)
    if talk.json or kind == "json":
        told = {**as_object(dossier, asked, t), "faults": [str(fault) for fault in faults]}
        Talk(json=True).data(told, "")
    elif kind == "csv":
        click.echo(as_csv(dossier, asked).decode(), nl=False)
    elif kind == "markdown":
        click.echo(as_markdown(blocks(dossier, asked, t, quotes=quotes)), nl=False)
    else:
        from evidence.cli.screen import print_blocks

        print_blocks(blocks(dossier, asked, t, quotes=quotes))
    return code


def _named(protocol: Protocol, name: str | None) -> TableSpec:
    from evidence.errors import UsageError
    from evidence.model import TableSpec
    from evidence.protocol.suggest import did_you_mean

    if name is None:
        return TableSpec()
    for spec in protocol.tables:
        if spec.name == name:
            return spec
    hint = did_you_mean(name, [spec.name for spec in protocol.tables]) or "Name tables as [tables.NAME] in the file."
    raise UsageError(f'the topic file has no table "{name}"', hint=hint)
