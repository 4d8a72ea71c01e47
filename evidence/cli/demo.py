"""`evidence demo`: the whole pipeline on what is shipped."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.talk import Talk, speaking


@click.command(name="demo")
@click.option("--out", type=click.Path(path_type=Path), default="evidence-demo", show_default=True, help="Folder.")
@click.option("--store", type=click.Path(path_type=Path), help="Keep records and findings in this file as well.")
@speaking
def command(out: Path, store: Path | None, talk: Talk) -> int:
    """Run the whole pipeline on the embedded library and the example list.

    Needs no network.

    \b
    evidence demo --out report      then open report/index.html
    """
    from evidence.pipeline import default_protocol, run_demo
    from evidence.store.folder import check_folder, write_folder
    from evidence.store.store import Store

    config = talk.settings()
    check_folder(out)
    with talk.stage("Reading the embedded library, extracting, tabulating …"), Store(store) as kept:
        produced = run_demo(default_protocol(), talk.decisions(config), kept, style=config.value("style"))
    write_folder(out, produced.files)
    talk.faults(produced.faults)
    page = out / "index.html"
    talk.data(
        {**produced.facts, "out": str(out), "page": str(page)},
        f"{produced.facts['findings']} findings from {produced.facts['publications']} publications; "
        f"{produced.facts['references']} references cleaned.\nThe report is {page}: open it in a browser.",
    )
    return 0
