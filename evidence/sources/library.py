"""The embedded evidence base: publications and outcomes that people coded by hand, kept in `data/library/`.

Nothing is counted that is not first-hand, in scope, of a stated number and a stated response: each finding that is
not says why. `data/library/README.md` explains the columns.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from evidence.errors import BadDataError
from evidence.model import (
    DESIGNS,
    DOMAINS,
    RESPONSES,
    UNITS,
    Coding,
    Counts,
    Domain,
    Exclusion,
    Fault,
    Finding,
    Name,
    Record,
    Response,
)
from evidence.protocol.shipped import shipped
from evidence.protocol.suggest import did_you_mean
from evidence.protocol.vocabulary import vocabulary
from evidence.sources.sheet import Row, read_sheet

# fmt: off
PUBLICATION_COLUMNS = (
    "id", "authors", "authors_complete", "title", "title_original", "journal", "journal_abbrev", "year", "volume",
    "issue", "pages", "pmid", "pmcid", "doi", "design", "form", "languages", "scope", "excluded_as", "seen",
    "source_url", "note",
)
OUTCOME_COLUMNS = (
    "publication", "arm", "disease", "disease_as_said", "intervention", "intervention_as_said", "read_as", "dose",
    "route", "duration", "domain", "response", "n_treated", "n_complete", "n_partial", "n_any_response",
    "n_no_response", "n_worse", "n_recurrence", "count_unit", "concomitant", "adverse_events", "follow_up",
    "outcome_measure", "design", "where_stated", "source_url", "second_hand", "confidence", "not_counted",
    "study_group", "note",
)
PLAIN = {  # the fields of a record that are columns as they stand
    "title": "title", "title_vernacular": "title_original", "journal": "journal", "journal_abbrev": "journal_abbrev",
    "volume": "volume", "issue": "issue", "pages": "pages",
}
_SHAPES = {
    "pmid": (r"[1-9]\d{0,8}", "a PMID (1 to 9 digits)"),
    "pmcid": (r"PMC[1-9]\d*", "a PMCID (PMC and digits)"),
    "doi": (r"10\.\d{4,9}/\S+", "a DOI (10.…/…)"),
}
_TOLD = (
    "dose", "route", "duration", "concomitant", "adverse_events", "follow_up", "outcome_measure", "disease_as_said",
    "intervention_as_said", "read_as",
)
# fmt: on
MULTIPLE = "multiple"
RULE = "coded-by-hand"

_OUT_OF_SCOPE = ("background", "idiopathic", "out", "animal")
_SCOPES = ("ctd", "unclear", *_OUT_OF_SCOPE)
_REVIEWS = {"review": "review_no_patients", "systematic_review": "review_no_patients", "survey": "survey"}
TYPES = {
    "case_report": "Case Reports", "case_series": "Case Series", "retrospective_cohort": "Retrospective Cohort",
    "prospective": "Prospective Study", "rct": "Randomized Controlled Trial", "review": "Review",
    "systematic_review": "Systematic Review", "survey": "Survey", "letter": "Letter", "congress_abstract": "Congress",
    "thesis": "Academic Dissertation", "preprint": "Preprint", "registry_entry": "Registry Entry",
}  # fmt: skip
_FORMS = ("letter", "congress_abstract", "thesis", "preprint", "registry_entry")
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV", "2nd", "3rd"})


@dataclass(frozen=True, slots=True)
class Library:
    """What the library holds; rows with a fault are left out of the first three and named in `faults`."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]
    exclusions: tuple[Exclusion, ...]
    faults: tuple[Fault, ...]


def load_library(folder: Path | None = None, *, strict: bool = False) -> Library:
    """The library of a folder (the shipped one by default), every row checked.

    Raises BadDataError listing every fault when `strict`; otherwise faults are values of the result.
    """
    where = folder if folder is not None else shipped("data", "library")
    label = str(folder) if folder is not None else "data/library"

    def rows_of(name: str, columns: tuple[str, ...]) -> list[Row]:
        rows, found = read_sheet(where / name, f"{label}/{name}", columns, columns[0])
        faults.extend(found)
        return rows

    faults: list[Fault] = []
    reasons = {row.text("code"): row.text("sentence") for row in rows_of("exclusions.csv", ("code", "sentence"))}
    publications = rows_of("publications.csv", PUBLICATION_COLUMNS)
    made = library_of(publications, rows_of("outcomes.csv", OUTCOME_COLUMNS), reasons)
    library = replace(made, faults=(*faults, *made.faults))
    if strict and library.faults:
        many = "1 fault" if len(library.faults) == 1 else f"{len(library.faults)} faults"
        hint = f"Correct the rows named; {label}/README.md lists the codes."
        raise BadDataError(f"the library in {label} has {many}", hint=hint, faults=library.faults)
    return library


def exclusion_reasons() -> dict[str, str]:
    """The codes by which a publication is left out, each with its sentence, as shipped."""
    rows, _ = read_sheet(shipped("data", "library", "exclusions.csv"), "exclusions.csv", ("code", "sentence"), "code")
    return {row.text("code"): row.text("sentence") for row in rows}


def library_of(publications: list[Row], outcomes: list[Row], reasons: Mapping[str, str]) -> Library:
    """Rows of publications and of outcomes, checked and made into records and findings."""
    records = {row.text("id"): (row, _record(row, reasons)) for row in _unique(publications, ("id",))}
    _shared_identifiers([row for row, _ in records.values()])
    for row in outcomes:
        if row.text("publication") not in records:
            message = f'publication "{row.text("publication")}" is not in publications.csv'
            row.fault("unknown-publication", message, did_you_mean(row.text("publication"), records))
    findings: list[Finding] = []
    for row in _unique(outcomes, ("publication", "intervention", "domain", "disease", "arm")):
        publication = records.get(row.text("publication"))
        finding = _finding(row, publication[0] if publication else row, reasons)
        if not row.faults and publication and not publication[0].faults:
            findings.append(finding)
    good = [(row, record) for row, record in records.values() if not row.faults]
    with_findings = {finding.record_id for finding in findings}
    return Library(
        records=tuple(record for _, record in good),
        findings=tuple(findings),
        exclusions=tuple(
            Exclusion(record.record_id, code, reasons.get(code, code))
            for row, record in good
            if (code := _exclusion_code(row, record.record_id in with_findings))
        ),
        faults=tuple(fault for row in (*publications, *outcomes) for fault in row.faults),
    )


def _unique(rows: list[Row], key: tuple[str, ...]) -> list[Row]:
    """The rows, each repetition of a key marked as a fault and left out of what is returned but the first."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        cells = tuple(row.text(column) for column in key)
        if cells in first:
            said = ", ".join(cell for cell in cells if cell)
            row.fault(
                "duplicate-id",
                f"{said}: line {first[cells].place.line} says this already",
                "Keep one, or name the arm.",
            )
        else:
            first[cells] = row
    return list(first.values())


def _shared_identifiers(rows: list[Row]) -> None:
    """Two publications never share a PMID or a DOI."""
    for column in ("pmid", "doi"):
        holder: dict[str, str] = {}
        for row in rows:
            value = row.text(column).casefold()
            if value and value in holder:
                message = f'{column} "{row.text(column)}" is also that of {holder[value]}'
                row.fault("shared-identifier", message, "One of the two is wrong, or they are one publication.")
            holder.setdefault(value, row.text("id"))


def _record(row: Row, reasons: Mapping[str, str]) -> Record:
    row.shaped("id", r"[a-z0-9_]+", "lower case letters, digits and _")
    row.required("source_url", "missing-provenance", "Say where it was read: an address, or words.")
    complete = row.coded("authors_complete", ("yes", "no")) == "yes"
    design, form = row.coded("design", DESIGNS), row.coded("form", _FORMS, blank=True)
    scope = row.coded("scope", _SCOPES)
    excluded = row.coded("excluded_as", tuple(reasons), blank=scope not in _OUT_OF_SCOPE)
    if excluded and scope in ("ctd", "unclear"):
        row.fault("contradiction", f'scope "{scope}" and excluded_as "{excluded}" contradict each other')
    year = row.shaped("year", r"(18|19|20)\d\d", "a year")
    address = re.search(r"https?://[^\s]+", row.text("source_url"))
    plain: dict[str, Any] = {field: row.text(column) for field, column in PLAIN.items()}
    plain |= {name: row.shaped(name, *form) for name, form in _SHAPES.items()}
    return Record(
        key=row.text("id"),
        source="library",
        place=row.place,
        raw=row.raw,
        names=tuple(map(_name, row.listed("authors"))),
        names_complete=complete,
        year=int(year) if year else None,
        date=year,
        **plain,
        languages=row.listed("languages"),
        types=tuple(TYPES[word] for word in (design, form) if word in TYPES),
        url=address[0].removesuffix(";") if address else "",
        extra=tuple((name, row.text(name)) for name in ("scope", "seen", "source_url", "note") if row.text(name)),
    )


def _name(text: str) -> Name:
    """A name as the library writes it: family, initials, suffix, parted by spaces; the family alone if that is all."""
    words = text.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else ""
    initials = words.pop() if len(words) > 1 else ""
    return Name(family=" ".join(words), initials=initials, suffix=suffix)


def _exclusion_code(row: Row, has_findings: bool) -> str:
    """Why a publication is left out: its scope, else that no outcome was coded from it; "" if it is in."""
    if row.text("excluded_as") or has_findings:
        return row.text("excluded_as")
    return _REVIEWS.get(row.text("design"), "no_outcome")


def _finding(row: Row, publication: Row, reasons: Mapping[str, str]) -> Finding:
    words = vocabulary()
    disease = row.coded("disease", words.diseases)
    interventions, classes = _interventions(row)
    domain, response = row.coded("domain", DOMAINS), row.coded("response", RESPONSES)
    unit = row.coded("count_unit", UNITS)
    numbers: dict[str, Any] = {name: row.whole(name) for name, _ in Counts().items()}
    counts, told = Counts(**numbers), dict[str, Any]((name, row.text(name)) for name in _TOLD)
    for sentence in counts.faults():
        row.fault("impossible-count", sentence, "Compare the row with its source.")
    where = row.required(
        "where_stated", "missing-provenance", "Say where in the source it stands: abstract, full text, …"
    )
    address = row.required("source_url", "missing-provenance", "Say where it was read: an address, or words.")
    second_hand = row.coded("second_hand", ("yes", "no")) == "yes"
    confidence = row.shaped("confidence", r"1|1\.0|0\.[1-9]\d?", "a number above 0 and up to 1")
    design = row.coded("design", DESIGNS, blank=True) or publication.cells.get("design", "")
    why_not = _why_not_counted(row, publication, design, counts, reasons)
    identity = (row.text("publication"), "; ".join(interventions), domain, disease, row.text("arm"))
    return Finding(
        finding_id="lib-" + hashlib.sha256("\x1f".join(identity).encode()).hexdigest()[:12],
        record_id=row.text("publication"),
        disease=disease,
        intervention="; ".join(interventions),
        intervention_class="; ".join(classes),
        domain=cast(Domain, domain),
        response=cast(Response, response),
        counts=counts,
        count_unit=unit,
        design=design,
        coding=Coding(where, address, row.text("note"), second_hand),
        rule=RULE,
        confidence=float(confidence or 1),
        countable=not why_not,
        why_not_countable=why_not,
        group=row.text("study_group"),
        **told,
    )


def _interventions(row: Row) -> tuple[list[str], list[str]]:
    """The treatments of a row and their classes, both in alphabetical order; the class is the vocabulary's."""
    known = vocabulary().treatments
    named = sorted(row.listed("intervention"))
    if named == [MULTIPLE]:
        return named, [MULTIPLE]
    if not named:
        row.fault("unknown-code", "intervention is blank", f'Name the treatment, or "{MULTIPLE}".')
    for name in named:
        if name not in known:
            message = f'intervention "{name}" is not a known treatment'
            row.fault("unknown-code", message, did_you_mean(name, known) or "See data/lexicon/treatments.toml.")
    return named, sorted({known[name].treatment_class for name in named if name in known})


def _why_not_counted(row: Row, publication: Row, design: str, counts: Counts, reasons: Mapping[str, str]) -> str:
    """The sentence that keeps a finding out of totals, or "" if it counts (within its own unit)."""
    scope = publication.cells.get("scope", "")
    if row.text("second_hand") == "yes":
        return f"Second-hand ({row.text('where_stated')}): the report itself was not seen."
    if design in _REVIEWS:
        return reasons.get(_REVIEWS[design], "A review: its patients belong to the primary reports.")
    if scope in _OUT_OF_SCOPE:
        return reasons.get(publication.text("excluded_as"), "Out of scope.")
    if scope == "unclear":
        return "No connective tissue disease is named for these patients."
    if row.text("not_counted"):
        return row.text("not_counted")
    if counts.n_treated is None:
        return f"The number of {row.text('count_unit')} treated is not stated."
    if row.text("response") == "not_reported":
        return "The treatment was given; its result is not stated in the part seen."
    return ""
