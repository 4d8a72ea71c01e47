"""The columns of studies.csv and summary.csv, each with what it means: tables and their dictionary in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from evidence.model import Count, SummaryRow
from evidence.report.notes import Note

T = TypeVar("T")
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: its name, its meaning, and how its value is had from a row. Blank is unreported, never zero."""

    name: str
    meaning: str
    value: Callable[[T], Value]


def _finding(name: str) -> Callable[[Note], Value]:
    return lambda n: getattr(n.finding, name)


def _citation(name: str) -> Callable[[Note], Value]:
    return lambda n: getattr(n.row.citation, name)


def _coding(name: str) -> Callable[[Note], Value]:
    return lambda n: getattr(n.finding.coding, name) if n.finding.coding else ""


def _span(name: str) -> Callable[[Note], Value]:
    return lambda n: getattr(n.finding.spans[0], name) if n.finding.spans else None


def _count(name: str, meaning: str) -> Column[Note]:
    return Column(name, f"{meaning}, in count_unit; blank: not stated", lambda n: getattr(n.finding.counts, name))


def _author(n: Note) -> Value:
    return n.row.citation.names[0].family if n.row.citation.names else ""


STUDY: tuple[Column[Note], ...] = (
    Column("note", "number of the evidence note in index.html", lambda n: n.number),
    Column("finding_id", "id of the finding", _finding("finding_id")),
    Column("record_id", "id of the record; pmid:… where PubMed is the source", _finding("record_id")),
    Column("first_author", "family name of the first author", _author),
    Column("year", "year of publication", _citation("year")),
    Column("title", "title", _citation("title")),
    Column("journal", "journal", _citation("journal")),
    Column("pmid", "PubMed id", _citation("pmid")),
    Column("doi", "DOI", _citation("doi")),
    Column("retracted", "true for a retracted publication", _citation("retracted")),
    Column("disease", "disease code", _finding("disease")),
    Column("disease_as_said", "disease in the words of the source", _finding("disease_as_said")),
    Column("intervention", "treatment (INN); given together: joined by ;", _finding("intervention")),
    Column("intervention_class", "treatment class, joined likewise", _finding("intervention_class")),
    Column("intervention_as_said", "treatment in the words of the source", _finding("intervention_as_said")),
    Column("read_as", "how a name was read that was not matched exactly", _finding("read_as")),
    Column("domain", "deposits, symptoms, ulcers, function, recurrence or adverse", _finding("domain")),
    Column("response", "response in one word", _finding("response")),
    _count("n_treated", "given the treatment and judged on this outcome"),
    _count("n_complete", "complete responses"),
    _count("n_partial", "partial responses"),
    _count("n_any_response", "any response, completes included"),
    _count("n_no_response", "no response"),
    _count("n_worse", "worse"),
    _count("n_recurrence", "recurrences"),
    Column("count_unit", "patients, lesions, limbs or sessions: never mixed", _finding("count_unit")),
    Column(
        "derived", "counts that a closing sum gave, not the text", lambda n: "; ".join(sorted(n.finding.counts.derived))
    ),
    Column("design", "study design", _finding("design")),
    Column("stratum", "comparative, series, or cases (single cases and small series)", lambda n: n.row.stratum),
    Column("counted", "true if the row is in the sums of summary.csv", lambda n: n.row.counted),
    Column("why_not_counted", "the reason if it is not", lambda n: n.row.why_not),
    Column(
        "shares_patients_with", "records that share, or may share, patients", lambda n: "; ".join(n.row.shared_with)
    ),
    Column("dose", "dose as said", _finding("dose")),
    Column("route", "route as said", _finding("route")),
    Column("duration", "duration as said", _finding("duration")),
    Column("concomitant", "other treatments", _finding("concomitant")),
    Column("adverse_events", "adverse events", _finding("adverse_events")),
    Column("follow_up", "follow-up", _finding("follow_up")),
    Column("outcome_measure", "how the outcome was judged", _finding("outcome_measure")),
    Column(
        "provenance",
        "quote (read in a text by rule) or coded (by a person)",
        lambda n: "coded" if n.finding.coding else "quote",
    ),
    Column(
        "quote",
        "the words of the text; several are joined by ' | '",
        lambda n: " | ".join(s.quote for s in n.finding.spans),
    ),
    Column("field", "title, title_vernacular, abstract or text", _span("field")),
    Column("section", "label of the abstract section", _span("section")),
    Column("start", "first character of the first quote in that text", _span("start")),
    Column("end", "character after its last", _span("end")),
    Column("coded_from", "part of the source that the row was coded from", _coding("where")),
    Column("coded_address", "where that was read", _coding("address")),
    Column("coder_note", "note of the coder", _coding("note")),
    Column("second_hand", "true if the report itself was not seen", lambda n: bool(_coding("second_hand")(n))),
    Column(
        "url",
        "where to read it: PubMed, DOI or page",
        lambda n: n.links[0][1].partition("#")[0] if n.links else n.address,
    ),
    Column("rule", "rule and version that made the finding", _finding("rule")),
    Column("confidence", "0 to 1", _finding("confidence")),
    Column("state", "proposed, confirmed, corrected or rejected", _finding("state")),
)


def _tally(name: str, meaning: str) -> tuple[Column[SummaryRow], ...]:
    def count(row: SummaryRow) -> Count:
        found: Count = getattr(row, name)
        return found

    return (
        Column(name, f"{meaning}, summed over the reports that state it; blank: no report does", lambda r: count(r).k),
        Column(f"{name}_of", "treated in those reports", lambda r: count(r).n),
        Column(f"{name}_reports", "how many reports state it", lambda r: count(r).reported),
    )


SUMMARY: tuple[Column[SummaryRow], ...] = (
    Column("disease", "disease code", lambda r: r.disease),
    Column("intervention_class", "treatment class", lambda r: r.intervention_class),
    Column("intervention", "treatment; given together: joined by ;", lambda r: r.intervention),
    Column("stratum", "comparative, series or cases; strata are never added up", lambda r: r.stratum),
    Column("domain", "what was judged", lambda r: r.domain),
    Column("unit", "what is counted", lambda r: r.unit),
    Column("reports", "reports counted, each study once", lambda r: r.reports),
    Column("treated", "treated in the reports counted", lambda r: r.treated.k),
    *_tally("complete", "complete responses"),
    *_tally("partial", "partial responses"),
    *_tally("any_response", "any response, completes included"),
    *_tally("no_response", "no response"),
    *_tally("worse", "worse"),
    *_tally("recurrence", "recurrences"),
    Column("direction", "reports by response word", lambda r: "; ".join(f"{word} {n}" for word, n in r.direction)),
    Column("findings", "finding_id of what is counted", lambda r: " ".join(r.findings)),
    Column("also", "finding_id of what is shown but not counted", lambda r: " ".join(r.also)),
)

DICTIONARY: tuple[Column[tuple[str, str, str]], ...] = (
    Column("table", "", lambda line: line[0]),
    Column("column", "", lambda line: line[1]),
    Column("meaning", "", lambda line: line[2]),
)


def dictionary() -> list[tuple[str, str, str]]:
    """Every column of both tables with its meaning."""
    return [("studies", c.name, c.meaning) for c in STUDY] + [("summary", c.name, c.meaning) for c in SUMMARY]
