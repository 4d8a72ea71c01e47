"""What several people said of one thing: which words take effect, and where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from evidence.model import Conflict, Decision
from evidence.stats.agreement import Agreement, agreement
from evidence.tabulate.basis import NOUNS, said_in

__all__ = ["agreements", "settled"]

# The verbs that are a word on a subject of a kind; "ask" is none, and two who appraise one report both stay.
_WORDS = {
    "finding": ("confirm", "correct", "reject"),
    "pair": ("merge", "split", "link"),
    "record": ("include", "exclude"),
    "reference": ("choose", "keep"),
}
_ABSENT, _PROPOSED = object(), object()


@dataclass(slots=True)
class _Reading:
    """What one person holds of a finding: rejected, or its fields as decided on and corrected.

    `whole` is True where all of it was vouched for, also what an older line of the log did not keep.
    """

    rejected: bool = False
    whole: bool = False
    fields: dict[str, object] = field(default_factory=dict)
    corrected: set[str] = field(default_factory=set)

    def of(self, name: str) -> object:
        return self.fields.get(name, _PROPOSED if self.whole else _ABSENT)


def settled(
    decisions: Sequence[Decision],
) -> tuple[tuple[Decision, ...], tuple[Conflict, ...], frozenset[str]]:
    """The decisions that take effect, oldest first, the conflicts of two people, and the ids of what was overruled.

    A person's own later word wins. `choose` on a subject with `decision:<id>` settles a conflict: of what was said by
    then, the word of who made that decision stands. Until then nobody's does.
    """
    by_subject: dict[str, list[Decision]] = defaultdict(list)
    for decision in sorted(decisions):
        if _is_word(decision) or _choice(decision):
            by_subject[decision.subject].append(decision)
    dropped, out = set[str](), set[str]()
    conflicts = []
    for subject, said in sorted(by_subject.items()):
        overruled = _overruled(said)
        out |= {d.decision_id for d in overruled}
        left = [d for d in said if d not in overruled and not _choice(d)]
        words = _by_person(left)
        if any(_differ(words[a], words[b]) for a, b in combinations(words, 2)):
            dropped |= {d.decision_id for d in left}
            last = tuple(said[-1] for said in words.values())
            conflicts.append(Conflict(subject, last, tuple(_told(words[d.who]) for d in last)))
    effective = (d for d in sorted(decisions) if d.decision_id not in dropped | out)
    return tuple(effective), tuple(conflicts), frozenset(out)


def _kind(decision: Decision) -> str:
    return decision.subject.partition(":")[0]


def _choice(decision: Decision) -> bool:
    return decision.verb == "choose" and decision.value.startswith("decision:")


def _is_word(decision: Decision) -> bool:
    return decision.verb in _WORDS.get(_kind(decision), ()) and not _choice(decision)


def _by_person(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    words: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        words[decision.who].append(decision)
    return words


def _overruled(said: Sequence[Decision]) -> list[Decision]:
    """What the last choice among the words of several people leaves out: all that others had said by then."""
    for at in range(len(said) - 1, -1, -1):
        if _choice(said[at]):
            chosen = said[at].value.removeprefix("decision:")
            author = next((d.who for d in said[:at] if d.decision_id == chosen), None)
            if author is not None:
                return [d for d in said[:at] if d.who != author and not _choice(d)]
    return []


def _differ(one: Sequence[Decision], other: Sequence[Decision]) -> bool:
    if _kind(one[-1]) == "record":
        return one[-1].verb != other[-1].verb
    if _kind(one[-1]) != "finding":
        return (one[-1].verb, one[-1].value) != (other[-1].verb, other[-1].value)
    a, b = _reading(one), _reading(other)
    if a.rejected or b.rejected:
        return a.rejected != b.rejected
    return any(_apart(name, a, b) for name in {*a.fields, *b.fields})


def _apart(name: str, a: _Reading, b: _Reading) -> bool:
    x, y = a.of(name), b.of(name)
    if x is _ABSENT or y is _ABSENT:
        return False
    if x is _PROPOSED or y is _PROPOSED:  # an older line confirmed what stood there, whatever that was
        return name in a.corrected | b.corrected
    return x != y


def _reading(said: Sequence[Decision]) -> _Reading:
    reading = _Reading()
    for decision in said:
        reading.rejected = decision.verb == "reject"
        reading.whole |= decision.verb == "confirm"
        if told := said_in(decision.basis):
            reading.whole = True  # blank is a value: what a basis leaves out was not stated
            reading.fields = {name: "" if told.get(name) is None else str(told[name]) for name in NOUNS}
        if decision.verb == "correct":
            reading.fields[decision.field] = decision.value
            reading.corrected.add(decision.field)
    return reading


def _told(said: Sequence[Decision]) -> str:
    """A person's word in words: "confirmed", "corrected: n_partial 4", "rejected: skin, not calcium"."""
    last = said[-1]
    if last.verb in ("confirm", "correct"):
        fields = {d.field: d.value or "blank" for d in said if d.verb == "correct"}
        told = ", ".join(f"{name} {value}" for name, value in fields.items())
        read = _reading(said).fields
        return f"corrected: {told}" if told else "confirmed" + (f": response {read['response']}" if read else "")
    words = {"reject": "rejected", "merge": "the same", "split": "different", "link": f"linked as {last.value}"}
    words |= {"include": "included", "exclude": "excluded", "keep": "keep as written", "choose": f"it is {last.value}"}
    return words[last.verb] + (f" ({last.note})" if last.note else "")


def agreements(decisions: Sequence[Decision]) -> tuple[tuple[str, str, str, Agreement], ...]:
    """(question, reader, reader, agreement) for each two who answered the same, each by their last word.

    The questions: finding (confirmed, corrected, rejected), response (of a finding, as each holds it), pair, record,
    reference. How a difference was settled has no say in it.
    """
    said: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for decision in sorted(decisions):
        if _is_word(decision):
            said[decision.subject, decision.who].append(decision)
    codes: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)  # (question, subject) -> who -> code
    for (subject, who), words in said.items():
        for question, code in _codes(words):
            codes[question, subject][who] = code
    pairs: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for (question, _), by in sorted(codes.items()):
        for a, b in combinations(sorted(by), 2):
            pairs[question, a, b].append((by[a], by[b]))
    return tuple((*key, agreement(both)) for key, both in sorted(pairs.items()))


def _codes(said: Sequence[Decision]) -> Iterator[tuple[str, str]]:
    kind, last = _kind(said[-1]), said[-1]
    if kind != "finding":
        yield kind, f"{last.verb} {last.value}"
        return
    reading = _reading(said)
    if reading.rejected:
        yield "finding", "rejected"
        yield "response", "rejected"
        return
    yield "finding", "corrected" if reading.corrected else "confirmed"
    if "response" in reading.fields:
        yield "response", str(reading.fields["response"])
