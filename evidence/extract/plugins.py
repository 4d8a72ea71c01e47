"""Extractors of others: separate packages, found by entry point, asked for by name, believed only where they quote.

A package offers one under the group `evidence.extractors`; its value is an `Extractor`. What comes back enters as
proposed, under the rule "plugin:NAME", and only with quotes that stand verbatim in the record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import entry_points
from typing import Protocol

from evidence.errors import EvidenceError, UsageError
from evidence.extract.text import digest, passages
from evidence.model import DESIGNS, DOMAINS, RESPONSES, UNITS, Fault, Finding, Place, Record
from evidence.protocol.vocabulary import vocabulary

GROUP = "evidence.extractors"


class Extractor(Protocol):
    """Proposes findings on a record, each with `spans` that quote it; ids, rule and state are set by us."""

    def __call__(self, record: Record, /) -> Iterable[Finding]: ...


def extractors(names: Iterable[str]) -> Mapping[str, Extractor]:
    """The installed extractors of these names; raises UsageError for one that is not there or cannot be loaded."""
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    loaded: dict[str, Extractor] = {}
    for name in names:
        if name not in found:
            there = f"installed: {', '.join(sorted(found))}" if found else "none is installed"
            raise UsageError(f"there is no extractor “{name}” ({there})", hint="See docs/extraction.md, Plug-ins.")
        try:
            loaded[name] = found[name].load()
        except Exception as error:  # another's code: whatever it raises is its fault, told as such
            raise UsageError(f"the extractor “{name}” cannot be loaded: {error}", hint="Ask its makers.") from error
    return loaded


def proposals(name: str, extractor: Extractor, record: Record) -> tuple[tuple[Finding, ...], tuple[Fault, ...]]:
    """What an extractor proposes of a record, and a note for everything of it that was dropped, with the reason."""
    place = replace(record.place, item=record.record_id)
    try:
        offered = list(extractor(record))
    except EvidenceError as error:
        return (), (_note(place, f"extractor “{name}”: {error.message}"),)
    except Exception as error:  # another's code
        return (), (_note(place, f"extractor “{name}” failed: {type(error).__name__}: {error}"),)
    texts: dict[tuple[str, str | None], str] = {(p.field, p.section): p.host for p in passages(record)}
    texts.setdefault(("abstract", None), record.abstract)
    kept, notes = [], []
    for finding in offered:
        if why := _unfit(finding, texts):
            notes.append(_note(place, f"extractor “{name}”: a finding was dropped: {why}"))
        else:
            kept.append(_entered(finding, name, record, texts))
    return tuple(kept), tuple(notes)


def _note(place: Place, message: str) -> Fault:
    return Fault(place, "extractor", message, notice=True)


def _unfit(finding: object, texts: Mapping[tuple[str, str | None], str]) -> str:
    """Why a value cannot enter, or ''."""
    if not isinstance(finding, Finding):
        return f"it is no Finding but a {type(finding).__name__}"
    if not finding.spans:
        return "it quotes nothing"
    for span in finding.spans:
        text = texts.get((span.field, span.section), "")
        if not span.quote.strip() or text[span.start : span.end] != span.quote or span.start < 0:
            return f"“{span.quote[:80]}” does not stand at {span.start}-{span.end} of {span.section or span.field}"
    if not finding.intervention:
        return "it names no treatment"
    known: Mapping[str, Iterable[str | None]] = {
        "domain": DOMAINS,
        "response": RESPONSES,
        "design": DESIGNS,
        "count_unit": (None, *UNITS),
        "disease": vocabulary().diseases,
    }
    wrong = [
        f"{name} “{getattr(finding, name)}” is unknown" for name in known if getattr(finding, name) not in known[name]
    ]
    return next(iter((*wrong, *finding.counts.faults())), "")


def _entered(finding: Finding, name: str, record: Record, texts: Mapping[tuple[str, str | None], str]) -> Finding:
    spans = tuple(
        replace(span, record_id=record.record_id, text_hash=digest(texts[span.field, span.section]))
        for span in finding.spans
    )
    identity = repr((record.record_id, name, finding.intervention, finding.domain, finding.disease, spans))
    return replace(
        finding,
        finding_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        record_id=record.record_id,
        spans=spans,
        coding=None,
        rule=f"plugin:{name}",
        confidence=min(max(finding.confidence, 0.0), 1.0),
        state="proposed",
    )
