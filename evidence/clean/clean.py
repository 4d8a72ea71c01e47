"""A reference list made right: split, parsed, identified, corrected; repeated entries joined, decisions replayed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from evidence.clean.align import Alignment, align, part
from evidence.clean.correct import completed, corrections, journal_correction
from evidence.clean.entry import Entry
from evidence.clean.given_record import read_entry, wording
from evidence.clean.identify import Identified, identify
from evidence.clean.manuscript import Context
from evidence.clean.notices import notices
from evidence.clean.taken import taken
from evidence.clean.titles import swapped
from evidence.clean.topic import fit, topic_in, topic_of
from evidence.clean.unplaced import cannot_place
from evidence.model import Candidate, Change, Citation, Cleaned, Decision, GivenList, Problem, Reference, Status
from evidence.normalise.text import fold
from evidence.sources.index import CitationIndex

__all__ = ["CleanedList", "Renumbered", "clean_list", "reference_key"]

_COMPARED = 5000  # characters; no reference is longer
_QUOTED = 300  # characters
_OFFERED = 12  # papers


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


def clean_list(
    given: str | GivenList, index: CitationIndex, *, file: str = "-", decisions: Sequence[Decision] = ()
) -> CleanedList:
    """Clean a reference list, or the one in a manuscript, against an index.

    Raises BadDataError for more than 10,000 entries, and for nothing else that stands in the list.
    """
    split, context = taken(GivenList(given) if isinstance(given, str) else given, file)
    chosen = {d.subject: d for d in decisions if d.subject.startswith("reference:") and d.verb in ("choose", "keep")}
    entries = [_entry(reference, index, chosen.get(reference_key(reference.raw))) for reference in split.references]
    topic = topic_of(item.printed.title for item in entries)
    entries = [
        _in_context(item, index, chosen.get(reference_key(item.reference.raw)), topic, context)
        if item.status in ("unidentifiable", "ambiguous", "not_found") and not item.kept
        else item
        for item in entries
    ]
    entries, problems, repeats = _joined(entries, chosen.keys())
    return CleanedList(tuple(entries), (*split.problems, *problems), _renumbered(entries, repeats), index.name)


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
        return _offered(item, index, topic | near) if prose else item
    candidates = sorted(item.candidates, key=lambda candidate: -fit(candidate.citation, near))
    if near and candidates and citing:
        told = f"{item.explanation} It is cited where the text says: “{citing[0][:_QUOTED].rstrip('.')}”."
        return replace(item, candidates=tuple(candidates), explanation=told)
    return replace(item, candidates=tuple(candidates))


def _offered(item: Cleaned, index: CitationIndex, topic: frozenset[str]) -> Cleaned:
    """A sentence about a paper that was not found, with what its journal has of that year on the topic."""
    entry = read_entry(item.reference)
    journal, year = entry.form.journal or item.printed.journal_id, entry.form.year
    if not journal or not year:
        return item
    of_year = (*index.by_journal_year(journal, year), *index.by_journal_year("", year))
    best = sorted((c for c in of_year if fit(c, topic)), key=lambda c: (-fit(c, topic), c.citation_id))[:_OFFERED]
    fitting = [a for a in (align(entry, citation) for citation in best) if part(a, "journal").level != "differ"]
    if not fitting:
        return item
    explanation = (
        "No paper of this author, journal and year is in the index searched."
        " Papers of that year on the topic are shown; it may mean one of them, or none."
    )
    return replace(item, candidates=as_candidates(fitting), explanation=explanation)


def as_candidates(alignments: Iterable[Alignment]) -> tuple[Candidate, ...]:
    """Papers laid over an entry, as they are offered."""
    return tuple(Candidate(a.citation, a.comparison, round(a.comparison.total, 2)) for a in alignments)


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
    named = bool(verdict.candidates) and verdict.candidates[0].named
    if decision is not None and decision.verb == "keep":
        problems.append(Problem("kept", explanation))
    if bare := _bare({field.field for field in entry.fields} | ({"authors"} if named else set())):
        problems.append(bare)
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
        as_candidates(verdict.candidates),
        problems=tuple(problems),
        explanation=explanation,
        decision=decision,
    )


def _bare(given: set[str]) -> Problem | None:
    """What is wrong with an entry that is no reference: a sentence about a paper, or a journal and a date alone."""
    if given & {"title", "volume", "fpage", "doi", "pmid", "pmcid"} or "journal" not in given:
        return None
    lacks = "no title, volume, page or identifier"
    if "authors" in given:
        return Problem(
            "prose", f"A sentence stands in place of a reference: it names a paper by its author, but {lacks}."
        )
    return Problem("journal-only", f"Only a journal and a date are given: no author, {lacks}.")


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


def _joined(entries: list[Cleaned], decided: Collection[str]) -> tuple[list[Cleaned], list[Problem], Mapping[int, int]]:
    """Repeated entries pointed at their first copy; one number printed twice for one unclear reference is one entry.

    Last, for the place (0-based) of every copy that of the first: a number may stand for several entries.
    """
    kept: list[Cleaned] = []
    repeats: dict[int, int] = {}
    standing = Counter(
        position if item.reference.number is None else item.reference.number for position, item in enumerate(entries, 1)
    )
    problems: list[Problem] = []
    firsts: dict[str, list[int]] = defaultdict(list)
    for item in entries:
        alike = firsts[item.match.citation_id if item.match else _digits(item)]
        at = next((place for place in alike if _repeats(kept[place], item, decided)), None)
        if at is None:
            if item.match and alike:
                item = _beside(kept, alike[0], item)
            alike.append(len(kept))
            if item.match and reference_key(item.reference.raw) in decided:
                firsts[_digits(item)].append(len(kept))  # its other copy, in another spelling, was not asked about
            kept.append(item)
            continue
        first = kept[at]
        number, raw = first.reference.number, item.reference.raw
        spelt = _spellings(first, item)
        if item.match is None and number is not None and number == item.reference.number:
            sentence = f"Number ({number}) is printed twice for one reference{spelt}; the second time it reads “{raw}”."
            problem = Problem("printed-twice", sentence)
            kept[at] = replace(first, problems=(*first.problems, problem))
            problems.append(problem)
            continue
        place = number if number is not None else at + 1
        named = f"number {place}"
        if standing[place] > 1:
            named = f"the entry in place {at + 1} of the list (number {place} may mean another as well)"
        sentence = f"This entry repeats {named}{spelt}."
        repeats[len(kept)] = at
        repeated = replace(
            item,
            status="duplicate" if item.status != "retracted" else "retracted",
            duplicate_of=place,
            problems=(*item.problems, Problem("repeated-entry", sentence)),
            explanation=f"{sentence} {item.explanation}" if item.status == "probable" else sentence,
        )
        kept.append(repeated)
    return kept, problems, repeats


def _beside(kept: list[Cleaned], at: int, item: Cleaned) -> Cleaned:
    """Two entries that were matched to one paper though their texts contradict each other, named on both."""

    def doubt(number: int | None, place: int) -> Problem:
        other = f"number {number}" if number is not None else f"entry {place}"
        return Problem(
            "same-paper",
            f"This entry and {other} were found to be one paper, but their volumes, pages or titles contradict each"
            " other: one of the two may mean another paper; compare them.",
        )

    first = kept[at]
    named = doubt(item.reference.number, len(kept) + 1)
    kept[at] = replace(first, problems=(*first.problems, named))
    return replace(item, problems=(*item.problems, doubt(first.reference.number, at + 1)))


def _digits(item: Cleaned) -> str:
    return re.sub(r"\D", "", fold(wording(item.reference)))


def _repeats(a: Cleaned, b: Cleaned, decided: Collection[str]) -> bool:
    """Whether two entries with one paper are one reference, or such with the same digits of which `b` has no paper."""
    if b.match is not None:
        said = any(reference_key(item.reference.raw) in decided for item in (a, b))  # by a person, against the text
        return a.match is not None and (said or not _contradict(a.reference, b.reference))
    one, other = (wording(item.reference) for item in (a, b))
    if max(len(one), len(other)) > _COMPARED:
        return one == other
    one, other = fold(one), fold(other)
    journal_alone = a.printed.journal_id and a.printed.journal_id == b.printed.journal_id
    journal_alone = journal_alone and not a.printed.title and not b.printed.title
    return len(one) >= 8 and fuzz.ratio(one, other) >= (80 if journal_alone else 93)


def _contradict(a: Reference, b: Reference) -> bool:
    """Whether two entries taken for one paper print another volume and page, or one of these and another title word.

    Where either prints no title, another volume or another page is enough; volume and issue may be swapped.
    """
    one, other = ({f.field: fold(f.value) for f in reversed(of.fields)} for of in (a, b))
    volumes = {one.get("volume"), other.get("issue")}, {other.get("volume"), one.get("issue")}
    apart = [
        "volume" in one and "volume" in other and one["volume"] != other["volume"] and all(len(v) > 1 for v in volumes),
        "fpage" in one and "fpage" in other and one["fpage"] != other["fpage"],
    ]
    titles = one.get("title", ""), other.get("title", "")
    return all(apart) or (any(apart) and (not all(titles) or bool(swapped(*titles))))


def _spellings(a: Cleaned, b: Cleaned) -> str:
    one, other = (next((f.value for f in c.reference.fields if f.field == "journal"), "") for c in (a, b))
    if not one or not other or fold(one) == fold(other):
        return ""
    return f" (“{one}” and “{other}” are two spellings of one journal, {a.printed.journal})"


def _renumbered(entries: Sequence[Cleaned], repeats: Mapping[int, int]) -> tuple[Renumbered, ...]:
    table: list[Renumbered] = []
    firsts = 0
    for at, item in enumerate(entries):
        firsts += at not in repeats
        new = table[repeats[at]].new if at in repeats else firsts
        table.append(Renumbered(at + 1, item.reference.number, new))
    return tuple(table)
