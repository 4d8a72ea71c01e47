from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from evidence.model import Citation
from evidence.sources.citation_jsonl import read_citation_jsonl
from evidence.sources.index import CitationIndex, build_index

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="session")
def index() -> Iterator[CitationIndex]:
    """A small index of invented papers."""
    read = list(read_citation_jsonl(BytesIO((CASES / "clean_index.jsonl").read_bytes()), "clean_index.jsonl"))
    citations = [item for item in read if isinstance(item, Citation)]
    assert len(citations) == len(read)
    with build_index(citations, None) as made:
        yield made
