"""What is wrong in an entry whose paper is known: every field that differs, before and after, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from string import ascii_letters

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from evidence.clean.align import Alignment, journal_names
from evidence.clean.entry import Entry
from evidence.clean.titles import put_into_english
from evidence.clean.wording import words_of
from evidence.model import Change, Citation, Name
from evidence.normalise import journals
from evidence.normalise.journal_keys import abbreviates
from evidence.normalise.journal_suggest import meant
from evidence.normalise.journals import Journal
from evidence.normalise.text import fold, words

__all__ = ["completed", "corrections", "journal_correction"]

_VALUES = {  # field: its name in a citation, and in a sentence
    "year": ("year", "year"),
    "volume": ("volume", "volume"),
    "issue": ("issue", "issue"),
    "fpage": ("first_page", "first page"),
    "lpage": ("last_page", "last page"),
    "doi": ("doi", "DOI"),
    "pmid": ("pmid", "PMID"),
}
_FOREIGN = words_of("small") - {"of", "the", "in", "and", "for", "a", "an", "on", "to", "l", "d"}


def corrections(entry: Entry, alignment: Alignment) -> tuple[Change, ...]:
    """Changes that make the entry say what the record says; what the record leaves blank is left as printed."""
    record = alignment.citation
    printed = replace(entry.printed, title=alignment.title, journal=alignment.journal)
    if alignment.named is not None:
        printed = replace(printed, names=alignment.named, names_complete=False)
    return (
        *_authors(printed, record),
        *_title(printed.title, record, alignment.translated),
        *_journal(printed.journal, record),
        *_values(printed, record),
    )


def completed(entry: Entry, alignment: Alignment) -> Citation:
    """The record, with what it leaves blank and the entry prints; a last page or issue only where the rest agrees.

    A title that the record has in English alone stays in the language of the paper; one that differs in capitals alone
    stays as printed where the record has Every Word in Capitals.
    """
    printed, record = entry.printed, alignment.citation
    written = alignment.title.rstrip(".")
    if _sentence_case(written, record.title.rstrip(".")):
        record = replace(record, title=written)
    if alignment.translated and put_into_english(record):
        record = replace(record, title=alignment.title)
    blanks = ["journal", "year", "volume", "first_page", "names", "title"]
    for part, of in (("issue", "volume"), ("last_page", "first_page")):
        if fold(getattr(record, of)) in ("", fold(getattr(printed, of))):
            blanks.append(part)
    if record.book:
        blanks += ["editors", "edition", "publisher", "publisher_place", "page_count", "isbn"]
    whole = replace(record, **{name: getattr(printed, name) for name in blanks if not getattr(record, name)})
    if not record.names_complete and len(printed.names) > len(record.names) and _shared(printed, record):
        return replace(whole, names=printed.names, names_complete=printed.names_complete)
    return whole


def _sentence_case(written: str, known: str) -> bool:
    """Whether a title is one with a capital to Every Word, but for the first letters of words."""
    long = [word for word in known.split() if len(word) > 3]
    every = len(long) > 2 and sum(word[0].isupper() for word in long) > 0.7 * len(long)
    first_letters = all(a[:1].islower() and a[1:] == b[1:] for a, b in _capitals(written, known))
    return every and first_letters and len(_capitals(written, known)) > 1 and written[:1] == known[:1]


def _capitals(a: str, b: str) -> list[tuple[str, str]]:
    """The words of two titles that differ in capitals alone; none where they differ in more."""
    pairs = list(zip(a.split(), b.split(), strict=False))
    same = a.casefold().split() == b.casefold().split()
    return [(one, other) for one, other in pairs if one != other] if same else []


def journal_correction(entry: Entry) -> tuple[Change, Journal] | None:
    """The right name of a misspelt journal in an entry whose paper is not known; None if unsure."""
    printed = _journal_printed(entry)
    best = meant(journals.authority(), printed, entry.form.year)
    if best is None:
        return None
    reason = f"No journal has this name; {best.note}."
    return Change("journal", printed, best.journal.title, reason), best.journal


def _journal_printed(entry: Entry) -> str:
    """The journal as printed; a lone word or two before it that make no title belong to it ("Sem. Arthr. Rheum.")."""
    title, journal = (next((f for f in entry.fields if f.field == name), None) for name in ("title", "journal"))
    if journal is None:
        return ""
    if title is None or len(words(title.value)) > 2 or not 0 < journal.start - title.end < 3:
        return journal.value
    return entry.reading.raw[title.start : journal.end]


def _authors(printed: Citation, record: Citation) -> Iterator[Change]:
    after = "; ".join(str(name) for name in record.names)
    if not record.names:
        return
    if not printed.names:
        yield Change("authors", "", after, "The entry names no author.")
        return
    reasons: list[str] = []
    places: list[int] = []
    partly = not record.names_complete and _shared(printed, record)  # then it cannot say that somebody is none of them
    for name in printed.names:
        at, wrong = _place(name, record, places)
        places += [] if at is None else [at]
        reasons += [wrong] if wrong and not (at is None and partly) else []
    if places != sorted(places):
        reasons.append("the authors stand in another order in the record")
    elif places and places[0] > 0:
        reasons.append(f"the first author, {record.names[0]}, is missing")
    elif not printed.names_complete and printed.title and (out := _left_out(places, record)):
        reasons.append(f"{out} is left out before “et al.”")
    missing = len(record.names) - len(printed.names)
    if missing > 0 and printed.names_complete and record.names_complete and not reasons and printed.title:
        reasons.append(f"{missing} of {len(record.names)} authors are missing")
    if reasons:
        sentence = "; ".join(reasons)
        before = "; ".join(name.family for name in printed.names)
        yield Change("authors", before, after, f"{sentence[0].upper()}{sentence[1:]}.")


def _place(name: Name, record: Citation, taken: Sequence[int]) -> tuple[int | None, str]:
    """The place of the author that a printed name may mean, None for nobody, and what is wrong with the name."""
    family = _squeeze(name)
    free = {at: _squeeze(known) for at, known in enumerate(record.names) if at not in taken}
    if alike := [at for at, known in free.items() if known == family]:
        at = next((at for at in alike if _same_initials(name, record.names[at])), alike[0])
        same = _same_initials(name, record.names[at])
        return at, "" if same else f"“{name}” is “{record.names[at]}” in the record"
    for at, known in free.items():
        if min(len(family), len(known)) > 2 and (family.endswith(known) or known.endswith(family)):
            return at, f"“{name.family}” is “{record.names[at].family}” in the record"
    near = max(free, key=lambda at: fuzz.ratio(family, free[at]), default=None)
    if near is not None and fuzz.ratio(family, free[near]) >= 60:
        return near, f"“{name.family}” is spelt “{record.names[near].family}” in the record"
    return None, f"“{name.family}” is not among the authors of the record"


def _squeeze(name: Name) -> str:
    return "".join(words(name.family))


def _same_initials(printed: Name, known: Name) -> bool:
    """Whether the initials of a name are not other ones; one who prints fewer, or none, is not wrong."""
    letters = ([letter for letter in fold(name.initials) if letter.isalpha()] for name in (printed, known))
    short, long = sorted(letters, key=len)
    rest = iter(long)
    return all(letter in rest for letter in short)


def _left_out(places: Sequence[int], record: Citation) -> str:
    """The first author of a record whom a list that ends in "et al." passes over; '' where its last is the record's."""
    last = len(record.names) - 1
    shown = [at for at in places if at != last or at == len(places) - 1]
    skipped = next((at for at in range(max(shown, default=-1)) if at not in places), None)
    return "" if skipped is None else str(record.names[skipped])


def _shared(printed: Citation, record: Citation) -> bool:
    """Whether any printed author is, by some spelling, one whom the record names."""
    return not record.names or any(_place(name, record, ())[0] is not None for name in printed.names)


def _title(printed: str, record: Citation, translated: bool) -> Iterator[Change]:
    if not record.title or (translated and put_into_english(record)):
        return
    if not printed:
        yield Change("title", "", record.title, "The entry gives no title.")
        return
    ours, theirs = words(printed), words(record.title)
    if "".join(ours) == "".join(theirs):
        written, known = printed.rstrip("."), record.title.rstrip(".")
        if len(_capitals(written, known)) > 1 and not (written.isupper() or _sentence_case(written, known)):
            yield Change("title", printed, record.title, "Capitals alone differ; those of the record are printed.")
        return
    if record.title_vernacular and "".join(ours) == "".join(words(record.title_vernacular)):
        return
    if translated:
        yield Change("title", printed, record.title, "The title is put into another language than the paper's own.")
        return
    differences = []
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        mine, other = " ".join(ours[a:b]), " ".join(theirs[c:d])
        if tag == "insert":
            differences.append(f"“{other}” is left out")
        elif tag == "delete":
            differences.append(f"“{mine}” is not in the record")
        elif tag == "replace":
            differences.append(f"“{mine}” is “{other}” in the record")
    more = f" (and {len(differences) - 4} more)" if len(differences) > 4 else ""
    yield Change("title", printed, record.title, f"The title differs: {'; '.join(differences[:4])}{more}.")


def _journal(printed: str, record: Citation) -> Iterator[Change]:
    after = record.journal_abbrev or record.journal
    if not after:
        return
    if not printed:
        yield Change("journal", "", after, "The entry names no journal.")
        return
    said = [word for word in words(printed) if word not in words_of("small")]
    names = journal_names(record)
    known = journals.authority().find(printed, year=record.year) if record.journal_id else None
    strange = sorted(set(words(printed)) & _FOREIGN - set(words(f"{record.journal} {record.journal_abbrev}")))
    alike = max((fuzz.ratio("".join(said), "".join(name)) for name in names), default=0)
    if not strange and (alike == 100 or (known is not None and known.nlm_id == record.journal_id)):
        return
    if strange:
        reason = f"The journal's name is partly put into another language (“{' '.join(strange)}”)."
    elif known is not None:
        reason = f"“{printed}” is another journal; the record is of “{record.journal or after}”."
    elif any(len(said) == len(name) and all(map(abbreviates, said, name)) for name in names):
        reason = "The journal's name is shortened in a way that no list knows."
    elif alike >= 60:
        reason = "The journal's name is misspelt or put into another language."
    else:
        reason = "The record names another journal."
    in_full = strange or len(printed) >= 30
    yield Change("journal", printed, (record.journal if in_full else "") or after, reason)


def _values(printed: Citation, record: Citation) -> Iterator[Change]:
    for field, (attribute, label) in _VALUES.items():
        before, after = (str(getattr(citation, attribute) or "") for citation in (printed, record))
        spelt = fold if field == "doi" else words
        alike = field in ("volume", "issue") and _number(before) == _number(after) != ""
        unsaid = not after or (field == "lpage" and not before and after == printed.first_page)
        if unsaid or alike or spelt(before) == spelt(after):
            continue
        if before:
            reason = _reason(field, before, after, printed, record) or f"The record gives {label} {after}."
        elif field in ("doi", "pmid"):
            reason = f"The record gives the {label}."
        else:
            reason = f"The entry gives no {label}."
        yield Change(field, before, after, reason)


def _number(value: str) -> str:
    digits = "".join(c for c in value if c.isdigit())
    return digits if len(digits) + 8 > len(value) else ""


def _reason(field: str, before: str, after: str, printed: Citation, record: Citation) -> str:
    """What kind of error a wrong value is, as a sentence; '' if it is of none."""
    if field == "year":
        apart = abs(int(before) - int(after))
        why = "as between electronic and printed publication" if apart == 1 else "the record is followed"
        return f"The record gives {after}, {'one year' if apart == 1 else f'{apart} years'} apart: {why}."
    if field in ("volume", "issue"):
        if (printed.volume, printed.issue) == (record.issue, record.volume):
            return "Volume and issue are swapped."
        return "Volume and issue are run together." if before == f"{record.volume}{record.issue}" else ""
    if field in ("doi", "pmid"):
        short, long = sorted((before.replace(" ", "").lower(), after.lower()), key=len)
        if field == "doi" and short in long:
            return "The DOI is broken: a space or lost characters; the record's is given."
        return f"The {field.upper()} as printed is not that of the paper that the text describes."
    if (printed.first_page, printed.last_page) == (record.last_page, record.first_page):
        return "First and last page are swapped."
    if before == record.last_page:
        return "This is the last page of the paper, not the first."
    if after.lstrip(ascii_letters) == before:
        return f"The letter before the page number is missing: {after}."
    if after.startswith(before):
        return "The page number is cut short."
    if DamerauLevenshtein.distance(before, after) == 1 and sorted(before) == sorted(after):
        return "Two digits of the page number are swapped."
    return f"The record gives page {after}."
