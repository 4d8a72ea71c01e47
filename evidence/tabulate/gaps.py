"""What was looked for and not found: unstudied, which is not ineffective."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from evidence.model import Gap, Protocol, StudyRow, Unanswered
from evidence.protocol.vocabulary import vocabulary
from evidence.tabulate.rows import codes_of, first_hand

_SEVERAL = ("MIXED_CTD_COHORT", "OVERLAP")
_NO_DISEASE_OF_ITS_OWN = frozenset({*_SEVERAL, "IDIOPATHIC", "OTHER"})
_HEARSAY, _RETRACTED = "reviews or second-hand accounts", "retracted reports"


def gaps(protocol: Protocol, rows: Sequence[StudyRow], unsaid: Sequence[Unanswered] = ()) -> tuple[Gap, ...]:
    """Leading classes without a first-hand report that stands, in any disease (`disease` blank) or in some.

    One gap holds all diseases of a class that are alike: only told of second-hand, only in retracted reports, or not
    at all; `disease` joins their codes by "; ". A drug may stand in place of a class. "Unstudied" is said only where no
    row stands. `unsaid` are the reports that name a class without an outcome.
    """
    words, found = vocabulary(), []
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in (row for row in rows if row.finding.state != "rejected"):
        kind = "" if first_hand(row, protocol) else _RETRACTED if row.citation.retracted else _HEARSAY
        for code in codes_of(row.finding):
            seen[code, row.finding.disease].add(kind)
            seen[code, ""].add(kind)
    for one in unsaid:
        if one.reviews:
            seen[one.intervention_class, ""].add(_HEARSAY)
    mentioned = {one.intervention_class: len(one.named) for one in unsaid}
    asked = [d for d in protocol.diseases or words.diseases if d not in _NO_DISEASE_OF_ITS_OWN]
    condition = words.conditions[protocol.condition].en
    for code in protocol.leading:
        name = words.classes[code].en if code in words.classes else code
        if "" not in seen[code, ""]:
            sentence = f"{_sentence(name, condition, seen[code, ''])}{_named(mentioned.get(code, 0))}"
            found.append(Gap(intervention_class=code, disease="", sentence=sentence))
            continue
        unsplit = any("" in seen[code, mixed] for mixed in _SEVERAL)
        alike: dict[tuple[bool, tuple[str, ...]], list[str]] = defaultdict(list)
        for disease in asked:
            if "" not in (kinds := seen[code, disease]):
                alike[not kinds, tuple(sorted(kinds))].append(disease)
        for _, here in sorted(alike.items()):
            named = " or ".join(words.diseases[d].en if d in words.diseases else d for d in here)
            sentence = _sentence(name, condition, seen[code, here[0]], named, unsplit)
            within = {words.diseases[d].within for d in here if d in words.diseases} - {""}
            wider = sorted(d for d in within if "" in seen[code, d])
            if wider:
                whole = " or ".join(words.diseases[d].en for d in wider)
                sentence += f" Reports on {whole} as a whole may hold such patients."
            found.append(Gap(intervention_class=code, disease="; ".join(here), sentence=sentence))
    return tuple(found)


def _sentence(treatment: str, condition: str, kinds: set[str], diseases: str = "", unsplit: bool = False) -> str:
    who = f"Only {' or '.join(sorted(kinds, reverse=True))}" if kinds else "No human report"
    where = f" where the disease is {diseases} alone" if diseases else ""
    said = f"{who} of {treatment} for {condition} in these records{where}"
    said += "." if kinds else ": unstudied here, not ineffective."
    return f"{said} Reports on several diseases together may hold such patients." if unsplit else said


def _named(n: int) -> str:
    if not n:
        return ""
    return f" {'1 report names' if n == 1 else f'{n} reports name'} it without an outcome that could be read."
