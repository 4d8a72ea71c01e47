"""`evidence log`: what was run, searched and found, as PRISMA-S asks for it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.talk import Talk, speaking

if TYPE_CHECKING:
    from evidence.model import Run


@click.command(name="log")
@click.option("--store", type=click.Path(path_type=Path), help="The store.  [default: the workspace's]")
@click.option("--topic", help="Only the runs of this topic.")
@speaking
def command(store: Path | None, topic: str | None, talk: Talk) -> int:
    """Show every run with what PRISMA-S asks of a search.

    Database and platform, the strategy as sent and as PubMed read it, limits, date and time (UTC), hits, build of
    the database, de-duplication, version of this program.

    \b
    evidence log
    evidence log --topic calcinosis --json
    """
    with talk.store(talk.settings(store=store)) as kept:
        runs = [run for run in kept.runs() if topic in (None, run.topic_id)]
    return talk.data(
        {"runs": [_facts(run) for run in runs]},
        "\n\n".join(_paragraph(run) for run in runs) or "No run is on record.",
    )


def _facts(run: Run) -> dict[str, object]:
    told = asdict(run)
    news = told.pop("news")
    return told | {"facts": dict(run.facts), "dated": dict(run.dated), "news": news and _counts(run)}


def _counts(run: Run) -> dict[str, int]:
    if run.news is None:
        return {}
    kinds = [change.kind for change in run.news.records]
    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    return counts | {"failed": len(run.news.failed), "cells": len(run.news.cells)}


def _paragraph(run: Run) -> str:
    ended = "complete" if run.complete else f"incomplete, ended {run.finished}" if run.finished else "interrupted"
    told = [f"{run.started}  {run.command} {run.topic_id}  ({ended})"]
    told += [f"  {name.replace('_', ' ')}: {value}" for name, value in (*run.facts, *run.dated)]
    told += [f"  warning: {warning}" for warning in run.warnings]
    if counts := _counts(run):
        told.append("  news: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    return "\n".join((*told, f"  tool: evidence {run.tool_version}, topic file {run.protocol_fingerprint[:12]}"))
