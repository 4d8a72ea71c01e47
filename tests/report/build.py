"""A small dossier that holds what a page must bear: every kind of evidence, hostile titles, a list to clean."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from evidence.model import (
    Change,
    Citation,
    Cleaned,
    Cluster,
    Coding,
    Counts,
    Dossier,
    Exclusion,
    Fault,
    Finding,
    Name,
    News,
    Place,
    Problem,
    Protocol,
    Record,
    RecordChange,
    Reference,
    Run,
    SearchLine,
    Section,
    Span,
)
from evidence.tabulate.gaps import gaps
from evidence.tabulate.moved import cells_moved
from evidence.tabulate.prisma import prisma_counts
from evidence.tabulate.profiles import profiles
from evidence.tabulate.rows import study_rows
from evidence.tabulate.studies import studies_of
from evidence.tabulate.summary import summarise
from evidence.tabulate.unanswered import unanswered

PROTOCOL = Protocol(
    topic_id="calcinosis",
    title="Treatment of calcinosis",
    question="What was tried?",
    query='calcinosis AND ("lupus" OR <other>)',
    lines=(SearchLine("condition", "calcinosis", "the condition"),),
    leading=("colchicine", "bisphosphonate", "mtor_inhibitor", "surgery"),
    diseases=("SLE", "DM"),
)
ABSTRACT = "Of 17 patients given diltiazem, 9 had a partial response. <b>Surgery</b> was not studied."
QUOTE = "Of 17 patients given diltiazem, 9 had a partial response."
HOSTILE = {
    "script": '<script>window.hurt = 1</script><img src="https://example.org/x.png" onerror="window.hurt = 1">',
    "formula": '=HYPERLINK("https://example.org","open me")',
    "rtl": "\u202eتكلس الجلد‏ calcinosis",
    "long": "calcinosis " * 900 + "x" * 200,
}


def span(record_id: str) -> Span:
    return Span(record_id, "abstract", "RESULTS", 0, len(QUOTE), QUOTE, sha256(ABSTRACT.encode()).hexdigest())


def coded(finding_id: str, record_id: str, **counts: int) -> Finding:
    return Finding(
        finding_id=finding_id,
        record_id=record_id,
        disease="MIXED_CTD_COHORT",
        intervention="surgery",
        intervention_class="surgery",
        domain="deposits",
        response="mixed",
        counts=Counts(**counts),  # type: ignore[arg-type]
        count_unit="patients",
        design="retrospective_cohort",
        coding=Coding("abstract", "https://example.org/balin; https://example.org/copy", "parts sum to the whole"),
        rule="coded-by-hand",
    )


def read(finding_id: str, record_id: str, **counts: int) -> Finding:
    base = coded(finding_id, record_id, **counts)
    return replace(
        base,
        intervention="diltiazem",
        intervention_class="calcium_channel_blocker",
        response="partial",
        coding=None,
        spans=(span(record_id),),
        rule="count-1",
        confidence=0.9,
        read_as="porozimax read as Porosimax (alendronic acid), near spelling" if finding_id == "f-read" else "",
    )


FINDINGS = (
    coded("f-balin", "balin", n_treated=28, n_complete=22, n_partial=5, n_no_response=1),
    read("f-read", "pmid:1", n_treated=17, n_partial=9),
    replace(coded("f-review", "review", n_treated=288), design="systematic_review"),
    replace(coded("f-retracted", "retracted", n_treated=9, n_complete=9), disease="SLE"),
    replace(read("f-case", "case", n_treated=1, n_no_response=1), disease="SLE", design="case_report", response="none"),
    *(replace(coded(f"f-{key}", key, n_treated=6, n_complete=1), disease="DM") for key in HOSTILE),
)


def records() -> tuple[Record, ...]:
    titles = {
        "balin": "Calcinosis cutis",
        "pmid:1": "Diltiazem",
        "review": "A review",
        "retracted": "Withdrawn",
        "case": "A case",
    }
    return tuple(
        Record(
            key=key.removeprefix("pmid:"),
            source="nbib" if key == "pmid:1" else "library",
            place=Place("library.csv", line),
            title=title,
            names=(Name(key.removeprefix("pmid:").capitalize(), initials="A"),),
            journal="Journal",
            year=2012,
            pmid="1" if key == "pmid:1" else "",
            sections=(Section("RESULTS", ABSTRACT),),
            types=("Retracted Publication",) if key == "retracted" else (),
            url="javascript:alert(1)" if key == "script" else "https://example.org/page",
        )
        for line, (key, title) in enumerate((titles | HOSTILE).items(), start=2)
    )


def citation(record: Record) -> Citation:
    return Citation(
        citation_id=record.record_id,
        title=record.title,
        names=record.names,
        journal=record.journal,
        year=record.year,
        pmid=record.pmid,
        url=record.url,
        retracted=record.retracted,
    )


CLEANED = (
    Cleaned(
        reference=Reference(
            2, "Boulman N. Calcinosis. Semin Arthritis Rheum 2005;34:805–12 <script>", Place("list.txt", 3)
        ),
        status="corrected",
        match=Citation(title="Calcinosis in rheumatic diseases", year=2005, pmid="15846593"),
        printed=Citation(title="Calcinosis in rheumatic diseases", year=2005),
        changes=(Change("issue", "", "6", "The matched record has it."),),
        confidence=0.99,
    ),
    Cleaned(
        reference=Reference(None, "Angles de dermatologie décembre 2017", Place("list.txt", 1)),
        status="unidentifiable",
        match=None,
        printed=Citation(),
        problems=(Problem("run-on", "Two references stand on one line."),),
        explanation="Only a journal and a month are said.",
    ),
)


def dossier() -> Dossier:
    given = records()
    clusters = tuple(Cluster(record.record_id, (record.record_id,), citation(record)) for record in given)
    exclusions = (Exclusion("review", "review_no_patients", "A review."),)
    studies = studies_of(given, clusters, FINDINGS)
    rows = study_rows(FINDINGS, clusters, studies, PROTOCOL)
    return Dossier(
        protocol=PROTOCOL,
        run=Run(run_id="r1", command="demo", topic_id="calcinosis", protocol_fingerprint="p", tool_version="0"),
        records=given,
        clusters=clusters,
        review_pairs=(),
        findings=FINDINGS,
        exclusions=exclusions,
        studies=studies,
        rows=rows,
        summary=summarise(rows, PROTOCOL),
        prisma=prisma_counts(given, clusters, exclusions, rows, PROTOCOL),
        gaps=gaps(PROTOCOL, rows),
        profiles=profiles(rows, PROTOCOL),
        unanswered=unanswered(given, clusters, exclusions, rows, PROTOCOL),
        cleaned=CLEANED,
        faults=(Fault(Place("list.txt", 2), "run-on", "Two references on one line.", "Put each on its own line."),),
    )


NEWS = (
    RecordChange("case", "vanished", "A case", ("no longer matches the search",)),
    RecordChange("pmid:1", "changed", "Diltiazem", ("erratum published (PMID 12)", "abstract")),
    RecordChange("pmid:4", "changed", "Else", ("MeSH terms added: Calcinosis",)),
    RecordChange("retracted", "retracted", "Withdrawn", ("retracted (PMID 13)",)),
    *(RecordChange(key, "new", title) for key, title in sorted(HOSTILE.items())),
)


def updated(*, complete: bool = True, since: str = "r0") -> Dossier:
    """The dossier as an update leaves it: hostile titles are new, one was retracted, one corrected, one is gone."""
    now = dossier()
    kept = [f for f in FINDINGS if f.record_id not in HOSTILE]
    was = [replace(f, counts=replace(f.counts, n_partial=8)) if f.finding_id == "f-read" else f for f in kept]
    clusters = [replace(c, citation=replace(c.citation, retracted=False)) for c in now.clusters]
    before = summarise(study_rows(was, clusters, (), PROTOCOL), PROTOCOL)
    failed = () if complete else ("123", "456")
    run = replace(
        now.run,
        command="update",
        started="2026-11-25T15:52:58+00:00",
        finished="2026-11-25T15:53:58+00:00",
        complete=complete,
        facts=(("translation", '"calcinosis"[MeSH Terms] <all>'), ("hits", "9")),
        dated=(("build", "2026-11-25"),),
        warnings=("phrase not found: <b>morbus</b>",),
        news=News(
            since=since,
            records=NEWS if since else tuple(replace(c, kind="new") for c in NEWS),
            cells=cells_moved(before, now.summary, was, FINDINGS, NEWS) if since else (),
            failed=failed,
        ),
    )
    return replace(now, run=run)
