"""Which reports compare a treatment with something else, by their publication type or by their own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evidence.extract.mentions import find_treatments
from evidence.extract.sentences import own_sentences
from evidence.extract.text import passages
from evidence.model import Record
from evidence.protocol.vocabulary import vocabulary
from evidence.tabulate.wording import controls, wording

_TYPES = ("Randomized Controlled Trial", "Controlled Clinical Trial", "Pragmatic Clinical Trial", "Equivalence Trial")
_COMPARATIVE = "Comparative Study"
_LONGEST = 30  # characters between "compared with" and the name of the treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """That a report compares, the words or the type that say so, and what its controls had ("" where not named).

    `treatments` are those named after "versus" or "compared with": the control of every other treatment.
    """

    said: str
    control: str = ""
    treatments: tuple[str, ...] = ()


def compared(records: Iterable[Record]) -> Mapping[str, Compared]:
    """By record id, the records that compare.

    A record compares where PubMed's type says so (a controlled trial; a comparative study), or where its title, or a
    sentence of its abstract on its own patients, names a control group, placebo, patients without treatment or two
    groups, or sets one treatment against another; not where the sentence denies it or wishes for it.
    """
    return {record.record_id: found for record in records if (found := _compared(record))}


def _compared(record: Record) -> Compared | None:
    typed = next((name for name in (*_TYPES, _COMPARATIVE) if name in record.types), "")
    told = list(_told(record))
    if (not typed and not told) or "Case Reports" in record.types:
        return None
    controls = [control for _, control, _ in told if control]
    against = dict.fromkeys(code for *_, code in told if code)
    return Compared(said=typed or told[0][0], control=next(iter(controls), ""), treatments=tuple(against))


def _told(record: Record) -> Iterator[tuple[str, str, str]]:
    """(the words, what the controls had, the treatment that is set against another), in the order of reading."""
    for passage, start, end in own_sentences(tuple(passages(record))):
        text = passage.folded.text[start:end]
        if wording("wished").search(text):
            continue
        for control, of_control in controls():
            for match in of_control.finditer(text):
                if not wording("denied").search(text[: match.start()]):
                    yield match.group(), control, ""
        versus = list(wording("against").finditer(text))
        known = vocabulary().treatments  # placebo, diets and the like are mentions without a name of their own
        named = [m for m in find_treatments(passage, start, end) if m.code in known] if versus else []
        for match in versus:
            place = start + match.end()
            after = next((m for m in named if 0 <= m.start - place <= _LONGEST), None)
            if after and any(m.start < place and m.code != after.code for m in named):
                yield match.group(), "", after.code
