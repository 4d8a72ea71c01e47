"""Two forms side by side: what agrees, what speaks against, and how much each weighs."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel, Levenshtein
from rapidfuzz.fuzz import token_sort_ratio

from evidence.match.form import Form, is_mark, numeral
from evidence.match.opposed import opposed
from evidence.model import Comparison, Part

__all__ = ["Frequencies", "compare", "frequencies_of"]


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many different works seem to carry a title, a first author, a page or a DOI; empty says nothing is known.

    A title is counted once per group of authors and per year, so that copies of one work do not make it common.
    """

    records: int = 0
    titles: Counter[str] = field(default_factory=Counter)
    surnames: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    dois: Counter[str] = field(default_factory=Counter)


def frequencies_of(forms: Iterable[Form]) -> Frequencies:
    """Count a corpus for `compare`."""
    counted = Frequencies()
    titles: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int | None]] = defaultdict(set)
    dois: dict[str, set[str]] = defaultdict(set)
    records = 0
    for form in forms:
        records += 1
        titles[form.core].add(min(form.bare_surnames, default=""))
        years[form.core].add(form.year)
        dois[form.doi].add(form.core)
        counted.surnames.update(set(form.bare_surnames))
        counted.pages[form.page] += 1
        counted.words.update(set(form.title))
    counted.titles.update({core: max(len(titles[core] - {""}), len(years[core] - {None}) - 1, 1) for core in titles})
    counted.dois.update({doi: len(cores - {""}) for doi, cores in dois.items() if doi})
    return Frequencies(records, counted.titles, counted.surnames, counted.pages, counted.words, counted.dois)


def compare(a: Form, b: Form, frequencies: Frequencies) -> Comparison:
    """Weigh two citations field by field; weights are log2 odds that agreement is not chance. Symmetric."""
    title, vetoes = _title(a, b, frequencies)
    parts = (
        title,
        _authors(a, b, frequencies),
        _journal(a, b),
        _year(a, b),
        _volume(a, b),
        _issue(a, b),
        _pages(a, b),
        _identifier("doi", a.doi, b.doi, frequencies),
        _identifier("pmid", a.pmid, b.pmid, frequencies),
    )
    return Comparison(parts, vetoes)


def _title(a: Form, b: Form, frequencies: Frequencies) -> tuple[Part, tuple[str, ...]]:
    if not a.core or not b.core:
        return Part("title", "silent", 0.0, "one has no title of its own"), ()
    seen = max(frequencies.titles[a.core], frequencies.titles[b.core], 1)
    told = min(_information(a.title, frequencies), _information(b.title, frequencies))
    ceiling = max(min(14.0, told) - 3.0 * math.log2(seen), 0.0)
    if a.generic or b.generic:
        ceiling = min(ceiling, 1.0)
    common = f", but {seen} works are called so" if seen > 1 else ""
    if a.core == b.core:
        return Part("title", "agree", ceiling, f"the titles agree word for word{common}"), ()
    rest_a, rest_b = _leftover(a.title, b.title)
    veto = _contradiction(rest_a, rest_b)
    if veto:
        return Part("title", "differ", -10.0, veto), (veto,)
    likeness = _likeness(a, b)
    rest_a, rest_b = (tuple(word for word in rest if word not in _FILLERS) for rest in (rest_a, rest_b))
    if not rest_a and not rest_b and likeness > 0.8:
        return Part("title", "agree", 0.95 * ceiling, f"the titles differ in spelling only{common}"), ()
    if not rest_a or not rest_b:
        extra = rest_a or rest_b
        shorter, longer = sorted((a, b), key=lambda form: len(form.core))
        if len(shorter.title) >= 4 and longer.core.startswith(shorter.core):
            note = f"one title goes on where the other ends: “{' '.join(extra[:8])}”"
            return Part("title", "near", 0.7 * ceiling, note), ()
        if len(shorter.title) >= 4 and longer.core.endswith(shorter.core):
            note = f"one title has more in front: “{' '.join(extra[:8])}”"
            return Part("title", "near", 0.7 * ceiling, note), ()
        if likeness > 0.75:
            return Part("title", "near", ceiling * (2 * likeness - 1.1), f"only one says “{' '.join(extra)}”"), ()
    if likeness >= 0.7:
        note = f"one says “{' '.join(rest_a)}”, the other “{' '.join(rest_b)}”"
        return Part("title", "near", ceiling * (3 * likeness - 2.1), note), ()
    return Part("title", "differ", -14.0 * (1.0 - likeness), "the titles differ"), ()


def _information(title: Sequence[str], frequencies: Frequencies) -> float:
    """Bits that a title carries: half the log of how rare each word is, so that words that come together count less."""
    return sum(
        0.5 * math.log2(_corpus(frequencies) / (1 + frequencies.words[word]))
        for word in set(title)
        if len(word) > 2 and word not in _FILLERS
    )


def _corpus(frequencies: Frequencies) -> int:
    """A few records say little of how rare a word is: any corpus counts as a thousand records or more."""
    return max(frequencies.records, 1000)


def _likeness(a: Form, b: Form) -> float:
    straight = Indel.normalized_similarity(a.core, b.core)
    if straight > 0.9 or abs(len(a.core) - len(b.core)) > 0.5 * max(len(a.core), len(b.core)):
        return straight
    return max(straight, token_sort_ratio(" ".join(a.title), " ".join(b.title)) / 100)


def _leftover(a: Sequence[str], b: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of either title that the other does not have, spellings and run-together words put aside."""
    count_a, count_b = Counter(map(numeral, a)), Counter(map(numeral, b))
    rest_a, rest_b = list((count_a - count_b).elements()), list((count_b - count_a).elements())
    if "".join(sorted(rest_a)) == "".join(sorted(rest_b)) or "".join(rest_a) == "".join(rest_b):
        return (), ()
    for word in tuple(rest_a):
        twin = next((other for other in rest_b if _same_word(word, other)), None)
        if twin is not None:
            rest_a.remove(word)
            rest_b.remove(twin)
    for one, other in ((rest_a, rest_b), (rest_b, rest_a)):
        for word in tuple(one):
            pieces = [piece for piece in other if len(piece) > 1 and piece in word]
            if len(pieces) > 1 and len("".join(pieces)) == len(word):
                one.remove(word)
                for piece in pieces:
                    other.remove(piece)
    return tuple(rest_a), tuple(rest_b)


@lru_cache(maxsize=262144)
def _same_word(a: str, b: str) -> bool:
    if any(c.isdigit() for c in a + b) or opposed(a, b):
        return False
    if min(len(a), len(b)) < 4:
        return False
    if a.rstrip("s") == b.rstrip("s") or Indel.normalized_similarity(a, b) >= 0.82:
        return True
    return a[0] == b[0] and min(len(a), len(b)) > 4 and OSA.distance(a, b, score_cutoff=1) <= 1


def _contradiction(rest_a: Sequence[str], rest_b: Sequence[str]) -> str:
    for one in rest_a:
        for other in rest_b:
            if opposed(one, other):
                return f"“{one}” in one title stands against “{other}” in the other"
    marks_a, marks_b = ([w for w in rest if is_mark(w) or len(w) == 1] for rest in (rest_a, rest_b))
    if marks_a and marks_b and any(map(is_mark, marks_a + marks_b)):
        return f"“{' '.join(marks_a)}” in one title stands against “{' '.join(marks_b)}” in the other"
    return ""


def _authors(a: Form, b: Form, frequencies: Frequencies) -> Part:
    if not a.surnames or not b.surnames:
        return Part("authors", "silent", 0.0, "one names no authors")
    if a.collective and b.collective and len(a.surnames) == len(b.surnames) == 1 and a.surnames != b.surnames:
        return Part("authors", "near", 0.0, "group authors are written differently")
    shorter, longer = sorted((a, b), key=lambda form: (len(form.surnames), form.surnames))
    shared = sum(_person(shorter, at, longer) for at in range(len(shorter.surnames)))
    share = shared / len(shorter.surnames)
    first = _person(a, 0, b, only_first=True) or _person(b, 0, a, only_first=True)
    seen = frequencies.surnames[longer.first_author]
    rarity = min(6.0, max(1.0, math.log2(_corpus(frequencies) / (1 + seen))))
    if share >= 0.75 or (shared > 1 and share > 0.6) or (first and share >= 0.5):
        weight = min(9.0, rarity + 1.5 * (shared - 1)) if first else min(6.0, 2.0 * shared - 1)
        length = "" if len(a.surnames) == len(b.surnames) else ", one list is shorter"
        return Part("authors", "agree", weight, f"{shared} of {len(shorter.surnames)} authors agree{length}")
    if first or share >= 0.3:
        return Part("authors", "near", 1.0 if first else 0.0, f"only {shared} of {len(shorter.surnames)} authors agree")
    if shared:
        return Part("authors", "differ", -4.0, f"only {shared} of {len(shorter.surnames)} authors agree")
    return Part("authors", "differ", -8.0, "the authors differ")


def _person(a: Form, at: int, b: Form, only_first: bool = False) -> bool:
    """Whether the author at this position of `a` is among those of `b` (or its first), inverted names allowed."""
    full, bare = a.surnames[at], a.bare_surnames[at]
    others = b.surnames[:1] + b.bare_surnames[:1] if only_first else b.surnames + b.bare_surnames
    if full in others or bare in others:
        return True
    if not only_first and bare in b.people:
        return True
    return len(bare) > 3 and any(
        len(other) > 3 and (Levenshtein.distance(bare, other, score_cutoff=1) <= 1 or _within(bare, other))
        for other in others
    )


def _within(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) > 4 and (longer.startswith(shorter) or longer.endswith(shorter))


def _journal(a: Form, b: Form) -> Part:
    if not a.journal or not b.journal:
        return Part("journal", "silent", 0.0, "one names no journal")
    if a.journal == b.journal:
        return Part("journal", "agree", 2.0, "the same journal")
    words_a, words_b = ([w for w in form.journal_words if w not in _FILLERS] for form in (a, b))
    if _acronym(words_a, words_b) or _acronym(words_b, words_a):
        return Part("journal", "near", 1.0, "one journal name is the other's initials")
    if abbreviates(words_a, words_b) or abbreviates(words_b, words_a):
        return Part("journal", "near", 1.0, "one journal name shortens the other")
    text_a, text_b = "".join(words_a), "".join(words_b)
    if min(len(text_a), len(text_b)) > 7 and (
        text_a in text_b or text_b in text_a or Indel.normalized_similarity(text_a, text_b) > 0.9
    ):
        return Part("journal", "near", 1.0, "the journal names are much alike")
    known = a.journal.isdigit() and b.journal.isdigit()
    return Part("journal", "differ", -4.0 if known else -3.0, "the journals differ")


_FILLERS = frozenset(
    {
        "the",
        "of",
        "and",
        "for",
        "in",
        "on",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "et",
        "der",
        "die",
        "und",
        "an",
        "a",
        "to",
        "by",
        "from",
        "its",
        "un",
        "une",
        "en",
        "au",
        "aux",
        "dans",
        "sur",
        "par",
    }
)


def _acronym(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether `short` opens with the initials of `long` ("VLDB", "ICIS: Transforming Society")."""
    initials = "".join(word[0] for word in long)
    return bool(short) and 3 <= len(short[0]) <= 8 and len(initials) > 2 and short[0] == initials[: len(short[0])]


def abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word of `short` begins a word of `long`, in turn ("Can J Microbiol")."""
    if not short or not long or len(short) > len(long):
        return False
    at = 0
    for word in short:
        while at < len(long) and not long[at].startswith(word):
            at += 1
        if at == len(long):
            return False
        at += 1
    return True


def _year(a: Form, b: Form) -> Part:
    if a.year is None or b.year is None:
        return Part("year", "silent", 0.0, "one has no year")
    apart = abs(a.year - b.year)
    if not apart:
        return Part("year", "agree", 2.0, f"both of {a.year}")
    if apart == 1:
        return Part("year", "near", -1.0, f"{a.year} against {b.year}, as with ahead of print")
    return Part("year", "differ", -3.0 - min(apart, 3), f"{a.year} against {b.year}")


def _volume(a: Form, b: Form) -> Part:
    if not a.volume or not b.volume:
        return Part("volume", "silent", 0.0, "one has no volume")
    if a.volume == b.volume:
        return Part("volume", "agree", 3.0, f"both in volume {a.volume}")
    base_a, base_b = a.volume.partition("s")[0], b.volume.partition("s")[0]
    if base_a == base_b or {base_a, base_b} & {str(a.year), str(b.year)} or base_b == a.issue or base_a == b.issue:
        return Part("volume", "near", 0.0, f"volume {a.volume} against {b.volume}")
    return Part("volume", "differ", -4.0, f"volume {a.volume} against {b.volume}")


def _issue(a: Form, b: Form) -> Part:
    if not a.issue or not b.issue:
        return Part("issue", "silent", 0.0, "one has no issue")
    if a.issue == b.issue:
        return Part("issue", "agree", 1.0, f"both in issue {a.issue}")
    if a.issue.partition("s")[0] == b.issue.partition("s")[0] or a.supplement or b.supplement:
        return Part("issue", "near", 0.0, f"issue {a.issue} against {b.issue}")
    return Part("issue", "differ", -2.0, f"issue {a.issue} against {b.issue}")


def _pages(a: Form, b: Form) -> Part:
    said = f"pages {_span(a)} against {_span(b)}"
    if not a.page or not b.page:
        if a.last_page and b.last_page and _ends_alike(a, b):
            return Part("pages", "near", 3.0, f"{said}: the same end")
        return Part("pages", "silent", 0.0, "one has no page")
    if a.page == b.page:
        if a.page == "1" or (a.last_page and b.last_page and not _ends_alike(a, b)):
            return Part("pages", "near", 1.0, f"both start at page {a.page}, a weak sign")
        return Part("pages", "agree", 6.0, f"both start at page {a.page}")
    slip = _page_slip(a, b)
    return Part("pages", "near" if slip else "differ", 0.0 if slip else -5.0, f"{said}{slip}")


def _span(form: Form) -> str:
    return f"{form.page or '?'}-{form.last_page}" if form.last_page else form.page or "?"


def _ends_alike(a: Form, b: Form) -> bool:
    return a.last_page.endswith(b.last_page) or b.last_page.endswith(a.last_page)


def _page_slip(a: Form, b: Form) -> str:
    """How two starts may still be one place: an article number, a prefix, ranges that overlap, an elision, a slip."""
    digits_a, digits_b = a.page.lstrip(_PREFIXES), b.page.lstrip(_PREFIXES)
    if digits_a == digits_b != "":
        return ": but for the prefix"
    electronic = a.page.isdigit() != b.page.isdigit() and not ({a.page[0], b.page[0]} & {"s", "a", "p", "o"})
    if "1" in {a.page, b.page} and (electronic or max(len(a.page), len(b.page)) > 3):
        return ": a page count beside an article number"
    if electronic and max(len(digits_a), len(digits_b)) > 2 and not (a.page[0] in "ivx" or b.page[0] in "ivx"):
        return ": a page beside an article number"
    if not (a.page + b.page + a.last_page + b.last_page).isdigit() or not a.last_page or not b.last_page:
        return ": one digit apart" if len(a.page) == len(b.page) > 2 and _one_slip(a.page, b.page) else ""
    if a.last_page == b.last_page:
        return ": the same end"
    if _ends_alike(a, b) and min(len(a.page), len(b.page)) < max(len(a.page), len(b.page)):
        return ": the same end, elided"
    start_a, end_a, start_b, end_b = (int(page) for page in (a.page, a.last_page, b.page, b.last_page))
    if start_a < start_b <= end_a < end_b or start_b < start_a <= end_b < end_a:
        return ": the ranges overlap"
    if a.page_count == b.page_count and _one_slip(a.page, b.page) and _one_slip(a.last_page, b.last_page):
        return ": one digit apart"
    return ""


def _one_slip(a: str, b: str) -> bool:
    return Levenshtein.distance(a, b, score_cutoff=1) <= 1


_PREFIXES = "abcdefghijklmnopqrstuvwxyz"


def _identifier(name: str, a: str, b: str, frequencies: Frequencies) -> Part:
    if not a or not b:
        return Part(name, "silent", 0.0, f"one has no {name.upper()}")
    if name == "doi" and a != b:
        bare_a, bare_b = (re.sub(r"[^a-z0-9]", "", doi) for doi in (a, b))
        if bare_a == bare_b:
            return Part(name, "agree", 8.0, f"the same DOI but for punctuation, {a} and {b}")
        if bare_a.startswith(bare_b) or bare_b.startswith(bare_a):
            return Part(name, "near", 0.0, f"one DOI is the other cut short, {a} and {b}")
    if a != b:
        return Part(name, "differ", -6.0, f"{name.upper()} {a} against {b}")
    if name == "doi" and frequencies.dois[a] > 2:
        return Part(name, "near", 2.0, f"the same DOI, but {frequencies.dois[a]} titles carry it")
    return Part(name, "agree", 10.0, f"the same {name.upper()} {a}")
