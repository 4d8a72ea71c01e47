"""Outcomes: which response belongs to which treatment, judged on what, in how many.

A response takes the treatments of its own clause; else those of the sentence; else those last given. Words such as
"refractory to", "failure of" and "despite" take the treatments that directly follow them and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from evidence.extract.clauses import Clause, clauses
from evidence.extract.counts import Tally
from evidence.extract.lexicon import Mention, context
from evidence.extract.regimens import Regimen, regimens
from evidence.extract.scope import degree, in_present, is_denied, unreal
from evidence.extract.sentences import sentences
from evidence.extract.study import Study
from evidence.extract.text import Passage
from evidence.protocol.vocabulary import vocabulary

_GOOD = {"complete", "partial", "improved"}
_ASIDE = re.compile(
    r"\b(?:background|introduction|objectives?|purpose|aims?|but|objectif|contexte|conclusions?|discussion|methods?|methodes?"
    r"|objetivo|antecedentes|conclusiones|importance)\b"
)
_DESPITE = re.compile(
    r"\b(?:despite|in spite of|notwithstanding|malgre|en depit de|trotz|a pesar de|apesar de|under|on|sous)\s+(?P<rest>[^.;]*)$"
)
_OBJECT = re.compile(
    r"^\s*(?:to respond to|to improve with|to improve on|of|to|a|au|aux|de|du|des|d'|with|under|al|ao)?\s*(?:the|la|le|les|l'|un|une|multiple|several|prior|previous"
    r"|previously|treatment|treatments|therapy|therapies|trials?|courses?|with|of|by|conventional|standard|oral|intravenous|topical|high-dose|low-dose|various|to|and|both|various|"
    r"traitements?|par|plusieurs|different\w*|doses?|including|such as|comme|dont|a|,|\s)*\s*$"
)
_OF_N = re.compile(
    r"(?:^|[,;:.(]\s*)(?:of|among|in|out of|from|sur|parmi|chez|de|des|von|entre|for)\s+(?:the|these|our|a total of|les|ces|nos|los|as|os)?\s*$"
)
_CHAIN = re.compile(r"(?:[^\W\d]|[\s,/()'%-]|\d){0,45}")
_UNNAMED = re.compile(
    r"^[^.;,]{0,12}\b(?:conventional|standard|usual|several|multiple|various|other|prior|previous|many|numerous|classical|topical|all|medical|first-line|plusieurs"
    r"|differents?|multiples|classiques?|habituels?|usuels?)\s+(?:[\w-]+\s+){0,2}(?:therap|treatment|drug|agent|medic|measure|option|line|traitement|schema)"
    r"|^\s+(?:a|aux?|to|of|du|des|de)?\s*(?:the\s+|le\s+|les\s+)?(?:treatments?|traitements?|therap\w+)\s+(?:conventionn|classique|habituel|usuel|standard|medica|topique|local|anterieur)"
)
_UNKNOWN = re.compile(
    r"[^.;,]{0,30}?\b(?:not|never|n'\w+ pas ete|n'est pas|non|neither)\s+(?:been\s+)?(?:assess|stated|report|record|measur|evalu|known|given|describ|precis|connu|mention|rapport)"
    r"|\s+(?:is|are|was|were|est|reste)\s+(?:unknown|awaited|pending|unclear|inconnu)"
)
_CONTINUED = re.compile(r"\b(?:was|were|kept|continu\w*|still|went on|on|of)\s+(?:\w+\s+)?$")
_EFFECT_ON = re.compile(r"\b(?:effects?|influence|impact|effets?)\s+(?:on|upon|sur)\s+(?:the\s+|la\s+|l')?$")
_GIVEN_TO = re.compile(
    r"\b(?:given|administered|prescribed|used|tried|offered|applied|injected|administ\w+|prescrite?|donnee?|applique\w*)\s+(?:to|in|for|on|a|chez|aux?)\s+(?:the\s+|our\s+|les\s+)?$"
)
_SUCCESS = re.compile(
    r"success|succes|(?:good|excellent|satisfactory|favou?rable) (?:outcome|result|evolution)|(?:result|outcome)s? (?:was|were)|resultat|evolution|suites|satisf|exito"
)
_PREPOSED = re.compile(
    r"\b(?:with|to(?! be\b)|by|under|after|on|using|following|during|of|sous|avec|par|apres|a|au|aux|con|com|mit|unter|nach)\s+(?:[\w-]+\s){0,3}$"
)
_TO = re.compile(r"\b(?:in|to|chez|for|en|a)\s+(?:the\s+)?$")
_PERCENT = re.compile(r"%|\bper ?cent\b|\bpour cent\b|\bpourcent")
_GIVEN = re.compile(r"\b(?:treated|received|given|took|underwent|traite\w*|recu|administ\w+)\b")
_ASSESSED = re.compile(
    r"\s*(?:[^\W\d]+\s){0,2}(?:could be|were|was|had|ont pu etre|etaient|ont ete)?\s*(?:assess|evalua|analys|completed|followed|suivis|exploitable)"
)
_NOT_DEPOSITS = re.compile(r"inflam|\bpain|douleur|ulcer|infect|symptom|flare|fever|myosit|rash|disease|maladie|fievre")
_HEAD = re.compile(
    r"\s*(?:over|of|from|around|in|at|due to|caused by|related to|overlying|associated with|sur|de|du|des|autour|lie\w* a)\s+(?:the|la|les|le|her|his|a)?\s*(?:[\w-]+\s){0,2}"
)
_ALL_THEY = re.compile(r"^\W*(?:they|all|each|these|both|every|ils|elles|tous|toutes|chacun|ces|les deux)\b")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One response of one regimen on one domain, as a clause tells it."""

    regimen: Regimen
    category: str
    domain: str
    clause: Clause
    response: Mention
    k: int | None = None
    n: int | None = None
    unit: str = ""
    zero: bool = False
    inferred: float = 1.0


@dataclass(slots=True)
class _Told:
    """What the sentences so far have said: the treatments last given, to how many, and the last target."""

    given: tuple[Mention, ...] = ()
    where: Clause | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    everyone: tuple[int, int] = (-1, -1)
    unit: tuple[tuple[int, int], str] = ((-1, -1), "")


def outcomes(texts: Sequence[Passage], study: Study) -> Iterator[Outcome]:
    """The outcomes of a publication in reading order."""
    abstract = [p for p in texts if p.field == "abstract"]
    told = _Told()
    for passage in abstract or texts:
        if passage.label and _ASIDE.search(passage.label.lower()) and len(abstract) > 1:
            if re.search(r"method|méthod", passage.label.lower()):
                for start, end in sentences(passage):
                    _remember(clauses(passage, start, end), told)
            continue
        for start, end in sentences(passage):
            found = clauses(passage, start, end)
            if found and unreal(found[0], whole=True):
                continue
            yield from _sentence(found, told, study)


def _remember(found: Sequence[Clause], told: _Told, *, sure: bool = False) -> None:
    for clause in found:
        if clause.treatments and (sure or not unreal(clause, whole=False)):
            told.given, told.where = clause.treatments, clause
            told.numbers.update(_given_to(clause, clause.treatments))


def _sentence(found: Sequence[Clause], told: _Told, study: Study) -> Iterator[Outcome]:
    here: tuple[Mention, ...] = ()
    where: Clause | None = None
    target = ""
    plain: list[tuple[Clause, tuple[Mention, ...]]] = []
    for clause in found:
        if why := unreal(clause, whole=False):
            if why.startswith("hypothesis") and clause.treatments and _GIVEN.search(clause.text):
                _remember((clause,), told, sure=True)
            continue
        own, taken = _roles(clause)
        for response, names in taken:
            domain = _domain(clause, response, target) or "deposits"
            category = "worse" if response.code == "worse" else "none"
            if domain != "other" and not (response.code in _GOOD and not is_denied(clause, response)):
                for regimen in regimens(clause, names, bad=True):
                    yield from _counted(Outcome(regimen, category, domain, clause, response), study, told, taken=True)
        plain.append((clause, own))
    for position, (clause, own) in enumerate(plain):
        if own:
            here, where = own, clause
            told.numbers.update(_given_to(clause, own))
        taken_by = {id(r) for r, _ in _roles(clause)[1]}
        said = [r for r in clause.responses if id(r) not in taken_by and not r.term.note.get("takes_object")]
        said = [
            r
            for r in _fewer(clause, [r for r in said if not _idle(clause, r)])
            if not _UNNAMED.match(clause.passage.folded.text[r.end : clause.end])
        ]
        for response in said:
            names, source, sure = _around(clause, own, response), clause, 1.0
            if not names and here:
                names, source, sure = here, where or clause, 0.9
            if not names:
                later = next(((c, t) for c, t in plain[position + 1 :] if t and _leads(c, t[0])), None)
                if later is not None and response.start < later[1][0].start:
                    source, names = later
                    sure = 0.8
            if not names:
                names, source, sure = told.given, told.where or clause, 0.8
            domain = _domain(clause, response, target)
            if (
                domain in {"other", "ulcers"}
                and _SUCCESS.search(clause.passage.folded.text[response.start : response.end])
                and any(_operative(t) for t in names or here or told.given)
            ):
                domain = "deposits"
            if domain == "":
                domain = "deposits" if study.about or _about(source) else "other"
            target = domain if domain != "recurrence" else target
            if not names or _spontaneous(clause):
                continue
            denied = is_denied(clause, response)
            category = _category(clause, response, denied)
            if (
                not category
                or domain == "other"
                or (in_present(clause, response) and clause.passage.field == "abstract")
            ):
                continue
            paired = _respectively(clause, source, names)
            if paired:
                for regimen, k in paired:
                    yield Outcome(
                        regimen,
                        category,
                        domain,
                        clause,
                        response,
                        k,
                        told.numbers.get(regimen.key),
                        "patients",
                        inferred=sure,
                    )
                continue
            apart = bool(
                re.search(r"\brespecti(?:vely|vement|vamente)\b", clause.passage.folded.text[slice(*clause.sentence)])
            )
            for regimen in regimens(source, names, bad=category in {"none", "worse"}, apart=apart):
                yield from _counted(
                    Outcome(regimen, category, domain, clause, response, inferred=sure), study, told, denied=denied
                )
    if here:
        told.given, told.where = here, where


def _around(clause: Clause, own: tuple[Mention, ...], response: Mention) -> tuple[Mention, ...]:
    """The treatments of the clause without those that begin another statement after the response."""
    before = tuple(t for t in own if t.start < response.start)
    after = [t for t in own if t.start >= response.end]
    gap = clause.passage.folded.text[response.end : after[0].start] if after else ""
    if before and after and (not _PREPOSED.search(gap) or re.search(r",\s+(?:and|et|y|e|und)\b", gap)):
        return before
    return own


def _leads(clause: Clause, treatment: Mention) -> bool:
    """Whether a treatment in a later clause may own what was said before: "..., after two courses of rituximab"."""
    before = [r for r in clause.responses if r.end <= treatment.start]
    if not before:
        return True
    gap = clause.passage.folded.text[before[-1].end : treatment.start]
    return bool(re.search(r"\b(?:with|after|under|following|on|by|once|during|sous|apres|avec|par)\b", gap))


def _roles(clause: Clause) -> tuple[tuple[Mention, ...], list[tuple[Mention, tuple[Mention, ...]]]]:
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


def _operative(treatment: Mention) -> bool:
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
            r"[\s,/]*(?:\([^)]*\)[\s,]*)?(?:(?:and|or|et|ou|y|e|o|nor|ni|then|puis|plus|with|high-dose|low-dose|oral|intravenous|topical|systemic|a la|la|le|les|l'|the|a|au|aux|to|de|du|des|d'|al|pulse|cyclic)[\s,]*)*(?:[\w-]+\s)?",
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
            r"\b(?:stopping|stopped|withdrawal of|discontinuation of|discontinued|unlike|without|arret (?:de|du|des)(?: la| l')?|sans|off|apres l'arret (?:de|du)|instead of|from|no longer on)\s*(?:the|la|le|l')?\s*$",
            before,
        )
        or re.match(
            r"\s+(?:was|were|had been|fut|a ete)\s+(?:stopped|withdrawn|discontinued|declined|refused|not |arrete)",
            after,
        )
        or re.search(r"\b(?:declined|refused|planned|refuse)\s+(?:to undergo |une |la |l')?$", before)
    )


def _spontaneous(clause: Clause) -> bool:
    folded = clause.passage.folded.text
    return any(True for _ in context("spontaneous").find(folded, folded, clause.start, clause.end))


def _about(clause: Clause | None) -> bool:
    return clause is not None and any(t.code == "deposits" for t in clause.targets)


def _fewer(clause: Clause, said: Sequence[Mention]) -> list[Mention]:
    """Without the words that another response governs: "arrested the spread", "remained stable", "failed to improve"."""
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
        if kept and response.code == "worse" and len(folded[kept[-1].end : response.start].split()) <= 5:
            if kept[-1].code == "stable":
                continue
            if kept[-1].term.note.get("id") == "prevent":
                continue
            if kept[-1].code in _GOOD and re.fullmatch(
                r"\s*(?:of|in|the|de la|de|disease|\s)*\s*", folded[kept[-1].end : response.start]
            ):
                kept[-1] = replace(kept[-1], term=replace(response.term, code="stable"))
                continue
        if kept and re.fullmatch(
            r"[\s,]*(?:and/or|or|ou|o)\s+(?:[\w-]+\s+){0,2}", folded[kept[-1].end : response.start]
        ):
            pair = {kept[-1].code, response.code}
            if pair <= _GOOD and len(pair) > 1:
                kept[-1] = replace(kept[-1], term=replace(response.term, code="improved"))
                continue
            if pair & _GOOD and pair & {"stable", "none", "worse"}:
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


def _category(clause: Clause, response: Mention, denied: bool) -> str:
    note, code = response.term.note, response.code
    if denied:
        return str(note["negated"])
    if code == "improved" and (how := degree(clause, response)):
        return how
    return code


def _domain(clause: Clause, response: Mention, before: str) -> str:
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
                    r"\s*(?:of|in|the|de|du|des|d'|la|les|le|l'|del|da|do|der|en|chez)\b|\s*(?:their|her|his|both|local|subcutaneous)\b",
                    gap,
                )
                else 1.0
            )
            if re.search(r"\b(?:for|pour|with|under|on|sous|avec)\b", gap):
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
    if best is not None:
        if own and best[1] not in {"other", "adverse"}:
            return str(own)
        return "other" if best[1] == "adverse" else best[1]
    return str(own) or before


def _given_to(clause: Clause, names: Sequence[Mention]) -> dict[str, int]:
    """How many were given each treatment, as the clause says: "nine received infliximab", "etanercept (n = 3)"."""
    found: dict[str, int] = {}
    folded = clause.passage.folded.text
    between = [t for t in clause.counts if names[0].end <= t.start and t.end <= names[-1].start and not t.group]
    together = len(names) > 1 and not between and len(regimens(clause, names, bad=False)) == 1
    rest = [t for t in clause.counts if t.k and t.start > names[-1].end and _ASSESSED.match(folded[t.end :])]
    if rest and rest[0].k and not clause.responses:
        return {
            key: rest[0].k for key in (*(n.code for n in names), *(r.key for r in regimens(clause, names, bad=False)))
        }
    for i, name in enumerate(names):
        behind = next((t for t in clause.counts if t.group and 0 <= t.start - name.end < 12), None)
        floor = names[i - 1].end if i and not together else clause.start
        ahead = [
            t
            for t in clause.counts
            if floor <= t.start and t.end <= name.start and t.unit in {"patients", ""} and not t.group
        ]
        ahead = [
            t
            for t in ahead
            if not any(t.end <= r.start < name.start for r in clause.responses if not r.term.note.get("takes_object"))
        ]
        if behind is not None and behind.k:
            found[name.code] = behind.k
        elif ahead:
            tally = ahead[-1]
            value = tally.k
            if len(ahead) > 1 and ahead[0].unit == "patients" and not _GIVEN.search(folded[ahead[-1].end : name.start]):
                value = ahead[0].k
            if value:
                found[name.code] = value
        elif (
            later := next(
                (
                    t
                    for t in clause.counts
                    if 0 <= t.start - name.end < 40
                    and t.unit in {"patients", ""}
                    and _TO.search(folded[name.end : t.start])
                ),
                None,
            )
        ) and later.k:
            if not clause.responses or _GIVEN_TO.search(folded[name.end : later.start]):
                found[name.code] = later.k
    for tally in clause.counts:
        if tally.unit in {"lesions", "limbs"} and tally.k and not tally.ratio and not clause.responses:
            found.update({f"{key}|{tally.unit}": tally.k for key in (n.code for n in names)})
    for regimen in regimens(clause, names, bad=False):
        values = {found[part] for part in regimen.inns if part in found}
        if values:
            found[regimen.key] = max(values)
    return found


def _respectively(clause: Clause, source: Clause, names: Sequence[Mention]) -> list[tuple[Regimen, int]]:
    sentence = clause.passage.folded.text[clause.start : clause.sentence[1]]
    inns = list(dict.fromkeys(n.code for n in names))
    plain = [t for t in clause.counts if t.k is not None and not t.group]
    if not re.search(r"\brespecti(?:vely|vement|vamente)\b", sentence) or len(inns) < 2 or len(plain) != len(inns):
        return []
    listed = regimens(source, names, bad=True, apart=True)
    return [(r, t.k) for r, t in zip(listed, plain, strict=False) if t.k is not None]


def _counted(
    outcome: Outcome, study: Study, told: _Told, *, denied: bool = False, taken: bool = False
) -> Iterator[Outcome]:
    """The outcome with the numbers that its clause gives for it."""
    clause, response = outcome.clause, outcome.response
    if study.single:
        yield replace(outcome, k=1, n=1, unit="patients")
        return
    known = told.numbers.get(outcome.regimen.key)
    if taken:
        yield outcome
        return
    if known is None and study.cohort is not None and outcome.regimen.where is not None:
        text = outcome.regimen.where.passage.folded.text[slice(*outcome.regimen.where.sentence)]
        known = study.cohort if _ALL_THEY.match(text) or study.cohort <= 3 else None
    if denied and clause.denied is not None:
        n = clause.denied.n or clause.denied.k or known
        yield replace(outcome, k=n, n=n, unit=clause.denied.unit or "patients")
        return
    tally, n = _tally(clause, response, outcome.regimen)
    if tally is None:
        whole = None if _PERCENT.search(clause.text) else n or known
        everyone = whole is not None and (
            whole == 1 or (outcome.category == "none" and (told.everyone == clause.sentence or n is not None))
        )
        yield replace(outcome, k=whole if everyone else None, n=whole, unit="patients" if whole else "")
        return
    if tally.share == "all":
        told.everyone = clause.sentence
    unit = tally.unit or next((u for value, u in study.units if value == (tally.n or n)), "")
    unit = unit or (told.unit[1] if told.unit[0] == clause.sentence else "") or "patients"
    told.unit = (clause.sentence, unit)
    if unit in {"sessions", "not a count"}:
        yield replace(outcome, n=known)
        return
    if tally.share == "none":
        yield replace(outcome, k=0, n=known, unit=unit, zero=True)
        return
    if unit in {"lesions", "limbs"}:
        known, n = told.numbers.get(f"{outcome.regimen.key}|{unit}"), None
    whole = tally.n or n or known
    k = tally.k
    if tally.share == "all" and k is None:
        k = whole
    if tally.ratio and tally.n is not None and unit == "patients":
        told.numbers.setdefault(outcome.regimen.key, tally.n)
    if k == 1 and not tally.ratio and tally.start <= clause.start + 4 and outcome.regimen.key not in told.numbers:
        whole = 1
    if k is not None and whole is not None and k > whole:
        k, whole = None, None
    yield replace(outcome, k=k, n=whole, unit=unit)


def _tally(clause: Clause, response: Mention, regimen: Regimen) -> tuple[Tally | None, int | None]:
    """The count of a response in its clause and the group that the clause gives ("Of nine treated, eight improved")."""
    folded = clause.passage.folded.text
    options = [t for t in clause.counts if not t.group]
    whole: int | None = next((t.k for t in clause.counts if t.group), None)
    if len(options) > 1 and not options[0].ratio and _OF_N.search(folded[clause.start : options[0].start]):
        whole = options[0].k
        options = options[1:]
    if regimen.where is clause:
        name = regimen.mentions[0]
        to = [
            t for t in options if t.start >= name.end and not t.ratio and _GIVEN_TO.search(folded[name.end : t.start])
        ]
        if to and to[0].end <= response.start:
            whole = to[0].k
            options = [t for t in options if t is not to[0]]
        introduced = [t for t in options if t.end <= name.start and t.share == "" and name.start < response.start]
        introduced = [t for t in introduced if not t.ratio or _GIVEN.search(folded[t.end : name.start])]
        if introduced and len(options) > len(introduced):
            whole = whole or introduced[-1].k
            options = [t for t in options if t not in introduced]
        elif introduced and _GIVEN.search(folded[introduced[-1].end : name.start]):
            return None, introduced[-1].k
    ratios = [t for t in options if t.ratio]
    pool = ratios or options
    if not pool:
        return None, whole

    def distance(tally: Tally) -> tuple[int, int]:
        gap = tally.start - response.end if tally.start >= response.end else response.start - tally.end
        return (gap, tally.start)

    return min(pool, key=distance), whole
