"""Why a finding says what it says: its sentences read again, word by word, and the rule in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evidence.extract.clauses import Clause, clauses
from evidence.extract.concomitant import continued
from evidence.extract.counts import Tally
from evidence.extract.findings import DOUBTS, SUREST, condition_of
from evidence.extract.lexicon import CONDITION, Mention, find, named, of_condition, reading
from evidence.extract.meaning import GOOD, category_of, domain_of, telling
from evidence.extract.mentions import find_diseases
from evidence.extract.patterns import pattern
from evidence.extract.scope import degree, is_denied, unreal
from evidence.extract.text import Passage, passage_of
from evidence.model import Coding, Finding, Span

_RULES = {
    "same-clause": "the treatment stands in the same clause as the outcome",
    "same-sentence": "the treatment stands in the same sentence as the outcome, in another clause",
    "last-given": "the sentence of the outcome names no treatment: it is of the one that was last given before it",
    "together": "the text says that these were given together: one finding for the combination",
    "either": "one figure is told for patients given one or the other: one finding for both, not a combination",
    "listed": "a list of treatments with one outcome that was good is taken as given together",
    "contradiction": "the numbers contradict each other (a part above the whole), so they are left out",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch [start, end) of a sentence and the part that it plays; `note` says what it was read as."""

    start: int
    end: int
    role: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A quote of the finding and its marks, in order, none over another."""

    span: Span
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding, its sentences, why each part of it, and what was seen and not used."""

    finding: Finding
    sentences: tuple[Sentence, ...]
    why: tuple[tuple[str, str], ...]
    rejected: tuple[str, ...]


def explain(finding: Finding) -> Explanation:
    """Read the quotes of a finding again, by the same rules that made it; needs nothing but the finding."""
    with reading(condition_of(finding)):
        return _explain(finding)


def _explain(finding: Finding) -> Explanation:
    read = [(span, _clauses(span)) for span in finding.spans]
    everything = [clause for _, found in read for clause in found]
    return Explanation(
        finding,
        tuple(Sentence(span, _marks(found, finding)) for span, found in read),
        tuple(_why(finding, everything)),
        tuple(dict.fromkeys(_rejected(finding, everything))),
    )


def _clauses(span: Span) -> tuple[Clause, ...]:
    field = "abstract" if span.field == "text" else span.field
    passage = passage_of(span.record_id, field, span.quote, section=span.section)
    return clauses(passage, 0, len(passage.folded.text))


def _used(clause: Clause, finding: Finding) -> Iterator[tuple[Mention, bool, str, str]]:
    """(response, whether denied, category, domain) of the words of a clause that tell an outcome."""
    taking = [r for r in clause.responses if r.term.note.get("takes_object")]
    for response in (*taking, *telling(clause, taking)):
        denied = is_denied(clause, response)
        domain = named(domain_of(clause, response, "") or finding.domain)
        yield response, denied, category_of(clause, response, denied), domain


def _marks(found: Iterable[Clause], finding: Finding) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for clause in found:
        passage, folded = clause.passage, clause.folded

        def mark(mention: Mention | Tally, role: str, note: str = "", at: Passage = passage) -> None:
            marks.append(Mark(*at.folded.original(mention.start, mention.end), role, note))

        for name in clause.treatments:
            ours = name.code in finding.intervention.split("; ")
            mark(name, "treatment" if ours else "other treatment", name.code)
        for response, denied, category, domain in _used(clause, finding):
            mark(response, "outcome" if domain == finding.domain else "other outcome", category)
            if denied:
                for cue in find("negation", folded, clause.start, clause.end):
                    if cue.code != "skip" and (cue.end <= response.start or cue.start >= response.end):
                        mark(cue, "negation")
        if finding.domain == "adverse":
            for harm in find("harm", folded, clause.start, clause.end):
                mark(harm, "harm")
        for target in clause.targets:
            mark(target, "judged on", target.code)
        for tally in clause.counts:
            number = str(tally.k) if tally.n is None else f"{tally.k} of {tally.n}"
            mark(tally, "count", tally.share or number)
        if clause.start == 0:
            for disease in find_diseases(passage):
                mark(disease, "disease", disease.code)
    kept: list[Mark] = []
    for m in sorted(marks, key=lambda m: (m.start, m.role == "judged on", -m.end)):
        if not kept or m.start >= kept[-1].end:
            kept.append(m)
    return tuple(kept)


def _why(finding: Finding, everything: Sequence[Clause]) -> Iterator[tuple[str, str]]:
    if not finding.spans:
        yield from _coded(finding.coding)
        return
    parts = finding.rule.split("@")[0].split("+")
    if parts[0].startswith("plugin:"):
        yield "source", f"proposed by the plug-in {parts[0].removeprefix('plugin:')}; only its quote was checked"
        return
    yield from (
        ("treatment" if part != "contradiction" else "counts", _RULES[part]) for part in parts if part in _RULES
    )
    if finding.read_as:
        yield "treatment", finding.read_as
    if finding.concomitant:
        yield "concomitant", f"{finding.concomitant}: went on at the same time, so not credited"
    if finding.domain == "adverse":
        yield "adverse", "harms are told in the text's own words; they are never a response"
    said = [(c, *used) for c in everything for used in _used(c, finding) if used[3] == finding.domain and used[2]]
    for clause, response, denied, category, _ in said:
        word = clause.passage.span(response.start, response.end).quote
        how = degree(clause, response)
        turned = " under a negation" if denied else f" with a word of degree ({how})" if how else ""
        nobody = denied and category == "complete"
        yield "response", f"“{word}”{turned} is {'a complete response of nobody' if nobody else _plain(category)}"
    if {category for *_, category, _ in said} != {finding.response} and finding.domain != "adverse":
        yield "response", f"together: {_plain(finding.response)}"
    yield from _counts(finding, everything)
    yield "confidence", _confidence(finding, parts)


def _coded(told: Coding | None) -> Iterator[tuple[str, str]]:
    """Where a person coded it from; `told` is None in a file that does not keep it."""
    if told is None:
        yield "source", "coded by a person; this file does not keep from where"
        return
    heard = ", second-hand" if told.second_hand else ""
    yield "source", f"coded by a person from {told.where or 'the source'}{heard}"
    yield from ((of, said) for of, said in (("address", told.address), ("note", told.note)) if said)


def _plain(category: str) -> str:
    kinds = {"none": "no response", "not_reported": "not reported", "no_recurrence": "no recurrence", "worse": "worse"}
    good = "a response: " if category in GOOD else ""
    return good + kinds.get(category, category)


def _counts(finding: Finding, everything: Sequence[Clause]) -> Iterator[tuple[str, str]]:
    met = [(c.passage.span(t.start, t.end).quote, t) for c in everything for t in c.counts]
    for name, value in finding.counts.items():
        if value is None:
            continue
        printed = [quote for quote, t in met if value == t.k or (value == t.n and name == "n_treated")]
        if name in finding.counts.derived:
            reason = "not printed: the parts add up to the whole"
        elif finding.counts.n_treated == 1:
            reason = "a report of one patient"
        elif printed:
            reason = f"“{printed[0]}”"
        elif name == "n_treated":
            reason = "the size of the group, told in another sentence"
        else:
            reason = "said of all of the group, or of none of it"
        yield name, f"{value}: {reason}"


def _confidence(finding: Finding, parts: list[str]) -> str:
    met = {*parts, "read-as" if finding.read_as else "", finding.response}
    told = {words: factor for doubt, (factor, words) in DOUBTS.items() if doubt in met}
    tie = finding.confidence / SUREST / math.prod(told.values())
    told |= {"the distance of treatment and outcome": tie} if tie < 0.99 else {}
    less = ", ".join(f"{words} (× {factor:.2g})" for words, factor in told.items())
    return f"{finding.confidence:.2f} of at most {SUREST}" + (f", less for {less}" if less else "")


def _rejected(finding: Finding, everything: Sequence[Clause]) -> Iterator[str]:
    inns = finding.intervention.split("; ")
    another = f"something else than the {of_condition(CONDITION.get())['en']}"
    for clause in everything:
        quote = clause.passage.span
        if why := unreal(clause):
            yield f"“{quote(clause.start, clause.end).quote}”: no result ({why})"
        aside = continued(clause.passage, clause.treatments)
        for name in clause.treatments:
            if name.code not in inns:
                reason = "went on beside it" if name in aside else "has its own outcome, or none here"
                yield f"{name.code} (“{quote(name.start, name.end).quote}”): {reason}"
        used = list(_used(clause, finding))
        for response, _, _, domain in used:
            if domain != finding.domain:
                on = another if domain == "other" else f"{domain}, a finding of its own"
                yield f"“{quote(response.start, response.end).quote}”: judged on {on}"
        values = {value for _, value in finding.counts.items() if value is not None}
        for tally in clause.counts:
            if tally.k is not None and not {tally.k, tally.n} & values:
                yield f"“{quote(tally.start, tally.end).quote}”: of something else, or not surely of this outcome"
        if pattern("percent").search(clause.text):
            yield "a percentage: no number of patients is made of it"
