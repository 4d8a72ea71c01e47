"""Which cells of the summary moved between two runs, and which records are behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from evidence.model import CellChange, Counts, Finding, RecordChange, SummaryRow

_READ = "read differently: by this version of the program, the topic file or a person's decision"
_ELSEWHERE = "its own text did not change; another report of the same patients, a decision or the rules did"
_NAMED = 5

Key = tuple[str, str, str, str, str, str]
Part = tuple[bool, str, Counts]


def cells_moved(
    before: Sequence[SummaryRow],
    after: Sequence[SummaryRow],
    findings_before: Sequence[Finding],
    findings_after: Sequence[Finding],
    records: Sequence[RecordChange],
) -> tuple[CellChange, ...]:
    """The rows that differ in numbers or in the reports behind them, in the table's order, each with why; () if none.

    A row that is gone stands where it stood. A finding that only has a new id (its sentence stands elsewhere in a
    changed abstract) moves nothing.
    """
    old, new = {_key(row): row for row in before}, {_key(row): row for row in after}
    was, now = {f.finding_id: f for f in findings_before}, {f.finding_id: f for f in findings_after}
    changes = {change.record_id: change for change in records}
    moved = []
    for key in _order(list(old), list(new)):
        one, other = old.get(key), new.get(key)
        if _shown(one, was) != _shown(other, now):
            why = tuple(_why(_parts(one, was), _parts(other, now), changes))
            moved.append(CellChange(one, other, why))
    return tuple(moved)


def _key(row: SummaryRow) -> Key:
    return row.disease, row.intervention_class, row.intervention, row.domain, row.stratum, row.unit


def _order(old: Sequence[Key], new: Sequence[Key]) -> list[Key]:
    order = list(new)
    present = set(new)
    for place, key in enumerate(old):
        if key not in present:
            order.insert(order.index(old[place - 1]) + 1 if place else 0, key)
    return order


def _shown(row: SummaryRow | None, findings: Mapping[str, Finding]) -> SummaryRow | None:
    """The row with the records of its findings in place of their ids, and without what follows from them."""
    if row is None:
        return None
    counted, also = (
        tuple(sorted(findings[i].record_id if i in findings else i for i in ids)) for ids in (row.findings, row.also)
    )
    return replace(row, findings=counted, also=also, level=None, level_why="", told=())


def _parts(row: SummaryRow | None, findings: Mapping[str, Finding]) -> dict[str, Counter[Part]]:
    """What each record gives to the cell: its results and numbers, and whether they count."""
    given: dict[str, Counter[Part]] = defaultdict(Counter)
    for counted, ids in ((True, row.findings), (False, row.also)) if row else ():
        for f in (findings[i] for i in ids if i in findings):
            given[f.record_id][counted, f.response, f.counts] += 1
    return given


def _why(
    old: Mapping[str, Counter[Part]], new: Mapping[str, Counter[Part]], changes: Mapping[str, RecordChange]
) -> Iterator[str]:
    """A sentence for each record whose part in the cell moved; the reading is to blame where its text did not."""
    here = sorted({*old, *new})
    movers = [i for i in here if old.get(i) != new.get(i)] or [i for i in here if i in changes]
    unchanged = [i for i in movers if i not in changes]
    for record_id in movers:
        if record_id in changes:
            yield _sentence(changes[record_id], _counts(old.get(record_id)), _counts(new.get(record_id)))
    moved_in = [i for i in unchanged if i in old and i in new and _bare(old[i]) == _bare(new[i])]
    for counts, said in ((True, "now counted"), (False, "no longer counted")):
        if ids := [i for i in moved_in if _counts(new[i]) == counts]:
            yield f"{_named(ids)} {said}: {_ELSEWHERE}"
    if ids := [i for i in unchanged if i not in moved_in]:
        yield f"{_named(ids)}: {_READ}"
    if not movers:
        yield _READ


def _sentence(change: RecordChange, counted: bool, counts: bool) -> str:
    it, what = change.record_id, f" ({'; '.join(change.what)})" if change.what else ""
    left = ": its numbers left the totals" if counted and not counts else ""
    if change.kind == "new":
        return f"{it} is new{what}" + ("" if counts else ": shown, not counted")
    if change.kind == "retracted":
        return f"{it} was retracted{left}"
    if change.kind == "vanished":
        return f"{it} no longer matches the search{left}"
    return f"{it} changed{what}"


def _counts(parts: Counter[Part] | None) -> bool:
    return any(counted for counted, _, _ in parts or ())


def _bare(parts: Counter[Part]) -> Counter[tuple[str, Counts]]:
    bare = Counter[tuple[str, Counts]]()
    for (_, response, counts), n in parts.items():
        bare[response, counts] += n
    return bare


def _named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return f"{', '.join(ids[:_NAMED])}{more}"
