"""The normal form in which two citations are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from evidence.match.titles import Kind, Title, read_title
from evidence.match.wording import WORDS
from evidence.model import Citation
from evidence.normalise import identifiers, journals, names, text

__all__ = ["FILLERS", "Form", "form_of", "identifiable", "is_mark", "numeral"]

FILLERS = frozenset(WORDS["fillers"].split())
_PREPRINT_JOURNAL = re.compile(
    r"\b(?:\w*arxiv|\w*rxiv|ssrn(?: electronic journal)?|research square|preprints?(?: org)?|osf preprints|authorea"
    r"|f1000research preprints)\b"
)
_PREPRINT_DOI = re.compile(
    r"10\.(?:1101/(?:19|20|\d{6})|2139/ssrn|21203/|20944/preprints|48550/|312(?:19|[23]\d)/|22541/)"
)
_REGISTRY = re.compile(
    r"clinicaltrials\.gov|trialsearch|ictrp|isrctn\.|anzctr\.|chictr\.|clinicaltrialsregister|clinical trials? regist",
    re.I,
)
_REGISTRY_NUMBER = re.compile(
    r"\b(nct\d{8}|isrctn\d{6,8}|actrn\d{14}|chictr[-a-z]*\d{6,}|drks\d{8}|eudract\W*\d{4}-\d{6}-\d\d|umin\d{9})\b", re.I
)
_ACCESSION = "10.1002/central/"  # CENTRAL numbers its entries so, whatever their works are called
_SIX_DIGITS = re.compile(r"\d{6}")
_REGISTRANTS = frozenset(WORDS["registrants"].split())
_REVIEW_ID = re.compile(r"\b([cm][dr]\d{6})(?:[.\s]*pub(\d+))?", re.I)
# What is printed behind the name of a journal: the congress of its supplement, or where the piece stands.
_CONFERENCE = re.compile(r"\s*\.?\s*\bConference\s*(?:[:\-]|Start|Publication).*$", re.I | re.S)
_BEHIND = re.compile(r"[\s,;.]+\(?\s*(?:vol(?:ume)?|pp?|in press)\b[\s.]*\d.*$", re.I | re.S)
_REPORTS = frozenset(WORDS["reports"].split())
_CONFERENCE_WORDS = frozenset(WORDS["conferences"].split())
_HEADS = frozenset(WORDS["heads"])
_SUPPLEMENT = re.compile(r"supp|conf|meeting| s\d", re.I)
_EATEN = re.compile(r"(?:suppl?|sup|pt|t|part|spec|s\d)\W+(\d+)")
_PIECE = re.compile(r"(?<=\d)\.(\d)$")
_SERIAL = re.compile(r"\(?\s*(?:pt|part|no|num|issue|n°)\.?\s*", re.I)
_ROMAN = re.compile(r"(?:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})")
_NUMERALS = {word: line.split()[0] for line in WORDS["numerals"] for word in line.split()[1:]}


@dataclass(frozen=True, slots=True)
class Form:
    """A citation brought to what can be compared; blank means that nobody said.

    `title` are the words of the core title and `core` is them run together. `surnames` and `bare_surnames` run parallel
    (with and without particles), `people` are all words of the names between blanks, for inverted ones. A `pmid` that
    PubMed cannot have issued is dropped. A `piece` is the number of one of several on a page ("600.2").
    """

    title: tuple[str, ...] = ()
    core: str = ""
    kind: Kind = "article"
    translated: bool = False
    generic: bool = False
    code: str = ""
    surnames: tuple[str, ...] = ()
    bare_surnames: tuple[str, ...] = ()
    people: str = ""
    journal: str = ""
    journal_words: tuple[str, ...] = ()
    year: int | None = None
    volume: str = ""
    issue: str = ""
    supplement: bool = False
    page: str = ""
    piece: str = ""
    last_page: str = ""
    doi: str = ""
    pmid: str = ""
    registry: str = ""
    review: str = ""
    version: str = ""

    @property
    def first_author(self) -> str:
        """The first surname without particles, or ''."""
        return self.bare_surnames[0] if self.bare_surnames else ""

    @property
    def page_count(self) -> int:
        """Pages from first to last, 1 for a single page said twice, 0 where one of them is not said."""
        return _page_count(self.page, self.last_page)

    @property
    def full_length(self) -> bool:
        """Whether it is printed over three pages or more."""
        return self.page_count > 2

    @property
    def report(self) -> bool:
        """Whether a report or a thesis is named where the journal stands."""
        return not self.journal.isdigit() and not _REPORTS.isdisjoint(self.journal_words)

    @property
    def acronym(self) -> bool:
        """Whether the name of its journal is but a few letters that nobody knows, so that it may be any other's."""
        words = [word for word in self.journal_words if word.isalpha()]
        return len(words) == 1 and len(words[0]) < 7 and not self.journal.isdigit()

    @property
    def conference_paper(self) -> bool:
        """Whether it stands in the papers of a conference."""
        return not _CONFERENCE_WORDS.isdisjoint(self.journal_words)


@lru_cache(maxsize=65536)
def _page_count(first: str, last: str) -> int:
    start, end = re.sub(r"\D", "", first), re.sub(r"\D", "", last)
    return max(int(end) - int(start) + 1, 0) if start and end else 0


@lru_cache(maxsize=65536)
def numeral(word: str) -> str:
    """The value of a number word, ordinal or roman numeral as digits; any other word as it is."""
    return _NUMERALS.get(word) or (str(_roman(word)) if _ROMAN.fullmatch(word) else word)


def _roman(word: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in word]
    return sum(-v if any(later > v for later in values[i + 1 :]) else v for i, v in enumerate(values))


@lru_cache(maxsize=65536)
def is_mark(word: str) -> bool:
    """Whether a word (numerals as digits) counts or labels; lone letters that English and French elide do not."""
    return any(c.isdigit() for c in word) or (len(word) == 1 and word not in "aeoyldst")


def _kind(citation: Citation, title: Title, journal: _Journal, doi: str, conference: bool) -> Kind:
    types = {kind.casefold() for kind in citation.types}
    if types & {"published erratum", "erratum", "correction"}:
        return "erratum"
    if types & {"retraction of publication", "retraction notice"}:
        return "retraction_notice"
    if title.kind in {"erratum", "reply", "retraction_notice"}:
        return title.kind
    if journal.registry or _REGISTRY.search(citation.url) or _REGISTRY_NUMBER.fullmatch(citation.first_page):
        return "registry"
    if journal.preprint or "preprint" in types or _PREPRINT_DOI.match(doi):
        return "preprint"
    if title.kind != "article":
        return title.kind
    if _REVIEW_ID.search(doi) or _REVIEW_ID.search(citation.first_page):
        return "review_version"
    spoken = title.abstract or conference or types & {"meeting abstract", "conference abstract"}
    return "abstract" if spoken else "article"


@dataclass(frozen=True, slots=True)
class _Journal:
    """What the name of a journal says, once for all its records."""

    name: str
    words: tuple[str, ...]
    conference: bool
    preprint: bool
    registry: bool


@lru_cache(maxsize=16384)
def _journal(given: str) -> _Journal:
    name = _BEHIND.sub("", _CONFERENCE.sub("", given))
    said = text.words(name)
    return _Journal(
        name=name,
        words=said,
        conference=bool(_CONFERENCE.search(given)),
        preprint=bool(_PREPRINT_JOURNAL.search(text.fold(name))),
        registry=bool(_REGISTRY.search(given)),
    )


@lru_cache(maxsize=16384)
def _journal_key(journal: _Journal) -> str:
    return journals.authority().key(journal.name) or "".join(journal.words)


def identifiable(form: Form) -> bool:
    """Whether a form says what it is about at all: by a title, an identifier, or three of author and place.

    Two records that say less are not known to be one.
    """
    told = sum(map(bool, (form.surnames, form.journal, form.year, form.volume, form.page)))
    return told > 2 or bool(form.title or form.doi or form.pmid or form.registry or form.review)


def form_of(citation: Citation, printed: str = "") -> Form:
    """Bring a citation to the form in which it is compared and blocked; the journal as its source has printed it may
    name a conference, which the citation has not.
    """
    journal = _journal(citation.journal or citation.journal_abbrev or citation.book)
    title = read_title(citation.title or citation.title_vernacular)
    heads = {journal.words, _journal(printed).words}
    if title.core in heads or " ".join(title.core) in _HEADS:  # the head of the page was read for the title
        title = read_title("")
    doi = identifiers.doi_key(citation.doi)
    if doi.startswith(_ACCESSION):
        doi = ""
    review = _REVIEW_ID.search(doi) or _REVIEW_ID.search(citation.first_page)
    said = f"{citation.journal} {citation.url} {citation.first_page} {citation.title}"
    registry = _REGISTRY_NUMBER.search(said) if _SIX_DIGITS.search(said) else None
    surnames, bare, people = _authors(citation)
    page, last_page = _pages(citation)
    return Form(
        title=tuple(map(intern, title.core)),  # a word is held once, whatever the number of titles
        core="".join(title.core),
        kind=_kind(citation, title, journal, doi, _journal(printed or citation.journal).conference),
        translated=title.translated,
        generic=title.generic,
        code=title.code,
        surnames=surnames,
        bare_surnames=bare,
        people=people,
        journal=citation.journal_id or _journal_key(journal),
        journal_words=journal.words,
        year=citation.year,
        volume=_number(citation.volume),
        issue=_number(citation.issue),
        supplement=bool(_SUPPLEMENT.search(f"{citation.volume} {citation.issue} {citation.first_page}")),
        page=page,
        piece=piece[1] if (piece := _PIECE.search(citation.first_page)) else "",
        last_page=last_page,
        doi=doi,
        pmid=citation.pmid if citation.pmid.isdigit() and len(citation.pmid) <= 8 else "",
        registry=registry.group(1).lower() if registry else "",
        review=review.group(1).lower() if review else "",
        version=(review.group(2) or "1") if review and doi else "",
    )


def _authors(citation: Citation) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Surnames with particles, without, and all words of two letters or more of the names between blanks."""
    full: list[str] = []
    bare: list[str] = []
    people: list[str] = []
    for name in citation.names:
        keys = _garbled(name.family) or names.surname_keys(name)
        if keys and len(keys[0]) > 1 and keys[0] not in _REGISTRANTS:
            full.append(intern(keys[0]))
            bare.append(intern(keys[-1]))
            people += (name.family, name.given)
    said = " ".join(word for word in text.words(" ".join(people)) if len(word) > 1)
    return tuple(full), tuple(bare), f" {said} "


def _garbled(family: str) -> tuple[str, ...]:
    """The key of a name that lost letters on its way ("M?ller"): a question mark stands for each."""
    if "?" not in family and "\ufffd" not in family:
        return ()
    key = "".join(c for c in text.fold(family.replace("\ufffd", "?")) if c.isalnum() or c == "?")
    return (key,) if len(key) > 2 else ()


@lru_cache(maxsize=65536)
def _number(value: str) -> str:
    """A volume or issue as digits where it has some ("Suppl. 2" -> "2", "7 Supplement 2" -> "7s2")."""
    folded = text.fold(_SERIAL.sub("", value))
    main = re.match(r"\D*?(\d+)", folded)
    supplement = re.search(r"s(?:upp\w*)?\.?\s*(\d*)$", folded)
    if supplement and main and supplement.start() > 0 and main.start(1) < supplement.start():
        return f"{int(main.group(1))}s{supplement.group(1)}"
    return str(int(main.group(1))) if main else re.sub(r"\W", "", folded)


def _pages(citation: Citation) -> tuple[str, str]:
    """First and last page; where a supplement or part has eaten the first one ("Suppl-29"), only the last is known."""
    first, last = _page(citation.first_page), _page(citation.last_page)
    eaten = None if first.isdigit() else _EATEN.fullmatch(text.fold(citation.first_page))
    return ("", eaten.group(1)) if eaten else (first, last)


def _page(value: str) -> str:
    if value.isascii() and value.isdigit():
        return value.lstrip("0") or value[-1:]
    folded = re.sub(r"[\W_]", "", text.fold(_PIECE.sub("", value)))
    return re.sub(r"^([a-z]*)0+(?=\d)", r"\1", folded)
