"""The order of the stages: the only module that knows it.

    demo     library + example text → dedupe → extract → decide → tabulate → report, and the example list cleaned
    update   PubMed → records → dedupe → extract → decide → tabulate → what moved → report → watermark
    extract  files → records → findings
    dedupe   files → records → clusters
    clean    list + index → cleaned list

Every function returns files as bytes; the caller writes them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from evidence import __version__
from evidence.errors import BadDataError, ServiceError
from evidence.model import (
    Citation,
    Decision,
    Dossier,
    Exclusion,
    Fault,
    Finding,
    News,
    Place,
    Protocol,
    Record,
    Run,
)
from evidence.protocol.query import load_protocol
from evidence.protocol.shipped import shipped
from evidence.store.store import Store, now

if TYPE_CHECKING:
    from evidence.sources.entrez.search import Found
    from evidence.sources.entrez.transport import Transport

_OVERLAP = timedelta(days=7)  # DateRevised is a day of NLM's clock, and the search may lag behind it
_GONE = "the record no longer matches the search"  # it stays, with its findings, and counts nowhere
_EXTENSION = {"csv": "csv", "ris": "ris", "bibtex": "bib", "nbib": "nbib", "csl": "json"}


@dataclass(frozen=True, slots=True)
class Produced:
    """What a run made: files by relative name, faults with their places, and the facts that --json prints."""

    files: Mapping[str, bytes]
    faults: tuple[Fault, ...]
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: the run as it is kept, with its news, and the faults met on the way."""

    run: Run
    faults: tuple[Fault, ...]


def default_protocol() -> Protocol:
    """The topic shipped with the package."""
    return load_protocol(shipped("queries", "calcinosis.toml"))


def run_demo(protocol: Protocol, decisions: Sequence[Decision], store: Store, *, style: str = "vancouver") -> Produced:
    """The whole pipeline on the embedded library, the example text and the example list. Needs no network.

    Raises BadDataError when the embedded library holds faults.
    """
    from evidence.clean.clean import clean_list
    from evidence.extract.extract import extract
    from evidence.report.references import render_references
    from evidence.report.report import render_report
    from evidence.sources.index import build_index
    from evidence.sources.library import load_library

    library = load_library(strict=True)
    texts, faults = _read([shipped("data", "examples", "cas-lupus.txt")])
    extractions = [extract(record) for record in texts]
    findings = (*library.findings, *(f for e in extractions for f in e.findings))
    exclusions = (*library.exclusions, *(x for e in extractions for x in e.exclusions))
    example = shipped("data", "examples", "references.txt")
    with build_index(_citations(library.records), None) as index:
        cleaned = clean_list(example.read_text(encoding="utf-8"), index, file=example.name, decisions=decisions)
    dossier = _dossier(
        "demo", protocol, (*library.records, *texts), findings, exclusions, decisions, (*library.faults, *faults)
    )
    dossier = replace(dossier, cleaned=cleaned.entries)
    files = dict(render_report(dossier))
    files.update({f"references/{name}": body for name, body in render_references(cleaned, style=style).items()})
    with store.transaction():
        store.put_records(dossier.records)
        store.replace_derived("demo", dossier.clusters, dossier.findings, dossier.summary)
        store.put_run(replace(dossier.run, complete=True))
    facts = {
        "records": len(dossier.records),
        "publications": len(dossier.clusters),
        "findings": len(dossier.findings),
        "references": len(cleaned.entries),
    }
    return Produced(files, dossier.faults, facts)


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
    opened = store.put_run(_run("update", protocol, (), decisions))  # a killed run leaves this line in the log
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
    dossier = _dossier(
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
        facts=(*dossier.run.facts, *_search_facts(protocol, transport, found, dossier)),
        dated=found.build,
        warnings=warnings,
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


def _search_facts(
    protocol: Protocol, transport: Transport, found: Found, dossier: Dossier
) -> tuple[tuple[str, str], ...]:
    """What PRISMA-S asks of a search, but for its time (items 1, 8, 9, 15, 16)."""
    duplicates = next(box.n for box in dossier.prisma if box.box == "duplicates")
    return (
        ("database", "MEDLINE and the rest of PubMed, through the E-utilities"),
        ("address", transport.base_url),
        ("strategy", protocol.query),
        ("translation", found.translation),
        ("limits", protocol.limits),
        ("hits", str(len(found.pmids))),
        ("hits_sha256", hashlib.sha256("\n".join(found.pmids).encode()).hexdigest()),
        ("deduplication", f"evidence dedupe {__version__}: {duplicates} removed"),
    )


def extract_files(paths: Sequence[Path], protocol: Protocol) -> Produced:
    """Findings of every record in the files, as findings.jsonl, with what was left out and why."""
    from evidence.extract.extract import extract
    from evidence.extract.output import exclusions_jsonl, findings_jsonl

    records, faults = _read(paths)
    findings: list[Finding] = []
    exclusions: list[Exclusion] = []
    for record in records:
        extraction = extract(record)
        findings += extraction.findings
        exclusions += extraction.exclusions
    files = {
        "findings.jsonl": findings_jsonl(findings).encode(),
        "exclusions.jsonl": exclusions_jsonl(exclusions).encode(),
    }
    facts = {
        "topic": protocol.topic_id,
        "topic_fingerprint": protocol.fingerprint,
        "tool_version": __version__,
        "records": len(records),
        "findings": len(findings),
        "excluded": len({x.record_id for x in exclusions}),
    }
    files["run.json"] = (json.dumps(facts, indent=2) + "\n").encode()
    return Produced(files, faults, facts)


def dedupe_files(paths: Sequence[Path], decisions: Sequence[Decision], *, merged: str | None = None) -> Produced:
    """Which records are one publication: clusters.csv, links.csv, review.csv, summary.json and merged.<format>.

    `merged` is a format of `evidence.formats.WRITERS`; left out, it is that of the first record read.
    """
    from evidence.dedupe.deduplicate import deduplicate
    from evidence.dedupe.merged import merged_records
    from evidence.dedupe.output import dedupe_files as written
    from evidence.formats import WRITERS

    records, faults = _read(paths)
    result = deduplicate(records, decisions)
    kind = merged or next((r.source for r in records if r.source in _EXTENSION), "nbib")
    merged_text = WRITERS[kind](merged_records(result, records))
    files = {**written(result), f"merged.{_EXTENSION[kind]}": merged_text.encode()}
    facts = {
        "records": len(records),
        "publications": len(result.clusters),
        "links": len(result.links),
        "review": len(result.review),
    }
    return Produced(files, faults, facts)


def explain_pair(paths: Sequence[Path], a: str, b: str) -> str:
    """The argument for and against two records of the files being one publication. Raises BadDataError."""
    from evidence.dedupe.explain import explain
    from evidence.match.compare import frequencies_of
    from evidence.match.form import form_of

    records, _ = _read(paths)
    by_key = {record.key: record for record in records}
    missing = [key for key in (a, b) if key not in by_key]
    if missing:
        raise BadDataError(
            f"no record {' and no record '.join(missing)} in these files",
            hint="Use the ids of clusters.csv: the csv id, the RIS ID tag, the BibTeX key or the PMID.",
        )
    seen = frequencies_of([form_of(citation) for citation in _citations(records)])
    return explain(by_key[a], by_key[b], seen)


def clean_reference_list(path: Path, *, index: Path | None, decisions: Sequence[Decision], style: str) -> Produced:
    """A reference list (`-` for standard input), identified in an index (the embedded library if None) and corrected.

    Raises BadDataError for a list that cannot be read, or a file that is no index.
    """
    from evidence.clean.clean import clean_list
    from evidence.report.references import render_references
    from evidence.sources.index import build_index, open_index
    from evidence.sources.library import load_library
    from evidence.sources.lists import read_list

    given = read_list(path)
    opened = open_index(index) if index else build_index(_citations(load_library().records), None)
    with opened:
        cleaned = clean_list(given, opened, file=str(path), decisions=decisions)
        faults = (*given.faults, *opened.faults)
    statuses = Counter(entry.status for entry in cleaned.entries)
    facts = {"references": len(cleaned.entries), "statuses": dict(sorted(statuses.items()))}
    return Produced(render_references(cleaned, style=style), faults, facts)


def build_citation_index(sources: Sequence[Path], out: Path) -> tuple[int, tuple[Fault, ...]]:
    """Index PubMed XML, .nbib or the .jsonl.gz form in a file; the number of citations and the faults."""
    from evidence.sources.index import build_index

    faults: list[Fault] = []
    with build_index(_citations_of_files(sources, faults), out) as index:
        return len(index), tuple(faults)


def export_records(store: Store, kind: str) -> str:
    """The stored records sorted by id, as `jsonl` or in a format of `evidence.formats.WRITERS`."""
    if kind != "jsonl":
        from evidence.formats import WRITERS

        return WRITERS[kind](record for record, _ in store.records())
    lines = (
        {
            "record_id": record.record_id,
            "pmid": record.pmid or None,
            "doi": record.doi or None,
            "title": record.title,
            "content_hash": record.content_hash,
            "status": status,
        }
        for record, status in store.records()
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _read(paths: Sequence[Path]) -> tuple[tuple[Record, ...], tuple[Fault, ...]]:
    """Every record and fault of the files; raises BadDataError when nothing at all could be read."""
    from evidence.sources.files import read_files

    records: list[Record] = []
    faults: list[Fault] = []
    for item in read_files(paths):
        if isinstance(item, Fault):
            faults.append(item)
        else:
            records.append(item)
    if not records and faults:
        raise BadDataError("no record could be read", faults=faults)
    return tuple(records), tuple(faults)


def _citations(records: Iterable[Record]) -> Iterator[Citation]:
    from evidence.normalise.citation import citation_of

    return (citation_of(record) for record in records)


def _citations_of_files(sources: Sequence[Path], faults: list[Fault]) -> Iterator[Citation]:
    from evidence.normalise.citation import citation_of
    from evidence.sources.citation_jsonl import read_citation_file
    from evidence.sources.files import read_files

    for path in sources:
        lines = path.name.endswith((".jsonl", ".jsonl.gz"))
        for item in read_citation_file(path) if lines else read_files([path]):
            if isinstance(item, Fault):
                faults.append(item)
            else:
                yield citation_of(item) if isinstance(item, Record) else item


def _dossier(
    command: str,
    protocol: Protocol,
    records: Sequence[Record],
    findings: Sequence[Finding],
    exclusions: Sequence[Exclusion],
    decisions: Sequence[Decision],
    faults: Sequence[Fault],
) -> Dossier:
    """Deduplicate, replay decisions, tabulate: what every report is made of."""
    from evidence.dedupe.deduplicate import deduplicate
    from evidence.tabulate import gaps, prisma_counts, studies_of, study_rows, summarise
    from evidence.tabulate.decided import apply_decisions

    records = sorted(records, key=lambda r: r.record_id)
    decided = apply_decisions(findings, (r.record_id for r in records), decisions)
    result = deduplicate(records, decisions)
    by_hand = tuple(Exclusion(record_id, "decision", note) for record_id, note in decided.excluded)
    left_out = (*exclusions, *by_hand)
    studies = studies_of(records, result.clusters, decided.findings)
    rows = study_rows(decided.findings, result.clusters, studies, protocol)
    return Dossier(
        protocol=protocol,
        run=_run(command, protocol, records, decisions),
        records=tuple(records),
        clusters=result.clusters,
        review_pairs=result.review,
        findings=decided.findings,
        exclusions=left_out,
        studies=studies,
        rows=rows,
        summary=summarise(rows, protocol),
        prisma=prisma_counts(records, result.clusters, left_out, rows),
        gaps=gaps(protocol, rows),
        faults=(*faults, *(_orphan(d) for d in sorted({*decided.orphaned, *result.orphaned}))),
    )


def _orphan(decision: Decision) -> Fault:
    """A decision that found nothing to decide: shown, never dropped."""
    return Fault(
        Place("decisions log", item=decision.decision_id),
        "orphaned-decision",
        f"{decision.who} said “{decision.verb}” on {decision.subject}, which is not in these results or does not fit.",
        "It stays in the log and takes effect when its subject is back.",
        notice=True,
    )


def _run(command: str, protocol: Protocol, records: Sequence[Record], decisions: Sequence[Decision]) -> Run:
    """The run, named by what went into it: equal inputs have equal ids."""
    seen = hashlib.sha256(f"{__version__} {command} {protocol.fingerprint}".encode())
    for part in (*(f"{r.record_id} {r.content_hash}" for r in records), *(d.decision_id for d in decisions)):
        seen.update(f"\n{part}".encode())
    return Run(
        run_id=seen.hexdigest()[:16],
        command=command,
        topic_id=protocol.topic_id,
        protocol_fingerprint=protocol.fingerprint,
        tool_version=__version__,
        facts=(("records", str(len(records))), ("decisions", str(len(decisions)))),
    )
