"""PubMed → records, with what people coded → dedupe → extract → decide → tabulate → what moved → report → watermark."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from evidence import __version__
from evidence.errors import EvidenceError
from evidence.model import Decision, Dossier, Fault, Finding, News, Protocol, Run, SummaryRow
from evidence.pipeline.by_people import by_people
from evidence.pipeline.stages import dossier_of, extracted, run_of
from evidence.store.store import Store, now

if TYPE_CHECKING:
    from evidence.sources.entrez.search import Found
    from evidence.sources.entrez.transport import Transport

_OVERLAP = timedelta(days=7)  # DateRevised is a day of NLM's clock, and the search may lag behind it


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: the run as it is kept, with its news, and the faults met on the way."""

    run: Run
    faults: tuple[Fault, ...]


def update_topic(
    protocol: Protocol,
    transport: Transport,
    store: Store,
    decisions: Sequence[Decision],
    *,
    deliver: Callable[[Mapping[str, bytes]], None],
    say: Callable[[str], None] = lambda text: None,
    reached: Callable[[Mapping[str, object]], None] = lambda facts: None,
    language: str = "en",
    style: str = "vancouver",
) -> Updated:
    """One harvest from PubMed into the store, and everything downstream; what cannot be had is named in the news.

    `deliver` writes the report folder; only then does the watermark move, and only when every record that the search
    lists is stored. Until then each batch that came is kept, and nothing that was not told is taken as told.
    `reached` is told how far the run has come, for when it fails. Raises ServiceError when the search itself cannot
    be had, ConfigurationError for a key that PubMed does not know.
    """
    from evidence.report.feed import render_feed
    from evidence.report.news import has_news, news_name, render_news
    from evidence.report.report import render_report
    from evidence.tabulate.moved import cells_moved
    from evidence.tabulate.since import record_changes

    topic = protocol.topic_id
    before = [run for run in store.runs() if run.topic_id == topic and run.command == "update"]
    last = next((run for run in reversed(before) if run.complete), None)
    opened = store.put_run(run_of("update", protocol, (), decisions))  # a killed run leaves this line in the log
    listed = store.listed(topic)
    try:
        harvest = _harvest(protocol, transport, store, last or next(iter(before), None), say, reached)
    except EvidenceError as error:
        with suppress(EvidenceError):  # a full disk says so once
            store.put_run(replace(opened, finished=now(), warnings=(error.message,)))
        raise
    found, ids = harvest.found, {f"pmid:{pmid}" for pmid in harvest.found.pmids}
    say("Extracting, tabulating …")
    records = {record.record_id: record for record, _ in store.records(ids | listed.keys())}
    read = extracted(records.values(), protocol.condition, records.keys() - ids)
    dossier = dossier_of("update", protocol, [read, by_people(protocol, decisions)], decisions)
    changes = record_changes(ids, listed, records, store.earlier(topic))
    rows, findings = store.derived(topic, SummaryRow), store.derived(topic, Finding)
    cells = cells_moved(rows, dossier.summary, findings, dossier.findings, changes)
    warnings = (*found.warnings, *harvest.oddities)
    if last and dict(last.facts).get("translation", found.translation) != found.translation:
        warnings = (*warnings, "PubMed reads the query differently than at the last complete run: see the translation")
    news = News(since=last.run_id if last else "", records=changes, cells=cells if last else (), failed=harvest.failed)
    run = replace(
        dossier.run,
        started=opened.started,
        finished=now(),
        complete=not harvest.failed,
        facts=(*dossier.run.facts, *_search_facts(protocol, found, dossier)),
        dated=(("address", transport.base_url), *found.build),
        warnings=tuple(dict.fromkeys(warnings)),
        news=news,
    )
    dossier = replace(dossier, run=run)
    files = {**render_report(dossier, language, style), "feed.xml": render_feed([*before, run], protocol.title)}
    if has_news(run):
        files[f"news/{news_name(run)}"] = render_news(dossier, language)
    deliver(files)
    run = replace(run, run_id=hashlib.sha256(f"{run.run_id} {run.started}".encode()).hexdigest()[:16])
    with store.transaction():
        if run.complete:
            store.replace_derived(topic, dossier.clusters, dossier.findings, dossier.summary)
            run = store.complete(run, ids)
        else:
            run = store.put_run(run)
    return Updated(run, dossier.faults)


def would_fetch(protocol: Protocol, transport: Transport, store: Path) -> tuple[Found, list[str]]:
    """What the search finds now, and the PMIDs that a run would fetch as new; the store, if any, is read in a copy."""
    from evidence.sources.entrez.search import search

    with Store(store, copied=True) as kept:
        ours = _ours(kept, protocol.topic_id)
        had = ours & kept.held()
    found = search(transport, protocol.query, [record_id.removeprefix("pmid:") for record_id in ours])
    return found, [pmid for pmid in found.pmids if f"pmid:{pmid}" not in had]


def _ours(store: Store, topic: str) -> frozenset[str]:
    """The records that the last complete run listed, and those that unfinished runs fetched since."""
    listed = store.listed(topic)
    return store.fetched(topic).union(record_id for record_id, at_last in listed.items() if at_last)


@dataclass(frozen=True, slots=True)
class _Harvest:
    """What the search found, the PMIDs among it that could not be had, and oddities of the answers in words."""

    found: Found
    failed: tuple[str, ...]
    oddities: tuple[str, ...]


def _harvest(
    protocol: Protocol,
    transport: Transport,
    store: Store,
    since: Run | None,
    say: Callable[[str], None],
    reached: Callable[[Mapping[str, object]], None],
) -> _Harvest:
    """Search, fetch what is lacking and what may have changed, store it batch by batch.

    What another topic fetched is fetched again: nobody knows how old it is. Studies with a finding are refreshed in
    every run, also those that an unfinished run fetched; others when PubMed revised them since a week before `since`.
    """
    from evidence.extract.extract import extract
    from evidence.sources.entrez.fetch import fetch
    from evidence.sources.entrez.search import revised_since, search

    topic = protocol.topic_id
    ours = _ours(store, topic)
    found = search(transport, protocol.query, [record_id.removeprefix("pmid:") for record_id in ours])
    reached({"found": len(found.pmids), "translation": found.translation, "warnings": list(found.warnings)})
    day = date.fromisoformat(since.started[:10]) - _OVERLAP if since else None
    again = {f"pmid:{pmid}" for pmid in (revised_since(transport, protocol.query, day) if day else ())}
    again |= {f.record_id for f in store.derived(topic, Finding)}
    again |= {
        record.record_id
        for record, _ in store.records(store.fetched(topic))
        if extract(record, protocol.condition).findings
    }
    had = ours & store.held()
    lacking = [pmid for pmid in found.pmids if f"pmid:{pmid}" not in had]
    wanted = [*lacking, *(pmid for pmid in found.pmids if f"pmid:{pmid}" in had and f"pmid:{pmid}" in again)]
    reached({"failed": lacking})
    failed: list[str] = []
    oddities: list[str] = []
    came: set[str] = set()
    for batch in fetch(transport, wanted):
        with store.transaction():
            store.put_records(batch.records, topic)
        failed += batch.failed
        oddities += batch.oddities
        came.update(record.pmid for record in batch.records)
        reached({"failed": [pmid for pmid in lacking if pmid not in came]})
        say(f"Fetched {len(came)} of {len(wanted)} records …")
    return _Harvest(found, tuple(failed), tuple(oddities))


def _search_facts(protocol: Protocol, found: Found, dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """What PRISMA-S asks of a search, but for its time (items 1, 8, 9, 15, 16)."""
    duplicates = next(box.n for box in dossier.prisma if box.box == "duplicates")
    return (
        ("database", "MEDLINE and the rest of PubMed, through the E-utilities"),
        ("strategy", protocol.query),
        ("translation", found.translation),
        ("limits", protocol.limits),
        ("hits", str(len(found.pmids))),
        ("hits_sha256", hashlib.sha256("\n".join(found.pmids).encode()).hexdigest()),
        ("deduplication", f"evidence dedupe {__version__}: {duplicates} removed"),
    )
