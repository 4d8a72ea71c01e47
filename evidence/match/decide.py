"""From a comparison to a verdict: same, linked, ask or different, with the sentences that carry it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from evidence.match.compare_places import KNOWN_APART
from evidence.match.compare_titles import OTHER_WORDS
from evidence.match.form import Form, identifiable
from evidence.match.titles import Kind
from evidence.model import Comparison, Level, Verdict

__all__ = ["Judgement", "decide"]

_SAME = 9.0
_ASK = 4.0
_YES = ("agree", "near")
_NOTICES = {"erratum": "erratum_of", "reply": "reply_to", "retraction_notice": "retraction_of"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, its relation if any, score and reasons; `firm` forbids that the two meet in a cluster."""

    verdict: Verdict
    score: float
    relation: str = ""
    reasons: tuple[str, ...] = ()
    firm: bool = False


def decide(a: Form, b: Form, comparison: Comparison) -> Judgement:
    """Judge a pair. Equal forms are the same, however sparse; nothing else merges on one field alone."""
    score = round(comparison.total, 2)
    reasons = tuple(part.note for part in comparison.parts if part.level != "silent")
    if a == b and identifiable(a):
        return Judgement("same", max(score, _SAME), reasons=("the records are identical", *reasons))
    parts = comparison.parts
    seen = _Seen(parts[0].weight, parts[2].weight <= KNOWN_APART, *(part.level for part in parts))
    related = _related(a, b, seen)
    if related is not None:
        return Judgement(related[0], score, related[1], (related[2], *reasons), firm=related[0] != "same")
    if _same_span(a, b, seen):
        return Judgement("same", max(score, _SAME), reasons=("the same span of pages by the same authors", *reasons))
    if comparison.vetoes:
        relation = "companion" if seen.journal == "agree" and seen.authors == "agree" else ""
        return Judgement("different", score, relation, (*comparison.vetoes, *reasons), firm=True)
    if _alike_throughout(a, b, seen):
        return Judgement("same", max(score, _SAME), reasons=("all that the two records print agrees", *reasons))
    if vetoes := tuple(_vetoes(a, b, seen)):
        verdict: Verdict = "ask" if _doubtful(a, b, seen) else "different"
        return Judgement(verdict, score, reasons=(*vetoes, *reasons), firm=True)
    if score >= _SAME and _placed(a, b, seen):
        carried = ("a journal and its translation: one volume, the same authors, a title in brackets",)
        return Judgement("same", score, reasons=(*carried * _carried_over(a, b, seen), *reasons))
    if score >= _ASK and _askable(seen):
        return Judgement("ask", score, reasons=("nothing forbids that they are one, but nothing proves it", *reasons))
    return Judgement("different", score, reasons=reasons)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The weight of the title, whether the journals are surely two, and the levels of a comparison by name."""

    told: float
    apart: bool
    title: Level
    authors: Level
    journal: Level
    year: Level
    volume: Level
    issue: Level
    pages: Level
    doi: Level
    pmid: Level

    @property
    def one_text(self) -> bool:
        """Title and authors speak for one text."""
        return self.title in _YES and self.authors in {"agree", "near", "silent"} and self.told > 2


def _related(a: Form, b: Form, seen: _Seen) -> tuple[Verdict, str, str] | None:
    """(verdict, relation, sentence) for two publications that belong together without being one."""
    kinds = {a.kind, b.kind}
    notices = kinds & _NOTICES.keys()
    if kinds == {"registry"} and a.registry == b.registry != "" and seen.title == "agree":
        return "same", "", "one entry of a registry"
    if notices:
        if len(kinds) == 2 and not _one_notice(a, b, seen) and _noticed(seen, notices):
            kind = next(k for k in ("retraction_notice", "erratum", "reply") if k in kinds)
            return "linked", _NOTICES[kind], f"one is {_said(kind)} and has the title of the other"
        return None
    if not seen.one_text:
        one_entry = kinds == {"registry"} and a.registry and a.registry == b.registry
        return ("ask", "same_study", "one number of a registry under two titles") if one_entry else None
    if kinds == {"preprint"} and seen.doi == "differ":
        return "linked", "version_of", "two versions of a preprint"
    versions = a.version and b.version and a.version != b.version
    if a.review and a.review == b.review and (versions or seen.year == "differ" or seen.pmid == "differ"):
        return "linked", "version_of", f"two versions of review {a.review.upper()}"
    if "registry" in kinds:
        if len(kinds) > 1:
            told = seen.title == "agree" or seen.told > OTHER_WORDS
            return ("linked", "same_study", "one is a registry entry") if told else None
        if seen.told < 4 or (a.registry and a.registry == b.registry):
            return None
        return "ask", "same_study", "two registry entries with much the same title"
    if "preprint" in kinds and len(kinds) > 1 and not (seen.journal in _YES and seen.pages in _YES):
        return "linked", "preprint_of", "one is a preprint"
    if a.report != b.report and seen.journal == "differ" and seen.told > OTHER_WORDS and seen.authors == "agree":
        return "linked", "version_of", "one is a report or a thesis"
    if seen.journal != "differ" or _carried_over(a, b, seen) or seen.pages == "agree" or seen.pmid == "agree":
        return None
    if seen.doi == "agree":
        return None
    near = seen.year == "agree" or (seen.year != "differ" and not a.volume and not b.volume)
    if near and not seen.apart and not (_located(a) and _located(b)):
        return None
    vague = not seen.apart and (a.acronym or b.acronym)
    return _two_prints(a, b) if seen.told > OTHER_WORDS and seen.authors == "agree" and not vague else None


def _askable(seen: _Seen) -> bool:
    """Whether a person could find two such records to be one: their titles are, or one place or identifier is."""
    if seen.title == "near" and not _identified(seen):
        return seen.told > OTHER_WORDS or (seen.told == OTHER_WORDS and seen.authors in _YES)
    placed = seen.authors == seen.journal == seen.volume == "agree"
    return seen.title != "differ" or seen.pmid == "agree" or (seen.doi == "agree" and placed)


def _noticed(seen: _Seen, notices: Set[str]) -> bool:
    """Whether a notice speaks of this title: in its journal, an erratum by its authors."""
    of_these = seen.authors != "differ" or "erratum" not in notices
    one_title = (seen.title == "agree" and seen.told > 2) or (seen.title == "near" and seen.told > OTHER_WORDS)
    return one_title and seen.journal != "differ" and of_these


def _one_notice(a: Form, b: Form, seen: _Seen) -> bool:
    """Whether two notices stand in one place: only their wording makes one a reply, the other an erratum."""
    return {a.kind, b.kind} <= _NOTICES.keys() and seen.pages == seen.volume == "agree"


def _two_prints(a: Form, b: Form) -> tuple[Verdict, str, str] | None:
    """One text in two journals: talk and paper, abstract and paper, or one abstract printed twice."""
    if a.conference_paper != b.conference_paper:
        return "linked", "version_of", "one is a conference paper, the other stands in a journal"
    if a.translated != b.translated:
        return "linked", "translation_of", "one stands in another journal under a translated title"
    if a.full_length != b.full_length and _located(a) and _located(b):
        return "linked", "abstract_of", "one runs over several pages, the other is printed as an abstract"
    if a.full_length or b.full_length or not (_located(a) or _located(b)):
        return "linked", "version_of", "one text in two journals"
    return "different", "abstract_of", "one abstract in two journals"


def _vetoes(a: Form, b: Form, seen: _Seen) -> Iterator[str]:
    """Sentences that forbid a merge."""
    if a.kind != b.kind and {a.kind, b.kind} & _NOTICES.keys() and not _one_notice(a, b, seen):
        yield f"one is {_said(a.kind)}, the other {_said(b.kind)}"
    if seen.pmid == "differ":
        yield "PubMed knows them as two"
    if seen.doi == "differ" and (seen.pages != "agree" or seen.issue == "differ" or seen.volume == "differ"):
        yield "another DOI, and no page that they share"
    stock = seen.title in _YES and seen.told < 3
    if stock and not _identified(seen) and (seen.pages in {"differ", "near"} or "differ" in {seen.volume, seen.issue}):
        yield "a title that many pieces carry, in another place"
    if stock and not _identified(seen) and not _located(a) and not _located(b):
        if seen.year != "agree":
            yield "a title that many pieces carry, in another year"
        if seen.authors != "agree":
            yield "a title that many pieces carry, not surely by the same authors"
    if seen.authors == "differ" and not (seen.pages == "agree" and seen.volume == "agree" and seen.title == "agree"):
        yield "other authors"
    if _carried_over(a, b, seen):
        return
    if seen.pages == "differ":
        if seen.journal == "differ" or seen.volume == "differ":
            yield "another page of another journal or volume"
        elif _follows(a, b) or _follows(b, a):
            yield "the pages of one follow on those of the other, as a second part does"
        elif seen.issue == "differ" or _short(a) or _short(b):
            yield "another page, as a second piece of one series or issue has"
        elif not _identified(seen) and seen.year != "agree":
            yield "another page and another year"
    if seen.journal == "differ" and seen.volume == "differ" and not (seen.pages == "agree" and _identified(seen)):
        yield "another volume of another journal"
    if seen.pages == "silent" and not _identified(seen) and (seen.volume == "differ" or seen.issue == "differ"):
        yield "another volume or issue, as a standing piece has"
    if _short(a) and _short(b) and _sibling(seen):
        yield "short pieces, of which a group has several in one place, and these titles differ"
    if a.kind == b.kind == "review_version" and seen.year == "differ" and not _identified(seen):
        yield "a review is published anew under its number"
    if seen.year == "differ" and seen.pages != "agree" and not _identified(seen):
        yield "years too far apart for one work ahead of print"


def _doubtful(a: Form, b: Form, seen: _Seen) -> bool:
    """Whether a vetoed pair is worth a person's look: an identifier says one, the place says two."""
    if seen.title not in _YES or seen.authors == "differ":
        return False
    if _identified(seen) or (a.kind == b.kind == "review_version" and seen.pages == "agree"):
        return True
    exact = (
        seen.title == "agree"
        and seen.authors == "agree"
        and seen.told > 5
        and seen.year in _YES
        and seen.issue != "differ"
    )
    return exact and (seen.pages in _YES or (seen.volume in _YES and seen.pages != "differ"))


def _placed(a: Form, b: Form, seen: _Seen) -> bool:
    """Whether more than the title says so: a page, an identifier, or full agreement with nothing against it."""
    if seen.title == seen.authors == "near" and not _identified(seen):
        return False
    if seen.title == "near" and _short(a) and _short(b) and seen.pmid != "agree":
        return False
    if (
        seen.title == "near"
        and seen.told < OTHER_WORDS
        and seen.pmid != "agree"
        and not (a.full_length or b.full_length)
    ):
        return False
    if _sibling(seen) and not _identified(seen) and not (a.full_length or b.full_length):
        return False
    unplaced = seen.pages == "silent" and not _identified(seen)
    if unplaced and (_talk_and_paper(a, b) or _talk_and_paper(b, a)):
        return False
    if unplaced and seen.volume != "agree" and {a.kind, b.kind} == {"abstract", "article"}:
        return False
    if seen.pages == "agree" and (seen.title in _YES or seen.authors == "agree"):
        if seen.title == "differ":
            return seen.volume == seen.authors == seen.year == "agree" and (a.translated or b.translated)
        return True
    if seen.title == "silent":
        noticed = a.kind == b.kind and a.kind in _NOTICES and seen.pages == "agree"
        return seen.doi == "agree" and (seen.authors == "agree" or noticed)
    if seen.title not in _YES:
        return False
    if seen.pmid == "agree" or _carried_over(a, b, seen):
        return True
    if seen.doi == "agree":
        extended = seen.told > 6 and seen.authors in {"agree", "silent"} and seen.pages != "differ"
        return seen.title == "agree" or extended
    if seen.authors != "agree" or seen.told < 3:
        named = seen.title == "agree" and seen.journal in _YES and seen.told > 11 and seen.authors == "silent"
        unlocated = seen.year == "agree" and not _located(a) and not _located(b)
        return named and (unlocated or (seen.volume == seen.issue == "agree" and seen.pages != "differ"))
    if seen.pages == "differ":
        return False
    if not _located(a) and not _located(b):
        if seen.year in {
            "near",
            "silent",
        }:  # a journal prints the talk, and a year later the paper; a conference does not
            met = any(form.conference_paper or form.acronym for form in (a, b))
            return seen.title == "agree" and seen.told > 11 and seen.journal in _YES and met and _several(a, b)
        return seen.year == "agree" and (seen.title == "agree" or seen.told > (8.0 if seen.journal in _YES else 9.5))
    if "differ" in {seen.journal, seen.volume, seen.issue}:
        return False
    if seen.year == "near":
        return seen.title == "agree" and seen.told > 8 and _several(a, b) and not a.volume and not b.volume
    return seen.title == "agree" or (seen.told > OTHER_WORDS and seen.volume == "agree" and seen.pages != "silent")


def _same_span(a: Form, b: Form, seen: _Seen) -> bool:
    """Two works cannot fill the same three pages or more: whatever the titles say (a translation, a formula)."""
    return (
        a.full_length
        and a.page_count == b.page_count
        and a.kind == b.kind
        and seen.pages == seen.volume == seen.authors == "agree"
        and seen.year in _YES
        and seen.journal in _YES
        and seen.issue != "differ"
        and (seen.title != "differ" or seen.issue == "agree" or len(a.surnames) > 2)
        and seen.pmid != "differ"
        and seen.doi != "differ"
    )


def _alike_throughout(a: Form, b: Form, seen: _Seen) -> bool:
    """Whether title, authors, year and journal agree and neither says more: identical but for the spelling."""
    return (
        a.core == b.core
        and a.kind == b.kind
        and len(a.surnames) == len(b.surnames)
        and seen.authors == seen.year == "agree"
        and seen.journal in _YES
        and not _located(a)
        and not _located(b)
    )


def _carried_over(a: Form, b: Form, seen: _Seen) -> bool:
    """A journal and its translation: same volume and year, all authors, and a title in brackets on one side."""
    return (
        (a.translated or b.translated)
        and seen.title in _YES
        and seen.volume == seen.year == seen.authors == "agree"
        and len(a.surnames) > 1
    )


def _said(kind: Kind) -> str:
    return f"{'an' if kind[0] in 'ae' else 'a'} {kind.replace('_', ' ')}"


def _identified(seen: _Seen) -> bool:
    return seen.doi == "agree" or seen.pmid == "agree"


def _talk_and_paper(a: Form, b: Form) -> bool:
    """Whether one stands in a supplement or among the abstracts of a congress, the other on pages of an issue."""
    return (a.supplement or a.kind == "abstract") and b.full_length and not b.supplement and b.kind != "abstract"


def _sibling(seen: _Seen) -> bool:
    """Whether the titles differ as those of two pieces of one group do."""
    return seen.title == "near" and (seen.authors != "agree" or seen.told < 7)


def _several(a: Form, b: Form) -> bool:
    """Whether both name more than one author, so that their agreement is no chance."""
    return min(len(a.surnames), len(b.surnames)) > 1


def _short(form: Form) -> bool:
    """Whether it is a piece of at most two pages, as far as is known: an abstract of a supplement, a letter."""
    return 0 < form.page_count < 3 or form.supplement


def _follows(a: Form, b: Form) -> bool:
    """Whether one starts within two pages of the other's end."""
    return a.last_page.isdigit() and b.page.isdigit() and 0 < int(b.page) - int(a.last_page) < 3


def _located(form: Form) -> bool:
    return bool(form.volume or form.page or form.doi or form.pmid)
