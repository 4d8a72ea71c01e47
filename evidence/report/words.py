"""How codes, numbers and citations are said in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from evidence.model import Citation, Count, Finding, SummaryRow
from evidence.protocol.vocabulary import vocabulary

STRATUM_WORDS = {
    "comparative": "Comparative studies",
    "series": "Series",
    "cases": "Single cases and small series",
}
DOMAIN_WORDS = {
    "deposits": "deposits",
    "symptoms": "pain and inflammation",
    "ulcers": "ulcers",
    "function": "function",
    "recurrence": "recurrence",
    "adverse": "adverse effects",
}
RESPONSE_WORDS = {
    "complete": "complete response",
    "partial": "partial response",
    "improved": "improved",
    "stable": "stable",
    "none": "no response",
    "worse": "worse",
    "mixed": "mixed",
    "not_reported": "result unreported",
}
STATUS_WORDS = {
    "matched": "Right as printed",
    "corrected": "Corrected",
    "probable": "Probably this paper: please check",
    "ambiguous": "Could be several papers: nothing is claimed",
    "conflict": "The text and its identifier name different papers",
    "not_found": "Not found in the records searched",
    "unidentifiable": "Too little said to identify a paper",
    "duplicate": "Repeats another entry",
    "retracted": "Retracted",
}
COUNT_WORDS = (
    ("complete", "complete"),
    ("partial", "partial"),
    ("any_response", "any response"),
    ("no_response", "no response"),
    ("worse", "worse"),
    ("recurrence", "recurred"),
)
_CORE = ("complete", "partial", "no_response")


def disease_words(code: str) -> str:
    """The printed name of a disease."""
    label = vocabulary().diseases.get(code)
    return label.en if label else code


def class_words(code: str) -> str:
    """The printed name of a treatment class, combinations joined by " + "."""
    known = vocabulary().classes
    return " + ".join(known[part].en if part in known else part for part in code.split("; "))


def treatment_words(code: str) -> str:
    """The printed name of a treatment, drugs given together joined by " + "."""
    return " + ".join(code.split("; "))


def capital(text: str) -> str:
    """The text with its first letter a capital, unless the word is a name of its own ("mTOR")."""
    return text if not text or any(c.isupper() for c in text.split()[0]) else text[0].upper() + text[1:]


def counted(n: int, word: str) -> str:
    """ "1 report", "2 reports"; "series" stays."""
    return f"{n} {word}" if n == 1 or word.endswith("series") else f"{n} {word}s"


def of_unit(n: int, unit: str) -> str:
    """ "1 patient", "28 patients"."""
    return f"{n} {unit.removesuffix('s') if n == 1 else unit}"


def numbers(finding: Finding) -> str:
    """What the report says of its numbers: stated ones, then the ones it leaves unreported."""
    f = finding.counts
    unit = finding.count_unit or "patients"
    stated = [
        f"{k} {word}" + (" (by closing sum)" if f"n_{name}" in f.derived else "")
        for name, word in COUNT_WORDS
        if (k := getattr(f, f"n_{name}")) is not None
    ]
    if f.n_treated == 1:
        return f"1 {unit.removesuffix('s')}" + (", recurred" if f.n_recurrence == 1 else "")
    whole = "an unstated number" if f.n_treated is None else of_unit(f.n_treated, unit)
    text = f"{', '.join(stated)} of {whole}" if stated else f"{whole} treated"
    unsaid = [word for name, word in COUNT_WORDS if name in _CORE and getattr(f, f"n_{name}") is None]
    return f"{text}; {', '.join(unsaid)} unreported" if unsaid else text


def summary_words(row: SummaryRow) -> str:
    """A cell of the summary: single cases by how many reports said what, series by their numbers."""
    if not row.reports:
        return f"{counted(len(row.also), 'report')}, not counted"
    treated = of_unit(row.treated.k or 0, row.unit)
    if row.stratum == "cases":
        told = directions(dict(row.direction), row.reports == row.treated.k)
        return f"{counted(row.reports, 'report')}, {treated}: {told}"
    counts: list[tuple[str, str, Count]] = [(name, word, getattr(row, name)) for name, word in COUNT_WORDS]
    stated = [
        f"{c.k} of {c.n} {word}"
        + (f" (stated by {c.reported} of {c.reports} reports)" if c.reported < c.reports else "")
        for _, word, c in counts
        if c.k is not None
    ]
    unsaid = [word for name, word, c in counts if name in _CORE and c.k is None]
    text = f"{counted(row.reports, 'report')}, {treated}" + (f": {', '.join(stated)}" if stated else "")
    return f"{text}; {', '.join(unsaid)} unreported" if unsaid else text


def directions(said: Mapping[str, int], patient_each: bool) -> str:
    """How many reports say what, in order; the bare word where there is but one report."""
    if sum(said.values()) == 1:
        return RESPONSE_WORDS[next(word for word, n in said.items() if n)]
    told = [(said[word], text) for word, text in RESPONSE_WORDS.items() if said.get(word)]
    return ", ".join(f"{n} {text}" if patient_each else f"{text} in {counted(n, 'report')}" for n, text in told)


def clip(text: str, limit: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than `limit` code points."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def short_citation(citation: Citation) -> str:
    """ "Balin 2012"; where no author is known the journal, else the first words of the title."""
    who = citation.names[0].family if citation.names else citation.journal_abbrev or citation.journal
    when = f" {citation.year}" if citation.year else ", undated"
    return (who or clip(citation.title, 40) or (f"PMID {citation.pmid}" if citation.pmid else "untitled report")) + when


def first_address(*texts: str) -> str:
    """The first http(s) address in the texts, or ""."""
    for text in texts:
        if found := re.search(r"https?://[^\s<>\"]+", text):
            return found[0].rstrip(".,;)")
    return ""


def links(citation: Citation, quotes: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """(name, address) pairs, best first; PubMed's opens at the first quote (a text fragment)."""
    fragment = "".join(f"#:~:text={quote(clip(text, 80).rstrip('…'), safe='')}" for text in list(quotes)[:1])
    pairs = (
        ("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{citation.pmid}/{fragment}" if citation.pmid.isdigit() else ""),
        ("DOI", f"https://doi.org/{quote(citation.doi, safe='/:;().-_')}" if citation.doi else ""),
        ("web page", first_address(citation.url)),
    )
    return tuple((name, address) for name, address in pairs if address)
