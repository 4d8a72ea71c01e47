"""How long the report takes and how large the page is: `python benchmarks/report.py [STUDIES]` (500 by default).

The studies are synthetic: two findings each (the library has 1.5), two in three quoted from an abstract.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from random import Random
from time import process_time

from evidence.model import (
    Citation,
    Cluster,
    Coding,
    Counts,
    Dossier,
    Finding,
    Name,
    Place,
    Protocol,
    Record,
    Run,
    Section,
    Span,
)
from evidence.protocol.vocabulary import vocabulary
from evidence.report.notes import notes_of, sources_of
from evidence.report.page import render_page
from evidence.report.report import render_report
from evidence.report.words import words
from evidence.tabulate.gaps import gaps
from evidence.tabulate.prisma import prisma_counts
from evidence.tabulate.profiles import profiles
from evidence.tabulate.rows import study_rows
from evidence.tabulate.studies import studies_of
from evidence.tabulate.summary import summarise
from evidence.tabulate.unanswered import unanswered

QUOTE = "Nine of 17 patients improved."
BEFORE, AFTER = 100, 105  # words of the abstract before and after the quote: 1,500 characters in all
PROTOCOL = Protocol(topic_id="bench", title="Synthetic", query="calcinosis", leading=("colchicine", "surgery"))


LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
WORDS = ["".join(Random(n).choices(LETTERS, range(26, 0, -1), k=1 + n % 12)) for n in range(1, 2500)]


def abstract(number: int) -> str:
    """Some words often and many rarely: as deflated, 0.36 of its bytes, where 300 abstracts of PubMed have 0.34."""
    weights = [place**-0.7 for place in range(1, len(WORDS) + 1)]
    said = Random(number).choices(WORDS, weights, k=BEFORE + AFTER)
    return " ".join((*said[:BEFORE], QUOTE, *said[BEFORE:]))


def record(number: int) -> Record:
    return Record(
        key=str(number),
        source="nbib",
        place=Place("synthetic"),
        pmid=str(number),
        title=f"Treatment of calcinosis in a series of patients with connective tissue disease, part {number}",
        names=tuple(Name(f"Author{number % 97}x{i}", initials="AB") for i in range(6)),
        journal="Journal of Synthetic Rheumatology",
        year=1980 + number % 45,
        volume=str(number % 60),
        sections=(Section("RESULTS", abstract(number)),),
    )


def findings(number: int) -> tuple[Finding, ...]:
    known, diseases = tuple(vocabulary().treatments.values()), tuple(vocabulary().diseases)
    text = abstract(number)
    start = text.index(QUOTE)
    hashed = sha256(text.encode()).hexdigest()
    span = Span(f"pmid:{number}", "abstract", "RESULTS", start, start + len(QUOTE), QUOTE, hashed)
    return tuple(
        Finding(
            finding_id=f"f{number}-{domain}",
            record_id=f"pmid:{number}",
            disease=diseases[number % len(diseases)],
            intervention=known[number % len(known)].inn,
            intervention_class=known[number % len(known)].treatment_class,
            domain=domain,
            response="improved",
            counts=Counts(n_treated=1 + number % 17, n_any_response=1),
            count_unit="patients",
            design="case_series" if number % 17 else "case_report",
            spans=(span,) if number % 3 else (),
            coding=None if number % 3 else Coding("abstract", f"https://example.org/{number}"),
            rule="bench",
        )
        for domain in ("deposits", "symptoms")
    )


def dossier(studies: int) -> Dossier:
    numbers = range(1, studies + 1)
    records = tuple(record(number) for number in numbers)
    found = tuple(finding for number in numbers for finding in findings(number))
    clusters = tuple(
        Cluster(
            r.record_id,
            (r.record_id,),
            Citation(
                citation_id=r.record_id, title=r.title, names=r.names, journal=r.journal, year=r.year, pmid=r.pmid
            ),
        )
        for r in records
    )
    same = studies_of(records, clusters, found)
    rows = study_rows(found, clusters, same, PROTOCOL)
    return Dossier(
        protocol=PROTOCOL,
        run=Run(run_id="bench", command="bench", topic_id="bench", protocol_fingerprint="", tool_version=""),
        records=records,
        clusters=clusters,
        review_pairs=(),
        findings=found,
        exclusions=(),
        studies=same,
        rows=rows,
        summary=summarise(rows, PROTOCOL),
        prisma=prisma_counts(records, clusters, (), rows, PROTOCOL),
        gaps=gaps(PROTOCOL, rows),
        profiles=profiles(rows, PROTOCOL),
        unanswered=unanswered(records, clusters, (), rows, PROTOCOL),
    )


def main() -> None:
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    start = process_time()
    made = dossier(studies)
    tabulated = process_time()
    notes = notes_of(made.rows, made.records)
    page = render_page(made, notes, sources_of(notes), ["studies.csv"])
    shown = process_time()
    french = render_page(made, notes, sources_of(notes, t=words("fr")), ["studies.csv"], "fr")
    other = process_time()
    files = render_report(made)
    done = process_time()
    print(f"{studies} studies, {len(made.findings)} findings")
    print(f"tabulate   {tabulated - start:6.2f} CPU s")
    print(f"page       {shown - tabulated:6.2f} CPU s, {len(page) / 1e6:.3f} MB; in French {len(french) / 1e6:.3f} MB")
    print(f"all files  {done - other:6.2f} CPU s, {sum(map(len, files.values())) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
