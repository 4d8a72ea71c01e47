"""What a person saw when they decided on a finding, as a line of JSON that stays with the decision.

    {"record": "pmid:1", "disease": "SLE", …, "n_treated": 9, …, "spans": [[…]], "machine": {"n_partial": 3}}

What is blank is left out. `machine` holds what the rules or the coders said where the person saw something else (an
earlier correction), so that a later run can tell whether *they* say otherwise since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any, Literal, Required, TypedDict

from evidence.model import DESIGNS, UNITS, Counts, Domain, Finding, Response, Span

__all__ = ["NOUNS", "basis_of", "gone", "machine_then", "said_in", "seen", "values"]

_TEXTS = (
    "disease", "intervention", "intervention_class", "domain", "response", "count_unit", "design", "dose", "route",
    "duration", "concomitant", "adverse_events",
)  # fmt: skip
_SPAN = tuple(f.name for f in fields(Span) if f.name != "record_id")
NOUNS = (*_TEXTS, *(name for name, _ in Counts().items()))


def values(finding: Finding) -> dict[str, str | int | None]:
    """The fields that a decision is on, by name; None where nothing is stated."""
    return {**{name: getattr(finding, name) or None for name in _TEXTS}, **dict(finding.counts.items())}


def basis_of(shown: Finding, machine: Finding) -> str:
    """The basis of a decision on a finding as it is `shown`; `machine` is the same finding without any decision."""
    decided, proposed = values(shown), values(machine)
    told: dict[str, Any] = {"record": shown.record_id, **decided}
    told |= {"group": shown.group, "rule": shown.rule, "derived": sorted(shown.counts.derived)}
    told["spans"] = [[getattr(span, name) for name in _SPAN] for span in machine.spans]
    told["machine"] = {name: value for name, value in proposed.items() if value != decided[name]}
    kept = {name: value for name, value in told.items() if value not in (None, "", [], {})}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def said_in(basis: str) -> Mapping[str, Any]:
    """The basis as an object; empty for a decision without one, or with one that is not ours: the log may come from
    anywhere."""
    import msgspec

    try:
        return _reads()(basis) if basis else {}
    except (msgspec.MsgspecError, ValueError):
        return {}


@cache
def _reads() -> Any:
    """A reader that takes nothing but values of their kind."""
    import msgspec

    number = int | None
    kinds: dict[str, Any] = {
        **dict.fromkeys((*_TEXTS, "group", "rule"), str),
        **{name: number for name, _ in Counts().items()},
        **dict.fromkeys(("record", "intervention"), Required[str]),
        "domain": Required[Domain],
        "response": Required[Response],
        "design": Literal.__getitem__((None, *DESIGNS)),
        "count_unit": Literal.__getitem__((None, *UNITS)),
        "spans": list[tuple[str, str | None, int, int, str, str]],
        "machine": dict[str, str | int | None],
        "derived": list[str],
    }
    return msgspec.json.Decoder(TypedDict("Basis", kinds, total=False)).decode  # type: ignore[operator]


def seen(finding: Finding, basis: str) -> Finding:
    """The finding with the values that were decided on; itself where there is no basis."""
    told = said_in(basis)
    if not told:
        return finding
    counts = Counts(
        **{name: told.get(name) for name, _ in Counts().items()}, derived=frozenset(told.get("derived", ()))
    )
    texts: dict[str, Any] = {name: told.get(name, "") for name in _TEXTS}
    texts["count_unit"] = texts["count_unit"] or None
    return replace(finding, counts=counts, **texts)


def machine_then(basis: str) -> dict[str, str | int | None]:
    """What the rules or the coders said when it was decided, as `values`; empty without a basis."""
    told = said_in(basis)
    return {name: told.get("machine", {}).get(name, told.get(name)) for name in NOUNS} if told else {}


def gone(finding_id: str, basis: str) -> Finding | None:
    """The finding as it was decided on, for when the rules no longer find it; None where its words were not kept."""
    told = said_in(basis)
    if not told.get("spans"):
        return None
    spans = tuple(Span(told["record"], *span) for span in told["spans"])
    texts = {name: told.get(name, "") for name in ("disease", "intervention", "intervention_class")}
    bare = Finding(
        finding_id=finding_id,
        record_id=told["record"],
        domain=told["domain"],
        response=told["response"],
        spans=spans,
        rule=told.get("rule", ""),
        group=told.get("group", ""),
        **texts,
    )
    return seen(bare, basis)
