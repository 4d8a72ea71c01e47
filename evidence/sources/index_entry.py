"""What the index keeps of one citation: the row itself, the keys and the words by which it is found."""

from __future__ import annotations

from evidence.model import Citation
from evidence.normalise.text import fold, words
from evidence.sources.citation_row import Row, encode_row

__all__ = ["SIGNS", "Entry", "entry_of", "journal_key", "keys_of", "spelt", "squeeze", "words_of"]

_BETWEEN_KEYS = "\x1f"
_UNSIGNED = {ord(sign): "_" for sign in (*map(chr, range(33)), '"', "'", "\x7f") if sign != _BETWEEN_KEYS}
SIGNS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum() and code not in _UNSIGNED)
Entry = tuple[int, int, bytes, str, str]  # number, version, payload, keys, words


def entry_of(number: int, row: Row, version: int = 0) -> Entry:
    """A citation as the index keeps it; the number is its PMID where it is one of PubMed's."""
    return number, version, encode_row(row), keys_of(row), words_of(row)


def journal_key(citation: Citation | Row) -> str:
    """What a journal is known by in the index: its NLM id, else its folded abbreviation or title."""
    return citation.journal_id or fold(citation.journal_abbrev or citation.journal)


def words_of(citation: Row) -> str:
    """The text of a citation for the index of words: titles and family names."""
    said = " ".join([citation.title, citation.title_vernacular, *[name[0] for name in citation.names]])
    # The tokenizer itself splits and lowers ASCII; only the rest needs folding, which is the costly part.
    if said.isascii() and "'" not in said:
        return said
    return " ".join([part if part.isalnum() and part.isascii() else " ".join(words(part)) for part in said.split()])


def keys_of(citation: Row) -> str:
    """The keys of a citation: its identifiers, its place, its first author and its journal in its year."""
    pmid, doi, pmcid = citation.pmid, citation.doi, citation.pmcid
    keys = [f"pmid:{pmid}"] if pmid else []
    if doi:
        keys.append(f"doi:{doi}")
    if pmcid:
        keys.append(f"pmcid:{pmcid}")
    if not keys:
        keys.append(f"id:{citation.citation_id.removeprefix('id:')}")
    page, year = citation.first_page, citation.year
    if page and citation.volume:
        keys.append(f"v:{citation.volume}|{page}")
    if page and year:
        keys.append(f"y:{year}|{page}")
    if year:
        if citation.names:
            keys.append(f"a:{squeeze(citation.names[0][0])}|{year}")
        keys.append(f"j:{journal_key(citation)}|{year}")
    return spelt(_BETWEEN_KEYS.join(keys))


def spelt(key: str) -> str:
    """A key as the index spells it, without the signs that would divide it."""
    return key.translate(_UNSIGNED)


def squeeze(text: str) -> str:
    """A name as one folded word."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return "".join(words(text))
