"""Harms under a treatment, in the text's own words: an outcome of its own, never a response."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence.extract.clauses import Clause, clauses
from evidence.extract.concomitant import credited
from evidence.extract.groups import Counted
from evidence.extract.lexicon import find
from evidence.extract.outcomes import LONGEST, Outcome
from evidence.extract.patterns import pattern, stands
from evidence.extract.regimens import Regimen, regimens
from evidence.extract.roles import given_for_another
from evidence.extract.scope import unreal
from evidence.extract.sentences import sentences
from evidence.extract.study import Study
from evidence.extract.text import Passage

_NEAR = 600  # characters: about as far as "it was well tolerated" still speaks of the treatment told before


def harms(texts: Sequence[Passage], told: Sequence[Outcome], study: Study) -> Iterator[Outcome]:
    """What is said of adverse effects, as outcomes of the domain `adverse`; not `owned` where nobody knows whose.

    Only of treatments whose outcome is told, or that the sentence ties to calcinosis. The treatment is that of the
    clause, of its sentence, of the outcome told last before it, or the only one that has an outcome.
    """
    owned = [o for o in told if o.owned]
    judged = {inn for o in told for inn in o.regimen.inns}
    only = owned[0].regimen if len({o.regimen.key for o in owned}) == 1 else None
    for passage in texts:
        folded = passage.folded.text
        if passage.field != "abstract" or pattern("aside").search(passage.label):
            continue
        for start, end in sentences(passage):
            if end - start > LONGEST or not find("harm", folded, start, end):
                continue
            found = clauses(passage, start, end)
            here: Regimen | None = None
            for clause in found:
                names = credited(passage, clause.treatments, ())
                listed = regimens(clause, names, bad=False) if names else ()
                here = listed[0] if len(listed) == 1 else here
                said = "" if unreal(clause) or given_for_another(clause) else _told(clause)
                before = [o for o in owned if o.clause.passage is passage and start - _NEAR < o.clause.start <= start]
                regimen = here or (before[-1].regimen if before else None) or only
                if said and len(listed) < 2 and regimen is not None:
                    if judged & set(regimen.inns) or stands("calcified", folded, start, end):
                        yield Outcome(regimen, "", "adverse", clause, _number(clause, study), 0.8 + 0.2 * bool(here))
                elif said == "general" or (said and listed):
                    whole = Regimen(tuple(r.key for r in listed), names, clause)
                    yield Outcome(whole, "", "adverse", clause, Counted(), owned=False)


def _told(clause: Clause) -> str:
    """ "general" or "named" where a clause tells of a harm, or that there was none; else ""."""
    said = {m.code for m in find("harm", clause.folded, clause.start, clause.end)}
    if not said or pattern("harm-of-disease").search(clause.folded, clause.start, clause.end):
        return ""
    occurred = pattern("harm-occurred").search(clause.folded, clause.start, clause.end)
    return "general" if "general" in said else "named" if occurred else ""


def _number(clause: Clause, study: Study) -> Counted:
    """Of how many patients it is said: "3 of 9"; the number harmed stands in the words."""
    if study.single:
        return Counted(n=1, unit="patients")
    of = [t for t in clause.counts if t.n is not None and t.unit in {"patients", ""}]
    return Counted(n=of[0].n, unit="patients") if len(of) == 1 else Counted()
