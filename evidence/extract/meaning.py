"""What a response says, and on what it is judged: category and outcome domain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from evidence.extract.clauses import Clause
from evidence.extract.lexicon import Mention
from evidence.extract.scope import degree

GOOD = frozenset({"complete", "partial", "improved"})
_HALTED = re.compile(r"\b(?:was|were|has been|had been|a ete|ont ete|est|fut)\s+(?:\w+\s+)?$")
_UNNAMED = re.compile(
    r"^[^.;,]{0,12}\b(?:conventional|standard|usual|several|multiple|various|other|prior|previous|many|numerous"
    r"|classical|topical|all|medical|first-line|plusieurs"
    r"|differents?|multiples|classiques?|habituels?|usuels?)\s+(?:[\w-]+\s+){0,2}(?:therap|treatment|drug|agent"
    r"|medic|measure|option|line|traitement|schema)"
    r"|^\s+(?:a|aux?|to|of|du|des|de)?\s*(?:the\s+|le\s+|les\s+)?(?:treatments?|traitements?"
    r"|therap\w+)\s+(?:conventionn|classique|habituel|usuel|standard|medica|topique|local|anterieur)"
)
_UNKNOWN = re.compile(
    r"[^.;,]{0,30}?\b(?:not|never|n'\w+ pas ete|n'est pas|non|neither)\s+(?:been\s+)?(?:assess|stated|report"
    r"|record|measur|evalu|known|given|describ|precis|connu|mention|rapport)"
    r"|\s+(?:is|are|was|were|est|reste)\s+(?:unknown|awaited|pending|unclear|inconnu)"
)
_CONTINUED = re.compile(r"\b(?:was|were|kept|continu\w*|still|went on|on|of)\s+(?:\w+\s+)?$")
_EFFECT_ON = re.compile(r"\b(?:effects?|influence|impact|effets?)\s+(?:on|upon|sur)\s+(?:the\s+|la\s+|l')?$")
_NOT_DEPOSITS = re.compile(
    r"inflam|\bpain|douleur|ulcer|infect|symptom|flare|fever|myosit|rash|disease|maladie"
    r"|fievre"
)
_HEAD = re.compile(
    r"\s*(?:over|of|from|around|in|at|due to|caused by|related to|overlying|associated with|sur|de|du|des"
    r"|autour|lie\w* a)\s+(?:the|la|les|le|her|his|a)?\s*(?:[\w-]+\s){0,2}"
)


def telling(clause: Clause, taken: Sequence[Mention]) -> list[Mention]:
    """The responses of a clause that say something of a treatment of ours and are not yet taken."""
    free = [
        r for r in clause.responses if r not in taken and not r.term.note.get("takes_object") and not _idle(clause, r)
    ]
    folded = clause.passage.folded.text
    return [r for r in _fewer(clause, free) if not _UNNAMED.match(folded[r.end : clause.end])]


def category_of(clause: Clause, response: Mention, denied: bool) -> str:
    note, code = response.term.note, response.code
    if denied:
        return str(note["negated"])
    if code == "improved" and (how := degree(clause, response)):
        return how
    return code


def domain_of(clause: Clause, response: Mention, before: str) -> str:
    """The domain that a response is judged on: its own, that of the nearest target, that of the clause before."""
    own = response.term.note.get("domain", "")
    folded = clause.passage.folded.text
    if own == "recurrence":
        around = folded[max(clause.start, response.start - 30) : min(clause.end, response.end + 25)]
        return "other" if _NOT_DEPOSITS.search(around) else "recurrence"
    best: tuple[float, str] | None = None
    for index, target in enumerate(clause.targets):
        head = clause.targets[index - 1] if index else None
        if (
            head is not None
            and head.code in {"symptoms", "ulcers", "function", "other"}
            and _HEAD.fullmatch(folded[head.end : target.start])
        ):
            continue
        if target.start < response.end and response.start < target.end:
            distance = 0.0
        elif target.start >= response.end:
            gap = folded[response.end : target.start]
            distance = len(gap) * (
                0.4
                if re.match(
                    r"\s*(?:of|in|the|de|du|des|d'|la|les|le|l'|del|da|do|der|en|chez)\b|\s*(?:their|her|his"
                    r"|both|local|subcutaneous)\b",
                    gap,
                )
                else 1.0
            )
            if re.search(r"\b(?:for|pour|with|under|on|sous|avec)\b", gap):
                distance += 30
            if re.search(r"\b(?:and|et|because|but|mais)\b|,", gap):
                distance += 30
        else:
            gap = folded[target.end : response.start]
            distance = float(len(gap)) * 0.9
        code = target.code
        if code == "symptoms" and folded[target.start : target.end] in {
            "painful",
            "inflamed",
            "symptomatic",
            "douloureuse",
            "douloureux",
            "inflammatory",
            "inflammatoire",
            "inflammatoires",
        }:
            continue
        if code in {"adverse"}:
            distance += 5
        if best is None or distance < best[0]:
            best = (distance, code)
    if best is not None and before and best[0] > 45:
        return str(own) or before
    if best is not None:
        if own and best[1] not in {"other", "adverse"}:
            return str(own)
        return "other" if best[1] == "adverse" else best[1]
    return str(own) or before


def _fewer(clause: Clause, said: Sequence[Mention]) -> list[Mention]:
    """Without the words that another governs: "arrested the spread", "remained stable", "failed to improve"."""
    folded = clause.passage.folded.text
    kept: list[Mention] = []
    for i, response in enumerate(said):
        word = folded[response.start : response.end]
        following = said[i + 1] if i + 1 < len(said) else None
        if following is not None:
            gap = folded[response.end : following.start]
            if word.startswith(("fail", "echou")) and re.match(r"\s*(?:to|a)\b", gap) and len(gap) < 40:
                continue
            if (
                word.startswith(("remain", "persist", "deposits", "calcinosis", "lesions", "still"))
                and len(gap.split()) <= 1
            ):
                continue
        if (
            kept
            and response.code == "stable"
            and kept[-1].code == "worse"
            and _HALTED.search(folded[kept[-1].end : response.start])
        ):
            kept[-1] = response
            continue
        if kept and response.code == "worse" and len(folded[kept[-1].end : response.start].split()) <= 5:
            if kept[-1].code == "stable":
                continue
            if kept[-1].term.note.get("id") == "prevent":
                continue
            if kept[-1].code in GOOD and re.fullmatch(
                r"\s*(?:of|in|the|de la|de|disease|\s)*\s*", folded[kept[-1].end : response.start]
            ):
                kept[-1] = replace(kept[-1], term=replace(response.term, code="stable"))
                continue
        if kept and re.fullmatch(
            r"[\s,]*(?:and/or|or|ou|o)\s+(?:[\w-]+\s+){0,2}", folded[kept[-1].end : response.start]
        ):
            pair = {kept[-1].code, response.code}
            if pair <= GOOD and len(pair) > 1:
                kept[-1] = replace(kept[-1], term=replace(response.term, code="improved"))
                continue
            if pair & GOOD and pair & {"stable", "none", "worse"}:
                kept[-1] = replace(kept[-1], term=replace(response.term, code="mixed"))
                continue
        kept.append(response)
    return kept


def _idle(clause: Clause, response: Mention) -> bool:
    """Words that tell nothing here: the disease before treatment, an effect not assessed, "less often"."""
    folded = clause.passage.folded.text
    word, after = folded[response.start : response.end], folded[response.end : clause.sentence[1]]
    if _UNKNOWN.match(after):
        return True
    if response.term.note.get("before_target"):
        return not any(0 <= t.start - response.end <= 14 for t in clause.targets) or bool(
            re.match(r"\s+(?:often|than|frequent)", after)
        )
    if response.code == "worse" and word.endswith("ing"):
        return not _CONTINUED.search(folded[max(clause.sentence[0], response.start - 24) : response.start])
    return response.code == "worse" and bool(
        _EFFECT_ON.search(folded[max(clause.start, response.start - 30) : response.start])
    )
