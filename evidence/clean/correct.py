"""What is wrong in an entry whose paper is known: every field that differs, before and after, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from evidence.clean.align import Alignment, journal_names
from evidence.clean.entry import Entry
from evidence.clean.titles import put_into_english
from evidence.clean.wording import words_of
from evidence.model import Change, Citation, Name
from evidence.normalise import journals
from evidence.normalise.journal_suggest import meant
from evidence.normalise.journals import Journal
from evidence.normalise.text import fold, words

__all__ = ["completed", "corrections", "journal_correction"]

_SMALL = words_of("small")
_FOREIGN = _SMALL - {"of", "the", "in", "and", "for", "a", "an", "on", "to", "l", "d"}


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
        *_year(printed, record),
        *_volume(printed, record),
        *_pages(printed, record),
        *_identifiers(printed, record),
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
    ours, theirs = written.split(), known.split()
    long = [word for word in theirs if len(word) > 3]
    every = len(long) > 2 and sum(word[0].isupper() for word in long) > 0.7 * len(long)
    lowered = [b for a, b in zip(ours, theirs, strict=False) if a != b]
    alike = len(ours) == len(theirs) and all(a in (b, b[0].lower() + b[1:]) for a, b in zip(ours, theirs, strict=True))
    return every and alike and len(lowered) > 1 and written[:1] == known[:1]


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
    before = "; ".join(name.family for name in printed.names)
    if not record.names:
        return
    if not printed.names:
        yield Change("authors", "", after, "The entry names no author.")
        return
    theirs = [_squeeze(name) for name in record.names]
    ours = [_squeeze(name) for name in printed.names]
    reasons = []
    places: list[int] = []
    for family, name in zip(ours, printed.names, strict=True):
        alike = [i for i, other in enumerate(theirs) if other == family and i not in places]
        at = next((i for i in alike if _same_initials(name, record.names[i])), alike[0] if alike else None)
        if at is None:
            at, how = _nearest(family, theirs, places)
            if at is None and not record.names_complete and _shared(printed, record):
                continue  # the record names only some authors: it cannot say that this is none
            if at is None:
                reasons.append(f"“{name.family}” is not among the authors of the record")
                continue
            reasons.append(how.format(name.family, record.names[at].family))
        elif not _same_initials(name, record.names[at]):
            reasons.append(f"“{name}” is “{record.names[at]}” in the record")
        places.append(at)
    if places != sorted(places):
        reasons.append("the authors stand in another order in the record")
    elif places and places[0] > 0:
        reasons.append(f"the first author, {record.names[0]}, is missing")
    elif not printed.names_complete and printed.title and (out := _left_out(places, record)):
        reasons.append(f"{out} is left out before “et al.”")
    missing = len(theirs) - len(ours)
    if missing > 0 and printed.names_complete and record.names_complete and not reasons and printed.title:
        reasons.append(f"{missing} of {len(theirs)} authors are missing")
    if reasons:
        sentence = "; ".join(reasons)
        yield Change("authors", before, after, f"{sentence[0].upper()}{sentence[1:]}.")


def _same_initials(printed: Name, known: Name) -> bool:
    """Whether the initials of a name are not other ones; one who prints fewer, or none, is not wrong."""
    short, long = sorted((_letters(printed), _letters(known)), key=len)
    rest = iter(long)
    return all(letter in rest for letter in short)


def _letters(name: Name) -> str:
    return "".join(letter for letter in fold(name.initials) if letter.isalpha())


def _left_out(places: Sequence[int], record: Citation) -> str:
    """The first author of a record whom a list that ends in "et al." passes over; '' where its last is the record's."""
    last = len(record.names) - 1
    shown = [at for at in places if at != last or at == len(places) - 1]
    skipped = next((at for at in range(max(shown, default=-1)) if at not in places), None)
    return "" if skipped is None else str(record.names[skipped])


def _shared(printed: Citation, record: Citation) -> bool:
    """Whether any printed author is, by some spelling, one whom the record names."""
    theirs = [_squeeze(name) for name in record.names]
    return not theirs or any(_nearest(_squeeze(name), theirs, ())[0] is not None for name in printed.names)


def _squeeze(name: Name) -> str:
    return "".join(words(name.family))


def _nearest(family: str, theirs: Sequence[str], taken: Sequence[int]) -> tuple[int | None, str]:
    """The author that a printed name may mean, and a sentence on how it differs."""
    free = [i for i in range(len(theirs)) if i not in taken]
    for i in free:
        if min(len(family), len(theirs[i])) > 2 and (family.endswith(theirs[i]) or theirs[i].endswith(family)):
            return i, "“{}” is “{}” in the record"
    near = max(free, key=lambda i: fuzz.ratio(family, theirs[i]), default=None)
    if near is not None and fuzz.ratio(family, theirs[near]) >= 60:
        return near, "“{}” is spelt “{}” in the record"
    return None, ""


def _title(printed: str, record: Citation, translated: bool) -> Iterator[Change]:
    if not record.title or (translated and put_into_english(record)):
        return
    if not printed:
        yield Change("title", "", record.title, "The entry gives no title.")
        return
    ours, theirs = words(printed), words(record.title)
    if "".join(ours) == "".join(theirs):
        return
    if record.title_vernacular and "".join(ours) == "".join(words(record.title_vernacular)):
        return
    if translated:
        yield Change("title", printed, record.title, "The title is put into another language than the paper's own.")
        return
    differences = []
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        mine, other = " ".join(ours[a:b]), " ".join(theirs[c:d])
        if not mine:
            differences.append(f"“{other}” is left out")
        elif not other:
            differences.append(f"“{mine}” is not in the record")
        else:
            differences.append(f"“{mine}” is “{other}” in the record")
    more = f" (and {len(differences) - 4} more)" if len(differences) > 4 else ""
    sentence = "; ".join(differences[:4])
    yield Change("title", printed, record.title, f"The title differs: {sentence}{more}.")


def _journal(printed: str, record: Citation) -> Iterator[Change]:
    after = record.journal_abbrev or record.journal
    if not after:
        return
    if not printed:
        yield Change("journal", "", after, "The entry names no journal.")
        return
    said = _bare(printed)
    names = {_bare(" ".join(name)) for name in journal_names(record)}
    in_full = set(words(f"{record.journal} {record.journal_abbrev}"))
    if strange := sorted(set(words(printed)) & _FOREIGN - in_full):
        reason = f"The journal's name is partly put into another language (“{' '.join(strange)}”)."
        yield Change("journal", printed, record.journal or after, reason)
        return
    if said in names or any("".join(said) == "".join(name) for name in names):
        return
    known = journals.authority().find(printed, year=record.year)
    if known is not None and record.journal_id and known.nlm_id == record.journal_id:
        return
    if known is not None and record.journal_id:
        reason = f"“{printed}” is another journal; the record is of “{record.journal or after}”."
    elif any(_shortens(said, name) for name in names):
        reason = "The journal's name is shortened in a way that no list knows."
    elif max((fuzz.ratio("".join(said), "".join(name)) for name in names), default=0) >= 60:
        reason = "The journal's name is misspelt or put into another language."
    else:
        reason = "The record names another journal."
    yield Change("journal", printed, after if len(printed) < 30 or not record.journal else record.journal, reason)


def _bare(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in _SMALL)


def _shortens(said: Sequence[str], name: Sequence[str]) -> bool:
    return len(said) == len(name) and all(a.startswith(b) or b.startswith(a) for a, b in zip(said, name, strict=True))


def _year(printed: Citation, record: Citation) -> Iterator[Change]:
    if not record.year or printed.year == record.year:
        return
    if printed.year is None:
        yield Change("year", "", str(record.year), "The entry gives no year.")
        return
    apart = abs(printed.year - record.year)
    why = "as between electronic and printed publication" if apart == 1 else "the record is followed"
    years = "one year" if apart == 1 else f"{apart} years"
    yield Change("year", str(printed.year), str(record.year), f"The record gives {record.year}, {years} apart: {why}.")


def _volume(printed: Citation, record: Citation) -> Iterator[Change]:
    swapped = printed.volume and printed.issue and (printed.volume, printed.issue) == (record.issue, record.volume)
    for name, before, after in (
        ("volume", printed.volume, record.volume),
        ("issue", printed.issue, record.issue),
    ):
        if not after or fold(before) == fold(after) or _number(before) == _number(after) != "":
            continue
        if swapped:
            reason = "Volume and issue are swapped."
        elif not before:
            reason = f"The entry gives no {name}."
        elif name == "volume" and before == f"{record.volume}{record.issue}":
            reason = "Volume and issue are run together."
        else:
            reason = f"The record gives {name} {after}."
        yield Change(name, before, after, reason)


def _number(value: str) -> str:
    digits = "".join(c for c in value if c.isdigit())
    return digits if len(digits) + 8 > len(value) else ""


def _pages(printed: Citation, record: Citation) -> Iterator[Change]:
    first, last = printed.first_page, printed.last_page
    if record.first_page and fold(first) != fold(record.first_page):
        yield Change("fpage", first, record.first_page, _page_reason(first, record.first_page, printed, record))
    if record.last_page and fold(last) != fold(record.last_page) and not (last == "" and record.last_page == first):
        yield Change("lpage", last, record.last_page, _page_reason(last, record.last_page, printed, record))


def _page_reason(before: str, after: str, printed: Citation, record: Citation) -> str:
    if not before:
        return "The entry does not give this page."
    if (printed.first_page, printed.last_page) == (record.last_page, record.first_page):
        return "First and last page are swapped."
    if before == record.last_page:
        return "This is the last page of the paper, not the first."
    if after.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == before:
        return f"The letter before the page number is missing: {after}."
    if after.startswith(before):
        return "The page number is cut short."
    if DamerauLevenshtein.distance(before, after) == 1 and sorted(before) == sorted(after):
        return "Two digits of the page number are swapped."
    return f"The record gives page {after}."


def _identifiers(printed: Citation, record: Citation) -> Iterator[Change]:
    for name in ("doi", "pmid"):
        before, after = getattr(printed, name), getattr(record, name)
        if not after or before.lower() == after.lower():
            continue
        label = name.upper()
        if not before:
            reason = f"The record gives the {label}."
        elif name == "doi" and (
            before.replace(" ", "").lower() in after.lower() or after.lower() in before.replace(" ", "").lower()
        ):
            reason = "The DOI is broken: a space or lost characters; the record's is given."
        else:
            reason = f"The {label} as printed is not that of the paper that the text describes."
        yield Change(name, before, after, reason)
