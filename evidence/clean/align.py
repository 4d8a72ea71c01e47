"""A candidate laid over the text of an entry: which words it explains, and how what is printed compares with it."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from evidence.clean.entry import Entry, is_title
from evidence.clean.titles import translated
from evidence.clean.wording import words_of
from evidence.match.compare import Frequencies, compare
from evidence.match.form import Form, form_of
from evidence.match.titles import read_title
from evidence.model import Candidate, Citation, Comparison, Level, Name, Part
from evidence.normalise import journals
from evidence.normalise.journal_keys import abbreviates
from evidence.normalise.text import words

__all__ = ["Alignment", "align", "journal_names", "title_share"]

_SMALL = words_of("small")
_NOBODY = Frequencies()
_FAR = 5
_PEOPLE = frozenset({"authors", "initials", "et al"})
_form_of = lru_cache(maxsize=4096)(form_of)


@dataclass(frozen=True, slots=True)
class Alignment:
    """The comparison of an entry with a candidate, and the title and journal as printed.

    `translated` says that the two titles are in two languages, so that they cannot be compared. `named` are the
    names in the entry where other ones were read without the record: in a sentence, or where a journal stands.
    """

    citation: Citation
    theirs: Form
    comparison: Comparison
    title: str
    journal: str
    title_share: float
    translated: bool = False
    named: tuple[Name, ...] | None = None

    def level(self, name: str) -> Level:
        """How far a field agrees; silent where it was not compared."""
        compared = self.comparison.part(name)
        return compared.level if compared else "silent"

    @property
    def candidate(self) -> Candidate:
        """The paper as it is offered."""
        return Candidate(self.citation, self.comparison, round(self.comparison.total, 2))


def align(entry: Entry, citation: Citation) -> Alignment:
    """Lay a candidate over an entry and weigh what is printed against what the record says."""
    said, zones = entry.said, entry.zones
    people = frozenset(at for at, zone in enumerate(zones) if zone in _PEOPLE)
    before = {*range(max(people, default=0)), *(at for at, zone in enumerate(zones) if zone == "year"), *people}
    inside, share = _title_window(words(citation.title), said, before)
    if citation.title_vernacular:
        other, other_share = _title_window(words(citation.title_vernacular), said, before)
        if other_share > share:
            inside, share = other, other_share
            citation = replace(citation, title=citation.title_vernacular, title_vernacular=citation.title)
    if share < 0.6 and not any(zones[at] == "title" for at in inside):
        inside, share = range(0), 0.0
    theirs, mine = _form_of(citation), entry.form
    understood = people | {at for at, zone in enumerate(zones) if zone == "wording"}
    journal, misspelt = _journal_window(citation, said, inside, understood)
    if (misspelt or not journal) and mine.surnames and not {*mine.bare_surnames} & {*theirs.bare_surnames}:
        # What was read as a name, "Am J" or "Stroke", may be where the journal stands.
        whole, guessed = _journal_window(citation, said, inside, frozenset())
        if whole and not guessed and zones[whole.start] in _PEOPLE:
            journal, misspelt = whole, False
            mine = replace(mine, surnames=(), bare_surnames=(), people="")
    title = [at for at in range(len(said)) if at in inside or (zones[at] == "title" and at not in journal)]
    if {said[at] for at in title} <= _SMALL:
        title = []
    if share < 0.35 and inside:
        title = [at for at in title if zones[at] == "title" and at not in journal]
    named = [] if entry.placed or {*mine.bare_surnames} & {*theirs.bare_surnames} else _named(theirs, said, journal)
    if named:
        families = tuple(said[at] for at in named)
        mine = replace(mine, surnames=families, bare_surnames=families, people=f" {' '.join(families)} ")
        rest = [at for at in title if at not in named]
        title = title if is_title(said[at] for at in rest) else []
    printed_title = _stretch(entry, title)
    printed_journal = _stretch(entry, list(journal)) or entry.value("journal")
    core = tuple(read_title(printed_title).core) if printed_title else ()
    form = replace(mine, title=core, core="".join(core))
    if journal and not _another_journal(entry, printed_journal, theirs.journal):
        form = replace(form, journal=theirs.journal, journal_words=theirs.journal_words)
    comparison = compare(form, theirs, _NOBODY)
    other_language = comparison.parts[0].level == "differ" and translated(printed_title, citation)
    if other_language:
        unread = Part("title", "near", 0.0, "the titles are in two languages")
        comparison = Comparison((unread, *comparison.parts[1:]))
    names = tuple(Name(_stretch(entry, [at])) for at in named) if mine is not entry.form else None
    return Alignment(citation, theirs, comparison, printed_title, printed_journal, share, other_language, names)


def _named(theirs: Form, said: tuple[str, ...], journal: range) -> list[int]:
    """Where a sentence names the first author of a record, and after that the next ones; empty if it does not."""
    places: list[int] = []
    for family in theirs.bare_surnames:
        start = places[-1] + 1 if places else 0
        at = next((at for at in range(start, len(said)) if said[at] == family and at not in journal), None)
        if at is None or len(family) < 3:
            break
        places.append(at)
    return places


def _another_journal(entry: Entry, read: str, journal_id: str) -> bool:
    """Whether the journal that an entry names is surely not the one that a stretch of it resembles."""
    mine, known = entry.form.journal, journals.authority()
    whole = len(words(read)) <= len(words(entry.value("journal")))
    return whole and mine.isdigit() and journal_id.isdigit() and journal_id not in (mine, *known.namesakes(mine))


def title_share(entry: Entry, citation: Citation) -> float:
    """How much of a candidate's title, in the better of its languages, stands in an entry: 0 to 1."""
    return max(_title_window(words(title), entry.said)[1] for title in (citation.title, citation.title_vernacular))


def _title_window(title: tuple[str, ...], said: tuple[str, ...], before: Set[int] = frozenset()) -> tuple[range, float]:
    """The stretch of words in which a title stands, and the share of the title's letters that is found there.

    A first word of it that stands apart in what comes `before` is none: the first "A" of "Green A, Hill B. A review".
    """
    total = sum(len(word) for word in title)
    known = set(said)
    if not total or not any(word in known for word in title if len(word) > 3):
        return range(0), 0.0
    blocks = [b for b in LCSseq.opcodes(title, said) if b.tag == "equal"]
    pairs = [(b.src_start + i, b.dest_start + i) for b in blocks for i in range(b.src_end - b.src_start)]
    while len(pairs) > 1 and (
        (apart := pairs[1][1] - pairs[0][1] - pairs[1][0] + pairs[0][0]) > _FAR or (apart and pairs[0][1] in before)
    ):
        pairs.pop(0)
    while len(pairs) > 1 and pairs[-1][1] - pairs[-2][1] > _FAR + pairs[-1][0] - pairs[-2][0]:
        pairs.pop()
    start, stop = pairs[0][1], pairs[-1][1] + 1
    found = fuzz.ratio("".join(title), "".join(said[start:stop])) / 100
    return range(start, stop), found


def journal_names(citation: Citation) -> tuple[tuple[str, ...], ...]:
    """The names of a citation's journal, in full and abbreviated, as folded words."""
    return _names(citation.journal, citation.journal_abbrev, citation.journal_id)


@lru_cache(maxsize=4096)
def _names(title: str, abbrev: str, nlm_id: str) -> tuple[tuple[str, ...], ...]:
    known = journals.authority().by_id(nlm_id) if nlm_id else None
    names = [title, re.split(r"\s[:=]\s|\s*\(", title)[0], abbrev, re.sub(r"\s*\(.*", "", abbrev)]
    if known is not None:
        names += [known.title, known.medline]
    found = {tuple(word for word in words(name) if word not in _SMALL) or words(name) for name in names if name}
    return tuple(sorted(filter(None, found), key=lambda name: (-len(name), name)))


def _journal_window(
    citation: Citation, said: tuple[str, ...], title: range, people: frozenset[int]
) -> tuple[range, bool]:
    """The words in which the candidate's journal stands, and whether misspelt; no title, no `people`."""
    names = journal_names(citation)
    best, most = range(0), (0, False)
    for name in names:
        for start, word in enumerate(said):
            if word[0] != name[0][0] or start in title or start in people or word in _SMALL:
                continue
            at = _name_end(name, said, start, {*title, *people})
            worth = len(name), tuple(word for word in said[start:at] if word not in _SMALL) == name
            if at and worth > most:
                best, most = range(start, at), worth
    return (best, False) if best else (_misspelt_window(names, said, title, people), True)


def _name_end(name: tuple[str, ...], said: tuple[str, ...], start: int, closed: set[int]) -> int:
    """Where a journal's name ends that begins at `start`, each word of it abbreviated or misspelt; 0 if none does."""
    at = start
    for word in name:
        while at < len(said) and said[at] in _SMALL and said[at] != word:
            at += 1
        if at >= len(said) or at in closed or not abbreviates(said[at], word):
            return 0
        at += 1
    return at


def _misspelt_window(
    names: tuple[tuple[str, ...], ...], said: tuple[str, ...], title: range, people: frozenset[int]
) -> range:
    best, most = range(0), 0.0
    places = [at for at in range(title.stop, len(said)) if said[at] not in _SMALL and at not in people]
    letters = "".join(said[at] for at in places)
    ends = [0, *accumulate(len(said[at]) for at in places)]
    for name in names:
        wanted = "".join(name)
        for first in range(len(places)):
            for last in range(first + max(0, len(name) - 2), min(len(places), first + len(name) + 2)):
                size = ends[last + 1] - ends[first]
                if size > 5 and abs(size - len(wanted)) < 0.3 * len(wanted):
                    text = letters[ends[first] : ends[last + 1]]
                    score = fuzz.ratio(text, wanted, score_cutoff=72)
                    if score > most and not text.isdigit():
                        best, most = range(places[first], places[last] + 1), score
    start = best.start
    while best and start > title.stop and said[start - 1] in _SMALL and start - 1 not in people:
        start -= 1
    return range(start, best.stop)


def _stretch(entry: Entry, at: list[int]) -> str:
    if not at:
        return ""
    found = entry.reading.words
    start, end = found[at[0]].start, found[at[-1]].end
    while entry.reading.text[end : end + 1] in ("™", "®"):  # of the word, though no letter
        end += 1
    return entry.reading.text[start:end]
