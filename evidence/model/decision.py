"""A person's word on what the program proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verb = Literal[
    "merge", "split", "link", "confirm", "correct", "reject", "include", "exclude", "appraise", "choose", "keep", "undo"
]  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """One line of data/decisions.jsonl.

    `subject` is the content key of what is decided (`finding:<id>`, `pair:<id>|<id>`, `record:<id>`,
    `reference:<hash of raw>`, `decision:<id>`), so that it finds its place again after any re-run; `field` and
    `value` say what was corrected to what, or which question was answered how (`appraise`). `when` is ISO 8601 UTC.
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
