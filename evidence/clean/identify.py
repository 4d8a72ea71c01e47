"""Which paper an entry means: match first, claim only on agreement without contradiction and ahead of the runner-up."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase

from rapidfuzz import fuzz

from evidence.clean.align import Alignment, align
from evidence.clean.candidates import MOST, candidates
from evidence.clean.entry import IDENTIFIERS, Entry
from evidence.clean.titles import put_into_english, retold, swapped
from evidence.clean.topic import fit
from evidence.model import Citation, Status
from evidence.normalise.text import words
from evidence.sources.index import CitationIndex

__all__ = ["Identified", "identify"]

_CLAIM = 9.0
_SURE = 12.0
_VERY_SURE = 16.0
_GAP = 3.0  # to the runner-up
_MOST = 0.8  # of a title's letters
_LARGE = 0.85
_DOUBTED = 0.9  # confidence
_GUESSED = 0.6
_SPELT = 80


@dataclass(frozen=True, slots=True)
class Identified:
    """The verdict on one entry: `claim` is None where nothing is claimed; `other` is what a wrong identifier names."""

    status: Status
    claim: Alignment | None
    candidates: tuple[Alignment, ...]
    confidence: float
    explanation: str
    other: Alignment | None = None


def identify(entry: Entry, index: CitationIndex, topic: frozenset[str] = frozenset()) -> Identified:
    """Find the paper that an entry means, or say why none is claimed; `topic` is what its list is about, if known."""
    found, named = candidates(entry, index, topic)
    aligned = sorted((align(entry, c) for c in found), key=lambda a: (-_score(a), a.citation.citation_id))
    by_name = next((a for a in aligned if a.citation.citation_id in named), None)
    says_more = entry.says_title or bool(entry.value("fpage")) or bool(entry.form.surnames and entry.form.year)
    if by_name is not None and not says_more:
        why = "The identifier names this paper and nothing contradicts it."
        return Identified("matched", by_name, (by_name,), 0.99, why)
    able = [a for a in aligned if _claimable(entry, a)]
    if not able:
        return _refused(entry, tuple(aligned[:MOST]), by_name, topic)
    best = able[0]
    gap = float("inf") if _by_title_alone(best) else _GAP
    rivals = [
        a
        for a in able[1:]
        if _score(best) - _score(a) < gap and not _same_paper(a.citation, best.citation)
        if len(a.named or ()) >= len(best.named or ())  # a sentence that names two means no other second
    ]
    if by_name is not None and by_name in rivals:
        best, rivals = by_name, []
    shown = _first((best, *rivals), aligned)
    if rivals:
        why = f"{len(rivals) + 1} papers fit what is written equally well; the entry does not say which."
        return Identified("ambiguous", None, shown, 0.0, why)
    return _claimed(entry, best, shown, by_name)


def _first(chosen: tuple[Alignment, ...], aligned: list[Alignment] | tuple[Alignment, ...]) -> tuple[Alignment, ...]:
    return (*chosen, *(a for a in aligned if a not in chosen))[:MOST]


def _claimed(entry: Entry, best: Alignment, shown: tuple[Alignment, ...], by_name: Alignment | None) -> Identified:
    doubt = ""
    if other := _swapped(best):
        doubt = f" But the titles differ: {other}."
    elif best.level("authors") == "differ":
        doubt = " But its authors are others: compare the two."
    if by_name is not None and by_name is not best and not _same_paper(by_name.citation, best.citation):
        paper, named = best.citation, by_name.citation
        wrong = next(kind for kind in IDENTIFIERS if entry.value(kind) and getattr(named, kind) != getattr(paper, kind))
        why = (
            f"The text is that of “{paper.title}”, but the {wrong.upper()} {entry.value(wrong)} belongs to"
            f" “{named.title}”; the text was followed."
        )
        return Identified("conflict", best, shown, _DOUBTED if doubt else 0.97, why, by_name)
    if best.level("title") == "silent" and not _same_start(entry, best):
        why = (
            "First author, year and journal fit this paper and no other in the index, but the entry names no title and"
            " no page: the paper meant may be one that the index lacks."
        )
        return Identified("probable", best, shown, _GUESSED, why)
    agreed = ", ".join(p.field for p in best.comparison.parts if p.level == "agree") or "the words of the title"
    why = f"Found by {agreed}; no other paper in the index fits as well.{doubt}"
    doubted = doubt != ""
    if best.translated:
        why += " The title as printed is in another language than that of the record, so that the two say nothing."
        doubted |= not all(best.level(name) == "agree" for name in ("journal", "year", "volume", "pages"))
    if doubted:
        return Identified("probable", best, shown, _DOUBTED, why)
    score = _score(best)
    confidence = 0.995 if score >= _VERY_SURE else 0.98 if score >= _SURE else 0.93
    return Identified("matched" if score >= _SURE else "probable", best, shown, confidence, why)


def _refused(entry: Entry, kept: tuple[Alignment, ...], by_name: Alignment | None, topic: frozenset[str]) -> Identified:
    if by_name is not None:
        kind = next(k for k in IDENTIFIERS if entry.value(k))
        why = (
            f"The {kind.upper()} {entry.value(kind)} belongs to “{by_name.citation.title}”, which is not what"
            " the entry says; the paper that the text describes was not found."
        )
        return Identified("conflict", None, kept, 0.0, why, by_name)
    in_journal = bool(entry.form.journal and (entry.value("fpage") or entry.form.surnames))
    if not entry.says_title and not in_journal:
        return _unidentifiable(entry, kept, topic)
    why = "Not found in the index searched; that does not mean that it does not exist."
    kept = tuple(a for a in kept if a.level("title") != "differ" or a.level("pages") == "agree")
    if kept:
        worst = min(kept[0].comparison.parts, key=lambda p: p.weight)
        told = _swapped(kept[0]) or worst.note or worst.field
        if worst.weight >= 0 and not _by_first_author(entry, kept[0]):
            told = "its first author is another"
        why += f" The nearest paper contradicts the entry: {told}."
    return Identified("not_found", None, kept, 0.0, why)


def _unidentifiable(entry: Entry, kept: tuple[Alignment, ...], topic: frozenset[str]) -> Identified:
    """An entry that says too little, with papers that it may mean; where a dozen would be chance, with none."""
    why = "What is written does not identify a paper: there is no title, no page, no author with a journal."
    shown = tuple(a for a in kept if a.level("authors") == a.level("year") == "agree")
    of = "that author and year"
    if entry.form.journal or not shown or len(shown) == MOST:
        of_year = [a for a in kept if a.level("year") == "agree" and a.level("journal") != "differ"]
        shown = tuple(a for a in of_year if (fit(a.citation, topic) if topic else _in_journal(a)))
        of = "that year on the topic of this list" if topic else "that journal and year"
        shown = shown if topic or len(shown) < MOST else ()
    if shown:
        why += f" Papers of {of} are shown; it may mean one of them, or none."
    return Identified("unidentifiable", None, shown, 0.0, why)


def _score(alignment: Alignment) -> float:
    return alignment.comparison.total - 2.0 * len(alignment.comparison.vetoes)


def _claimable(entry: Entry, alignment: Alignment) -> bool:
    """Enough agreement and no contradiction that nothing explains."""
    level = {name: alignment.level(name) for name in ("title", "authors", "journal", "year", "volume", "pages")}
    share, score = alignment.title_share, _score(alignment)
    at_place = level["pages"] == "agree" and level["volume"] != "differ"
    if alignment.translated:
        return _same_but_for_language(entry, alignment)
    if retold(alignment.title, alignment.citation.title) or (_swapped(alignment) and not _same_place(alignment)):
        return False
    if level["title"] == "silent":
        if "differ" in level.values() or not _in_journal(alignment):
            return False
        if _same_start(entry, alignment) and level["volume"] == "agree":
            unnamed = level["authors"] == "silent" and level["year"] == level["journal"] == "agree"
            return score >= _CLAIM and (unnamed or _by_first_author(entry, alignment))
        return _fits_prose(entry, alignment)
    if at_place and level["authors"] == "agree" and share >= _MOST:
        return True  # a misprinted symbol: page, volume and people leave no doubt which of the twins is meant
    if level["title"] == "differ" or alignment.comparison.vetoes:
        return False
    if level["authors"] == "differ" and (not at_place or _swapped(alignment)):
        return False
    elsewhere = level["pages"] == "differ" or level["journal"] == level["volume"] == "differ"
    others = [level[name] for name in ("authors", "journal", "year", "volume", "pages")]
    outvoted = others.count("differ") > others.count("agree") + others.count("near")
    return score >= _CLAIM and not outvoted and not (elsewhere and share < _LARGE)


def _same_but_for_language(entry: Entry, alignment: Alignment) -> bool:
    """Whether all but a title in another language agrees; without a page only where the record's was translated."""
    level = {name: alignment.level(name) for name in ("authors", "year", "volume", "pages")}
    if level["authors"] != "agree" or level["year"] == "differ" or not _in_journal(alignment):
        return False
    page = alignment.citation.first_page
    if level["volume"] != "differ" and (level["pages"] == "agree" or entry.value("fpage") == page != ""):
        return True
    sure = level["year"] == level["volume"] == "agree" and level["pages"] == "silent"
    return sure and put_into_english(alignment.citation) and _in_order(entry, alignment)


def _in_order(entry: Entry, alignment: Alignment) -> bool:
    """Whether all printed authors, at least two, are the first of the record's in turn."""
    ours, theirs = entry.form.bare_surnames, alignment.theirs.bare_surnames
    return len(ours) > 1 and ours == theirs[: len(ours)]


def _swapped(alignment: Alignment) -> str:
    return "" if alignment.translated else swapped(alignment.title, alignment.citation.title)


def _in_journal(alignment: Alignment) -> bool:
    return alignment.level("journal") in ("agree", "near")


def _by_title_alone(alignment: Alignment) -> bool:
    """Whether nothing but title and names was compared: of two papers called so neither can be told from the other."""
    return {p.field for p in alignment.comparison.parts if p.level != "silent"} <= {"title", "authors"}


def _same_place(alignment: Alignment) -> bool:
    """Whether a page or a volume agrees and no year, volume or page says otherwise."""
    said = [alignment.level(name) for name in ("volume", "pages")]
    return "agree" in said and not {"differ", "near"} & {*said} and alignment.level("year") != "differ"


def _fits_prose(entry: Entry, alignment: Alignment) -> bool:
    """First author, year and journal agree, volume and page are not said to be others, and there is no title."""
    place = {alignment.level(name) for name in ("volume", "pages")}
    if "differ" in place or ("near" in place and not _same_start(entry, alignment)):
        return False
    if alignment.theirs.kind in ("reply", "erratum", "retraction_notice"):
        return False  # who means one of these says so
    agree = alignment.level("authors") == alignment.level("year") == "agree" and alignment.level("title") == "silent"
    return agree and _in_journal(alignment) and _by_first_author(entry, alignment)


def _same_start(entry: Entry, alignment: Alignment) -> bool:
    """Whether the first page is that of the record, but for a letter before it."""
    mine, theirs = (form.page.lstrip(ascii_lowercase) for form in (entry.form, alignment.theirs))
    return mine == theirs != ""


def _by_first_author(entry: Entry, alignment: Alignment) -> bool:
    """Whether the entry names first whom the record names first, in whatever spelling."""
    if alignment.named is not None:
        return True
    ours, first = ({*form.surnames[:1], *form.bare_surnames[:1]} for form in (entry.form, alignment.theirs))
    return any(fuzz.ratio(a, b) >= _SPELT for a in ours for b in first)


def _same_paper(a: Citation, b: Citation) -> bool:
    return bool(a.doi and a.doi == b.doi) or (not (a.pmid and b.pmid) and words(a.title) == words(b.title) != ())
