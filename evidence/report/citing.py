"""How publications are named and linked, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from evidence.formats.docx import printable as xml_printable
from evidence.model import Citation
from evidence.report.words import Words, words

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clip(text: str, limit: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than `limit` code points."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def capital(text: str) -> str:
    """The text with its first letter a capital, unless the word is a name of its own ("mTOR")."""
    return text if not text or any(c.isupper() for c in text.split()[0]) else text[0].upper() + text[1:]


def short_citation(citation: Citation, t: Words | None = None) -> str:
    """ "Balin 2012"; where no author is known the title, else the journal, else what names the page, cut."""
    t = t or words()
    who = clip(citation.names[0].family, 54) if citation.names else clip(citation.title, 40)
    who = who or clip(citation.journal_abbrev or citation.journal, 54)
    who = who or (f"PMID {citation.pmid}" if citation.pmid else "")
    where = urlsplit(first_address(citation.url)).hostname
    who = who or (t("say.untitled_at", where=where) if where else t("say.untitled"))
    return f"{who} {citation.year}" if citation.year else t("say.undated", who=who)


def first_address(*texts: str) -> str:
    """The first http(s) address in the texts, or ""."""
    for text in texts:
        if found := re.search(r"https?://[^\s<>\"]+", text):
            return found[0].rstrip(".,;)")
    return ""


def links(citation: Citation, quotes: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """(name, address) pairs, best first; PubMed's opens at the first quote (a text fragment)."""
    fragment = "".join(f"#:~:text={_fragment(text)}" for text in list(quotes)[:1])
    pairs = (
        ("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{citation.pmid}/{fragment}" if citation.pmid.isdigit() else ""),
        ("DOI", f"https://doi.org/{quote(citation.doi, safe='/:;().-_')}" if citation.doi else ""),
        ("web page", first_address(citation.url)),
    )
    return tuple((name, address) for name, address in pairs if address)


def _fragment(text: str) -> str:
    """The text itself, or of a long one its first and last words: a browser marks all between them."""
    words = text.split()
    return _escaped(text) if len(text) <= 60 else f"{_escaped(' '.join(words[:4]))},{_escaped(' '.join(words[-4:]))}"


def _escaped(text: str) -> str:
    """Percent-encoded; a hyphen too, which means something in a text fragment."""
    return quote(text, safe="").replace("-", "%2D")


def printable(text: str) -> str:
    """The text without what XML cannot hold or what turns the direction of the words after it."""
    return _TURNING.sub("", xml_printable(text))
