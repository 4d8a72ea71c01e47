"""Where two citations stand: journal, year, volume, issue and pages side by side."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from rapidfuzz.distance import Indel, Levenshtein

from evidence.match.form import FILLERS, Form
from evidence.match.frequencies import Frequencies
from evidence.match.wording import WORDS
from evidence.model import Part

__all__ = ["KNOWN_APART", "abbreviates", "compare_places"]

_ROUNDS = frozenset(WORDS["rounds"].split())
_PROCEEDINGS = frozenset({"in", "proc", "proceedings"})
# Of journals that the authority, or their other names among the records, tell apart: they are surely two.
KNOWN_APART = -4.0


def compare_places(a: Form, b: Form, frequencies: Frequencies) -> tuple[Part, ...]:
    """Journal, year, volume, issue and pages, in this order."""
    return _journal(a, b, frequencies), _year(a, b), _volume(a, b), _issue(a, b), _pages(a, b)


def _journal(a: Form, b: Form, frequencies: Frequencies) -> Part:
    if not a.journal or not b.journal:
        return Part("journal", "silent", 0.0, "one names no journal")
    if a.journal == b.journal:
        return Part("journal", "agree", 2.0, "the same journal")
    numbered = a.journal.isdigit() and b.journal.isdigit()
    known = {frequencies.aliases.get(form.journal, form.journal if form.journal.isdigit() else "") for form in (a, b)}
    if not numbered and "" not in known:
        if len(known) == 1:
            return Part("journal", "near", 1.0, "both journal names stand for one among these records")
        return Part("journal", "differ", KNOWN_APART, "the journals differ, each known by another name")
    words_a, words_b = ([w for w in form.journal_words if w not in FILLERS and w.isalpha()] for form in (a, b))
    if (a.conference_paper or b.conference_paper) and _one_conference(words_a, words_b):
        return Part("journal", "near", 1.0, "both name the same conference")
    if _acronym(words_a, words_b) or _acronym(words_b, words_a):
        return Part("journal", "near", 1.0, "one journal name is the other's initials")
    if abbreviates(words_a, words_b) or abbreviates(words_b, words_a):
        return Part("journal", "near", 1.0, "one journal name shortens the other")
    text_a, text_b = "".join(words_a), "".join(words_b)
    if min(len(text_a), len(text_b)) > 7 and (
        text_a in text_b or text_b in text_a or Indel.normalized_similarity(text_a, text_b) > 0.9
    ):
        return Part("journal", "near", 1.0, "the journal names are much alike")
    return Part("journal", "differ", KNOWN_APART if numbered else -3.0, "the journals differ")


def _one_conference(words_a: Sequence[str], words_b: Sequence[str]) -> bool:
    """Whether two names are of one conference in any order of words ("Proc. 13th Int. Conf. on Machine Learning"), or
    one holds the initials of the other, in any order too.
    """
    for one, other in ((words_a, words_b), (words_b, words_a)):
        letters = sorted(word[0] for word in other if word not in _PROCEEDINGS)
        if any(len(word) > 3 and sorted(word) == letters for word in one):
            return True
    told_a, told_b = ([word for word in words if word not in _ROUNDS] for words in (words_a, words_b))
    shorter, longer = sorted((told_a, told_b), key=len)
    return len(shorter) > 1 and all(any(_begins(b, a) or _begins(a, b) for b in longer) for a in shorter)


def _acronym(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether `short` opens with the initials of `long` ("VLDB", "ICIS: Transforming Society")."""
    initials = "".join(word[0] for word in long)
    if not {"j", "journal"}.isdisjoint(short[1:]) and "journal" not in long:
        return False  # "VLDB Journal" is not the conference "Very Large Data Bases"
    said = short[0] if short else ""
    return 3 <= len(said) <= 8 and (initials.startswith(said) or (len(said) > 3 and said in initials))


def abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word of `short` begins a word of `long`, in turn, but for a slip ("Can J Microbiol")."""
    if not short or not long or len(short) > len(long):
        return False
    at = 0
    for word in short:
        while at < len(long) and not _begins(long[at], word):
            at += 1
        if at == len(long):
            return False
        at += 1
    return True


def _begins(long: str, short: str) -> bool:
    return long.startswith(short) or (len(short) > 4 and _one_slip(long[: len(short)], short))


def _year(a: Form, b: Form) -> Part:
    if a.year is None or b.year is None:
        return Part("year", "silent", 0.0, "one has no year")
    apart = abs(a.year - b.year)
    if not apart:
        return Part("year", "agree", 2.0, f"both of {a.year}")
    if apart == 1:
        return Part("year", "near", -1.0, f"{a.year} against {b.year}, one year apart")
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
        if a.piece and b.piece and a.piece != b.piece:
            return Part("pages", "differ", -5.0, f"piece {a.piece} of page {a.page} against piece {b.piece}")
        if a.page == "1" or (a.last_page and b.last_page and not _ends_alike(a, b)):
            return Part("pages", "near", 1.0, f"both start at page {a.page}, a weak sign")
        return Part("pages", "agree", 6.0, f"both start at page {a.page}")
    slip = _page_slip(a, b)
    return Part("pages", "near" if slip else "differ", 0.0 if slip else -5.0, f"{said}{slip}")


def _span(form: Form) -> str:
    return (f"{form.page or '?'}-{form.last_page}" if form.last_page else form.page or "?").upper()


def _ends_alike(a: Form, b: Form) -> bool:
    return a.last_page.endswith(b.last_page) or b.last_page.endswith(a.last_page)


def _page_slip(a: Form, b: Form) -> str:
    """How two starts may still be one place: an article number, a prefix, ranges that overlap, an elision, a slip."""
    digits_a, digits_b = a.page.lstrip(ascii_lowercase), b.page.lstrip(ascii_lowercase)
    if digits_a == digits_b != "":
        return ": but for the prefix"
    electronic = a.page.isdigit() != b.page.isdigit() and not ({a.page[0], b.page[0]} & {"s", "a", "p", "o"})
    if "1" in {a.page, b.page} and (electronic or max(len(a.page), len(b.page)) > 3):
        return ": a page count beside an article number"
    if electronic and max(len(digits_a), len(digits_b)) > 2 and not (a.page[0] in "ivx" or b.page[0] in "ivx"):
        return ": a page beside an article number"
    if not (a.page + b.page + a.last_page + b.last_page).isdigit() or not a.last_page or not b.last_page:
        if a.page == b.last_page or b.page == a.last_page:
            return ": the end for the start"
        slip = len(a.page) == len(b.page) > 2 and _one_slip(a.page, b.page) and not _next_page(a.page, b.page)
        return ": one digit apart" if slip else ""
    if a.last_page == b.last_page:
        return ": the same end"
    start_a, end_a, start_b, end_b = (int(page) for page in (a.page, a.last_page, b.page, b.last_page))
    if start_a < start_b <= end_a < end_b or start_b < start_a <= end_b < end_a:
        return ": the ranges overlap"
    if a.page_count == b.page_count and _one_slip(a.page, b.page) and _one_slip(a.last_page, b.last_page):
        return ": one digit apart"
    return ""


def _next_page(a: str, b: str) -> bool:
    """Whether one page is the next or the next but one, as that of another short piece is."""
    return a.isdigit() and b.isdigit() and abs(int(a) - int(b)) < 3


def _one_slip(a: str, b: str) -> bool:
    return Levenshtein.distance(a, b, score_cutoff=1) <= 1
