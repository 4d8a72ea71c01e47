"""References as the ICMJE and the NLM print them ("Vancouver").

Source: ICMJE, Samples of Formatted References; Patrias K, Citing Medicine, 2nd ed. What is not known is left out; no
placeholder stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from evidence.model import Citation, Name
from evidence.normalise.pages import elide

_LISTED = 6  # authors named before "et al."
_LANGUAGES = {
    "ara": "Arabic", "chi": "Chinese", "cze": "Czech", "dan": "Danish", "dut": "Dutch", "fin": "Finnish",
    "fre": "French", "fra": "French", "ger": "German", "deu": "German", "gre": "Greek", "heb": "Hebrew",
    "hun": "Hungarian", "ita": "Italian", "jpn": "Japanese", "kor": "Korean", "nor": "Norwegian", "per": "Persian",
    "pol": "Polish", "por": "Portuguese", "rum": "Romanian", "rus": "Russian", "spa": "Spanish", "swe": "Swedish",
    "tur": "Turkish", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
}  # fmt: skip


def entry(citation: Citation) -> str:
    """One reference as plain text, ending with a full stop, its identifier or its address."""
    parts = [_authors(citation), _title(citation)]
    journal = citation.journal_abbrev or citation.journal
    if citation.book or citation.kind or (citation.url and not journal):
        parts += _of_work(citation)
    else:
        parts += [_sentence(journal), _sentence(_where(citation))]
    parts += [_language(citation), _identifier(citation)]
    return " ".join(part for part in parts if part)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text[-1] in ".?!" else f"{text}."


def _authors(citation: Citation) -> str:
    if not citation.names:
        return "" if _is_chapter(citation) else _edited(citation)
    text = _listed(citation.names)
    more = len(citation.names) > _LISTED or not citation.names_complete
    return _sentence(f"{text}, et al" if more else text)


def _edited(citation: Citation) -> str:
    if not citation.editors:
        return ""
    return f"{_listed(citation.editors)}, {'editors' if len(citation.editors) > 1 else 'editor'}."


def _listed(names: Sequence[Name]) -> str:
    text = _name(names[0])
    for before, name in pairwise(names[:_LISTED]):
        text += ("; " if before.collective or name.collective else ", ") + _name(name)
    return text


def _name(name: Name) -> str:
    if name.collective:
        return name.family
    return " ".join(part for part in (name.family, name.initials or name.given, name.suffix.rstrip(".")) if part)


def _title(citation: Citation) -> str:
    """The title in its own language where that is known, else as given, with its genre."""
    title = " ".join((citation.title_vernacular or citation.title).split()).removesuffix(".")
    if citation.kind and citation.types:
        title = f"{title} [{'; '.join(citation.types)}]"
    if citation.accessed and (citation.url or not (citation.doi or citation.pmid)):
        title = f"{title} [Internet]"
    if citation.retracted:
        title = f"{title} [Retracted]".lstrip()
    return _sentence(title)


def _is_chapter(citation: Citation) -> bool:
    return bool(citation.book) and citation.book.strip(". ") != citation.title.strip(". ")


def _of_work(citation: Citation) -> list[str]:
    """Book, edition, publisher and pages of a chapter, book, thesis, report, web page or talk."""
    chapter = _is_chapter(citation)
    editors = _edited(citation) if citation.names or chapter else ""
    edition = f"{citation.edition.removesuffix('.')} ed." if citation.edition else ""
    houses = ": ".join(filter(None, (citation.publisher_place, citation.publisher)))
    year = "" if citation.year is None else str(citation.year)
    imprint = "; ".join(filter(None, (houses, year)))
    seen = f" [cited {citation.accessed}]" if citation.accessed else ""
    if citation.journal or citation.journal_abbrev:
        placed = [_sentence(citation.journal_abbrev or citation.journal), _sentence(_where(citation) + seen)]
        placed += [_sentence(houses)]
    else:
        volume = f"Vol. {citation.volume}." if citation.volume else ""
        pages = f"p. {elide(citation.first_page, citation.last_page)}." if citation.first_page else ""
        placed = [volume, _sentence(imprint + seen), pages]
        label = "Report No.:" if citation.kind == "report" else "No."
        placed.append(f"{label} {citation.issue}." if citation.issue else "")
    return [
        _sentence(" ".join(filter(None, ("In:", editors, citation.book)))) if chapter else editors,
        edition,
        *placed,
        f"{citation.page_count} p." if citation.page_count else "",
        f"ISBN {citation.isbn}." if citation.isbn else "",
    ]


def _where(citation: Citation) -> str:
    """ "2005;34(6):805-12", with whatever of it is known."""
    number = f"{citation.volume}({citation.issue})" if citation.issue else citation.volume
    year = "" if citation.year is None else str(citation.year)
    place = ";".join(part for part in (year, number) if part)
    pages = elide(citation.first_page, citation.last_page)
    return ":".join(part for part in (place, pages) if part)


def _language(citation: Citation) -> str:
    names = [_LANGUAGES.get(code.lower(), "") for code in citation.languages]
    english = any(code.lower() in {"eng", "en", "english"} for code in citation.languages)
    return f"{', '.join(names)}." if names and all(names) and not english else ""


def _identifier(citation: Citation) -> str:
    named = citation.doi or citation.pmid
    found = f"doi: {citation.doi}" if citation.doi else f"PMID: {citation.pmid}" if citation.pmid else ""
    if citation.url and (citation.accessed or not named):
        return " ".join(filter(None, (_sentence(found), f"Available from: {citation.url}")))
    return found
