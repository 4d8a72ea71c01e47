"""Findings and exclusions as lines of JSON, keys in the order of the contract."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields, replace
from typing import Any

from evidence.model import Coding, Counts, Exclusion, Finding, Span

_FIRST = ("disease", "intervention", "intervention_class", "domain", "response")
_LAST = ("count_unit", "design", "dose", "route", "duration", "concomitant")
_AS_SAID = ("read_as", "intervention_as_said", "disease_as_said", "group", "adverse_events")
_SPAN = ("field", "section", "start", "end", "quote", "text_hash")


def finding_object(finding: Finding) -> dict[str, object]:
    """A finding as the contract's object: unreported numbers are null."""
    numbers = dict(finding.counts.items())
    return {
        "id": finding.finding_id,
        "record_id": finding.record_id,
        **{name: getattr(finding, name) for name in _FIRST},
        **numbers,
        **{name: getattr(finding, name) for name in _LAST},
        "evidence": [_span_object(span) for span in finding.spans],
        "rule": finding.rule,
        "confidence": finding.confidence,
        "state": finding.state,
        **{name: getattr(finding, name) for name in _AS_SAID},
        "derived": sorted(finding.counts.derived),
        "why_not_countable": finding.why_not_countable,
        **({"coding": asdict(finding.coding)} if finding.coding else {}),
    }


def _span_object(span: Span) -> dict[str, object]:
    return {name: getattr(span, name) for name in _SPAN}


def findings_jsonl(findings: Iterable[Finding]) -> str:
    """One line a finding."""
    return "".join(json.dumps(finding_object(f), ensure_ascii=False) + "\n" for f in findings)


def read_finding(line: str) -> Finding:
    """A line of findings.jsonl as a finding; raises ValueError, KeyError or TypeError for anything else."""
    made: dict[str, Any] = json.loads(line)
    spans = tuple(Span(record_id=made["record_id"], **span) for span in made["evidence"])
    counts = Counts(**{f.name: made[f.name] for f in fields(Counts) if f.name != "derived"})
    same = {f.name: made[f.name] for f in fields(Finding) if f.name in made and f.name != "coding"}
    coding = Coding(**made["coding"]) if made.get("coding") else None
    counts = replace(counts, derived=frozenset(made.get("derived", ())))
    countable = not made.get("why_not_countable")
    return Finding(finding_id=made["id"], counts=counts, spans=spans, coding=coding, countable=countable, **same)


def exclusions_jsonl(exclusions: Iterable[Exclusion], criterion: Callable[[Exclusion], str]) -> str:
    """One line an exclusion: what was left out and why; `criterion` gives the topic's code for it, or ''."""
    return "".join(
        json.dumps(
            {
                "record_id": x.record_id,
                "code": x.code,
                "criterion": criterion(x),
                "reason": x.reason,
                "seen": x.seen,
                "evidence": [_span_object(s) for s in x.spans],
            },
            ensure_ascii=False,
        )
        + "\n"
        for x in exclusions
    )
