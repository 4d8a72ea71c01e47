"""A reference list made right: split, parsed, identified, corrected; repeated entries joined, decisions replayed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from evidence.clean.align import Alignment, Entry, align, entry_of, printed_citation
from evidence.clean.correct import completed, corrections, journal_correction
from evidence.clean.identify import Identified, identify
from evidence.clean.parse import parse
from evidence.clean.reading import read
from evidence.clean.split import split_list
from evidence.model import Candidate, Change, Cleaned, Decision, Problem, Reference
from evidence.normalise import journals
from evidence.normalise.text import fold
from evidence.sources.index import CitationIndex

__all__ = ["CleanedList", "Renumbered", "clean_list", "reference_key"]


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Where an entry goes: its position (1-based) and number in the list as given, its number in the clean list."""

    position: int
    number: int | None
    new: int


@dataclass(frozen=True, slots=True)
class CleanedList:
    """The cleaned entries in the order of the list, what is wrong with the list, and the renumbering of citations."""

    entries: tuple[Cleaned, ...]
    problems: tuple[Problem, ...]
    renumbering: tuple[Renumbered, ...]
    searched: str = ""


def reference_key(raw: str) -> str:
    """The subject under which decisions about an entry are kept: a hash of its text, spacing aside."""
    return f"reference:{hashlib.sha256(' '.join(raw.split()).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def clean_list(text: str, index: CitationIndex, *, file: str = "-", decisions: Sequence[Decision] = ()) -> CleanedList:
    """Clean a pasted reference list against an index. Never raises for what stands in the list."""
    split = split_list(text, file)
    chosen = {d.subject: d for d in decisions if d.subject.startswith("reference:") and d.verb in ("choose", "keep")}
    entries = [_entry(reference, index, chosen.get(reference_key(reference.raw))) for reference in split.references]
    entries, problems = _joined(entries)
    return CleanedList(tuple(entries), (*split.problems, *problems), _renumbered(entries), index.name)


def _entry(reference: Reference, index: CitationIndex, decision: Decision | None) -> Cleaned:
    reading = read(reference.raw)
    fields = parse(reading)
    entry = entry_of(reading, fields)
    reference = replace(reference, fields=fields)
    verdict = identify(entry, index)
    if decision is not None:
        verdict = _decided(entry, verdict, decision, index)
    problems = reference.problems
    if reading.text != reading.raw:
        problems += (Problem("encoding", "The text was damaged by a wrong encoding; it was read as it was meant."),)
    if verdict.claim is None:
        return _unclaimed(reference, entry, verdict, problems)
    changes = corrections(entry, verdict.claim)
    record = verdict.claim.citation
    status = verdict.status
    if status == "matched" and any(change.before for change in changes):
        status = "corrected"
    explanation = verdict.explanation
    if record.retracted:
        status = "retracted"
        problems += (Problem("retracted", f"“{record.title}” has been retracted: do not cite it as evidence."),)
        explanation = f"This paper has been retracted. {explanation}"
    if verdict.other is not None:
        problems += (Problem("wrong-identifier", verdict.explanation),)
    return Cleaned(
        reference,
        status,
        record,
        completed(entry, record),
        changes,
        verdict.confidence,
        _candidates(verdict.candidates),
        problems=problems,
        explanation=explanation,
    )


def _unclaimed(reference: Reference, entry: Entry, verdict: Identified, problems: tuple[Problem, ...]) -> Cleaned:
    printed = printed_citation(entry.fields)
    changes: tuple[Change, ...] = ()
    explanation = verdict.explanation
    if corrected := journal_correction(entry):
        change, journal_id = corrected
        changes = (change,)
        known = journals.authority().by_id(journal_id)
        printed = replace(
            printed, journal=change.after, journal_id=journal_id, journal_abbrev=known.medline if known else ""
        )
        explanation += f" The journal is {change.after}."
    return Cleaned(
        reference,
        verdict.status,
        None,
        printed,
        changes,
        0.0,
        _candidates(verdict.candidates),
        problems=problems,
        explanation=explanation,
    )


def _candidates(aligned: Sequence[Alignment]) -> tuple[Candidate, ...]:
    return tuple(Candidate(a.citation, a.comparison, round(a.comparison.total, 2)) for a in aligned)


def _decided(entry: Entry, verdict: Identified, decision: Decision, index: CitationIndex) -> Identified:
    """A person's word: `choose` names the paper by its citation id, `keep` leaves the entry as it is."""
    if decision.verb == "keep":
        return replace(verdict, status="not_found", claim=None, explanation=f"Kept as written by {decision.who}.")
    kind, _, value = decision.value.partition(":")
    found = index.by_identifier(kind, value) if value else ()
    known = next((a for a in verdict.candidates if a.citation.citation_id == decision.value), None)
    claim = known or (align(entry, found[0]) if found else None)
    if claim is None:
        return verdict
    return Identified("matched", claim, verdict.candidates, 1.0, f"Chosen by {decision.who}.")


def _joined(entries: list[Cleaned]) -> tuple[list[Cleaned], list[Problem]]:
    """Repeated entries pointed at their first copy; one number printed twice for one unclear reference is one entry."""
    kept: list[Cleaned] = []
    problems: list[Problem] = []
    for item in entries:
        first = next((other for other in kept if other.duplicate_of is None and _repeats(other, item)), None)
        if first is None:
            kept.append(item)
            continue
        number, raw = first.reference.number, item.reference.raw
        spelt = _spellings(first, item)
        if item.match is None and number is not None and number == item.reference.number:
            sentence = f"Number ({number}) is printed twice for one reference{spelt}; the second time it reads “{raw}”."
            problem = Problem("printed-twice", sentence)
            at = next(i for i, other in enumerate(kept) if other is first)
            kept[at] = replace(first, problems=(*first.problems, problem))
            problems.append(problem)
            continue
        place = number if number is not None else 1 + next(i for i, other in enumerate(kept) if other is first)
        sentence = f"This entry repeats number {place}{spelt}."
        kept.append(
            replace(
                item,
                status="duplicate" if item.status != "retracted" else "retracted",
                duplicate_of=place,
                problems=(*item.problems, Problem("repeated-entry", sentence)),
                explanation=sentence,
            )
        )
    return kept, problems


def _repeats(a: Cleaned, b: Cleaned) -> bool:
    if a.match is not None or b.match is not None:
        return a.match is not None and b.match is not None and a.match.citation_id == b.match.citation_id
    one, other = fold(a.reference.raw), fold(b.reference.raw)
    if _digits(one) != _digits(other) or len(one) < 8:
        return False
    if fuzz.ratio(one, other) >= 93:
        return True
    same_journal = a.printed.journal_id and a.printed.journal_id == b.printed.journal_id
    return bool(same_journal) and not a.printed.title and not b.printed.title and fuzz.ratio(one, other) >= 80


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _spellings(a: Cleaned, b: Cleaned) -> str:
    one, other = _said(a, "journal"), _said(b, "journal")
    if not one or not other or fold(one) == fold(other):
        return ""
    return f" (“{one}” and “{other}” are two spellings of one journal, {a.printed.journal})"


def _said(item: Cleaned, field: str) -> str:
    return next((f.value for f in item.reference.fields if f.field == field), "")


def _renumbered(entries: Sequence[Cleaned]) -> tuple[Renumbered, ...]:
    table: list[Renumbered] = []
    numbers: dict[int, int] = {}
    new = 0
    for position, item in enumerate(entries, 1):
        if item.duplicate_of is not None and item.duplicate_of in numbers:
            table.append(Renumbered(position, item.reference.number, numbers[item.duplicate_of]))
            continue
        new += 1
        numbers.setdefault(item.reference.number if item.reference.number is not None else position, new)
        table.append(Renumbered(position, item.reference.number, new))
    return tuple(table)
