"""What was looked for and not found: unstudied, which is not ineffective."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.model import Gap, Protocol, StudyRow
from evidence.protocol.vocabulary import vocabulary

_SEVERAL = ("MIXED_CTD_COHORT", "OVERLAP")
_NO_DISEASE_OF_ITS_OWN = frozenset({*_SEVERAL, "IDIOPATHIC", "OTHER"})


def gaps(protocol: Protocol, rows: Sequence[StudyRow]) -> tuple[Gap, ...]:
    """Leading classes without a first-hand report, in any disease (`disease` blank) or in some of the topic's.

    One gap holds all diseases of a class that are alike: only told of second-hand, or not at all; `disease` joins
    their codes by "; ". A retracted report is no report.
    """
    words, found = vocabulary(), []
    kept = [row for row in rows if row.finding.state != "rejected" and not row.citation.retracted]
    told_of = {(c, row.finding.disease) for row in kept for c in _classes(row)}
    first_hand = {(c, row.finding.disease) for row in kept if _first_hand(row, protocol) for c in _classes(row)}
    asked = [d for d in protocol.diseases or words.diseases if d not in _NO_DISEASE_OF_ITS_OWN]
    for code in protocol.leading:
        name = words.classes[code].en if code in words.classes else code
        if not any(code == c for c, _ in first_hand):
            told = any(code == c for c, _ in told_of)
            found.append(Gap(intervention_class=code, disease="", sentence=_sentence(name, told)))
            continue
        unsplit = any((code, mixed) in first_hand for mixed in _SEVERAL)
        for told in (True, False):
            here = [d for d in asked if (code, d) not in first_hand and ((code, d) in told_of) == told]
            if here:
                named = " or ".join(words.diseases[d].en if d in words.diseases else d for d in here)
                sentence = _sentence(name, told, named, unsplit)
                found.append(Gap(intervention_class=code, disease="; ".join(here), sentence=sentence))
    return tuple(found)


def _sentence(treatment: str, told_of: bool, diseases: str = "", unsplit: bool = False) -> str:
    who = "Only reviews or second-hand accounts" if told_of else "No human report"
    where = f" where the disease is {diseases} alone" if diseases else ""
    said = f"{who} of {treatment} for calcinosis in these records{where}"
    said += "." if told_of else ": unstudied here, not ineffective."
    return f"{said} Reports on several diseases together may hold such patients." if unsplit else said


def _classes(row: StudyRow) -> list[str]:
    return row.finding.intervention_class.split("; ")


def _first_hand(row: StudyRow, protocol: Protocol) -> bool:
    f = row.finding
    return f.design not in protocol.never_counted and not (f.coding and f.coding.second_hand)
