"""Identifiers out of whatever they stand in; '' where there is none, never a guess."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

__all__ = ["PMCID", "PMID_LABELLED", "doi", "doi_key", "is_pmid", "issn", "pmcid", "pmid"]

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_ENCODED = re.compile(r"10\.\d{4,9}(?:\.\d+)*%2F", re.IGNORECASE)
_AFTER_DOI = re.compile(r"</.*|;?\[?(?:pmid|pmcid|epub)\b.*|[,;](?:https?:|doi|10\.\d{4}).*", re.IGNORECASE)
_AFTER_IN_URL = re.compile(r"[?#].*|/(?:full|pdf|epdf|pdfft|abstract|html|fulltext|meta)(?=$|[?#]).*", re.IGNORECASE)
_IN_URL = re.compile(r"https?://\S*$")
_CONTINUES = re.compile(r"\s+(?:[a-z][\w-]*[._-]\d|\d+\.\d\d)")
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}

_PMID = r"[1-9][0-9]{0,8}"
_PMID_ALONE = re.compile(rf"\s*({_PMID})(?:\.0)?\s*(?:\[pmid\])?\s*", re.IGNORECASE)
# Each group is named as the field that it is; a digit after the name tells two of them apart.
PMID_LABELLED = re.compile(
    rf"(?:\bpmid|\bpubmed(?:\s*(?:id|pmid))?)\s*[:=#]?\s*(?P<pmid>{_PMID})(?!\d)"
    r"|(?:(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/)|/pubmed/)"
    rf"(?P<pmid2>{_PMID})(?!\d)/?",
    re.IGNORECASE,
)
PMCID = re.compile(r"(?<![A-Za-z])(?P<pmcid>PMC\s?[1-9]\d{2,9})(?!\d)", re.IGNORECASE)
_ISSN = re.compile(r"(?<!\d)(\d{4})[-\u2010-\u2015\u2212 ]?(\d{3}[\dXx])(?![\dXx])")


@lru_cache(maxsize=65536)
def doi(text: str) -> str:
    """The first DOI in a text, as printed (case kept): out of a URL, without prefix, encoding or closing punctuation.

    A DOI that a space has broken is '': half of one names another paper, or none.

    >>> doi("https://doi.org/10.1016%2Fj.semarthrit.2005.01.016).")
    '10.1016/j.semarthrit.2005.01.016'
    """
    if _DOI_ENCODED.search(text):
        text = unquote(text)
    hit = _DOI.search(text)
    if hit is None:
        return ""
    found = _AFTER_DOI.sub("", hit[0])
    if found == hit[0] and found[-1] in ".-_/(" and _CONTINUES.match(text, hit.end()):
        return ""
    if _IN_URL.search(text[: hit.start()]):
        found = _AFTER_IN_URL.sub("", found)
    found = _closed(found)
    return "" if found.endswith("/") else found


def _closed(found: str) -> str:
    """Without closing punctuation; a bracket goes only where it was not opened inside."""
    while found:
        last = found[-1]
        unopened = last in _BRACKETS and found.count(last) > found.count(_BRACKETS[last])
        if not (unopened or last in ".,;:'\"«»“”‘’…*"):
            break
        found = found[:-1]
    return found


def doi_key(text: str) -> str:
    """A DOI for comparing: DOIs do not distinguish case (DOI Handbook, 2.4)."""
    return doi(text).lower()


def pmid(text: str) -> str:
    """The PMID: a text that is nothing else, or one labelled PMID or standing in a PubMed address.

    >>> pmid("PMID: 15942915"), pmid("15942915"), pmid("34:805"), pmid("0123")
    ('15942915', '15942915', '', '')
    """
    hit = _PMID_ALONE.fullmatch(text) or PMID_LABELLED.search(text)
    return "" if hit is None else next(group for group in hit.groups() if group)


def is_pmid(text: str) -> bool:
    """Whether a text is a PMID and nothing else: 1 to 9 digits without a leading zero."""
    return re.fullmatch(_PMID, text) is not None


def pmcid(text: str) -> str:
    """The PubMed Central id with its prefix ("PMC5742331")."""
    hit = PMCID.search(text)
    return "" if hit is None else f"PMC{hit[1][3:].lstrip()}"


@lru_cache(maxsize=8192)  # journals are few and their records many
def issn(text: str) -> str:
    """The first ISSN whose check digit is right (ISO 3297), as "1545-9616"; '' for a mistyped one."""
    for hit in _ISSN.finditer(text):
        digits = (hit[1] + hit[2]).upper()
        total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits[:7], strict=True))
        if digits[7] == "0123456789X"[-total % 11]:
            return f"{digits[:4]}-{digits[4:]}"
    return ""
