"""Files of records in; clusters or another format out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from evidence.errors import BadDataError
from evidence.model import Decision, serially
from evidence.pipeline.stages import Produced, citations, read
from evidence.store.store import Store

_EXTENSION = {"csv": "csv", "ris": "ris", "bibtex": "bib", "nbib": "nbib", "csl": "json"}


def dedupe_files(
    paths: Sequence[Path],
    decisions: Sequence[Decision],
    *,
    merged: str | None = None,
    clusters: Path | None = None,
    scheduler: str | None = None,
) -> Produced:
    """Which records are one publication: clusters.csv, links.csv, review.csv, origins.csv, summary.json and
    merged.<format>.

    `merged` is a format of `evidence.formats.WRITERS`; left out, it is that of the first record read. The ids in an
    earlier run's `clusters` file are kept, if it is there. A Dask `scheduler` ("tcp://host:8786", "local") does the
    work, if one is named. Raises BadDataError, ConfigurationError, ServiceError.
    """
    from evidence.dedupe.deduplicate import deduplicate
    from evidence.dedupe.merged import merged_records, origins
    from evidence.dedupe.output import dedupe_files as written
    from evidence.dedupe.output import read_clusters
    from evidence.formats import WRITERS
    from evidence.pipeline.distributed import spread
    from evidence.tabulate.notices import in_effect

    earlier = read_clusters(clusters.read_bytes(), str(clusters)) if clusters and clusters.is_file() else {}
    decisions, differing = in_effect(decisions, "pair")
    records, faults = read(paths)
    with spread(scheduler) if scheduler else nullcontext(serially) as mapper:
        result = deduplicate(records, decisions, earlier, mapper)
    kind = merged or next((r.source for r in records if r.source in _EXTENSION), "nbib")
    merged_text = WRITERS[kind](merged_records(result, records))
    files = {**written(result, earlier, origins(result, records)), f"merged.{_EXTENSION[kind]}": merged_text.encode()}
    facts = {
        "records": len(records),
        "publications": len(result.clusters),
        "links": len(result.links),
        "review": len(result.review),
    }
    return Produced(files, (*faults, *differing), facts)


def explain_pair(paths: Sequence[Path], a: str, b: str) -> str:
    """The argument for and against two records of the files being one publication. Raises BadDataError."""
    from evidence.dedupe.explain import explain
    from evidence.match.compare import frequencies_of
    from evidence.match.form import form_of

    records, _ = read(paths)
    by_key = {record.key: record for record in records}
    missing = [key for key in (a, b) if key not in by_key]
    if missing:
        raise BadDataError(
            f"no record {' and no record '.join(missing)} in these files",
            hint="Use the ids of clusters.csv: the csv id, the RIS ID tag, the BibTeX key or the PMID.",
        )
    seen = frequencies_of([form_of(citation) for citation in citations(records)])
    return explain(by_key[a], by_key[b], seen)


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
