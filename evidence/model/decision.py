"""A person's word on what the program proposed, and what became of it when it was replayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence.model.finding import Finding

Verb = Literal[
    "merge", "split", "link", "confirm", "correct", "reject", "include", "exclude", "appraise", "choose", "keep",
    "ask", "add", "undo",
]  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """One line of data/decisions.jsonl.

    `subject` is the content key of what is decided (`finding:<id>`, `pair:<id>|<id>`, `record:<id>`,
    `reference:<hash of raw>`, `decision:<id>`), so that it finds its place again after any re-run; `field` and
    `value` say what was corrected to what, or which question was answered how (`appraise`). `basis` is what was seen
    when it was decided (evidence.tabulate.basis). `when` is ISO 8601 UTC.
    The id is a hash of all other fields, so the same line written twice is one decision and two people's logs merge
    by union.
    """

    when: str
    decision_id: str
    verb: Verb
    subject: str
    who: str
    field: str = ""
    value: str = ""
    note: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A decision that decides nothing at present, and why, in words."""

    decision: Decision
    why: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people's words on one thing that differ: the last decision of each, and both in words, side by side."""

    subject: str
    decisions: tuple[Decision, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding that is otherwise now than when a person decided on it; what was decided stands.

    `fields` holds (field, as it was, as it is now) of what the rules or the coders say.
    """

    decision: Decision
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What became of the decisions: those without effect, those in conflict, and what moved since.

    `proposed` are the findings that somebody decided on, as they are without any decision; `decisions` those in force,
    `overruled` the ids of those among them in whose place another reader's word was chosen, `included` the records that
    a person included, with those of their publication.
    """

    decisions: tuple[Decision, ...] = ()
    orphans: tuple[Orphan, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    moved: tuple[Moved, ...] = ()
    proposed: tuple[Finding, ...] = ()
    overruled: frozenset[str] = frozenset()
    included: frozenset[str] = frozenset()
