"""Which paper an entry means: match first, claim only on agreement without contradiction and ahead of the runner-up."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from string import ascii_lowercase

from rapidfuzz import fuzz

from evidence.clean.align import FEW_WORDS, Alignment, align, title_share
from evidence.clean.correct import journal_correction
from evidence.clean.entry import Entry
from evidence.clean.titles import in_english, put_into_english, retold, swapped
from evidence.clean.topic import fit
from evidence.match.form import form_of
from evidence.model import Citation, Status
from evidence.normalise.text import words
from evidence.sources.index import CitationIndex

__all__ = ["Identified", "identify"]

_CLAIM = 9.0
_MOST = 0.8
_LARGE = 0.85
_SURE = 12.0
_DOUBTED = 0.9
_GUESSED = 0.6
_SPELT = 80
_GAP = 3.0
_KEPT = 12
_COMPARED = 4
_PROMISE = 0.3
_OTHER_TITLE = 0.35
_OF_YEAR = 24
_NAMES = 8  # words of a sentence that are looked up as names
_IDENTIFIERS = ("pmid", "doi", "pmcid")


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
    named = {c.citation_id: c for kind in _IDENTIFIERS if entry.value(kind) for c in _by_identifier(index, kind, entry)}
    found = dict(named)
    for citation in _candidates(entry, index, topic):
        found.setdefault(citation.citation_id, citation)
    found = _promising(entry, found, named, topic)
    aligned = sorted(_aligned(entry, found.values(), named), key=lambda a: (-_score(a), a.citation.citation_id))
    by_name = next((a for a in aligned if a.citation.citation_id in named), None)
    says_more = _says_title(entry) or bool(entry.value("fpage")) or bool(entry.form.surnames and entry.form.year)
    if by_name is not None and not says_more:
        return Identified(
            "matched", by_name, (by_name,), 0.99, "The identifier names this paper and nothing contradicts it."
        )
    able = [a for a in aligned if _claimable(entry, a)]
    best = able[0] if able else None
    kept = tuple(aligned[:_KEPT])
    if best is None:
        return _refused(entry, kept, by_name, topic)
    gap = float("inf") if _by_title_alone(best) else _GAP
    rivals = [a for a in able[1:] if _score(best) - _score(a) < gap and not _same_paper(a.citation, best.citation)]
    rivals = [
        a for a in rivals if len(a.named or ()) >= len(best.named or ())
    ]  # a sentence that names two means no other second
    if by_name in rivals and by_name is not None:
        best, rivals = by_name, []
    if rivals:
        listed = (best, *rivals)
        return Identified(
            "ambiguous",
            None,
            (*listed, *(a for a in kept if a not in listed))[:_KEPT],
            0.0,
            f"{len(listed)} papers fit what is written equally well; the entry does not say which.",
        )
    return _claimed(entry, best, kept, by_name)


def _aligned(entry: Entry, found: Iterable[Citation], named: Container[str]) -> Iterable[Alignment]:
    """Candidates laid over an entry, the likeliest first; after a perfect one only those at a place that it names."""
    perfect = False
    for citation in found:
        if not perfect or citation.citation_id in named or citation.first_page.lower() in entry.said:
            alignment = align(entry, citation)
            perfect |= all(alignment.level(name) == "agree" for name in ("title", "authors", "volume", "pages"))
            yield alignment


def _claimed(entry: Entry, best: Alignment, kept: tuple[Alignment, ...], by_name: Alignment | None) -> Identified:
    kept = (best, *(a for a in kept if a is not best))
    score = _score(best)
    if by_name is not None and by_name is not best and not _same_paper(by_name.citation, best.citation):
        wrong = next(
            k for k in _IDENTIFIERS if entry.value(k) and getattr(by_name.citation, k) != getattr(best.citation, k)
        )
        return Identified(
            "conflict",
            best,
            kept,
            _DOUBTED if _swapped(best) or best.level("authors") == "differ" else 0.97,
            f"The text is that of “{best.citation.title}”, but the {wrong.upper()} {entry.value(wrong)} belongs to "
            f"“{by_name.citation.title}”; the text was followed.",
            by_name,
        )
    if best.level("title") == "silent" and not _same_start(entry, best):
        why = (
            "First author, year and journal fit this paper and no other in the index, but the entry names no title and"
            " no page: the paper meant may be one that the index lacks."
        )
        return Identified("probable", best, kept, _GUESSED, why)
    confidence = 0.995 if score >= 16 else 0.98 if score >= _SURE else 0.93
    agreed = ", ".join(p.field for p in best.comparison.parts if p.level == "agree") or "the words of the title"
    why = f"Found by {agreed}; no other paper in the index fits as well."
    if other := _swapped(best):
        return Identified("probable", best, kept, _DOUBTED, f"{why} But the titles differ: {other}.")
    if best.level("authors") == "differ":
        return Identified("probable", best, kept, _DOUBTED, f"{why} But its authors are others: compare the two.")
    if best.translated:
        why += " The title as printed is in another language than that of the record, so that the two say nothing."
        exact = all(best.level(name) == "agree" for name in ("journal", "year", "volume", "pages"))
        if not exact:
            return Identified("probable", best, kept, _DOUBTED, why)
    return Identified("matched" if score >= _SURE else "probable", best, kept, confidence, why)


def _refused(entry: Entry, kept: tuple[Alignment, ...], by_name: Alignment | None, topic: frozenset[str]) -> Identified:
    if by_name is not None:
        kind = next(k for k in _IDENTIFIERS if entry.value(k))
        why = (
            f"The {kind.upper()} {entry.value(kind)} belongs to “{by_name.citation.title}”, which is not what"
            " the entry says; the paper that the text describes was not found."
        )
        return Identified("conflict", None, kept, 0.0, why, by_name)
    if not (
        _says_title(entry)
        or (entry.value("fpage") and entry.form.journal)
        or (entry.form.surnames and entry.form.journal)
    ):
        why = "What is written does not identify a paper: there is no title, no page, no author with a journal."
        named = tuple(a for a in kept if a.level("authors") == a.level("year") == "agree")
        if named and not entry.form.journal and len(named) < _KEPT:
            why += " Papers of that author and year are shown; it may mean one of them, or none."
            return Identified("unidentifiable", None, named, 0.0, why)
        kept = tuple(a for a in kept if _of_year(a) and (fit(a.citation, topic) if topic else _in_journal(a)))
        if topic and kept:
            why += " Papers of that year on the topic of this list are shown; it may mean one of them, or none."
        elif len(kept) < _KEPT:
            why += " Papers of that journal and year are shown; it may mean one of them, or none." if kept else ""
        else:
            kept = ()  # any dozen of hundreds would be chance
        return Identified("unidentifiable", None, kept, 0.0, why)
    prose = [a for a in kept if _fits_prose(entry, a)]
    if len(prose) > 1 and not _says_title(entry):
        why = f"{len(prose)} papers in the index have this author, year and journal; the entry does not say which."
        return Identified("ambiguous", None, (*prose, *(a for a in kept if a not in prose))[:_KEPT], 0.0, why)
    why = "Not found in the index searched; that does not mean that it does not exist."
    kept = tuple(a for a in kept if a.level("title") != "differ" or a.level("pages") == "agree")
    if kept:
        worst = min(kept[0].comparison.parts, key=lambda p: p.weight)
        told = _swapped(kept[0]) or worst.note or worst.field
        if worst.weight >= 0 and not _by_first_author(entry, kept[0]):
            told = "its first author is another"
        why += f" The nearest paper contradicts the entry: {told}."
    return Identified("not_found", None, kept, 0.0, why)


def _by_identifier(index: CitationIndex, kind: str, entry: Entry) -> tuple[Citation, ...]:
    value = entry.value(kind)
    return index.by_identifier(kind, value) if " " not in value else ()


def _of_year(alignment: Alignment) -> bool:
    return alignment.level("year") == "agree" and alignment.level("journal") != "differ"


def _in_journal(alignment: Alignment) -> bool:
    return alignment.level("journal") in ("agree", "near")


def _candidates(entry: Entry, index: CitationIndex, topic: frozenset[str]) -> Iterable[Citation]:
    """Citations worth comparing: by place, by the words of the text, by author and year, by journal and year."""
    form = entry.form
    pages = [page for page in (entry.value("fpage"), entry.value("lpage")) if page]
    there = index.by_place(pages, entry.value("volume"), form.year, form.journal)
    yield from there
    if any(_plainly(entry, citation) for citation in there):
        return
    asked = list(entry.said)
    title = words(entry.value("title"))
    if len(title) >= 4:
        asked = [*title, *(word for family in form.surnames for word in words(family))]
    yield from index.by_text(asked, 8)
    if form.year and form.surnames and (len(title) < 4 or not in_english(title)):
        found = index.by_author_year(form.surnames[0], form.year, form.journal)
        yield from found or index.by_author_year(form.surnames[0], form.year)
    if form.year and not entry.placed:
        for family in _capitalised(entry):
            yield from index.by_author_year(family, form.year, form.journal)
    if form.year and form.journal and not title and not form.surnames:
        corrected = journal_correction(entry)
        journal = corrected[1].nlm_id if corrected else form.journal
        of_year = (*index.by_journal_year(journal, form.year), *index.by_journal_year("", form.year))
        yield from sorted(of_year, key=lambda c: -fit(c, topic))[:_OF_YEAR]


def _plainly(entry: Entry, citation: Citation) -> bool:
    """Whether an entry says all of a citation that stands at its place: nothing else needs to be looked for."""
    first, volume = entry.printed.first_page, entry.printed.volume
    if (first, volume, entry.form.year) != (citation.first_page, citation.volume, citation.year) or not citation.names:
        return False
    title = words(citation.title)
    return len(title) >= FEW_WORDS and {*title, *words(citation.names[0].family)} <= {*entry.said}


def _capitalised(entry: Entry) -> Iterable[str]:
    """The words of a sentence that may be names."""
    text = entry.reading.text
    found = (text[word.start : word.end] for word in entry.reading.words if text[word.start].isupper())
    return list(dict.fromkeys(word for word in found if len(word) > 2))[:_NAMES]


def _promising(
    entry: Entry, found: dict[str, Citation], named: dict[str, Citation], topic: frozenset[str]
) -> dict[str, Citation]:
    """The few candidates whose words and page stand in the entry: comparing costs a hundred times as much."""
    said = set(entry.said)
    short, sentence = not _says_title(entry), not entry.placed

    def share(citation: Citation) -> float:
        title = [w for w in words(citation.title) if len(w) > 3]
        share = sum(len(w) for w in title if w in said) / (sum(map(len, title)) or 1)
        people = [name.family for name in citation.names[:3]]
        share += 0.3 * any(w in said for family in people for w in words(family) if len(w) > 1)
        share += 0.5 * (citation.first_page.lower() in said) + 0.1 * (str(citation.year) in said)
        share += fit(citation, topic) if topic else 0
        return share + 0.3 * (short and entry.form.journal in (citation.journal_id, ""))

    promise = {c.citation_id: share(c) for c in found.values()}
    least = max(0.5 * max(promise.values(), default=0.0), 0.0 if short else _PROMISE)
    worth = [c for c in found.values() if c.citation_id in named or promise[c.citation_id] >= least]
    worth.sort(key=lambda c: (c.citation_id not in named, -promise[c.citation_id], c.citation_id))
    if short:
        return {c.citation_id: c for c in worth[:_KEPT]}

    # An entry that says its title can mean no paper of another title, unless that begins on its page, or the title is
    # in another language, or is no title but a sentence.
    def worthy(citation: Citation) -> bool:
        first = words(citation.names[0].family) if citation.names else ()
        named_in_year = citation.year == entry.form.year and not said.isdisjoint(first)
        at_page = citation.first_page.lower() in said and not said.isdisjoint({*first, citation.volume.lower()} - {""})
        return (
            citation.citation_id in named
            or at_page
            or title_share(entry, citation) >= _OTHER_TITLE
            or (named_in_year and (sentence or put_into_english(citation)))
        )

    return {c.citation_id: c for c in worth[:_COMPARED] if worthy(c)}


def _says_title(entry: Entry) -> bool:
    return sum(len(word) > 3 for word in words(entry.value("title"))) >= FEW_WORDS


def _score(alignment: Alignment) -> float:
    return alignment.comparison.total - 2.0 * len(alignment.comparison.vetoes)


def _claimable(entry: Entry, alignment: Alignment) -> bool:
    """Enough agreement and no contradiction that nothing explains."""
    level = {name: alignment.level(name) for name in ("title", "authors", "journal", "year", "volume", "pages")}
    at_place = level["pages"] == "agree" and level["volume"] != "differ"
    if alignment.translated:
        return _same_but_for_language(entry, alignment)
    if retold(alignment.title, alignment.citation.title) or (_swapped(alignment) and not _same_place(alignment)):
        return False
    share, score = alignment.title_share, _score(alignment)
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
    if elsewhere and share < _LARGE:
        return False
    others = [level[name] for name in ("authors", "journal", "year", "volume", "pages")]
    if others.count("differ") > others.count("agree") + others.count("near"):
        return False
    return score >= _CLAIM


def _same_but_for_language(entry: Entry, alignment: Alignment) -> bool:
    """Whether all but a title in another language agrees; without a page only where the record's was translated."""
    level = {name: alignment.level(name) for name in ("authors", "journal", "year", "volume", "pages")}
    if level["authors"] != "agree" or level["year"] == "differ" or not _in_journal(alignment):
        return False
    page = alignment.citation.first_page
    if level["volume"] != "differ" and (level["pages"] == "agree" or entry.value("fpage") == page != ""):
        return True
    sure = level["year"] == level["volume"] == "agree" and level["pages"] == "silent"
    return sure and put_into_english(alignment.citation) and _in_order(entry, alignment.citation)


def _in_order(entry: Entry, citation: Citation) -> bool:
    """Whether all printed authors, at least two, are the first of the record's in turn."""
    ours, theirs = entry.form.bare_surnames, form_of(citation).bare_surnames
    return len(ours) > 1 and ours == theirs[: len(ours)]


def _swapped(alignment: Alignment) -> str:
    if alignment.translated:
        return ""
    return swapped(alignment.title, alignment.citation.title)


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
    if form_of(alignment.citation).kind in ("reply", "erratum", "retraction_notice"):
        return False  # who means one of these says so
    agree = all(alignment.level(name) == "agree" for name in ("authors", "year"))
    agree = agree and _in_journal(alignment) and alignment.level("title") == "silent"
    return agree and _by_first_author(entry, alignment)


def _same_start(entry: Entry, alignment: Alignment) -> bool:
    """Whether the first page is that of the record, but for a letter before it."""
    mine, theirs = entry.form.page.lstrip(ascii_lowercase), form_of(alignment.citation).page.lstrip(ascii_lowercase)
    return mine == theirs != ""


def _by_first_author(entry: Entry, alignment: Alignment) -> bool:
    """Whether the entry names first whom the record names first, in whatever spelling."""
    if alignment.named is not None:
        return True
    mine, theirs = entry.form, form_of(alignment.citation)
    pairs = ((a.surnames[:1], a.bare_surnames[:1]) for a in (mine, theirs))
    ours, first = ({*full, *bare} for full, bare in pairs)
    return any(fuzz.ratio(a, b) >= _SPELT for a in ours for b in first)


def _same_paper(a: Citation, b: Citation) -> bool:
    return bool(a.doi and a.doi == b.doi) or (not (a.pmid and b.pmid) and words(a.title) == words(b.title) != ())
