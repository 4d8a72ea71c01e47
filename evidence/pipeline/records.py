"""Files of records in; clusters or another format out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evidence.errors import BadDataError
from evidence.model import Decision, Fault, Here, Record
from evidence.model.workers import uncollected
from evidence.pipeline.stages import Streamed, read, reading
from evidence.store.store import Store

_MERGED = ("csv", "ris", "bibtex", "nbib", "csl")


@contextmanager
def deduplicating(
    paths: Sequence[Path],
    decisions: Sequence[Decision],
    *,
    merged: str | None = None,
    clusters: Path | None = None,
    scheduler: str | None = None,
) -> Iterator[Streamed]:
    """Which records are one publication: clusters.csv, links.csv, review.csv, origins.csv, summary.json and
    merged.<format>. The files are to be taken inside the context, while the workers are there.

    `merged` is a format of `evidence.formats.WRITERS`; left out, it is that of the first record that is in one. The ids
    in an earlier run's `clusters` file are kept, if it is there. A Dask `scheduler` ("tcp://host:8786", "local") holds
    the records and does the work, if one is named. Raises BadDataError, ConfigurationError, ServiceError.
    """
    from evidence.dedupe.corpus import corpus_of
    from evidence.dedupe.output import dedupe_files, read_clusters
    from evidence.dedupe.partition import partition
    from evidence.pipeline.distributed import spread
    from evidence.tabulate.notices import in_effect

    earlier = read_clusters(clusters.read_bytes(), str(clusters)) if clusters and clusters.is_file() else {}
    decisions, differing = in_effect(_with_logs(decisions, paths), "pair")
    faults: list[Fault] = []
    sources: dict[str, None] = {}

    def noted(records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            sources.setdefault(record.source)
            yield record

    with spread(scheduler) if scheduler else _here() as workers:
        corpus = corpus_of(noted(reading(paths, faults)), workers)
        found = partition(corpus, decisions, earlier)
        kind = merged or next((source for source in sources if source in _MERGED), "nbib")
        facts = {
            "records": len(corpus.ids),
            "publications": len(found.groups),
            "links": len(found.links),
            "review": len(found.review),
        }
        yield Streamed(dedupe_files(corpus, found, kind, earlier), (*faults, *differing), facts)


@contextmanager
def _here() -> Iterator[Here]:
    with uncollected():
        yield Here()


def explain_pair(paths: Sequence[Path], a: str, b: str, decisions: Sequence[Decision] = ()) -> str:
    """The argument for and against two records of the files being one publication, and what becomes of them beside the
    others. Raises BadDataError.
    """
    import numpy as np

    from evidence.dedupe.corpus import corpus_of
    from evidence.dedupe.explain import explain, outcome
    from evidence.dedupe.partition import partition
    from evidence.match.compare import frequencies_of
    from evidence.tabulate.notices import in_effect

    records, _ = read(paths)
    corpus = corpus_of(records, Here())
    places = {key: at for at, key in enumerate(corpus.keys)}
    missing = [key for key in (a, b) if key not in places]
    if missing:
        raise BadDataError(
            f"no record {' and no record '.join(missing)} in these files",
            hint="Use the ids of clusters.csv: the csv id, the RIS ID tag, the BibTeX key or the PMID.",
        )
    one, other = corpus.gather(corpus.records, np.array([places[a], places[b]])).result()
    forms = (form for part in corpus.forms for form in part.result())
    decided, _ = in_effect(_with_logs(decisions, paths), "pair")
    became = outcome(corpus, partition(corpus, decided), places[a], places[b])
    return f"{explain(one, other, frequencies_of(forms))}\n\n{became}"


def _with_logs(decisions: Sequence[Decision], paths: Sequence[Path]) -> tuple[Decision, ...]:
    """The decisions, and those of the logs that are among the files."""
    from evidence.store.decisions import read_decisions

    logged = (decision for path in paths if path.suffix == ".jsonl" for decision in read_decisions(path)[0])
    return tuple(dict.fromkeys((*decisions, *logged)))


def export_records(store: Store, kind: str) -> str:
    """The stored records sorted by id, as `jsonl` or in a format of `evidence.formats.WRITERS`."""
    if kind != "jsonl":
        from evidence.formats import WRITERS

        return "".join(WRITERS[kind](record for record, _ in store.records()))
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
