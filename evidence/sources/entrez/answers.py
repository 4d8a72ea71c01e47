"""The small answers of the E-utilities, believed only when whole; Bio.Entrez reads them with its own DTDs.

The DOCTYPE of an answer is replaced by the one that Biopython holds, so that neither an unknown year of the DTD nor a
foreign address in it can make the parser go to the network.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from evidence.normalise.identifiers import is_pmid
from evidence.sources.entrez.wire import AttemptError

_DTD = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd"
_KNOWN = {"eSearchResult": f"{_DTD}/20060628/esearch.dtd", "eInfoResult": f"{_DTD}/20130322/einfo.dtd"}


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of ESearch: how many match, the PMIDs listed, PubMed's reading of the query and its warnings.

    `refused` names, in sentences, what was listed and is no PMID.
    """

    count: int
    pmids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]
    refused: tuple[str, ...] = ()


def read_search(body: bytes, most: int) -> Page:
    """An ESearch answer; it must list every match where there are `most` or fewer. Raises AttemptError."""
    answer = _small(body, "eSearchResult")
    count, listed = str(answer.get("Count", "")), [str(pmid).strip() for pmid in answer.get("IdList", ())]
    if not count.isdecimal():
        raise AttemptError("broken", "the search tells no count")
    if len(listed) != len(set(listed)) or (int(count) <= most and len(listed) != int(count)):
        raise AttemptError("broken", f"the search counts {count} and lists {len(set(listed))}")
    odd = [f"“{name[:40]}” in the search's answer is no PMID: left out" for name in listed if not is_pmid(name)]
    return Page(
        int(count),
        tuple(name for name in listed if is_pmid(name)),
        str(answer.get("QueryTranslation", "")),
        _warnings(answer),
        tuple(odd),
    )


def read_info(body: bytes) -> tuple[tuple[str, str], ...]:
    """What EInfo says of the database: its build and last update. Raises AttemptError."""
    info = _small(body, "eInfoResult").get("DbInfo") or {}
    first = info[0] if isinstance(info, list) else info
    return tuple(
        (name, str(first[key]))
        for name, key in (("db_build", "DbBuild"), ("db_update", "LastUpdate"))
        if first.get(key)
    )


def _warnings(answer: Mapping[str, Any]) -> tuple[str, ...]:
    said = {
        "PhraseNotFound": "not found in PubMed, searched without it: {}",
        "FieldNotFound": "no such search field, ignored: {}",
        "QuotedPhraseNotFound": "quoted phrase not found: {}",
        "PhraseIgnored": "ignored by PubMed: {}",
        "OutputMessage": "PubMed says: {}",
    }
    lists = {**(answer.get("ErrorList") or {}), **(answer.get("WarningList") or {})}
    return tuple(words.format(text) for name, words in said.items() for text in lists.get(name, ()))


def _small(body: bytes, root: str) -> Mapping[str, Any]:
    from Bio.Entrez import read
    from Bio.Entrez.Parser import CorruptedXMLError, NotXMLError, ValidationError

    start = _checked(body, root)
    doctype = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {root} SYSTEM "{_KNOWN[root]}">\n'.encode()
    try:
        answer: Mapping[str, Any] = read(  # type: ignore[no-untyped-call]
            io.BytesIO(doctype + body[start:]), validate=False, escape=False
        )
    except (CorruptedXMLError, NotXMLError, ValidationError, RuntimeError, ValueError) as error:
        raise AttemptError("broken", f"the answer cannot be read ({error})") from None
    return answer


def _checked(body: bytes, root: str) -> int:
    """The offset of the root element, after a look at the whole: well-formed, of this root, no error, no entities.

    A namespace or a schema, which these answers never have, would send Biopython to the address that it names.
    """
    parser = expat.ParserCreate()
    seen: list[tuple[str, int]] = []
    error: list[str] = []
    foreign: list[str] = []

    def open_element(name: str, attributes: Mapping[str, str]) -> None:
        seen.append((name, parser.CurrentByteIndex))
        foreign.extend(key for key in attributes if ":" in key or key == "xmlns")
        if name.upper() == "ERROR":
            error.append("")

    def text(data: str) -> None:
        if error and seen[-1][0].upper() == "ERROR":
            error.append(data)

    def doctype(_name: str, _system: object, _public: object, internal: object) -> None:
        if internal:
            foreign.append("DOCTYPE")

    parser.StartElementHandler, parser.CharacterDataHandler = open_element, text
    parser.StartDoctypeDeclHandler = doctype
    parser.SkippedEntityHandler = lambda name, _parameter: foreign.append(f"&{name};")
    try:
        parser.Parse(body, True)
    except expat.ExpatError as fault:
        raise AttemptError("broken", f"the answer is not whole XML ({expat.errors.messages[fault.code]})") from None
    if foreign:
        raise AttemptError("broken", f"the answer declares what PubMed never does ({foreign[0]})")
    if error:
        raise AttemptError("broken", f"PubMed reports an error: {' '.join(''.join(error).split())[:200]}")
    if seen[0][0] != root:
        raise AttemptError("broken", f"the answer is <{seen[0][0]}>, not <{root}>")
    return seen[0][1]
