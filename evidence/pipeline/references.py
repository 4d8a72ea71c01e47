"""A reference list made right, and the index that it is held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.errors import ServiceError
from evidence.model import Citation, Cleaned, Decision, Fault, Place, Problem, Record
from evidence.pipeline.stages import Produced, citations

if TYPE_CHECKING:
    from evidence.clean.clean import CleanedList
    from evidence.sources.citation_row import Row
    from evidence.sources.crossref import Crossref
    from evidence.sources.entrez.citmatch import Asked
    from evidence.sources.entrez.transport import Transport
    from evidence.sources.index import CitationIndex
    from evidence.store.store import Store


def clean_reference_list(
    path: Path,
    *,
    index: Path | None,
    decisions: Sequence[Decision],
    style: str,
    store: Store | None = None,
    transport: Transport | None = None,
    crossref: Crossref | None = None,
    say: Callable[[str], None] = lambda text: None,
    review: Callable[[CleanedList], Sequence[Decision]] | None = None,
    rewrite: bool = False,
) -> Produced:
    """A reference list (`-` for standard input), identified in an index (the embedded library if None) and corrected.

    With a store also in its records; with a transport PubMed is asked for what is not identified by then, and with
    Crossref papers are suggested for what is left, of which only a decision makes more than a suggestion. `review` is
    shown the cleaned list and gives the decisions by which it is cleaned once more. `rewrite` adds a copy of the
    manuscript with the clean list and its numbers. A service that cannot be had is a fault (`service-down`): what the
    others know stays. Raises BadDataError for a list that cannot be read, or a file that is no index, UsageError for
    what cannot be rewritten.
    """
    from evidence.clean.clean import clean_list, open_entries, with_suggestions
    from evidence.clean.decided import orphaned, paper_key, reference_key
    from evidence.clean.resembles import is_prose
    from evidence.clean.rewritten import rewritten, section_of
    from evidence.formats.style import check_style
    from evidence.report.references import printed, render_references
    from evidence.sources.index import build_index
    from evidence.sources.lists import read_list
    from evidence.tabulate.notices import in_effect

    check_style(style)  # before anything is read or asked of a source
    given = read_list(path)
    if rewrite:
        section_of(given, str(path))  # before anything is asked of a source
    known_by = _known_by(index, decisions)
    hand = " and what was entered by hand" if any(decision.verb == "add" for decision in decisions) else ""
    searched = [f"the index {index.name}" if index else f"the embedded library{hand}"]
    decisions, differing = in_effect(decisions, "reference")

    def held_against(index: CitationIndex) -> CleanedList:
        return clean_list(given, index, file=str(path), decisions=decisions)

    def against(offered: Mapping[str, Citation]) -> CleanedList:
        """The whole list once more, against all that the sources have offered for it."""
        with build_index(offered.values(), None) as small:
            return held_against(small)

    with known_by as opened:
        cleaned = held_against(opened)
        faults = (*given.faults, *opened.faults)
        known = _known(cleaned, {})
        if store:
            searched.append("the store")
            with build_index(citations(record for record, _ in store.records()), None) as stored:
                known = _known(held_against(stored), known)
            cleaned = against(known)
        if transport:
            searched.append("PubMed")
            try:
                cleaned, known, lacking = _from_pubmed(transport, cleaned, known, against, say)
                faults += lacking
            except ServiceError as error:
                faults += (_down("PubMed", error),)
        offers: dict[str, tuple[Citation, ...]] = {}
        if crossref:
            searched.append("Crossref (suggestions only)")
            try:
                for entry in open_entries(cleaned):
                    say("Asking Crossref …")
                    offers[reference_key(entry.reference.raw)] = crossref.suggestions(entry.reference.raw)
            except ServiceError as error:
                faults += (_down("Crossref", error),)
            cleaned = with_suggestions(cleaned, offers)
        if review:
            decisions, differing = in_effect(review(cleaned), "reference")
        named = {decision.value for decision in decisions if decision.verb == "choose"}
        chosen = {c.citation_id: c for offered in offers.values() for c in offered if paper_key(c) in named}
        if chosen or (review and (store or transport)):
            cleaned = with_suggestions(against({**known, **chosen}), offers)
        elif review:
            cleaned = with_suggestions(held_against(opened), offers)
    raws = [entry.reference.raw for entry in cleaned.entries]
    if is_prose(raws) and not any(entry.match or entry.kept for entry in cleaned.entries):
        faults += (_prose(path, given.kind == "text" and str(path) != "-"),)
    faults += (*differing, *(_orphan(item, decision) for item, decision in orphaned(cleaned.entries, decisions)))
    statuses = dict(sorted(Counter(entry.status for entry in cleaned.entries).items()))
    facts: dict[str, object] = {"references": len(cleaned.entries), "statuses": statuses, "searched": searched}
    facts |= {"kept": kept} if (kept := sum(entry.kept for entry in cleaned.entries)) else {}
    copies: dict[str, bytes] = {}
    if rewrite:
        name, copies[name], left = rewritten(given, cleaned, printed(cleaned, style), str(path))
        cleaned = replace(cleaned, problems=(*cleaned.problems, *(replace(problem, line=None) for problem in left)))
        faults += tuple(_left(problem, path) for problem in left)
        moved = all(problem.code != "not-renumbered" for problem in left)
        facts |= {"manuscript": name, "left": len(left), "renumbered": moved}
    files = render_references(replace(cleaned, searched=", ".join(searched)), style=style)
    return Produced({**files, **copies}, faults, facts)


def _prose(path: Path, is_text: bool) -> Fault:
    said = "this reads like a text, and not like a list of references"
    command = f"evidence extract {path if is_text else 'FILE.txt'} --out findings"
    hint = command if is_text else f"Save it as text, then: {command}"
    return Fault(Place(str(path)), "reads-like-prose", said, hint, notice=True)


def _known_by(index: Path | None, decisions: Sequence[Decision]) -> CitationIndex:
    """The index that is named, else one of the embedded library and of what was entered by hand."""
    from evidence.sources.by_hand import entered
    from evidence.sources.index import build_index, open_index
    from evidence.sources.library import load_library
    from evidence.sources.vouched import vouched

    if index:
        return open_index(index)
    return build_index(citations((*map(vouched, load_library().records), *entered(decisions).records)), None)


def reference_entries(path: Path, index: Path | None, decisions: Sequence[Decision]) -> tuple[Cleaned, ...]:
    """The entries of a list as they are without a decision on them; raises as `clean_reference_list` does."""
    from evidence.clean.clean import clean_list
    from evidence.sources.lists import read_list

    with _known_by(index, decisions) as opened:
        return clean_list(read_list(path), opened, file=str(path)).entries


def _down(service: str, error: ServiceError) -> Fault:
    said = f"{service} could not be asked for everything: {error.message}."
    return Fault(
        Place(service), "service-down", said, "What the other sources know is in the list; run this again later."
    )


def _left(problem: Problem, path: Path) -> Fault:
    return Fault(Place(str(path), problem.line), problem.code, problem.sentence, notice=True)


def _orphan(item: Cleaned, decision: Decision) -> Fault:
    return Fault(
        item.reference.place,
        "orphaned-decision",
        f"{decision.who} chose {decision.value} for this entry, which is not in what was searched.",
        "Search where it was found: give the same --index and --source.",
        raw=item.reference.raw,
        notice=True,
    )


def _from_pubmed(
    transport: Transport,
    cleaned: CleanedList,
    known: Mapping[str, Citation],
    against: Callable[[Mapping[str, Citation]], CleanedList],
    say: Callable[[str], None],
) -> tuple[CleanedList, dict[str, Citation], tuple[Fault, ...]]:
    """The list with what PubMed offers for entries without a claim, all that is known for it by then, and the records
    that PubMed would not give.
    """
    from evidence.sources.entrez.citmatch import STEPS
    from evidence.sources.entrez.fetch import fetch

    offered, faults, seen = dict(known), tuple[Fault, ...](), set[str]()
    for step in STEPS:
        say(f"Asking PubMed ({step.__name__.replace('_', ' ')}) …")
        pmids = step(transport, [_asked(entry) for entry in cleaned.entries if entry.match is None]) - seen
        seen |= pmids
        for batch in fetch(transport, sorted(pmids, key=int)):
            offered |= {f"pmid:{citation.pmid}": citation for citation in citations(batch.records)}
            faults += tuple(_not_had(pmid) for pmid in batch.failed)
        if pmids:
            cleaned = against(offered)
    return cleaned, offered, faults


def _known(cleaned: CleanedList, before: Mapping[str, Citation]) -> dict[str, Citation]:
    """The citations that a source offered for a list, each publication once."""
    offered = [c for entry in cleaned.entries for c in (entry.match, *(k.citation for k in entry.candidates)) if c]
    return {f"pmid:{c.pmid}" if c.pmid else c.citation_id: c for c in (*offered, *before.values())}


def _asked(entry: Cleaned) -> Asked:
    """What an entry says, as PubMed may be asked for it."""
    from evidence.sources.entrez.citmatch import Asked

    said = entry.printed
    return Asked(
        title=said.title,
        author=said.names[0].family if said.names else "",
        journal=said.journal_abbrev or said.journal,
        year=str(said.year or ""),
        volume=said.volume,
        page=said.first_page,
        doi=said.doi,
        pmid=said.pmid,
    )


def _not_had(pmid: str) -> Fault:
    message = "PubMed lists this record and does not give it."
    return Fault(Place("PubMed", item=f"PMID {pmid}"), "not-had", message, "Run this again later.")


def build_citation_index(sources: Sequence[Path], out: Path) -> tuple[int, tuple[Fault, ...]]:
    """Index PubMed XML, .nbib or the .jsonl.gz form in a file; the number of citations and the faults."""
    from evidence.sources.index import build_index

    faults: list[Fault] = []
    with build_index(_of_files(sources, faults), out) as index:
        return len(index), tuple(faults)


def _of_files(sources: Sequence[Path], faults: list[Fault]) -> Iterator[Citation | Row]:
    from evidence.normalise.citation import citation_of
    from evidence.sources.citation_jsonl import read_rows
    from evidence.sources.files import read_files

    for path in sources:
        lines = path.name.endswith((".jsonl", ".jsonl.gz"))
        for item in read_rows(path) if lines else read_files([path]):
            if isinstance(item, Fault):
                faults.append(item)
            else:
                yield citation_of(item) if isinstance(item, Record) else item
