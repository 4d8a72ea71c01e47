"""Which treatments of a clause a response speaks of.

"Refractory to", "failure of" and "despite" take the treatments that directly follow them and no others; a treatment
given for another disease, stopped or refused is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.extract.clauses import Clause
from evidence.extract.lexicon import Mention, context
from evidence.extract.scope import is_denied
from evidence.protocol.vocabulary import vocabulary

_OBJECT = re.compile(
    r"^\s*(?:to respond to|to improve with|to improve on|of|to|a|au|aux|de|du|des|d'|with|under|al"
    r"|ao)?\s*(?:the|la|le|les|l'|un|une|multiple|several|prior|previous"
    r"|previously|treatment|treatments|therapy|therapies|trials?|courses?|with|of|by|conventional|standard|oral"
    r"|intravenous|topical|high-dose|low-dose|various|to|and|both|various|"
    r"traitements?|par|plusieurs|different\w*|doses?|including|such as|comme|dont|a|,|\s)*\s*$"
)
_PREPOSED = re.compile(
    r"\b(?:with|to(?! be\b)|by|under|after|on|using|following|during|of|sous|avec|par|apres|a|au|aux|con|com"
    r"|mit|unter|nach)\s+(?:[\w-]+\s){0,3}$"
)


def around(clause: Clause, own: tuple[Mention, ...], response: Mention) -> tuple[Mention, ...]:
    """The treatments of the clause without those that begin another statement after the response."""
    before = tuple(t for t in own if t.start < response.start)
    after = [t for t in own if t.start >= response.end]
    gap = clause.passage.folded.text[response.end : after[0].start] if after else ""
    if before and after and (not _PREPOSED.search(gap) or re.search(r",\s+(?:and|et|y|e|und)\b", gap)):
        return before
    return own


def leads(clause: Clause, treatment: Mention) -> bool:
    """Whether a treatment in a later clause may own what was said before: "..., after two courses of rituximab"."""
    before = [r for r in clause.responses if r.end <= treatment.start]
    if not before:
        return True
    gap = clause.passage.folded.text[before[-1].end : treatment.start]
    return bool(re.search(r"\b(?:with|after|under|following|on|by|once|during|sous|apres|avec|par)\b", gap))


def roles(clause: Clause) -> tuple[tuple[Mention, ...], list[tuple[Mention, tuple[Mention, ...]]]]:
    """The treatments that the clause is about, and those that a word such as "refractory to" takes."""
    folded = clause.passage.folded.text
    own = [t for t in clause.treatments if not _otherwise(clause, t)]
    taken: list[tuple[Mention, tuple[Mention, ...]]] = []
    for response in clause.responses:
        failing = folded[response.start : response.end].startswith(
            ("fail", "echec", "echou", "unsuccess", "fracas", "insucces")
        )
        if not (response.term.note.get("takes_object") or failing):
            continue
        after = [t for t in own if t.start >= response.end]
        if after and _OBJECT.match(folded[response.end : after[0].start]):
            names = _chain(folded, after)
            if failing and re.match(r"\s*to\s+(?!respond|improve)", folded[response.end :]):
                continue
            taken.append((response, names))
            own = [t for t in own if t not in names]
    for match in re.finditer(
        r"\b(?:despite|in spite of|notwithstanding|malgre|en depit de|trotz|a pesar de|apesar de)\b", clause.text
    ):
        after = [t for t in own if t.start >= clause.start + match.end()]
        if after and after[0].start - clause.start - match.end() < 60:
            names = _chain(folded, after)
            bad = [
                r
                for r in clause.responses
                if r.code in {"worse", "none"}
                and not r.term.note.get("takes_object")
                and not is_denied(clause, r)
                and (r.end <= clause.start + match.start() or len(names) == len(own))
            ]
            if bad:
                taken.append((bad[-1], names))
            own = [t for t in own if t not in names]
    return tuple(own), taken


def operative(treatment: Mention) -> bool:
    return (
        vocabulary().treatments[treatment.code].treatment_class in {"surgery", "physical"}
        and treatment.code != "negative pressure wound therapy"
    )


def _chain(folded: str, names: Sequence[Mention]) -> tuple[Mention, ...]:
    """The first name and those listed on with it: a verb ends the list."""
    found = [names[0]]
    for name in names[1:]:
        between = folded[found[-1].end : name.start]
        if not re.fullmatch(
            r"[\s,/]*(?:\([^)]*\)[\s,]*)?(?:(?:and|or|et|ou|y|e|o|nor|ni|then|puis|plus|with|high-dose|low-dose"
            r"|oral|intravenous|topical|systemic|a la|la|le|les|l'|the|a|au|aux|to|de|du|des|d'|al|pulse"
            r"|cyclic)[\s,]*)*(?:[\w-]+\s)?",
            between,
        ):
            break
        found.append(name)
    return tuple(found)


def _otherwise(clause: Clause, treatment: Mention) -> bool:
    """Given for another disease, or stopped, or taken from somebody else."""
    folded = clause.passage.folded.text
    end = clause.sentence[1]
    after = folded[treatment.end : min(end, treatment.end + 90)]
    if any(True for _ in context("indication").find(after, after)):
        return True
    before = folded[max(clause.sentence[0], treatment.start - 40) : treatment.start]
    return bool(
        re.search(
            r"\b(?:stopping|stopped|withdrawal of|discontinuation of|discontinued|unlike|without|arret (?:de|du"
            r"|des)(?: la| l')?|sans|off|apres l'arret (?:de|du)|instead of|(?:switch\w*|chang\w*|conversion"
            r"|convert\w*) from|no longer on)\s*(?:the|la|le"
            r"|l')?\s*$",
            before,
        )
        or re.match(
            r"\s+(?:was|were|had been|fut|a ete)\s+(?:stopped|withdrawn|discontinued|declined|refused|not |arrete)",
            after,
        )
        or re.search(r"\b(?:declined|refused|planned|refuse)\s+(?:to undergo |une |la |l')?$", before)
    )
