"""Outcomes: which response belongs to which treatment, judged on what, in how many.

A response takes the treatments of its own clause; else those of the sentence; else those last given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from evidence.extract.clauses import Clause, clauses
from evidence.extract.concomitant import credited
from evidence.extract.groups import Counted, Given, Told, counted, given_to, handed_out
from evidence.extract.lexicon import Mention, find
from evidence.extract.meaning import GOOD, category_of, domain_of, telling, with_deposits
from evidence.extract.mentions import find_treatments
from evidence.extract.patterns import pattern, stands
from evidence.extract.regimens import Regimen, regimens, the_drug
from evidence.extract.roles import around, by_chance, given_for_another, leads, operative, roles, stopped_before
from evidence.extract.scope import in_present, is_denied, unreal
from evidence.extract.sentences import of_others, sentences
from evidence.extract.study import Study
from evidence.extract.text import Passage
from evidence.model import Span

_MEMORY = 3  # sentences for which "the treatment" still means the one last given
LONGEST = 5000  # characters: nobody writes a longer sentence, and reading one takes time that grows with its square
_BEGINNING = 200
Owner = tuple[Clause, tuple[Mention, ...], float]  # where treatments are named, which, and how sure that it is they
_SUBJECT = 30  # characters: "two (nodules had completely) vanished"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One response of one regimen on one domain, as a clause tells it; `given` is the regimen where it was given.

    `owned` is False where the text does not say which of the treatments in `regimen` (maybe none) the response is of.
    """

    regimen: Regimen
    category: str
    domain: str
    clause: Clause
    counted: Counted
    inferred: float = 1.0
    given: Regimen | None = None
    owned: bool = True


@dataclass(frozen=True, slots=True)
class _Plain:
    """A clause that tells a result, the treatments that it is about, and its responses that none of them has taken."""

    clause: Clause
    own: tuple[Mention, ...]
    responses: list[Mention]


def outcomes(texts: Sequence[Passage], study: Study) -> tuple[Outcome, ...]:
    """The outcomes in reading order: of the abstract, then of the title what the abstract leaves out."""
    abstract = [p for p in texts if p.field == "abstract"]
    told = Told(title=_titled(texts) if abstract else None)
    if told.title is not None:
        told.note_titled(*told.title)
    told.met.update(m.code for p in texts if p.field != "abstract" for m in find_treatments(p))
    found = list(_read(abstract or texts, told, study))
    if abstract:
        regimens_judged = [o.regimen for o in found if o.owned and o.domain == "deposits"]
        judged = {inn for r in regimens_judged for inn in (*r.inns, *r.classes.replace("_", " ").split("; "))}
        titles = [p for p in texts if p.field != "abstract" and "?" not in p.text]
        claims = (o for o in _read(titles, Told(), study) if o.domain == "deposits" and o.category in GOOD)
        found += [
            o
            for o in claims
            if not judged & set(o.regimen.inns)
            and any(t.code == "deposits" for t in o.clause.targets)
            and not pattern("asked").search(o.clause.text)
        ]
    return tuple(_named(found, told.met))


def _read(passages: Sequence[Passage], told: Told, study: Study) -> Iterator[Outcome]:
    several = len(passages) > 1
    for passage in passages:
        aside = several and pattern("aside").search(passage.label)
        if aside and "method" not in passage.label:
            continue
        for start, end in sentences(passage):
            if end - start > LONGEST:
                continue
            found = clauses(passage, start, end)
            if aside:
                _remember(found, told)
                continue
            told.age += 1
            if told.age > _MEMORY:
                told.given = ()
            if not of_others(passage, start, end):
                yield from _sentence(found, told, study)


def _named(found: Sequence[Outcome], met: Set[str]) -> Iterator[Outcome]:
    """Outcomes with a word for a class ("steroid injections") read as the one drug of that class in the text."""
    for outcome in found:
        inns = tuple(sorted({the_drug(inn, met) for inn in outcome.regimen.inns}))
        yield replace(outcome, regimen=replace(outcome.regimen, inns=inns))


def unread(texts: Sequence[Passage]) -> Iterator[Span]:
    """The beginnings of the sentences that `outcomes` leaves out because they are too long."""
    for passage in texts:
        if len(passage.folded.text) > LONGEST:
            for start, end in sentences(passage):
                if end - start > LONGEST:
                    yield passage.span(start, start + _BEGINNING)


def _titled(texts: Sequence[Passage]) -> Given | None:
    """The treatment that the title names, if it names one: what "the patients were treated" means in the abstract."""
    for passage in texts:
        if passage.field != "abstract":
            named = [c for c in clauses(passage, 0, len(passage.folded.text)) if c.treatments]
            if len(named) == 1:
                clause = named[0]
                if len(regimens(clause, clause.treatments, bad=True)) == 1:
                    return clause, clause.treatments
    return None


def _remember(found: Sequence[Clause], told: Told) -> None:
    for clause in found:
        names = credited(clause.passage, clause.treatments, told.given)
        if names and not unreal(clause):
            told.note(clause, names)


def _sentence(found: Sequence[Clause], told: Told, study: Study) -> Iterator[Outcome]:
    plain: list[_Plain] = []
    target = ""
    given = {t.code for clause in found for t in clause.treatments}
    told.met.update(given)
    one = study.single or told.person is not None
    if one and not given and find("spontaneous", found[0].passage.folded.text, *found[0].sentence):
        told.given, told.where, told.elsewhere = (), None, None  # nobody was treated
    named = False
    for clause in found:
        if (why := unreal(clause)) or named:
            named = bool(pattern("measure-named").search(clause.text))
            if why.startswith("hypothesis") and clause.treatments and stands("given", clause.text):
                told.note(clause, clause.treatments)
            if clause.responses and pattern("defined").search(clause.text):
                target = domain_of(clause, clause.responses[-1], "")
            continue
        own, taken = roles(clause)
        if not any(t.code == "unlisted" for t in own):
            own = credited(clause.passage, own, told.given)
        for response, names in taken:
            yield from _taken(clause, response, names, told, study)
        if not own and (elsewhere := given_for_another(clause)):
            told.elsewhere = (clause, elsewhere)
        if not clause.treatments:
            told.note_unnamed(clause)
        told.treated = told.treated or stands("given", clause.text)
        plain.append(_Plain(clause, own, telling(clause, [r for r, _ in taken])))
    here: Given | None = None
    main: Given | None = None
    counts = [t for clause in found for t in clause.counts]
    if counts and counts[0].start <= found[0].sentence[0] + 8:
        told.person = counts[0] if counts[0].who else told.person if counts[0].k == 1 else None
    failed: set[str] = set()
    topic = "" if _topic(found) == "deposits" else told.topic
    for position, said in enumerate(plain):
        clause, own = said.clause, said.own
        earlier = here or (told.where or clause, told.given)
        if own and here and pattern("whom-before").match(clause.text):
            main = main or here
        if own and not _further_back(clause, own, here[1] if here else told.given):
            here = clause, own
            for key, size in given_to(clause, own).items():
                told.numbers[key] = told.numbers.get(key, size) if clause.responses else size
        elif here and not clause.treatments:
            told.note_unnamed(clause, here)
        for response in said.responses:
            owners = _owners(said, response, earlier, here, plain[position + 1 :], told, study)
            owner = next((owner for owner in owners if owner[1]), (told.where or clause, (), 1.0))
            meant = topic if here is None else ""
            domain = _judged_on(clause, response, target, (owner[0], owner[1] or told.given), study, meant)
            target = target if response.term.note.get("domain") in {"recurrence", "symptoms"} else domain
            for judged in (domain, "deposits")[: 1 + with_deposits(clause, response)]:
                for outcome in _told_of(clause, response, judged, owner, told, study):
                    yield outcome
                    failed |= set(outcome.regimen.inns) if outcome.category in {"none", "worse"} else set()
    here = main or here
    if any(clause.responses or clause.treatments for clause in found) or _topic(found) == "deposits":
        told.topic = _topic(found) or told.topic
    told.failed |= failed if study.single else set()
    if here:
        told.where, names = here
        left = tuple(t for t in names if t.code not in failed)
        told.given, told.age = left if any(t.code != "unlisted" for t in left) else names, 0


def _owners(
    said: _Plain,
    response: Mention,
    earlier: Given,
    here: Given | None,
    after: Sequence[_Plain],
    told: Told,
    study: Study,
) -> Iterator[Owner]:
    """Whose a response may be, the likeliest first; the treatments may be none.

    `earlier` is what was given before its clause, `here` what the sentence has given so far, `after` the rest of it.
    """
    clause, own = said.clause, said.own
    yield clause, around(clause, own, response), 1.0
    yield clause, _of_two(clause, response, told.given), 1.0
    if own:
        yield *earlier, 0.8
    if here:
        yield here[0], _antecedent(clause, here[1]), 0.9
    yield from ((later.clause, later.own, 0.8) for later in after if later.own and leads(later.clause, later.own[0]))
    good = response.code in GOOD and not is_denied(clause, response)
    off = stopped_before(clause, response) if good else set()
    unlikely = off | told.failed if good else off
    yield told.where or clause, tuple(t for t in told.given if t.code not in unlikely), 0.8
    if told.elsewhere:
        yield told.elsewhere[0], by_chance(clause, told.elsewhere[1]), 0.8
    if told.title and (told.treated or good or not study.single) and not stands("despite", clause.text):
        yield told.title[0], tuple(t for t in told.title[1] if t.code not in off), 0.7


def _topic(found: Sequence[Clause]) -> str:
    """What a sentence is on: the deposits if it names them, else the last thing that it names, or ''."""
    named = [t.code for clause in found for t in clause.targets if t.code not in {"adverse", "harm"}]
    return "deposits" if "deposits" in named else named[-1] if named else ""


def _further_back(clause: Clause, names: tuple[Mention, ...], given: tuple[Mention, ...]) -> bool:
    """Whether a clause without an outcome only tells what had been given before the treatment told of."""
    folded, first = clause.folded, names[0]
    other = bool(given) and not {t.code for t in names} & {t.code for t in given}
    return other and not clause.responses and bool(pattern("had-before").search(folded[clause.start : first.start]))


def _of_two(clause: Clause, response: Mention, given: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The one of two treatments told of that "the former" or "the latter" before the response means."""
    said = list(pattern("former-latter").finditer(clause.folded, clause.sentence[0], response.start))
    if not said or len({t.code for t in given}) != 2:
        return ()
    return given[:1] if said[-1]["former"] else given[-1:]


def _antecedent(clause: Clause, here: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The treatment directly before "which", or all those of the sentence."""
    gap = clause.folded[here[-1].end : clause.start + 10]
    return here[-1:] if len(here) > 1 and pattern("which").match(gap) else here


def _taken(
    clause: Clause, response: Mention, names: tuple[Mention, ...], told: Told, study: Study
) -> Iterator[Outcome]:
    """What "refractory to A and B" says: a bad outcome of each, of one patient or of nobody knows how many."""
    domain = domain_of(clause, response, "") or ("deposits" if study.about else "other")
    of_disease = pattern("of-disease").search(clause.folded[clause.sentence[0] : response.start])
    if domain == "other" or of_disease or (response.code in GOOD and not is_denied(clause, response)):
        return
    number = Counted(1, 1, "patients") if study.single else Counted()
    for regimen in regimens(clause, names, bad=True):
        category = "worse" if response.code == "worse" else "none"
        yield Outcome(regimen, category, domain, clause, number, given=_given(regimen, told))


def _given(regimen: Regimen, told: Told) -> Regimen | None:
    """The regimen in the earlier sentence that last gave it."""
    mentions = tuple(m for m in told.given if m.code in regimen.inns)
    same = told.where is not None and {m.code for m in mentions} == set(regimen.inns)
    return Regimen(regimen.inns, mentions, told.where) if same else None


def _judged_on(clause: Clause, response: Mention, before: str, given: Given, study: Study, topic: str) -> str:
    source, names = given
    domain = domain_of(clause, response, before)
    if domain == "deposits" and study.disease == "LUPUS_PANNICULITIS":
        start, end = (clause.start, clause.end) if clause.targets else clause.sentence
        return domain if stands("calcified", clause.folded, start, end) else "other"
    word = clause.folded[response.start : response.end]
    if domain in {"other", "ulcers"} and pattern("success-of-operation").search(word):
        return "deposits" if any(operative(t) for t in names) else domain
    ulcers = any(t.code == "ulcers" for t in (*clause.targets, *source.targets))
    if domain == "ulcers" and names and not ulcers and all(operative(t) for t in names):
        return "other"
    if domain == "" and topic in {"other", "function"}:
        return topic
    if domain == "":
        aims = (t for t in source.targets if t.code == "deposits")
        aimed = any(pattern("aimed-at").search(source.folded[max(0, t.start - 24) : t.start]) for t in aims)
        return "deposits" if study.about or aimed else "other"
    return domain


def _told_of(
    clause: Clause, response: Mention, domain: str, owner: Owner, told: Told, study: Study
) -> Iterator[Outcome]:
    source, names, sure = owner
    denied = is_denied(clause, response)
    category = category_of(clause, response, denied)
    if denied and response.code == "complete" and not study.single:
        category = "complete"
    if category == "complete" and study.single and _of_some(clause, response):
        category = "improved"
    if response.code == "worse" and domain == "deposits" and names and all(operative(t) for t in names):
        again = pattern("new-ones").match(clause.folded, response.start)
        if again and not denied and stands("not-there", clause.folded, *clause.sentence):
            return
        category, domain = ("no_recurrence" if denied else "recurrence", "recurrence") if again else (category, domain)
    general = in_present(clause, response) and clause.passage.field == "abstract"
    if not category or domain == "other" or general or _spontaneous(clause, response):
        return
    if not names and told.where is not None:
        yield Outcome(Regimen((), ()), category, domain, clause, Counted(), owned=False)
    paired = handed_out(clause, response, source, names)
    for regimen, share in paired:
        whole = share.n if share.n is not None else told.numbers.get(regimen.key)
        nobody = share.k == 0 and (denied or category in GOOD - {"complete"})
        if share.n is not None:
            told.numbers[regimen.key] = share.n
        number = Counted(whole if nobody else share.k, whole, "patients")
        yield Outcome(regimen, "none" if nobody else category, domain, clause, number, sure)
    if paired:
        return
    apart = stands("respectively", clause.folded, *clause.sentence)
    listed = regimens(source, names, bad=category in {"none", "worse"}, apart=apart)
    spared = denied or any(t.share == "none" for t in clause.counts)  # what nobody had is true of each
    parts = [t for t in clause.counts if t.share != "all"]  # of all who were given any of them, not of each
    some = bool(parts) and (apart or (source is not clause and not study.single))
    unsure = some and any(regimen.joined == "listed" for regimen in listed)
    if not spared and (unsure or (len(listed) > 1 and (some or category in {*GOOD, "recurrence"}))):
        one_of = Regimen(tuple(r.key for r in listed), names, source)
        yield Outcome(one_of, category, domain, clause, Counted(), owned=False)
        return
    for regimen in listed:
        number = counted(clause, response, regimen, (category, domain), study, told, denied=denied)
        yield Outcome(regimen, category, domain, clause, number, sure, _given(regimen, told))


def _of_some(clause: Clause, response: Mention) -> bool:
    """Whether a number of deposits of one patient went, not all: "the nodules had flattened and two had gone"."""
    near = (t for t in clause.counts if 0 <= response.start - t.end < _SUBJECT)
    ahead = [t for t in near if t.unit in {"lesions", ""} and not t.share]
    return any(t.k and not pattern("definite").search(clause.folded[max(0, t.start - 6) : t.start]) for t in ahead[-1:])


def _spontaneous(clause: Clause, response: Mention) -> bool:
    """Whether it went so without treatment; "in 3 of 16 treated and 2 of 18 untreated patients" tells of both."""
    folded, (start, end) = clause.folded, clause.sentence
    begin = clause.start if find_treatments(clause.passage, start, end) else start
    own = [t.start for t in clause.counts if t.start >= response.end]
    return bool(find("spontaneous", folded, begin, own[1] if len(own) > 1 else clause.end))
