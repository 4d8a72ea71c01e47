from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formats.csv_records import COLUMNS, read_csv, write_csv
from evidence.model import Place, Record

titles = st.text(alphabet="=+-@\t' abc|\r\n", min_size=1, max_size=12).filter(lambda t: "\r" not in t)


@settings(max_examples=60, deadline=None)
@given(title=titles, name=titles)
def test_no_cell_starts_a_formula_and_reading_gives_it_back(title: str, name: str) -> None:
    given = Record(key="k", source="csv", place=Place("x"), title=title, extra=((name.strip(), "=1"),))
    written = "".join(write_csv([given]))
    for row in csv.reader(io.StringIO(written)):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) or cell.startswith("\t") for cell in row)
    (record,) = read_csv(io.BytesIO(written.encode()), "x.csv")
    assert isinstance(record, Record)
    assert record.title == title


def test_the_common_columns_come_first_and_always() -> None:
    header = next(write_csv([Record(key="k", source="x", place=Place("x"), pmcid="PMC1")])).rstrip("\n")
    assert header == ",".join([*COLUMNS, "pmcid"])


@pytest.mark.parametrize(
    ("header", "row", "pages"),
    [
        pytest.param("Title,Art. No.,Page start,Page end", "Stones,,812,820", "812-820", id="scopus"),
        pytest.param("Title,Art. No.,Page start,Page end", "Stones,e1001,,", "e1001", id="article-number"),
        pytest.param("Article Title,Start Page,End Page,Article Number", "Stones,812,,", "812", id="web-of-science"),
        pytest.param("Title,Pages,Page start,Page end", "Stones,S1-S9,1,9", "S1-S9", id="said-whole"),
    ],
)
def test_pages_in_columns_of_their_own(header: str, row: str, pages: str) -> None:
    (record,) = read_csv(io.BytesIO(f"{header}\n{row}\n".encode()), "x.csv")
    assert isinstance(record, Record)
    assert record.pages == pages
