"""A saved citation index, made of PubMed's files or of a list, and kept up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from evidence.errors import UsageError
from evidence.model import Fault, Workers
from evidence.pipeline.distributed import spread
from evidence.pipeline.processes import processes
from evidence.pipeline.references import build_citation_index

__all__ = ["build_index_file", "index_sources", "info_of_index", "update_index_file"]

Say = Callable[[str], None]


def build_index_file(
    sources: Sequence[Path], out: Path, *, workers: int = 1, scheduler: str | None = None, say: Say
) -> tuple[int, tuple[Fault, ...]]:
    """Index folders and files of PubMed XML, or, when others are among them, each file as a list; citations and faults.

    Raises what `build_baseline` and `build_index` raise, and UsageError for lists that are to be spread.
    """
    if not _all_pubmed(sources):
        if scheduler or workers > 1:
            hint = "Index other lists alone, without --workers and --scheduler."
            raise UsageError("only PubMed's .xml and .xml.gz files can be spread over workers", hint=hint)
        return build_citation_index(sources, out)
    from evidence.sources.baseline_index import build_baseline, index_info

    paths = index_sources(sources)
    with _spread(out, workers, scheduler) as spread_over:
        faults = build_baseline(paths, out, spread_over, say)
    return index_info(out).citations, faults


def index_sources(sources: Sequence[Path]) -> tuple[Path, ...]:
    """The files that these sources hold, in the order in which they apply. Raises what `baseline_files` raises."""
    from evidence.sources.baseline import baseline_files

    return baseline_files(sources) if _all_pubmed(sources) else tuple(sources)


def _all_pubmed(sources: Sequence[Path]) -> bool:
    return all(source.is_dir() or source.name.endswith((".xml", ".xml.gz")) for source in sources)


def update_index_file(
    index: Path, sources: Sequence[Path], *, workers: int = 1, scheduler: str | None = None, say: Say
) -> tuple[dict[str, object], tuple[Fault, ...]]:
    """Take what is new in folders and files of PubMed XML into an index; what `--json` prints of it, and the faults."""
    from evidence.sources.baseline import baseline_files
    from evidence.sources.baseline_index import update_baseline

    paths = baseline_files(sources)
    with _spread(index, workers, scheduler) as spread_over:
        taken, faults = update_baseline(index, paths, spread_over, say)
    return {"files_taken": taken, **info_of_index(index)}, faults


def info_of_index(index: Path) -> dict[str, object]:
    """What `evidence index info --json` prints."""
    from evidence.sources.baseline_index import index_info

    told = asdict(index_info(index))
    return {"index": str(index), **told, "failed": [{"file": file, "fault": fault} for file, fault in told["failed"]]}


@contextmanager
def _spread(target: Path, workers: int, scheduler: str | None) -> Iterator[Workers]:
    from evidence.store.lock import locked

    with locked(target), spread(scheduler) if scheduler else processes(workers) as found:
        yield found
