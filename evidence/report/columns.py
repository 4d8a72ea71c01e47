"""The columns of studies.csv and summary.csv, each with what it means: tables and their dictionary in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from evidence.model import SummaryRow
from evidence.report.notes import Note

T = TypeVar("T")
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: its name, its meaning, and how its value is had from a row. Blank is unreported, never zero."""

    name: str
    meaning: str
    value: Callable[[T], Value]


def _at(path: str) -> Callable[[object], Value]:
    """The value at a dotted path ("finding.spans.0.start"), None where the path ends early."""

    def value(row: Any) -> Value:
        for step in path.split("."):
            row = next(iter(row[int(step) :]), None) if step.isdecimal() else getattr(row, step, None)
        return row  # type: ignore[no-any-return]

    return value


def _finding(name: str, meaning: str) -> Column[Note]:
    return Column(name, meaning, _at(f"finding.{name}"))


def _citation(name: str, meaning: str) -> Column[Note]:
    return Column(name, meaning, _at(f"row.citation.{name}"))


def _count(name: str, meaning: str) -> Column[Note]:
    return Column(name, f"{meaning}, in count_unit; blank: not stated", _at(f"finding.counts.{name}"))


def _span(name: str, meaning: str) -> Column[Note]:
    return Column(name, meaning, _at(f"finding.spans.0.{name}"))


STUDY: tuple[Column[Note], ...] = (
    Column("note", "number of the evidence note in index.html", _at("number")),
    _finding("finding_id", "id of the finding"),
    _finding("record_id", "id of the record; pmid:… where PubMed is the source"),
    Column("first_author", "family name of the first author", _at("row.citation.names.0.family")),
    _citation("year", "year of publication"),
    _citation("title", "title"),
    _citation("journal", "journal"),
    _citation("pmid", "PubMed id"),
    _citation("doi", "DOI"),
    _citation("retracted", "true for a retracted publication"),
    _finding("disease", "disease code"),
    _finding("disease_as_said", "disease in the words of the source"),
    _finding("intervention", "treatment (INN); given together: joined by ;"),
    _finding("intervention_class", "treatment class, joined likewise"),
    _finding("intervention_as_said", "treatment in the words of the source"),
    _finding("read_as", "how a name was read that was not matched exactly"),
    _finding("domain", "deposits, symptoms, ulcers, function, recurrence or adverse"),
    _finding("response", "response in one word"),
    _count("n_treated", "given the treatment and judged on this outcome"),
    _count("n_complete", "complete responses"),
    _count("n_partial", "partial responses"),
    _count("n_any_response", "any response, completes included"),
    _count("n_no_response", "no response"),
    _count("n_worse", "worse"),
    _count("n_recurrence", "recurrences"),
    _finding("count_unit", "patients, lesions, limbs or sessions: never mixed"),
    Column("derived", "counts given by a closing sum, not the text", lambda n: "; ".join(sorted(n.counts.derived))),
    _finding("design", "study design"),
    Column("stratum", "comparative, series, or cases (single cases and small series)", _at("row.stratum")),
    Column("counted", "true if the row is in the sums of summary.csv", _at("row.counted")),
    Column("why_not_counted", "the reason if it is not", _at("row.why_not")),
    Column("shares_patients_with", "records that may share patients", lambda n: "; ".join(n.row.shared_with)),
    _finding("dose", "dose as said"),
    _finding("route", "route as said"),
    _finding("duration", "duration as said"),
    _finding("concomitant", "other treatments"),
    _finding("adverse_events", "adverse events"),
    _finding("follow_up", "follow-up"),
    _finding("outcome_measure", "how the outcome was judged"),
    Column("provenance", "quote (read by rule) or coded (by a person)", lambda n: "coded" if n.coding else "quote"),
    Column("quote", "words of the text, joined by ' | '", lambda n: " | ".join(q.quote for q in n.quotes)),
    _span("field", "title, title_vernacular, abstract or text"),
    _span("section", "label of the abstract section"),
    _span("start", "first character of the first quote in that text"),
    _span("end", "character after its last"),
    Column("coded_from", "part of the source that the row was coded from", _at("coding.where")),
    Column("coded_address", "where that was read", _at("coding.address")),
    Column("coder_note", "note of the coder", _at("coding.note")),
    Column("second_hand", "true if the report itself was not seen", lambda n: bool(n.coding and n.coding.second_hand)),
    Column("url", "where to read it: PubMed, DOI or page", lambda n: n.url),
    _finding("rule", "rule and version that made the finding"),
    _finding("confidence", "0 to 1"),
    _finding("state", "proposed, confirmed, corrected or rejected"),
)


def _row(name: str, meaning: str) -> Column[SummaryRow]:
    return Column(name, meaning, _at(name))


def _tally(name: str, meaning: str) -> tuple[Column[SummaryRow], ...]:
    return (
        Column(name, f"{meaning}, summed over the reports that state it; blank: no report does", _at(f"{name}.k")),
        Column(f"{name}_of", "treated in those reports", _at(f"{name}.n")),
        Column(f"{name}_reports", "how many reports state it", _at(f"{name}.reported")),
    )


SUMMARY: tuple[Column[SummaryRow], ...] = (
    _row("disease", "disease code"),
    _row("intervention_class", "treatment class"),
    _row("intervention", "treatment; given together: joined by ;"),
    _row("stratum", "comparative, series or cases; strata are never added up"),
    _row("domain", "what was judged"),
    _row("unit", "what is counted"),
    _row("reports", "reports counted, each study once"),
    Column("treated", "treated in the reports counted", _at("treated.k")),
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

DICTIONARY: tuple[Column[tuple[str, str, str]], ...] = tuple(
    Column(name, "", _at(str(place))) for place, name in enumerate(("table", "column", "meaning"))
)


def dictionary() -> list[tuple[str, str, str]]:
    """Every column of both tables with its meaning."""
    return [("studies", c.name, c.meaning) for c in STUDY] + [("summary", c.name, c.meaning) for c in SUMMARY]
