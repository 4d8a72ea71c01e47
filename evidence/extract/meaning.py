"""What a response says, and on what it is judged: category and outcome domain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from evidence.extract.clauses import Clause
from evidence.extract.lexicon import Mention, find
from evidence.extract.patterns import pattern, scan, stands
from evidence.extract.scope import degree
from evidence.extract.sentences import of_others

GOOD = frozenset({"complete", "partial", "improved"})
_FAR = 45
_NO_RESULT = ("not-asked", "hearsay", "opinion", "failure-of")  # before a response that is none
_LINK = re.compile(r"\s*(?:of|in|the|de la|de|disease|\s)*\s*")
_OR = re.compile(r"[\s,]*(?:and/or|or|ou|o)\s+(?:[\w-]+\s+){0,2}")


def telling(clause: Clause, taken: Sequence[Mention]) -> list[Mention]:
    """The responses of a clause that say something of a treatment of ours and are not yet taken."""
    free = [
        r for r in clause.responses if r not in taken and not r.term.note.get("takes_object") and not _idle(clause, r)
    ]
    return [r for r in _fewer(clause, free) if not pattern("unnamed").match(clause.folded[r.end : clause.end])]


def category_of(clause: Clause, response: Mention, denied: bool) -> str:
    """The category that a response comes to; a denied "complete response" stays complete, to be counted as nobody."""
    how = degree(clause, response)
    if denied:
        said = clause.folded[response.start : response.end]
        whole = how == "complete" or (response.code == "complete" and pattern("complete-degree").search(said))
        return "complete" if whole else str(response.term.note["negated"])
    if how == "again" and response.code in GOOD:
        return "improved"
    if how == "almost":
        return "partial" if response.code in {"complete", "improved"} else response.code
    if response.code == "complete" and _some(clause, response):
        return "improved"
    return how if how and response.code == "improved" else response.code


def _some(clause: Clause, response: Mention) -> bool:
    """Whether only some of a patient's deposits went: "several had vanished", "disappeared but for a nodule"."""
    folded = clause.folded
    ahead = folded[max(clause.start, response.start - 60) : response.start]
    if pattern("fraction").match(folded, response.end):
        return True
    return bool(pattern("some").search(ahead) or pattern("residue").search(folded, response.end, clause.sentence[1]))


def domain_of(clause: Clause, response: Mention, before: str) -> str:
    """The domain that a response is judged on: its own, that of the nearest target, that of the clause before."""
    own = str(response.term.note.get("domain", ""))
    if own == "recurrence":
        before = pattern("turn").split(clause.folded[max(clause.start, response.start - 30) : response.start])[-1]
        after = pattern("turn").split(clause.folded[response.end : min(clause.end, response.end + 25)])[0]
        another = pattern("recurrence-of-another").search(f"{before}{after}")
        judged = any(t.code == "deposits" for t in clause.targets)
        return "other" if another or (not judged and _of_something_else(clause, response)) else "recurrence"
    nearest = min(_distances(clause, response), default=None, key=lambda pair: pair[0])
    if nearest is None and _of_something_else(clause, response):
        return "other"
    sized = before == "ulcers" and all(_measure(clause.folded, t) for t in clause.targets)
    if nearest is None or sized or (before and nearest[0] > _FAR):
        return own or before
    domain = "other" if nearest[1] in {"adverse", "harm"} else nearest[1]
    return own if own and domain != "other" else domain


def with_deposits(clause: Clause, response: Mention) -> bool:
    """Whether the deposits share the verb with the symptom named beside it: "calcinosis and ulcers improved"."""
    ahead = [i for i, t in enumerate(clause.targets) if t.end <= response.start]
    if len(ahead) < 2 or response.term.note.get("domain"):
        return False
    first, last = (clause.targets[i] for i in ahead[-2:])
    gap = clause.folded[first.end : last.start]
    pair = first.code == "deposits" != last.code and last.code in {"symptoms", "ulcers", "function"}
    return pair and bool(pattern("coordinated").fullmatch(gap)) and not _ruled(clause, ahead[-2])


def _of_something_else(clause: Clause, response: Mention) -> bool:
    """Whether a thing that is no target is said to respond: "the CDASI fell", "an improvement of her ventilation"."""
    ahead = clause.folded[clause.start : response.start]
    noun = pattern("deverbal").search(clause.folded[response.start : response.end])
    turns = [0, *(turn.end() for turn in pattern("new-statement").finditer(ahead))]
    bare = next((m for m in (pattern("bare-subject").match(ahead[turn:]) for turn in (0, turns[-1])) if m), None)
    bare = bare or pattern("shared-subject").match(ahead)
    before = None if noun else bare or pattern("subject").search(ahead)
    begin = clause.start + (turns[-1] if bare is not None and bare.string != ahead else 0)
    after = pattern("of-what").match(clause.folded[response.end : clause.end])
    for thing, start in ((before, begin), (after, response.end)):
        if thing is not None:
            first, last = start + thing.start("thing"), start + thing.end("thing")
            head = pattern("head-ends").split(clause.folded[first:last])[0]
            known = any(t.start < last and first < t.end for t in (*clause.treatments, *clause.responses))
            if not known and not pattern("neutral").search(head if head.strip() else clause.folded[first:last]):
                return True
    return False


def _distances(clause: Clause, response: Mention) -> list[tuple[float, str]]:
    """How far each target is from the response; a word that describes the deposits, or is ruled by one, is none."""
    folded = clause.folded
    found = []
    for index, target in enumerate(clause.targets):
        if _ruled(clause, index):
            continue
        if target.code == "deposits" and pattern("patients-who-have").search(folded[clause.start : target.start]):
            continue
        adjective = target.code == "symptoms" and not response.term.note.get("before_target")  # "less painful" is pain
        if adjective and pattern("describes").fullmatch(folded, target.start, target.end):
            continue
        distance = 5.0 if target.code in {"adverse", "harm"} else 0.0
        if target.start >= response.end:
            gap = folded[response.end : target.start]
            if target.term.code == "harm" and not pattern("of-target").match(gap):
                continue
            if target.code in {"adverse", "deposits"} and pattern("new-statement").search(gap):
                continue
            distance += len(gap) * (0.4 if pattern("of-target").match(gap) else 1.0)
            distance += 30 * bool(pattern("another-phrase").search(gap))
        elif target.end <= response.start:
            distance += (response.start - target.end) * 0.9
        found.append((distance, target.code))
    return found


def _ruled(clause: Clause, index: int) -> bool:
    """Whether a target only says where, or how much, another is: "calcification of the skin", "number of ulcers"."""
    folded, targets, target = clause.folded, clause.targets, clause.targets[index]
    measure = _measure(folded, target)
    if index:
        before = targets[index - 1]
        gap = folded[before.end : target.start]
        if before.code != "adverse" and not _measure(folded, before) and pattern("head-of").fullmatch(gap):
            return before.code != "deposits" or target.code == "other"
        if measure and before.code != "deposits" and not gap.strip():
            return True
    if index + 1 < len(targets):
        after = targets[index + 1]
        gap = folded[target.end : after.start]
        if measure and after.code != "deposits" and pattern("head-of").fullmatch(gap):
            return True
        return target.code == "other" and after.code == "deposits" and not _measure(folded, after) and not gap.strip()
    return False


def _measure(folded: str, target: Mention) -> bool:
    return bool(pattern("measure").fullmatch(folded, target.start, target.end))


def _fewer(clause: Clause, said: Sequence[Mention]) -> list[Mention]:
    """Without the words that another governs: "arrested the spread", "remained stable", "failed to improve"."""
    kept: list[Mention] = []
    for i, response in enumerate(said):
        if i + 1 < len(said) and _governs(clause.folded, response, said[i + 1]):
            continue
        last = kept[-1] if kept else None
        merged = _merged(clause.folded, last, response) if last is not None else ""
        if last is None or not merged:
            kept.append(response)
        elif merged != "last":
            kept[-1] = response if merged == "this" else replace(last, term=replace(response.term, code=merged))
    return kept


def _governs(folded: str, response: Mention, following: Mention) -> bool:
    """Whether a response is only the verb of the next: "remained stable", "failed to improve"."""
    word, gap = folded[response.start : response.end], folded[response.end : following.start]
    if word.startswith(("fail", "echou")) and re.match(r"\s*(?:to|a)\b", gap) and len(gap) < 40:
        return True
    if word.startswith(("responder", "repondeur")) and following.code == "recurrence":
        return True
    stays = word.startswith(("persist", "still")) or word.endswith(("remain", "remained"))
    return stays and len(gap.split()) < 2


def _merged(folded: str, last: Mention, response: Mention) -> str:
    """What two responses come to together: one category, "last" or "this" alone, or "" where they stay two."""
    gap, codes = folded[last.end : response.start], (last.code, response.code)
    lasted = folded[response.start : response.end].startswith(("persist", "lasted", "maint"))
    if last.code in GOOD and lasted and pattern("auxiliaries").fullmatch(gap):
        return "last"
    if last.code == "none" and pattern("in-doing").fullmatch(gap):
        return "last"
    if codes == ("worse", "stable") and pattern("halted").search(gap):
        return "this"
    if codes == ("stable", "worse") and pattern("because").search(gap):
        return "this"
    if response.code == "worse" and len(gap.split()) <= 5:
        if last.code == "stable" or last.term.note.get("id") == "prevent":
            return "last"
        if last.code in GOOD and _LINK.fullmatch(gap):
            return "stable"
    if last.code == "improved" and codes[1] in {"complete", "partial", "none"} and pattern("copula").fullmatch(gap):
        return "this"
    if _OR.fullmatch(gap):
        if set(codes) <= GOOD and codes[0] != codes[1]:
            return "improved"
        if set(codes) & GOOD and set(codes) & {"stable", "none", "worse"}:
            return "mixed"
    return ""


def _idle(clause: Clause, response: Mention) -> bool:
    """Words that tell nothing here: the disease before treatment, an effect not assessed, "less often"."""
    folded = clause.folded
    word, after = folded[response.start : response.end], folded[response.end : clause.sentence[1]]
    if pattern("grouped-by").search(folded[clause.start : response.start]):
        return True
    if any(stands(name, folded, clause.sentence[0], response.start) for name in _NO_RESULT):
        return True
    if of_others(clause.passage, response.start, response.end) or pattern("to-a-dose").match(folded, response.end):
        return True
    if pattern("unknown").match(after):
        return True
    if response.term.note.get("before_target"):
        near = any(0 <= t.start - response.end <= 14 for t in clause.targets)
        return not near or bool(re.match(r"\s+(?:often|than|frequent)", after))
    if response.term.note.get("id") == "prevent":
        return not any(r.code in {"worse", "recurrence"} and r.start >= response.end for r in clause.responses)
    ahead = folded[max(clause.sentence[0], response.start - 40) : response.start]
    bad = response.code in {"worse", "none"} and not pattern("failing").match(word)
    under = next((folded[response.end : t.start] for t in clause.treatments if t.start >= response.end), "received")
    if bad and (pattern("reason").search(ahead) or (pattern("state-before").search(ahead) and stands("given", under))):
        return True
    if pattern("compared").match(word) and not clause.counts:  # "had re-formed and was as large as before"
        return any(r.code == "recurrence" for r in find("response", folded, clause.sentence[0], response.start))
    if response.code != "worse":
        return False
    if any(m.start() < response.start < m.end() for m in scan("until-then", folded, clause.start, clause.end)):
        return True
    if word.endswith("ing"):
        verb = response.start + word.rfind(" ") + 1
        return not pattern("went-on").search(folded[max(clause.sentence[0], verb - 24) : verb])
    return bool(pattern("effect-on").search(folded[max(clause.start, response.start - 30) : response.start]))
