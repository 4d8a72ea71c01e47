"""Reports that may tell of the same patients though nobody coded it: shown, and their patients counted once.

Two reports may share patients where they have the same disease, the same treatment and at least two authors in common
(or the only author of one), and either were printed within `_NEAR` years, or have the same number of patients (five or
more); where one of them says that its patients were reported before, one author in common is enough. So do two reports
that are linked as versions of one study. A person's word goes before all of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from evidence.extract.sentences import own_sentences
from evidence.extract.text import fold, passages
from evidence.model import Citation, Cluster, Decision, Record, StudyRow
from evidence.protocol.vocabulary import vocabulary
from evidence.tabulate.wording import wording

_NEAR = 3  # years between two prints of one cohort
_SERIES = 5  # patients from which an equal number is no chance
_ONE_STUDY = frozenset({"version_of", "abstract_of", "preprint_of", "same_study"})
Pair = frozenset[str]


def spoken(decisions: Iterable[Decision], included: Collection[str] = ()) -> Mapping[Pair, bool]:
    """What people said of sharing patients; a pair taken apart, or a record taken in (a pair of one), is False."""
    found: dict[Pair, bool] = {frozenset((record_id,)): False for record_id in included}
    for decision in decisions:
        pair = frozenset(decision.subject.removeprefix("pair:").split("|"))
        if decision.verb == "split" or (decision.verb == "link" and decision.value in _ONE_STUDY):
            found[pair] = decision.verb == "link"
    return found


def counted_once(
    rows: Sequence[StudyRow],
    records: Sequence[Record],
    clusters: Sequence[Cluster],
    said: Mapping[Pair, bool],
    named: Callable[[str], str],
) -> tuple[StudyRow, ...]:
    """The rows; of those that count and may share patients on one treatment and outcome, only the larger report does.

    Of equals the later one counts. `named` gives the label of a record. Both reports name each other in `shared_with`.
    """
    known = {record.record_id: record for record in records}
    linked = {
        frozenset((link.id_a, link.id_b)): True
        for cluster in clusters
        for link in cluster.links
        if link.verdict == "linked" and link.relation in _ONE_STUDY
    }
    settled = linked | dict(said)
    cells: dict[tuple[str, ...], dict[str, list[StudyRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.counted:
            f = row.finding
            disease = _widest(f.disease)
            cells[disease, f.intervention, f.domain, f.count_unit or "patients"][f.record_id].append(row)
    lost: dict[str, str] = {}
    partners: dict[str, set[str]] = defaultdict(set)
    for reports in cells.values():
        kept: list[str] = []
        for record_id in sorted(reports, key=lambda one: _rank(reports[one])):
            why, other = next(
                ((why, k) for k in kept if (why := _shares(reports[k], reports[record_id], known, settled))), ("", "")
            )
            if not why:
                kept.append(record_id)
                continue
            for one, partner in ((record_id, other), (other, record_id)):
                for row in reports[one]:
                    partners[row.finding.finding_id].add(partner)
            reason = f"Possibly the same patients as in {named(other)}, which is counted instead: {why}."
            lost |= {row.finding.finding_id: reason for row in reports[record_id]}
    return tuple(_marked(row, partners.get(row.finding.finding_id, ()), lost) for row in rows)


def _marked(row: StudyRow, partners: Collection[str], lost: Mapping[str, str]) -> StudyRow:
    row = replace(row, shared_with=tuple(sorted({*row.shared_with, *partners}))) if partners else row
    why = lost.get(row.finding.finding_id, "")
    return replace(row, counted=False, leads=False, why_not=why, shares=()) if why else row


def _rank(rows: Sequence[StudyRow]) -> tuple[int, int, str]:
    return (
        -sum(row.finding.counts.n_treated or 0 for row in rows),
        -(rows[0].citation.year or 0),
        rows[0].finding.record_id,
    )


def _shares(
    one: Sequence[StudyRow], other: Sequence[StudyRow], known: Mapping[str, Record], settled: Mapping[Pair, bool]
) -> str:
    """Why two reports on one disease, treatment and outcome may tell of the same patients; "" where nothing says so."""
    ids = frozenset((one[0].finding.record_id, other[0].finding.record_id))
    if ids in settled:
        return "they are linked as reports of one study" if settled[ids] else ""
    if any(settled.get(frozenset((record_id,))) is False for record_id in ids):
        return ""
    a, b = one[0].citation, other[0].citation
    common = _common(a, b)
    if not common:
        return ""
    if any(_reported_before(known.get(record_id)) for record_id in ids):
        who = "an author" if common == 1 else "authors"
        return f"{who} in common, and one says that its patients were reported before"
    if common < 2 and not any(len(c.names) == 1 and c.names_complete for c in (a, b)):
        return ""
    who = "the same authors" if common == len(a.names) == len(b.names) else "authors in common"
    sizes = [{row.finding.counts.n_treated for row in rows} for rows in (one, other)]
    if sizes[0] == sizes[1] and all(n is not None and n >= _SERIES for n in sizes[0]):
        return f"{who}, the same treatment and number of patients"
    if a.year is None or b.year is None or abs(a.year - b.year) <= _NEAR:
        return f"{who}, the same treatment, years not far apart"
    return ""


def _common(a: Citation, b: Citation) -> int:
    """How many persons are authors of both, by family name and first initial where both are known."""
    ours, theirs = (
        {(fold(n.family).text, fold(n.initials or n.given).text[:1]) for n in c.names if not n.collective}
        for c in (a, b)
    )
    return sum(any(family == f and (i == j or not (i and j)) for f, j in theirs) for family, i in ours)


def _reported_before(record: Record | None) -> bool:
    texts = tuple(passages(record)) if record else ()
    denied, whole = wording("denied"), ((passage, 0, len(passage.folded.text)) for passage in texts)
    return any(
        not denied.search(passage.folded.text[start : match.start()])
        for words, places in (("earlier", own_sentences(texts)), ("earlier_of_ours", whole))
        for passage, start, end in places
        for match in wording(words).finditer(passage.folded.text, start, end)
    )


def _widest(disease: str) -> str:
    label = vocabulary().diseases.get(disease)
    return _widest(label.within) if label and label.within else disease
