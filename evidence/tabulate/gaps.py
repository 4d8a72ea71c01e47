"""What was looked for and not found: unstudied, which is not ineffective."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.model import Gap, Protocol, StudyRow
from evidence.protocol.vocabulary import vocabulary

_SEVERAL = ("MIXED_CTD_COHORT", "OVERLAP")
_NO_DISEASE_OF_ITS_OWN = frozenset({*_SEVERAL, "IDIOPATHIC", "OTHER"})


def gaps(protocol: Protocol, rows: Sequence[StudyRow]) -> tuple[Gap, ...]:
    """Leading classes without a first-hand report, in any disease (`disease` blank) or in one of the topic's."""
    words, found = vocabulary(), []
    first_hand = {(c, r.finding.disease) for r in rows if _first_hand(r, protocol) for c in _classes(r)}
    told_of = {(c, r.finding.disease) for r in rows if r.finding.state != "rejected" for c in _classes(r)}
    for code in protocol.leading:
        name = words.classes[code].en if code in words.classes else code
        if all(code != c for c, _ in first_hand):
            found.append(Gap(intervention_class=code, disease="", sentence=_sentence(name, "", code in dict(told_of))))
            continue
        for disease in protocol.diseases or words.diseases:
            if disease in _NO_DISEASE_OF_ITS_OWN or (code, disease) in first_hand:
                continue
            label = words.diseases[disease].en if disease in words.diseases else disease
            unsplit = any((code, mixed) in first_hand for mixed in _SEVERAL)
            sentence = _sentence(name, f" in {label} by itself", (code, disease) in told_of, unsplit)
            found.append(Gap(intervention_class=code, disease=disease, sentence=sentence))
    return tuple(found)


def _sentence(treatment: str, disease: str, told_of: bool, unsplit: bool = False) -> str:
    if told_of:
        said = f"Only reviews or second-hand accounts of {treatment} for calcinosis{disease} in these records."
    else:
        said = (
            f"No human report of {treatment} for calcinosis{disease} in these records: unstudied here, not ineffective."
        )
    return f"{said} Reports on several diseases together may hold such patients." if unsplit else said


def _classes(row: StudyRow) -> list[str]:
    return row.finding.intervention_class.split("; ")


def _first_hand(row: StudyRow, protocol: Protocol) -> bool:
    f = row.finding
    return f.state != "rejected" and f.design not in protocol.never_counted and not (f.coding and f.coding.second_hand)
