"""`evidence update`: what is new in PubMed on a topic, for people and for schedulers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.talk import Talk, language_and_style, many, speaking, writing
from evidence.errors import EvidenceError, ServiceError
from evidence.model import News, RecordChange, RecordNews, Run

if TYPE_CHECKING:
    from evidence.config import Config
    from evidence.model import Protocol

_NEWS: tuple[RecordNews, ...] = ("new", "changed", "retracted", "vanished")
_TEXTS = ("topic", "run_id", "started", "finished", "translation", "out")
_NEW_EVIDENCE = 10


@click.command(name="update")
@click.argument("query", type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path), help="The store.  [default: the workspace's]")
@click.option("--out", type=click.Path(path_type=Path), help="Report folder.  [default: reports/<topic>]")
@language_and_style
@click.option("--exit-code", is_flag=True, help="Exit with 10 when there is something new.")
@writing
@speaking
def command(
    query: Path,
    store: Path | None,
    out: Path | None,
    exit_code: bool,
    lang: str | None,
    style: str | None,
    talk: Talk,
) -> int:
    """Fetch what is new on a topic from PubMed, and renew its report.

    QUERY is a topic file. One full search each time; what was found before is kept, what changed, was retracted or
    no longer matches is told. A run that could not fetch everything says so, and never exits with 0.

    \b
    evidence update queries/calcinosis.toml
    evidence update queries/calcinosis.toml --quiet --json --exit-code      for a scheduler
    """
    told: dict[str, object] = {"query": str(query), **dict.fromkeys(_TEXTS, ""), "complete": False, "found": 0}
    told |= {"requests": 0, **{kind: [] for kind in (*_NEWS, "failed", "warnings")}}
    try:
        flags = {"store": store, "lang": lang, "style": style}
        return _update(query, flags, out, exit_code, talk, told)
    except EvidenceError as error:
        error.facts = {**told, **error.facts}
        raise
    except KeyboardInterrupt:
        if talk.json:
            talk.data({**told, "error": "interrupted; what was fetched is kept, run this again to complete it"}, "")
        raise


def _update(
    query: Path,
    flags: dict[str, str | Path | None],
    out: Path | None,
    exit_code: bool,
    talk: Talk,
    told: dict[str, object],
) -> int:
    from evidence.formats.style import render as render_references
    from evidence.pipeline.update import update_topic
    from evidence.protocol.query import load_protocol
    from evidence.store.folder import check_folder, write_folder
    from evidence.store.lock import locked
    from evidence.store.store import Store

    protocol = load_protocol(query)
    config = talk.settings(**flags)
    render_references((), config.value("style"))  # an unknown style is told before anything is fetched
    folder = out or (config.workspace or Path()) / "reports" / protocol.topic_id
    check_folder(folder)
    told.update(query=protocol.query, topic=protocol.topic_id, out=str(folder))
    if talk.dry:
        return _planned(protocol, config, talk)
    decisions, unread = talk.decisions(config)
    path = Path(config.value("store")).resolve()  # a link to a store is that store, and has its lock
    transport = talk.pubmed(config)
    with locked(path), transport, Store(path) as kept, talk.stage("Searching PubMed …") as say:
        try:
            updated = update_topic(
                protocol,
                transport,
                kept,
                decisions,
                deliver=lambda files: write_folder(folder, files),
                say=say,
                reached=told.update,
                language=config.value("lang"),
                style=config.value("style"),
            )
        finally:
            told["requests"] = transport.requests
    run, faults = updated.run, (*unread, *updated.faults)
    facts = {**told, **_facts(run)}
    if not run.complete and run.news:
        failed = run.news.failed
        raise ServiceError(
            f"{many(len(failed), 'record')} that PubMed lists could not be fetched: PMID {', '.join(failed[:10])}"
            + (" …" if len(failed) > 10 else ""),
            hint="What came is stored and reported as incomplete; run this again to complete it.",
            faults=faults,
            facts=facts,
        )
    for warning in run.warnings:
        talk.line(f"note: {warning}")
    news = [(kind, len(run.news.of(kind)) if run.news else 0) for kind in _NEWS]
    code = talk.data(
        facts,
        f"{facts['found']} found; {', '.join(f'{n} {kind}' for kind, n in news)}.\n"
        f"The report is {folder / 'index.html'}: open it in a browser.",
        faults,
    )
    return code or (_NEW_EVIDENCE if exit_code and any(n for _, n in news) else 0)


def _planned(protocol: Protocol, config: Config, talk: Talk) -> int:
    """Search, and say what a run would fetch."""
    from evidence.pipeline.update import would_fetch

    with talk.pubmed(config) as transport, talk.stage("Searching PubMed …"):
        found, lacking = would_fetch(protocol, transport, Path(config.value("store")))
    for warning in found.warnings:
        talk.line(f"note: {warning}")
    facts = {"topic": protocol.topic_id, "found": len(found.pmids), "would_fetch": lacking, "warnings": found.warnings}
    text = (
        f"{many(len(found.pmids), 'record')} found; {len(lacking)} of them are not in the store and would be fetched."
    )
    told = f"{text}\nPubMed reads the query as: {found.translation}"
    return talk.data({**facts, "translation": found.translation}, told)


def _facts(run: Run) -> dict[str, object]:
    """What --json prints of a run; PMIDs, each in one list."""
    news, facts = run.news or News(), dict(run.facts)
    return {
        **{name: getattr(run, name) for name in ("run_id", "started", "finished", "complete")},
        "found": int(facts["hits"]),
        **{kind: [_pmid(change) for change in news.of(kind)] for kind in _NEWS},
        "failed": list(news.failed),
        "translation": facts["translation"],
        "warnings": list(run.warnings),
        "changes": {_pmid(change): list(change.what) for change in news.records if change.what},
        "cells": len(news.cells),
    }


def _pmid(change: RecordChange) -> str:
    return change.record_id.removeprefix("pmid:")
