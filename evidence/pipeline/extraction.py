"""Files of records in; what was tried, in whom, with what response out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidence import __version__
from evidence.model import Exclusion, Fault, Finding, Place, Protocol, Record, Study
from evidence.pipeline.stages import Produced, read

if TYPE_CHECKING:
    from evidence.extract.plugins import Extractor


def extract_files(
    paths: Sequence[Path], protocol: Protocol, extractors: Mapping[str, Extractor] | None = None
) -> Produced:
    """Findings of every record in the files: findings.jsonl, with what was left out and why in exclusions.jsonl.

    disagreements.jsonl holds where a person's coding in the library differs. `extractors` are those of others, asked
    for by name: what they propose follows the findings of the rules. Raises BadDataError when nothing could be read.
    """
    from evidence.clean.resembles import is_list
    from evidence.extract.eligible import criterion, for_a_person, judged
    from evidence.extract.extract import extract
    from evidence.extract.output import exclusions_jsonl, findings_jsonl
    from evidence.extract.plugins import proposals

    came, read_faults = read(paths)
    records = [r for _, r in sorted({(r.record_id, r.content_hash): r for r in came}.items())]
    faults = list(read_faults)
    findings: list[Finding] = []
    exclusions: list[Exclusion] = []
    for record in records:
        extraction = extract(record, protocol.condition)
        findings += (judged(finding, protocol) for finding in extraction.findings)
        exclusions += extraction.exclusions
        for name, extractor in (extractors or {}).items():
            proposed, notes = proposals(name, extractor, record)
            findings += (judged(finding, protocol) for finding in proposed)
            faults += notes
    told = {f.record_id for f in findings}
    faults += (_a_list(r.place) for r in records if r.record_id not in told and is_list(r.abstract))
    known, differing = _against_library(records, findings)
    left_out = {x.record_id for x in exclusions} - {f.record_id for f in findings}
    facts = {
        "topic": protocol.topic_id,
        "topic_fingerprint": protocol.fingerprint,
        "tool_version": __version__,
        "records": len(records),
        "findings": len(findings),
        "excluded": len(left_out),
        "ambiguous": sum(x.code == "ambiguous" for x in exclusions),
        "in_library": known,
        "disagreements": len(differing),
        "criteria_for_a_person": for_a_person(protocol),
    }
    files = {
        "findings.jsonl": findings_jsonl(findings).encode("utf-8", "replace"),
        "exclusions.jsonl": exclusions_jsonl(exclusions, lambda x: criterion(x, protocol)).encode("utf-8", "replace"),
        "disagreements.jsonl": "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in differing).encode(),
        "run.json": (json.dumps(facts, indent=2) + "\n").encode(),
    }
    return Produced(files, tuple(faults), facts)


def _a_list(place: Place) -> Fault:
    said = "this looks like a list of references, and not like a text"
    return Fault(place, "looks-like-list", said, f"evidence clean {place.file} --out cleaned", notice=True)


def _against_library(records: Sequence[Record], findings: Sequence[Finding]) -> tuple[int, list[dict[str, str]]]:
    """How many of the records the library has coded, and where the coding and the findings differ."""
    from evidence.sources.library import load_library
    from evidence.tabulate.disagreements import disagreements

    library = load_library()
    coded = {f.record_id for f in library.findings}
    by_id = {i: r.record_id for r in library.records if r.record_id in coded for i in (r.pmid, r.doi.lower()) if i}
    pairs = {r.record_id: by_id.get(r.pmid) or by_id.get(r.doi.lower()) for r in records}
    studies = [Study(theirs, (theirs, ours), theirs) for ours, theirs in pairs.items() if theirs]
    both = {f.finding_id: f for f in (*library.findings, *findings)}
    told = disagreements(list(both.values()), studies)
    keys = ("record_id", "coded", "coded_from", "read", "difference")
    rows = ((both[b].record_id, a, both[a].record_id, b, said) for a, b, said in told)
    return len(studies), [dict(zip(keys, row, strict=True)) for row in rows]
