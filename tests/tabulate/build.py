"""Small builders: a finding, a record and a cluster in one line, so that a test reads like a table."""

from __future__ import annotations

from typing import Any

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
)
from evidence.tabulate.rows import study_rows
from evidence.tabulate.studies import studies_of
from evidence.tabulate.summary import summarise

PROTOCOL = Protocol(
    topic_id="calcinosis",
    title="Calcinosis",
    query="calcinosis",
    leading=("colchicine", "bisphosphonate", "mtor_inhibitor", "surgery"),
    diseases=("SLE", "DM", "OVERLAP"),
)
COUNTS = ("n_treated", "n_complete", "n_partial", "n_any_response", "n_no_response", "n_worse", "n_recurrence")


def finding(finding_id: str, record_id: str, **said: Any) -> Finding:
    """A countable coded finding on surgery in SLE, one patient improved, unless said otherwise."""
    counts = {name: said.pop(name) for name in COUNTS if name in said}
    base: dict[str, Any] = {
        "disease": "SLE",
        "intervention": "surgery",
        "intervention_class": "surgery",
        "domain": "deposits",
        "response": "improved",
        "count_unit": "patients",
        "design": "case_report",
        "coding": Coding("abstract", "https://example.org/abstract"),
    }
    return Finding(
        finding_id=finding_id, record_id=record_id, counts=Counts(**(counts or {"n_treated": 1})), **base | said
    )


def record(key: str, year: int | None = 2012, *, types: tuple[str, ...] = ()) -> Record:
    return Record(
        key=key, source="library", place=Place("publications.csv", 2), title=f"Title of {key}", year=year, types=types
    )


def cluster(*record_ids: str, retracted: bool = False) -> Cluster:
    return Cluster(record_ids[0], record_ids, Citation(citation_id=record_ids[0], year=2012, retracted=retracted))


def dossier(*findings: Finding, retracted: tuple[str, ...] = ()) -> Dossier:
    """The findings tabulated; every report a publication of its own by an author of its name."""
    keys = sorted({f.record_id for f in findings})
    cited = {
        key: Citation(citation_id=key, names=(Name(family=key.capitalize()),), year=2012, retracted=key in retracted)
        for key in keys
    }
    clusters = tuple(Cluster(key, (key,), citation) for key, citation in cited.items())
    studies = studies_of((), clusters, findings)
    rows = study_rows(findings, clusters, studies, PROTOCOL)
    return Dossier(
        protocol=PROTOCOL,
        run=Run(run_id="r", command="table", topic_id="t", protocol_fingerprint="", tool_version=""),
        records=(),
        clusters=clusters,
        review_pairs=(),
        findings=findings,
        exclusions=(),
        studies=studies,
        rows=rows,
        summary=summarise(rows, PROTOCOL),
        prisma=(),
        gaps=(),
    )
