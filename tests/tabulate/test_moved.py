from __future__ import annotations

from typing import Any

import pytest

from evidence.model import CellChange, Finding, RecordChange
from evidence.tabulate.moved import cells_moved
from evidence.tabulate.rows import study_rows
from evidence.tabulate.summary import summarise
from tests.tabulate.build import PROTOCOL, cluster, finding

ONE = finding("f1", "pmid:1")
TWO = finding("f2", "pmid:2")


def moved(
    before: list[Finding], after: list[Finding], *records: RecordChange, retracted: str = ""
) -> tuple[CellChange, ...]:
    was = summarise(study_rows(before, (), (), PROTOCOL), PROTOCOL)
    withdrawn = [cluster(retracted, retracted=True)] if retracted else []
    now = summarise(study_rows(after, withdrawn, (), PROTOCOL), PROTOCOL)
    return cells_moved(was, now, before, after, records)


def change(record_id: str, kind: Any, *what: str) -> RecordChange:
    return RecordChange(record_id, kind, "T", what)


def test_equal_tables_give_nothing() -> None:
    assert moved([ONE, TWO], [TWO, ONE], change("pmid:1", "changed", "MeSH terms")) == ()


def test_a_sentence_that_stands_elsewhere_moves_nothing() -> None:
    assert moved([ONE], [finding("f1-elsewhere", "pmid:1")], change("pmid:1", "changed", "abstract")) == ()


def test_a_new_report_is_named_and_what_was_there_before_is_not() -> None:
    news = change("pmid:2", "new"), change("pmid:1", "changed", "MeSH terms")
    (cell,) = moved([ONE], [ONE, TWO], *news)
    assert cell.before is not None
    assert cell.after is not None
    assert (cell.before.reports, cell.after.reports) == (1, 2)
    assert cell.why == ("pmid:2 is new",)


def test_a_new_review_is_shown_and_not_counted() -> None:
    review = finding("f2", "pmid:2", design="case_report", countable=False, why_not_countable="A mention.")
    (cell,) = moved([ONE], [ONE, review], change("pmid:2", "new"))
    assert cell.why == ("pmid:2 is new: shown, not counted",)


def test_the_numbers_of_a_retracted_report_leave() -> None:
    (cell,) = moved([ONE, TWO], [ONE, TWO], change("pmid:2", "retracted"), retracted="pmid:2")
    assert cell.after is not None
    assert (cell.after.treated.k, cell.after.also) == (1, ("f2",))
    assert cell.why == ("pmid:2 was retracted: its numbers left the totals",)


def test_a_vanished_report_and_a_changed_abstract() -> None:
    gone = finding("f2", "pmid:2", countable=False, why_not_countable="no longer matches")
    read = finding("f1", "pmid:1", response="none")
    (cell,) = moved(
        [ONE, TWO], [read, gone], change("pmid:1", "changed", "abstract", "title"), change("pmid:2", "vanished")
    )
    assert cell.why == (
        "pmid:1 changed (abstract; title)",
        "pmid:2 no longer matches the search: its numbers left the totals",
    )


def test_another_reading_of_the_same_records_says_so() -> None:
    (cell,) = moved([ONE], [finding("f1", "pmid:1", response="worse")])
    assert cell.why == (
        "pmid:1: read differently: by this version of the program, the topic file or a person's decision",
    )
    (cell,) = moved([ONE], [finding("f1", "pmid:1", countable=False, why_not_countable="so")])
    assert cell.why[0].startswith("pmid:1 no longer counted: its own text did not change;")


def test_many_records_read_differently_are_not_all_named() -> None:
    some = [(f"f{i}", f"pmid:{i}") for i in range(10, 20)]
    (cell,) = moved([finding(*x) for x in some], [finding(*x, response="none") for x in some])
    assert cell.why[0].startswith("pmid:10, pmid:11, pmid:12, pmid:13, pmid:14 and 5 more: read differently")


@pytest.mark.parametrize(
    ("gone", "order"),
    [("colchicine", ["colchicine", "surgery", "warfarin"]), ("warfarin", ["colchicine", "surgery", "warfarin"])],
)
def test_cells_stand_in_the_order_of_the_table_and_gone_ones_where_they_stood(gone: str, order: list[str]) -> None:
    cells = {name: finding(name, f"pmid:{name}", intervention=name, intervention_class=name) for name in order}
    after = [
        finding(name, f"pmid:{name}", intervention=name, intervention_class=name, response="none") for name in order
    ]
    found = moved(list(cells.values()), [f for f in after if f.intervention != gone])
    assert [(c.after or c.before).intervention for c in found] == order  # type: ignore[union-attr]
    assert [c.before.intervention for c in found if c.before and c.after is None] == [gone]


def test_a_new_treatment_has_no_before() -> None:
    (cell,) = moved([], [ONE], change("pmid:1", "new", "already retracted"))
    assert (cell.before, cell.why) == (None, ("pmid:1 is new (already retracted)",))
