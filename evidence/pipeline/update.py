"""PubMed → records → dedupe → extract → decide → tabulate → what moved → report → watermark."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from evidence import __version__
from evidence.errors import ServiceError
from evidence.model import Decision, Dossier, Exclusion, Fault, Finding, News, Protocol, Run
from evidence.pipeline.stages import dossier_of, run_of
from evidence.store.store import Store, now

if TYPE_CHECKING:
    from evidence.sources.entrez.search import Found
    from evidence.sources.entrez.transport import Transport

_OVERLAP = timedelta(days=7)  # DateRevised is a day of NLM's clock, and the search may lag behind it
_GONE = "the record no longer matches the search"  # it stays, with its findings, and counts nowhere


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
) -> Updated:
    """One harvest from PubMed into the store, and everything downstream; what cannot be had is named in the news.

    `deliver` writes the report folder; only then does the watermark move, and only when every record that the search
    lists is stored. Until then each batch that came is kept, and nothing that was not told is taken as told.
    Raises ServiceError when the search itself cannot be had.
    """
    from evidence.extract.extract import extract
    from evidence.report.feed import render_feed
    from evidence.report.news import has_news, news_name, render_news
    from evidence.report.report import render_report
    from evidence.sources.entrez.fetch import fetch
    from evidence.sources.entrez.search import revised_since, search
    from evidence.tabulate.moved import cells_moved
    from evidence.tabulate.since import record_changes

    topic = protocol.topic_id
    earlier_runs = [run for run in store.runs() if run.topic_id == topic and run.command == "update"]
    last = next((run for run in reversed(earlier_runs) if run.complete), None)
    opened = store.put_run(run_of("update", protocol, (), decisions))  # a killed run leaves this line in the log
    since = last or next(iter(earlier_runs), None)
    listed = store.listed(topic)
    try:
        found = search(transport, protocol.query, [i.removeprefix("pmid:") for i, now in listed.items() if now])
        revised = (
            revised_since(transport, protocol.query, date.fromisoformat(since.started[:10]) - _OVERLAP) if since else ()
        )
    except ServiceError as error:
        store.put_run(replace(opened, finished=now(), warnings=(error.message,)))
        raise
    held = store.held()
    ids = {f"pmid:{pmid}": pmid for pmid in found.pmids}
    wanted = [pmid for record_id, pmid in ids.items() if record_id not in held]
    again = {f.record_id for f in store.findings(topic)} | {f"pmid:{pmid}" for pmid in revised}
    wanted += [pmid for record_id, pmid in ids.items() if record_id in held and record_id in again]
    failed: list[str] = []
    oddities: list[str] = []
    done = 0
    for batch in fetch(transport, wanted):
        with store.transaction():
            store.put_records(batch.records, topic)
        failed += batch.failed
        oddities += batch.oddities
        done += len(batch.records)
        say(f"Fetched {done} of {len(wanted)} records …")
    say("Extracting, tabulating …")
    records = {record.record_id: record for record, _ in store.records(ids.keys() | listed.keys())}
    extractions = [extract(record) for record in records.values()]
    dossier = dossier_of(
        "update",
        protocol,
        tuple(records.values()),
        [f if f.record_id in ids else _vanished(f) for e in extractions for f in e.findings],
        [
            *(x for e in extractions for x in e.exclusions),
            *(Exclusion(record_id, "vanished", _GONE) for record_id in records if record_id not in ids),
        ],
        decisions,
        (),
    )
    changes = record_changes(ids.keys(), listed, records, store.earlier(topic))
    cells = cells_moved(store.summary(topic), dossier.summary, store.findings(topic), dossier.findings, changes)
    warnings = (*found.warnings, *oddities)
    if last and dict(last.facts).get("translation", found.translation) != found.translation:
        warnings = (*warnings, "PubMed reads the query differently than at the last complete run: see the translation")
    run = replace(
        dossier.run,
        started=opened.started,
        finished=now(),
        complete=not failed,
        facts=(*dossier.run.facts, *_search_facts(protocol, found, dossier)),
        dated=(("address", transport.base_url), *found.build),
        warnings=tuple(dict.fromkeys(warnings)),
        news=News(
            since=last.run_id if last else "", records=changes, cells=cells if last else (), failed=tuple(failed)
        ),
    )
    dossier = replace(dossier, run=run)
    told = [*(r for r in earlier_runs if r.complete), run]
    files = {**render_report(dossier), "feed.xml": render_feed(told, protocol.title)}
    if has_news(run):
        files[f"news/{news_name(run)}"] = render_news(dossier)
    deliver(files)
    with store.transaction():
        if run.complete:
            store.replace_derived(topic, dossier.clusters, dossier.findings, dossier.summary)
            run = store.complete(run, ids)
        else:
            run = store.put_run(run)
    return Updated(run, dossier.faults)


def _vanished(finding: Finding) -> Finding:
    return replace(finding, countable=False, why_not_countable=_GONE)


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
