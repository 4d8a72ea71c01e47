"""`evidence demo`: the whole pipeline on what is shipped."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.talk import Talk, language_and_style, speaking, writing


@click.command(name="demo")
@click.option("--out", type=click.Path(path_type=Path), default="evidence-demo", show_default=True, help="Folder.")
@language_and_style
@click.option("--store", type=click.Path(path_type=Path), help="Keep records and findings in this file as well.")
@writing
@speaking
def command(out: Path, store: Path | None, lang: str | None, style: str | None, talk: Talk) -> int:
    """Run the whole pipeline on the embedded library and the example list.

    Needs no network.

    \b
    evidence demo --out report      then open report/index.html
    evidence demo --out report --lang fr --style apa
    """
    from evidence.pipeline.demo import run_demo
    from evidence.protocol.query import load_protocol
    from evidence.store.folder import check_folder
    from evidence.store.store import Store

    check_folder(out)
    config = talk.settings(lang=lang, style=style)
    decisions, unread = talk.decisions(config)
    place = None if talk.dry else store
    with talk.stage("Reading the embedded library, extracting, tabulating …"), Store(place) as kept:
        spoken = {"language": config.value("lang"), "style": config.value("style")}
        produced = run_demo(load_protocol(), decisions, kept, **spoken)
    return talk.deliver(
        produced,
        out,
        f"{produced.facts['publications']} publications read, {produced.facts['findings']} findings; "
        f"{produced.facts['references']} references cleaned.\n"
        f"The report is {out / 'index.html'}: open it in a browser.",
        unread,
    )
