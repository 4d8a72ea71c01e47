"""The whole pipeline on what is shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evidence.model import Decision, Protocol
from evidence.pipeline.by_people import by_people
from evidence.pipeline.stages import Produced, citations, dossier_of, extracted, read
from evidence.protocol.shipped import shipped
from evidence.store.store import Store


def run_demo(
    protocol: Protocol,
    decisions: Sequence[Decision],
    store: Store,
    *,
    language: str = "en",
    style: str = "vancouver",
) -> Produced:
    """The whole pipeline on the embedded library, what was entered by hand, the example text and the example list.

    Needs no network. Raises BadDataError when the embedded library holds faults.
    """
    from evidence.clean.clean import clean_list
    from evidence.report.references import render_references
    from evidence.report.report import render_report
    from evidence.sources.index import build_index
    from evidence.sources.vouched import vouched
    from evidence.tabulate.notices import in_effect

    library = by_people(protocol, decisions)
    texts, faults = read([shipped("data", "examples", "cas-lupus.txt")])
    example = shipped("data", "examples", "references.txt")
    with build_index(citations(map(vouched, library.records)), None) as index:
        cleaned = clean_list(
            example.read_text(encoding="utf-8"),
            index,
            file=example.name,
            decisions=in_effect(decisions, "reference")[0],
        )
    cleaned = replace(cleaned, searched="the embedded library")
    found = [library, extracted(texts, protocol.condition, faults=faults)]
    dossier = replace(dossier_of("demo", protocol, found, decisions), cleaned=cleaned.entries)
    files = dict(render_report(dossier, language, style))
    files.update({f"references/{name}": body for name, body in render_references(cleaned, style=style).items()})
    with store.transaction():
        store.put_records(dossier.records)
        store.replace_derived("demo", dossier.clusters, dossier.findings, dossier.summary)
        store.put_run(replace(dossier.run, complete=True))
    facts = {
        "records": len(dossier.records),
        "publications": len(dossier.clusters),
        "findings": len(dossier.findings),
        "references": len(cleaned.entries),
    }
    return Produced(files, dossier.faults, facts)
