"""Records by PMID: every one that is asked for comes back, or is named as one that cannot be had."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evidence.formats.pubmed_xml import read_pubmed_xml
from evidence.model import Place, Record
from evidence.sources.entrez.answers import read_info
from evidence.sources.entrez.transport import Transport, UnansweredError
from evidence.sources.entrez.wire import AttemptError

BATCH = 400  # 200 to 500 ids are what works (easyPubMed #13, pubmedR #7)
_ROOT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*<([\w.-]+)", re.S)
_GIVE_UP = 8  # single records refused one after the other while nothing else is had: EFetch itself is out of order


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that came, PMIDs that cannot be had (and why, once), and oddities of the answer in words."""

    records: tuple[Record, ...] = ()
    failed: tuple[str, ...] = ()
    oddities: tuple[str, ...] = ()


def fetch(transport: Transport, pmids: Sequence[str]) -> Iterator[Batch]:
    """The records in batches, each fit to be stored at once.

    A batch that cannot be had is halved, down to the one PMID. When the service is down the rest is named as failed.
    """
    waiting = [tuple(pmids[at : at + BATCH]) for at in range(0, len(pmids), BATCH)][::-1]
    in_vain = 0
    while waiting:
        asked = waiting.pop()
        try:
            batch = _fetch(transport, asked)
        except UnansweredError as failure:
            if failure.kind != "broken":
                in_vain += len(asked) == 1
                if in_vain >= _GIVE_UP or not _alive(transport):
                    rest = (*asked, *(pmid for later in reversed(waiting) for pmid in later))
                    yield Batch(failed=rest, oddities=(failure.message,))
                    return
            if len(asked) == 1:
                yield Batch(failed=asked, oddities=(f"PMID {asked[0]}: {failure.message}",))
            else:
                half = len(asked) // 2
                waiting += [asked[half:], asked[:half]]
        else:
            in_vain = 0
            yield batch


def _fetch(transport: Transport, asked: Sequence[str]) -> Batch:
    params = {"db": "pubmed", "id": ",".join(asked), "retmode": "xml"}
    return transport.ask("efetch", params, lambda body: _read(body, asked), attempts=5)


def _alive(transport: Transport) -> bool:
    try:
        transport.ask("einfo", {"db": "pubmed", "retmode": "xml"}, read_info, attempts=3)
    except UnansweredError:
        return False
    return True


def _read(body: bytes, asked: Sequence[str]) -> Batch:
    """The records of an answer that holds just those that were asked for. Raises AttemptError for any other."""
    root = _ROOT.match(body)
    if root is None or root.group(1) != b"PubmedArticleSet":
        name = root.group(1).decode("ascii", "replace") if root else "no XML, or declares entities"
        raise AttemptError("broken", f"the answer is not a set of PubMed articles ({name})")
    if b"<ERROR>" in body:
        raise AttemptError("broken", "the answer holds an error besides its records")
    records: dict[str, Record] = {}
    oddities = []
    for item in read_pubmed_xml(io.BytesIO(body), "PubMed"):
        if isinstance(item, Record):
            record = replace(item, place=Place("PubMed", item=f"PMID {item.pmid}"))
            earlier = records.setdefault(item.pmid, record)
            records[item.pmid] = max(earlier, record, key=_version)
            if earlier.raw != record.raw and _version(earlier) == _version(record):
                raise AttemptError("broken", f"PMID {item.pmid} stands twice in the answer, and differs")
        elif item.code == "pmid":
            oddities.append(item.message)
        elif not item.notice:
            raise AttemptError("broken", f"the answer is broken: {item.message}")
    if records.keys() != set(asked):
        lacking = sorted(set(asked) - records.keys(), key=int)
        others = sorted(records.keys() - set(asked), key=int)
        told = [
            f"lacks PMID {', '.join(lacking[:3])}" if lacking else "",
            f"holds PMID {', '.join(others[:3])}, unasked" if others else "",
            *oddities[:3],
        ]
        raise AttemptError("broken", f"the answer {' and '.join(filter(None, told))}")
    return Batch(tuple(records[pmid] for pmid in asked), oddities=tuple(oddities))


def _version(record: Record) -> int:
    """PubMed numbers the versions of a few records (F1000, PLoS Currents): the last is the record."""
    number = dict(record.extra).get("version", "1")
    return int(number) if number.isdecimal() else 1
