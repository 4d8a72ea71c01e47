"""References as the ICMJE and the NLM print them ("Vancouver").

Source: ICMJE, Samples of Formatted References; Patrias K, Citing Medicine, 2nd ed. What is not known is left out; no
placeholder stands for it.
"""

from __future__ import annotations

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
    """One reference as plain text, ending with a full stop or its identifier."""
    parts = [_authors(citation), _title(citation)]
    if citation.book:
        parts += _in_book(citation)
    else:
        parts += [_sentence(citation.journal_abbrev or citation.journal), _sentence(_where(citation))]
    parts += [_language(citation), _identifier(citation)]
    return " ".join(part for part in parts if part)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text[-1] in ".?!" else f"{text}."


def _authors(citation: Citation) -> str:
    names = citation.names[:_LISTED]
    if not names:
        return ""
    text = _name(names[0])
    for before, name in pairwise(names):
        text += ("; " if before.collective or name.collective else ", ") + _name(name)
    more = len(citation.names) > _LISTED or not citation.names_complete
    return _sentence(f"{text}, et al" if more else text)


def _name(name: Name) -> str:
    if name.collective:
        return name.family
    return " ".join(part for part in (name.family, name.initials or name.given, name.suffix.rstrip(".")) if part)


def _title(citation: Citation) -> str:
    """The title in its own language where that is known, else as given."""
    title = " ".join((citation.title_vernacular or citation.title).split()).removesuffix(".")
    if citation.retracted:
        title = f"{title} [Retracted]".lstrip()
    return _sentence(title)


def _in_book(citation: Citation) -> list[str]:
    chapter = citation.book.strip(". ") != citation.title.strip(". ")
    volume = f"Vol. {citation.volume}." if citation.volume else ""
    pages = f"p. {elide(citation.first_page, citation.last_page)}." if citation.first_page else ""
    year = f"{citation.year}." if citation.year else ""
    return [_sentence(f"In: {citation.book}") if chapter else "", volume, year, pages]


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
    if citation.doi:
        return f"doi: {citation.doi}"
    return f"PMID: {citation.pmid}" if citation.pmid else ""
