"""The cleaned list as files: what was claimed, what was changed and why, and the list itself in every format."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from evidence.clean.clean import CleanedList
from evidence.clean.repeats import Renumbered
from evidence.formats import WRITERS
from evidence.formats.docx import write_docx_list
from evidence.formats.style import is_numbered, render
from evidence.formats.vancouver import entry
from evidence.model import Candidate, Citation, Cleaned, Problem
from evidence.normalise.citation import record_of
from evidence.normalise.text import fold
from evidence.report.columns import Column
from evidence.report.frame import part, policy, rendered
from evidence.report.own_record import corrected_record
from evidence.report.sheets import csv_bytes
from evidence.report.words import words

__all__ = ["printed", "references_json", "render_references"]

_AS_WRITTEN = frozenset({"not-placed", "may-be-two", "encoding", "kept"})
_OF_LISTS = frozenset({"run-on", "may-be-two"})
_FIELDS = ("title", "journal", "year", "volume", "issue", "fpage", "lpage", "doi", "pmid")
_OF_WORKS = ("book", "edition", "publisher", "publisher_place", "page_count", "isbn", "url", "accessed")
_NAMES = {"fpage": "first_page", "lpage": "last_page"}
_RENUMBERING: tuple[Column[Renumbered], ...] = (
    Column("number", "number in the list as given; blank: none", lambda line: line.number),
    Column("position", "place in the list as given, from 1", lambda line: line.position),
    Column("new_number", "number in the clean list", lambda line: line.new),
)


def render_references(cleaned: CleanedList, *, style: str = "vancouver") -> dict[str, bytes]:
    """File names and contents; renumbering.csv is there where a number changes. Raises UsageError for a style.

    Equal lists give equal bytes (.docx: equal content).
    """
    kept = _kept(cleaned)
    lines = printed(cleaned, style)
    numbered = is_numbered(style)
    listed = [f"{number}. {line}" for number, line in enumerate(lines, 1)] if numbered else sorted(lines, key=fold)
    records = [corrected_record(item, record_of(_keyed(item, number))) for number, item in enumerate(kept, 1)]
    files = {
        "references.json": references_json(cleaned),
        "references.txt": "".join(f"{line}\n" for line in listed),
        "references.bib": "".join(WRITERS["bibtex"](records)),
        "references.ris": "".join(WRITERS["ris"](records)),
        "references.csl.json": "".join(WRITERS["csl"](records)),
        "references.html": _page(cleaned, kept, lines),
    }
    made = {name: text.encode("utf-8", "replace") for name, text in files.items()}
    made["references.docx"] = write_docx_list(lines if numbered else listed, "References", numbered)
    if any(line.new != (line.position if line.number is None else line.number) for line in cleaned.renumbering):
        made["renumbering.csv"] = csv_bytes(_RENUMBERING, cleaned.renumbering)
    return made


def references_json(cleaned: CleanedList) -> str:
    """The list as JSON, an object for every entry in the order given."""
    entries = [_entry(item, line) for item, line in zip(cleaned.entries, cleaned.renumbering, strict=True)]
    lines = [item.reference.place.line or 0 for item in cleaned.entries]
    for problem in cleaned.problems if entries else ():
        if problem.line is not None:  # a defect of the list stands with the entry that it begins or follows
            at = max((at for at, line in enumerate(lines) if line <= problem.line), default=0)
            entries[at]["problems"] = [*entries[at]["problems"], _problem(problem)]  # type: ignore[misc]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _problem(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "sentence": problem.sentence}


def printed(cleaned: CleanedList, style: str) -> list[str]:
    """The list without its repeated entries: what is known in all its parts in the style; else as written.

    Raises UsageError for an unknown style.
    """
    kept = _kept(cleaned)
    styled = [_is_styled(item) for item in kept]
    rendered = iter(render([item.printed for item, known in zip(kept, styled, strict=True) if known], style))
    return [next(rendered) if known else _as_written(item) for item, known in zip(kept, styled, strict=True)]


def _as_written(item: Cleaned) -> str:
    """The words of an entry, with what was put right in them: the name of a journal that is certain."""
    text = item.reference.raw
    for change in item.changes if item.match is None else ():
        text = text.replace(change.before, change.after, 1) if change.before else text
    return " ".join(text.split())


def _is_styled(item: Cleaned) -> bool:
    """Whether an entry is printed in the style: its paper is known, or every word that it says has its field."""
    known = item.match is not None or item.reference.record is not None
    return known or (bool(item.printed.title) and all(problem.code not in _AS_WRITTEN for problem in item.problems))


def _kept(cleaned: CleanedList) -> list[Cleaned]:
    return [item for item in cleaned.entries if item.duplicate_of is None]


def _keyed(item: Cleaned, number: int) -> Citation:
    printed = item.printed
    if printed.citation_id:
        return printed
    title = printed.title or (item.reference.raw if item.match is None else "")
    return replace(printed, citation_id=f"ref{number}", title=title)


def _entry(item: Cleaned, line: Renumbered) -> dict[str, object]:
    decision = item.decision
    return {
        "number": item.reference.number,
        "new_number": line.new,
        "raw": item.reference.raw,
        "status": item.status,
        "match": _citation(item.match) if item.match else None,
        "fields": _values(item.printed),
        "changes": [{"field": c.field, "before": c.before, "after": c.after, "reason": c.reason} for c in item.changes],
        "confidence": round(item.confidence, 3),
        "candidates": [_candidate(candidate) for candidate in item.candidates],
        "duplicate_of": item.duplicate_of,
        "problems": [_problem(problem) for problem in item.problems],
        "explanation": item.explanation,
        "decision": {"verb": decision.verb, "value": decision.value, "who": decision.who} if decision else None,
    }


def _values(citation: Citation) -> dict[str, object]:
    found: dict[str, object] = {"authors": [str(name) for name in citation.names]} if citation.names else {}
    if citation.editors:
        found["editors"] = [str(name) for name in citation.editors]
    for name in (*_FIELDS, *_OF_WORKS):
        value = getattr(citation, _NAMES.get(name, name))
        if value:
            found[name] = str(value)
    return found


def _citation(citation: Citation) -> dict[str, object]:
    found = {"id": citation.citation_id, "pmid": citation.pmid or None, "doi": citation.doi or None}
    extra = {"pmcid": citation.pmcid, "journal_abbrev": citation.journal_abbrev, "nlm_id": citation.journal_id}
    return (
        found
        | {k: v for k, v in extra.items() if v}
        | {k: v for k, v in _values(citation).items() if k not in ("pmid", "doi")}
    )


def _candidate(candidate: Candidate) -> dict[str, object]:
    citation = candidate.citation
    parts = [p for p in candidate.comparison.parts if p.level != "silent"]
    return _citation(citation) | {
        "score": candidate.score,
        "comparison": [{"field": p.field, "level": p.level, "note": p.note} for p in parts],
    }


def _page(cleaned: CleanedList, kept: list[Cleaned], lines: list[str]) -> str:
    after = {id(item): line for item, line in zip(kept, lines, strict=True)}
    counted: Counter[str] = Counter(_said(item) for item in cleaned.entries)
    style, t = "\n" + part("references.css"), words()
    return rendered(
        "references.html.j2",
        t=t,
        style=style,
        policy=policy(style),
        entry=entry,
        cleaned=cleaned,
        defects=_defects(cleaned),
        rows=[(item, after.get(id(item), ""), _marked(item)) for item in cleaned.entries],
        counts=[(status, counted[status]) for status in t.section("status") if counted[status]],
        offers=any(item.match is None and item.candidates and not item.kept for item in cleaned.entries),
        said=_said,
        labels=t.section("field"),
    )


def _defects(cleaned: CleanedList) -> list[str]:
    """What is wrong with the list, of entries that are not one each too; each sentence once."""
    of_entries = (problem for item in cleaned.entries for problem in item.problems if problem.code in _OF_LISTS)
    return list(dict.fromkeys(problem.sentence for problem in (*cleaned.problems, *of_entries)))


def _said(item: Cleaned) -> str:
    return "kept" if item.kept else item.status


def _marked(item: Cleaned) -> list[tuple[str, str]]:
    """The raw text in pieces with the reason of the change that concerns each, '' for what stays."""
    raw = item.reference.raw
    reasons = {change.field: change.reason for change in item.changes if change.before}
    pieces: list[tuple[str, str]] = []
    at = 0
    for field in item.reference.fields:
        reason = reasons.get(field.field)
        if reason and field.start >= at:
            pieces += [(raw[at : field.start], ""), (raw[field.start : field.end], reason)]
            at = field.end
    return [piece for piece in (*pieces, (raw[at:], "")) if piece[0]]
