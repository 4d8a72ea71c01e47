"""Why two records are, or are not, one publication, as a person would argue it."""

from __future__ import annotations

from evidence.dedupe.corpus import Corpus
from evidence.dedupe.partition import Partition
from evidence.match.compare import Frequencies, compare
from evidence.match.decide import decide
from evidence.match.form import Form, form_of
from evidence.model import Level, Record
from evidence.normalise.citation import citation_of

__all__ = ["explain", "outcome"]

_VERDICTS = {
    "same": "One publication",
    "linked": "Two publications that belong together",
    "ask": "A person should judge",
    "different": "Two publications",
}
_HEADINGS: tuple[tuple[Level, str], ...] = (
    ("agree", "What agrees"),
    ("near", "What is near"),
    ("differ", "What differs"),
)
_NAMES = {"doi": "DOI", "pmid": "PMID"}


def explain(a: Record, b: Record, frequencies: Frequencies | None = None) -> str:
    """The two records, the verdict with its reason, and each field with its weight in bits; frequencies of a corpus
    make common titles and names weigh less.
    """
    forms = form_of(citation_of(a), a.journal), form_of(citation_of(b), b.journal)
    comparison = compare(*forms, frequencies or Frequencies())
    verdict = decide(*forms, comparison)
    notes = [part.note for part in comparison.parts if part.note not in comparison.vetoes]
    why = [reason for reason in dict.fromkeys(verdict.reasons) if reason not in notes]
    if not why and verdict.verdict == "same":
        weightiest = sorted(comparison.parts, key=lambda part: -part.weight)[:3]
        why = [part.note for part in weightiest if part.weight > 0]
    elif not why:
        why = ["too little agrees"]
    relation = f" ({verdict.relation.replace('_', ' ')})" if verdict.relation else ""
    lines = [_line("A", a), _line("B", b), "", f"{_VERDICTS[verdict.verdict]}{relation}."]
    lines += [f"Reason: {reason}." for reason in why]
    for level, heading in _HEADINGS:
        parts = [part for part in comparison.parts if part.level == level]
        if parts:
            lines += ["", f"{heading}:"]
            lines += [
                f"  {part.field:<8} {part.note}" + (f"  ({part.weight:+.1f})" if part.weight else "") for part in parts
            ]
    silent = [part.field for part in comparison.parts if part.level == "silent"]
    lines.append("")
    for said, told in (
        ("Only A gives", (True, False)),
        ("Only B gives", (False, True)),
        ("Neither gives", (False,) * 2),
    ):
        fields = [_NAMES.get(name, name) for name in silent if tuple(_gives(form, name) for form in forms) == told]
        lines += [f"{said}: {', '.join(fields)}."] if fields else []
    rule = "+9 or more and a place or identifier in common make two records one, unless a reason above forbids it"
    lines += ["", f"In sum {comparison.total:+.1f} bits; {rule}."]
    return "\n".join(lines)


def outcome(corpus: Corpus, found: Partition, a: int, b: int) -> str:
    """What became of two records, by their positions, among all records."""
    group = next(group for group in found.groups if a in group)
    others = [corpus.keys[at] for at in group if at not in {a, b}]
    if b in group:
        return f"Among these records they are one publication{', with ' + ', '.join(others[:5]) if others else ''}."
    for links, said in ((found.review, "A person is asked about them"), (found.links, "They are linked")):
        if link := next((link for link in links if {link.id_a, link.id_b} == {corpus.ids[a], corpus.ids[b]}), None):
            return f"Among these records they are two publications. {said}: {link.reasons[0]}."
    return "Among these records they are two publications, and nobody is asked about these two."


def _gives(form: Form, name: str) -> bool:
    return bool(getattr(form, {"authors": "surnames", "pages": "page", "title": "core"}.get(name, name)))


def _line(letter: str, record: Record) -> str:
    names = ", ".join(str(name) for name in record.names[:3]) + (", et al" if len(record.names) > 3 else "")
    place = f"{record.volume}({record.issue})" if record.issue else record.volume
    where = " ".join(part for part in (record.journal, str(record.year or ""), place, record.pages) if part)
    title = record.title.rstrip(". ") or "no title"
    return f"{letter}  {record.key}: {names.rstrip('. ') or 'no author'}. {title}. {where}".rstrip()
