"""What the words around do to a response: denial, degree, doubt. Outcome = denial × valence (after NegEx and ConText).

"no evidence of progression" is good, "neither warfarin nor colchicine was effective" bad for both.
"""

from __future__ import annotations

import re

from evidence.extract.clauses import Clause
from evidence.extract.lexicon import Mention, find
from evidence.extract.patterns import pattern
from evidence.extract.sentences import of_others

_JOINED = 25  # characters: "associated with (a clear radiological) improvement"


def is_denied(clause: Clause, response: Mention) -> bool:
    """Whether the response is under a negation of its clause."""
    cues = [c for c in find("negation", clause.folded, clause.start, response.start) if c.end <= response.start]
    spared = [(c.start, c.end) for c in cues if c.code == "skip"]
    earlier = [r for r in clause.responses if r.end <= response.start]
    for cue in cues:
        if cue.code == "skip" or any(a <= cue.start < b for a, b in spared):
            continue
        if clause.passage.language == "pt" and clause.folded[cue.start : cue.end] == "no":
            continue  # "in the"
        between = clause.folded[cue.end : response.start]
        verb = clause.folded[cue.start : cue.end] in {"ne", "n'"}
        if pattern("new-subject" if verb else "new-clause").search(between):
            continue
        if _new_subject(clause, cue.end, response.start) or pattern("exception").search(between):
            continue
        inside = next((r for r in earlier if r.start >= cue.end), None)
        through = "joined-by-or" if inside is None or inside.code else "denied-through"
        if inside is not None and not pattern(through).fullmatch(clause.folded, inside.end, response.start):
            continue
        if cue.code == "clause":
            after = re.match(r"\s+(?:\w+\s+)?qu[e']\s*", clause.folded[response.end : clause.end])
            if verb and (after or re.search(r"\bqu(?:e\b|')", between)):
                continue
            return True
        limit = between if inside is None else clause.folded[cue.end : inside.start]
        if not pattern("end-of-phrase").search(limit) and len(limit) < 60:
            return True
    last = next((r for r in clause.responses if 0 <= r.start - response.end < 2), response)  # "beneficial effect"
    if earlier and last is not clause.responses[-1]:
        return False
    behind, noun = clause.folded[last.end : clause.end], clause.folded[last.start : last.end]
    far = pattern("deverbal").search(noun) and pattern("denied-noun").match(behind)
    return bool(far or pattern("denied-after").match(behind))


def _new_subject(clause: Clause, start: int, end: int) -> bool:
    """Whether a stretch ends a statement and counts others: "no patient had an infection and two ..."."""
    folded = clause.folded
    turns = [m for m in pattern("turn").finditer(folded, start, end) if any(t.start == m.end() for t in clause.counts)]
    return bool(turns) and bool(pattern("happened").search(folded, start, turns[-1].start()))


def degree(clause: Clause, response: Mention) -> str:
    """ "complete", "partial" or "almost" where a word right beside says so, else ""."""
    for word in find("degree", clause.folded, clause.start, clause.end):
        before = word.start < response.start and re.fullmatch(
            r"\s*(?:but |mais |(?!(?:one|two|three|four)\b)[^\W\d]+ ){0,2}", clause.folded[word.end : response.start]
        )
        after = word.start >= response.end and re.fullmatch(
            r",?\s*(?:(?:was|were|est|etait|radiologique|clinique|radiological|only|but|mais|plutot|always|toujours)\s+){0,3}",
            clause.folded[response.end : word.start],
        )
        if (before or after) and not find(
            "disease", clause.folded, word.start, response.start
        ):  # "limited scleroderma"
            return word.code
    return ""


def unreal(clause: Clause) -> str:
    """Why a clause tells no result of treated patients, or ''."""
    general = (c for c in find("general", clause.folded, *clause.sentence) if c.code.startswith("prevention"))
    cues = (
        c
        for c in (*general, *find("unreal", clause.folded, clause.start, clause.end))
        if not (c.code.startswith("prevention") and _spared(clause, c))
        and not (c.term.word == "may" and re.match(r"\s*\d", clause.folded[c.end :]))
        and not (c.term.word.endswith((" be", "considered")) and pattern("perceived").match(clause.folded, c.end))
        and not (c.term.word.startswith("criteri") and pattern("met").search(clause.folded[clause.start : c.start]))
    )
    said = next((cue.code for cue in cues), "")
    return said or "said of the literature" * of_others(clause.passage, *clause.sentence)


def _spared(clause: Clause, cue: Mention) -> bool:
    """Whether a word of prevention is about a recurrence, or only joins a response: "no new calcinosis appeared"."""
    said = find("response", clause.folded, clause.start, clause.sentence[1])
    return bool(pattern("recurrence").search(clause.folded, *clause.sentence)) or any(
        cue.end <= r.start < cue.end + _JOINED
        or (cue.term.word.startswith("calci") and _tied(clause.folded, r.end, cue.start))
        or (r.code == "stable" and r.start < cue.end and cue.start < r.end)
        for r in said
    )


def _tied(folded: str, end: int, start: int) -> bool:
    """Whether what stands between a response and a target ties them: "improvement (of the) calcinosis"."""
    return 0 <= start - end < 9 and bool(pattern("of-target").match(folded, end))


def dosed(clause: Clause, treatment: Mention) -> bool:
    """Whether a clause tells of a treatment's dose or use: "prednisone could be reduced", "diltiazem use fell"."""
    if any(t.code == "deposits" and t.end <= treatment.start for t in clause.targets):
        return False
    used = pattern("its-use").match(clause.folded, treatment.end)
    return used is not None and not any(r.start >= used.end() for r in clause.responses)


def in_present(clause: Clause, response: Mention) -> bool:
    """A general truth ("improves pain") is no report of what happened; "a diminue" is a past."""
    past = pattern("auxiliary").search(clause.folded, max(clause.start, response.start - 30), response.start)
    past = past or pattern("participle").search(clause.passage.printed(response.start, response.end))
    return not past and bool(pattern("general-present").match(clause.folded[response.start : response.end]))
