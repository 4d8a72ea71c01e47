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


def _c(name: str, meaning: str, path: str = "finding.") -> Column[Any]:
    return Column(name, meaning, _at(path + name if path.endswith(".") else path))


STUDY: tuple[Column[Note], ...] = (
    _c("note", "number of the evidence note in index.html", "number"),
    _c("finding_id", "id of the finding"),
    _c("record_id", "id of the record; pmid:… where PubMed is the source"),
    _c("first_author", "family name of the first author", "row.citation.names.0.family"),
    _c("year", "year of publication", "row.citation."),
    _c("title", "title", "row.citation."),
    _c("journal", "journal", "row.citation."),
    _c("pmid", "PubMed id", "row.citation."),
    _c("doi", "DOI", "row.citation."),
    _c("retracted", "true for a retracted publication", "row.citation."),
    _c("disease", "disease code"),
    _c("disease_as_said", "disease in the words of the source"),
    _c("intervention", "treatment (INN); given together: joined by ;"),
    _c("intervention_class", "treatment class, joined likewise"),
    _c("intervention_as_said", "treatment in the words of the source"),
    _c("read_as", "how a name was read that was not matched exactly"),
    _c("domain", "deposits, symptoms, ulcers, function, recurrence or adverse"),
    _c("response", "response in one word"),
    _c("n_treated", "given the treatment and judged on this outcome; blank: not stated", "finding.counts."),
    _c("n_complete", "complete responses", "finding.counts."),
    _c("n_partial", "partial responses", "finding.counts."),
    _c("n_any_response", "any response, completes included", "finding.counts."),
    _c("n_no_response", "no response", "finding.counts."),
    _c("n_worse", "worse", "finding.counts."),
    _c("n_recurrence", "recurrences", "finding.counts."),
    _c("count_unit", "patients, lesions, limbs or sessions: never mixed"),
    Column("derived", "counts given by a closing sum, not the text", lambda n: "; ".join(sorted(n.counts.derived))),
    _c("design", "study design"),
    _c("stratum", "comparative, series, or cases (single cases and small series)", "row.stratum"),
    _c("counted", "true if the row is in the sums of summary.csv", "row.counted"),
    _c("why_not_counted", "the reason if it is not", "row.why_not"),
    Column("shares_patients_with", "records that may share patients", lambda n: "; ".join(n.row.shared_with)),
    _c("dose", "dose as said"),
    _c("route", "route as said"),
    _c("duration", "duration as said"),
    _c("concomitant", "other treatments"),
    _c("adverse_events", "adverse events"),
    _c("follow_up", "follow-up"),
    _c("outcome_measure", "how the outcome was judged"),
    Column("provenance", "quote (read by rule) or coded (by a person)", lambda n: "coded" if n.coding else "quote"),
    Column("quote", "words of the text, joined by ' | '", lambda n: " | ".join(q.quote for q in n.quotes)),
    _c("field", "title, title_vernacular, abstract or text", "finding.spans.0."),
    _c("section", "label of the abstract section", "finding.spans.0."),
    _c("start", "first character of the first quote in that text", "finding.spans.0."),
    _c("end", "character after its last", "finding.spans.0."),
    _c("coded_from", "part of the source that the row was coded from", "coding.where"),
    _c("coded_address", "where that was read", "coding.address"),
    _c("coder_note", "note of the coder", "coding.note"),
    Column("second_hand", "true if the report itself was not seen", lambda n: bool(n.coding and n.coding.second_hand)),
    Column("url", "where to read it: PubMed, DOI or page", lambda n: n.url),
    _c("rule", "rule and version that made the finding"),
    _c("confidence", "0 to 1"),
    _c("state", "proposed, confirmed, corrected or rejected"),
    _c("level", "level of evidence, OCEBM 2011 (treatment benefits): 1 highest, 5 lowest; blank: none", "row.level"),
    _c("level_why", "the reason for that level, or for none", "row.level_why"),
    Column(
        "appraisal",
        "answers of readers to the eight questions of Murad 2018: question, answer, who, why",
        lambda n: "; ".join(
            " ".join(filter(None, (a.question, a.answer, f"({a.who})", a.note))) for a in n.row.appraisal
        ),
    ),
    Column(
        "wilson_95",
        "of a series that counts: 95 % Wilson interval of each share it states",
        lambda n: "; ".join(f"{s.measure} {s.lower:.3f}–{s.upper:.3f}" for s in n.row.shares),
    ),
    _c(
        "control",
        "what a comparative report compares with (none: no treatment; unnamed: not found)",
        "row.control",
    ),
    Column(
        "control_numbers",
        "of that control, where it has a row of its own; blank: read the source",
        lambda n: (
            "; ".join(f"{k} {v}" for k, v in n.row.control_counts.items() if v is not None)
            if n.row.control_counts
            else ""
        ),
    ),
)


def _tally(name: str, meaning: str) -> tuple[Column[SummaryRow], ...]:
    return (
        Column(
            name,
            f"{meaning}, summed over the reports that state it: to check, a rate of nothing; blank: no report does",
            _at(f"{name}.k"),
        ),
        Column(f"{name}_of", "treated in those reports", _at(f"{name}.n")),
        Column(f"{name}_reports", "how many reports state it", _at(f"{name}.reported")),
    )


SUMMARY: tuple[Column[SummaryRow], ...] = (
    _c("disease", "disease code", "disease"),
    _c("intervention_class", "treatment class", "intervention_class"),
    _c("intervention", "treatment; given together: joined by ;", "intervention"),
    _c("stratum", "comparative, series or cases; strata are never added up", "stratum"),
    _c("domain", "what was judged", "domain"),
    _c("unit", "what is counted", "unit"),
    _c("reports", "reports counted, each study once", "reports"),
    _c("treated", "treated in the reports counted", "treated.k"),
    *_tally("complete", "complete responses"),
    *_tally("partial", "partial responses"),
    *_tally("any_response", "any response, completes included"),
    *_tally("no_response", "no response"),
    *_tally("worse", "worse"),
    *_tally("recurrence", "recurrences"),
    Column("direction", "reports by response word", lambda r: "; ".join(f"{word} {n}" for word, n in r.direction)),
    Column("findings", "finding_id of what is counted", lambda r: " ".join(r.findings)),
    Column("also", "finding_id of what is shown but not counted", lambda r: " ".join(r.also)),
    _c("level", "level of evidence of the best study counted, OCEBM 2011; blank: nothing is counted", "level"),
    _c("level_why", "the reason for that level", "level_why"),
    Column(
        "wilson_95",
        "of each series by itself: finding_id, measure, its share and 95 % Wilson interval",
        lambda r: "; ".join(
            f"{one.finding_id} {s.measure} {s.k}/{s.n} {s.lower:.3f}–{s.upper:.3f}"
            for one in r.told
            for s in one.shares
        ),
    ),
)

DICTIONARY: tuple[Column[tuple[str, str, str]], ...] = tuple(
    Column(name, "", _at(str(place))) for place, name in enumerate(("table", "column", "meaning"))
)


def dictionary() -> list[tuple[str, str, str]]:
    """Every column of both tables with its meaning."""
    return [("studies", c.name, c.meaning) for c in STUDY] + [("summary", c.name, c.meaning) for c in SUMMARY]
