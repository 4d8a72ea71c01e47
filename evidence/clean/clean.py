"""A reference list made right: split, parsed, identified, corrected; repeated entries joined, decisions replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evidence.clean.align import align
from evidence.clean.candidates import MOST, of_journal_year
from evidence.clean.correct import completed, corrections, journal_correction
from evidence.clean.decided import in_force, paper_key, reference_key
from evidence.clean.entry import Entry
from evidence.clean.given import taken
from evidence.clean.identify import Identified, identify
from evidence.clean.manuscript import Context
from evidence.clean.notices import notices
from evidence.clean.records import read_entry
from evidence.clean.repeats import Renumbered, joined
from evidence.clean.topic import fit, topic_in, topic_of
from evidence.clean.unplaced import cannot_place
from evidence.model import Change, Citation, Cleaned, Decision, GivenList, Problem, Reference, Status
from evidence.sources.index import CitationIndex

__all__ = ["CleanedList", "clean_list", "open_entries", "with_suggestions"]

_QUOTED = 300  # characters
_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class CleanedList:
    """The cleaned entries in the order of the list, what is wrong with the list, and the renumbering of citations."""

    entries: tuple[Cleaned, ...]
    problems: tuple[Problem, ...]
    renumbering: tuple[Renumbered, ...]
    searched: str = ""


def clean_list(
    given: str | GivenList, index: CitationIndex, *, file: str = "-", decisions: Sequence[Decision] = ()
) -> CleanedList:
    """Clean a reference list, or the one in a manuscript, against an index.

    Raises BadDataError for more than 10,000 entries, and for nothing else that stands in the list.
    """
    split, context = taken(GivenList(given) if isinstance(given, str) else given, file)
    decided = in_force(decisions)
    entries = [_entry(reference, index, decided.get(reference_key(reference.raw))) for reference in split.references]
    topic = topic_of(item.printed.title for item in entries)
    entries = [
        _in_context(item, index, decided.get(reference_key(item.reference.raw)), topic, context)
        if item.status in ("unidentifiable", "ambiguous", "not_found") and not item.kept
        else item
        for item in entries
    ]
    kept, problems, renumbering = joined(entries, decided.keys())
    return CleanedList(kept, (*split.problems, *problems), renumbering, index.name)


def open_entries(cleaned: CleanedList) -> tuple[Cleaned, ...]:
    """The entries that no paper is claimed for, each once."""
    return tuple(item for item in cleaned.entries if _is_open(item))


def with_suggestions(cleaned: CleanedList, offers: Mapping[str, Sequence[Citation]]) -> CleanedList:
    """The list with at most three papers for each open entry, by `reference_key`, that it does not contradict.

    They are what a source suggests and nobody vouches for: offered beside the candidates, never claimed.
    """
    entries = (
        _suggested(item, offers.get(reference_key(item.reference.raw), ())) if _is_open(item) else item
        for item in cleaned.entries
    )
    return replace(cleaned, entries=tuple(entries))


def _is_open(item: Cleaned) -> bool:
    return item.match is None and item.duplicate_of is None


def _suggested(item: Cleaned, offers: Sequence[Citation]) -> Cleaned:
    known = {paper_key(candidate.citation) for candidate in item.candidates}
    entry = read_entry(item.reference)
    laid = [align(entry, citation) for citation in offers if paper_key(citation) not in known]
    near = ("agree", "near")
    fitting = [
        a
        for a in sorted(laid, key=lambda a: (-a.comparison.total, a.citation.citation_id))
        if a.level("title") in near
        or (a.level("title") == "silent" and a.level("journal") in near and a.level("year") in near)
    ]
    return replace(item, candidates=(*item.candidates, *(a.candidate for a in fitting[:_SUGGESTED])))


def _in_context(
    item: Cleaned, index: CitationIndex, decision: Decision | None, topic: frozenset[str], context: Context
) -> Cleaned:
    """An entry that says too little, with the papers first that fit what its list and its manuscript are about."""
    family = item.printed.names[0].family if item.printed.names else ""
    citing = context.citing(item.reference.number, family, item.printed.year)
    near = topic_in((context.title, *citing))
    if item.status == "unidentifiable" and (topic or near):
        item = _entry(item.reference, index, decision, topic | near)
    elif item.status == "not_found":
        prose = decision is None and "prose" in {problem.code for problem in item.problems}
        return _of_journal(item, index, topic | near) if prose else item
    candidates = tuple(sorted(item.candidates, key=lambda candidate: -fit(candidate.citation, near)))
    told = item.explanation
    if near and candidates and citing:
        told += f" It is cited where the text says: “{citing[0][:_QUOTED].rstrip('.')}”."
    return replace(item, candidates=candidates, explanation=told)


def _of_journal(item: Cleaned, index: CitationIndex, topic: frozenset[str]) -> Cleaned:
    """A sentence about a paper that was not found, with what its journal has of that year on the topic."""
    entry = read_entry(item.reference)
    journal, year = entry.form.journal or item.printed.journal_id, entry.form.year
    if not journal or not year:
        return item
    best = [c for c in of_journal_year(index, journal, year, topic)[:MOST] if fit(c, topic)]
    fitting = [a.candidate for c in best if (a := align(entry, c)).level("journal") != "differ"]
    if not fitting:
        return item
    explanation = (
        "No paper of this author, journal and year is in the index searched."
        " Papers of that year on the topic are shown: none fits all that is written, but one of them may be meant."
    )
    return replace(item, candidates=tuple(fitting), explanation=explanation)


def _entry(
    reference: Reference, index: CitationIndex, decision: Decision | None, topic: frozenset[str] = frozenset()
) -> Cleaned:
    entry = read_entry(reference)
    verdict = identify(entry, index, topic)
    if decision is not None:
        verdict, decision = _decided(entry, verdict, decision, index)
    problems, status, explanation = list(reference.problems), verdict.status, verdict.explanation
    if entry.reading.damaged:
        problems.append(Problem("encoding", "The text was damaged by a wrong encoding; it was read as it was meant."))
    if verdict.other is not None and verdict.claim is not None:
        problems.append(Problem("wrong-identifier", explanation))
    if decision is not None and decision.verb == "keep":
        problems.append(Problem("kept", explanation))
    problems += _lacks(entry, bool(verdict.candidates) and verdict.candidates[0].named is not None)
    if verdict.claim is None:
        printed, changes = _with_journal(entry, entry.printed)
        problems += [left] if (left := cannot_place(entry)) and reference.record is None else []
        explanation += "".join(f" The journal is {change.after}." for change in changes)
    else:
        record = verdict.claim.citation
        printed, changes = completed(entry, verdict.claim), corrections(entry, verdict.claim)
        if not record.journal:
            printed, more = _with_journal(entry, printed)
            changes += more
        if status == "matched" and any(change.before for change in changes):
            status = "corrected"
        problems += notices(record)
        if record.retracted:
            status = "retracted"
            explanation = f"This paper has been retracted. {explanation}"
    return Cleaned(
        replace(reference, fields=entry.fields),
        status,
        verdict.claim.citation if verdict.claim else None,
        printed,
        changes,
        verdict.confidence,
        tuple(a.candidate for a in verdict.candidates),
        problems=tuple(problems),
        explanation=explanation,
        decision=decision,
    )


def _lacks(entry: Entry, named: bool) -> list[Problem]:
    """What is wrong with an entry that is no reference: a sentence about a paper, or a journal and a date alone."""
    given = {field.field for field in entry.fields}
    if given & {"title", "volume", "fpage", "doi", "pmid", "pmcid"} or "journal" not in given:
        return []
    lacks = "no title, volume, page or identifier"
    if named or "authors" in given:
        sentence = f"A sentence stands in place of a reference: it names a paper by its author, but {lacks}."
        return [Problem("prose", sentence)]
    return [Problem("journal-only", f"Only a journal and a date are given: no author, {lacks}.")]


def _with_journal(entry: Entry, printed: Citation) -> tuple[Citation, tuple[Change, ...]]:
    """What is printed for an entry, the journal that it alone names by its right name where that is certain."""
    corrected = journal_correction(entry)
    if corrected is None:
        return printed, ()
    change, journal = corrected
    named = replace(printed, journal=journal.title, journal_id=journal.nlm_id, journal_abbrev=journal.medline)
    return named, (change,)


def _decided(
    entry: Entry, verdict: Identified, decision: Decision, index: CitationIndex
) -> tuple[Identified, Decision | None]:
    """A person's word: `choose` names the paper by its citation id, `keep` leaves the entry as it is.

    With the decision if it could be followed.
    """
    if decision.verb == "keep":
        status: Status = verdict.status if verdict.claim is None else "not_found"
        kept = f"Kept as written: {decision.who} decided that it is none of the papers found."
        return replace(verdict, status=status, claim=None, confidence=0.0, explanation=kept, other=None), decision
    kind, _, value = decision.value.partition(":")
    found = index.by_identifier(kind, value) if value else ()
    known = next((a for a in verdict.candidates if a.citation.citation_id == decision.value), None)
    claim = known or (align(entry, found[0]) if found else None)
    if claim is None:
        return verdict, None
    return Identified("matched", claim, verdict.candidates, 1.0, f"Chosen by {decision.who}."), decision
