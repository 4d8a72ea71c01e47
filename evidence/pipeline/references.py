"""A reference list made right, and the index that it is held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evidence.model import Citation, Decision, Fault, Record
from evidence.pipeline.stages import Produced, citations


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
    opened = open_index(index) if index else build_index(citations(load_library().records), None)
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
    with build_index(_of_files(sources, faults), out) as index:
        return len(index), tuple(faults)


def _of_files(sources: Sequence[Path], faults: list[Fault]) -> Iterator[Citation]:
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
