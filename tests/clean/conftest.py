from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.sources.citation_jsonl import read_rows
from evidence.sources.citation_row import Row, citation_of_row
from evidence.sources.index import CitationIndex, build_index

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="session")
def index() -> Iterator[CitationIndex]:
    """A small index of invented papers."""
    read = list(read_rows(CASES / "clean_index.jsonl"))
    citations = [citation_of_row(row) for row in read if isinstance(row, Row)]
    assert len(citations) == len(read)
    with build_index(citations, None) as made:
        yield made
