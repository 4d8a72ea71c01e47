"""Print citations of an index without a fault in fifteen styles, clean them, and count what is changed all the same.

usage: python benchmarks/perfect_entries.py INDEX [NUMBER]      (INDEX saved or .jsonl.gz; 2,000 entries of each style)

An entry that is right as printed must come back as matched (a retracted paper as retracted), with no change but what
the style leaves out: a DOI or PMID, authors after "et al.". The printing is this script's own.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from evidence.clean.clean import clean_list
from evidence.model import Citation, Cleaned, Name
from evidence.normalise.pages import elide
from evidence.sources.citation_jsonl import read_rows
from evidence.sources.citation_row import Row, citation_of_row
from evidence.sources.index import open_index

_SEED = 20
_SHOWN = 12
_FAMILY = re.compile(
    r"(?!.* [A-Z]{2,3}-? )(?!.* [A-Z]+-?$)(?![A-Z] |.*&)"
    r"(?:[^\s,/]+ )*(?:[^\W\d_]['’-])?(?=[^\s/]*[A-ZÀ-Þ])[^\W\d_]['\w’‐-]*\w(?<! Jr)"
)
_DAMAGED = re.compile("[ÂÃÎÏ][\u0080-\u00bf]")
_GROUP = re.compile(r"consortium|group|committee|association|foundation", re.IGNORECASE)
_VOLUME = re.compile(r"\d+[A-Z]?(?:[–/-]\d+)?(?: Suppl(?: \d+)?)?")


def main() -> int:
    """Print the counts of each style and some of what was changed; 1 if anything was."""
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_file():
        print("Skipped: name a .jsonl.gz of citations.")
        return 0
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    every = (citation_of_row(row) for row in read_rows(Path(sys.argv[1])) if isinstance(row, Row))
    known = [citation for citation in every if _whole(citation)]
    random.Random(_SEED).shuffle(known)
    faults = 0
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / Path(sys.argv[1]).name
        copy.write_bytes(Path(sys.argv[1]).read_bytes())
        with open_index(copy) as index:
            for at, (style, printed) in enumerate(_STYLES.items()):
                chosen = list(islice(known, at * number, (at + 1) * number)) or known[:number]
                text = "\n".join(f"{n}. {printed(citation)}" for n, citation in enumerate(chosen, 1))
                started = time.process_time()
                entries = clean_list(text, index).entries
                seconds = time.process_time() - started
                wrong = _wrong(chosen, entries)
                faults += len(wrong)
                statuses = Counter(item.status for item in entries)
                told = {"style": style, "printed": len(chosen), "read": len(entries), "statuses": dict(statuses)}
                print(json.dumps(told | {"false": len(wrong), "per_cpu_second": round(len(chosen) / seconds)}))
                for line in wrong[:_SHOWN]:
                    print(f"   {line}")
    return int(bool(faults))


def _whole(citation: Citation) -> bool:
    """Whether a record can be printed perfectly: nothing is missing, nothing else stands in a name of an author."""
    named = all(
        not re.search("[&,]", name.family)
        if name.collective
        else name.initials.isalpha() and _FAMILY.fullmatch(name.family) and not _GROUP.search(name.family)
        for name in citation.names
    )
    told = citation.title and citation.journal_abbrev and citation.year and citation.pmid and citation.first_page
    placed = _VOLUME.fullmatch(citation.volume) and len(citation.last_page) < 9 and "article" not in citation.issue
    damaged = _DAMAGED.search(citation.title) or citation.title.startswith("&")
    return bool(told and citation.names and named and placed and not damaged)


def _wrong(chosen: list[Citation], entries: Iterable[Cleaned]) -> list[str]:
    by_number = {item.reference.number: item for item in entries}
    found = []
    for number, citation in enumerate(chosen, 1):
        item = by_number.get(number)
        if item is None:
            found.append(f"not read: {citation.title}")
            continue
        changes = [change for change in item.changes if change.before or change.field not in ("doi", "pmid", "issue")]
        right = item.match is not None and item.match.pmid == citation.pmid
        if changes or not right or item.status not in ("matched", "duplicate", "retracted"):
            told = "; ".join(f"{c.field}: “{c.before}” to “{c.after}” ({c.reason})" for c in changes)
            found.append(f"{item.status} {item.reference.raw}\n      {told or item.explanation}")
    return found


def _vancouver(c: Citation) -> str:
    doi = f" doi: {c.doi}" if c.doi else ""
    pages = elide(c.first_page, c.last_page)
    return f"{_people(c, 6)}. {_ended(c.title)} {c.journal_abbrev}. {c.year};{_volume(c)}:{pages}.{doi}"


def _ama(c: Citation) -> str:
    doi = f" doi:{c.doi}" if c.doi else ""
    listed = 3 if len(c.names) > 6 else 6
    return f"{_people(c, listed)}. {_ended(c.title)} {c.journal_abbrev}. {c.year};{_volume(c)}:{_pages(c, '-')}.{doi}"


def _apa(c: Citation) -> str:
    doi = f" https://doi.org/{c.doi}" if c.doi else ""
    people = _turned(c, " ", ", & ", 20)
    return f"{people} ({c.year}). {_ended(c.title)} {_journal(c)}, {_volume(c)}, {_pages(c, '–')}.{doi}"


def _french(c: Citation) -> str:
    title = c.title.removesuffix(".")
    return f"{_people(c, 6)}. {title}. {c.journal_abbrev} {c.year} ; {_volume(c)} : {elide(c.first_page, c.last_page)}."


def _month(c: Citation) -> str:
    return f"{_people(c, 6)}. {_ended(c.title)} {c.journal_abbrev}. {c.year} Mar;{_volume(c)}:{_pages(c, '-')}."


def _french_quoted(c: Citation) -> str:
    number = f", n° {_issue(c)}" if c.issue else ""
    title = c.title.removesuffix(".")
    return f"{_people(c, 3)} « {title} ». {_journal(c)}, vol. {c.volume}{number}, {c.year}, p. {_pages(c, '-')}."


def _mla(c: Citation) -> str:
    number = f".{_issue(c)}" if c.issue else ""
    return f'{_first(c)} "{_ended(c.title)}" {_journal(c)} {c.volume}{number} ({c.year}): {_pages(c, "-")}.'


def _mla_labelled(c: Citation) -> str:
    number = f", no. {_issue(c)}" if c.issue else ""
    pages = f"{'pp' if c.last_page else 'p'}. {_pages(c, '-')}"
    return f"{_first(c)} “{_ended(c.title)}” {_journal(c)}, vol. {c.volume}{number}, {c.year}, {pages}."


def _chicago(c: Citation) -> str:
    number = f", no. {_issue(c)}" if c.issue else ""
    people = _turned(c, "", ", and ", 10)
    return f"{people} “{_ended(c.title)}” {_journal(c)} {c.volume}{number} ({c.year}): {_pages(c, '–')}."


def _harvard(c: Citation) -> str:
    people = _turned(c, "", " and ", 3)
    return f"{people}, {c.year}. {_ended(c.title)} {_journal(c)}, {_volume(c)}, pp.{_pages(c, '-')}."


def _springer(c: Citation) -> str:
    people = _people(c, 3).replace(", et al", " et al.")
    return f"{people} ({c.year}) {_ended(c.title)} {c.journal_abbrev} {c.volume}: {_pages(c, '–')}"


def _german(c: Citation) -> str:
    number = f", H. {_issue(c)}" if c.issue else ""
    people = _turned(c, "", " u. ", 3, "; ")
    title = c.title.removesuffix(".")
    return f"{people}: {title}. In: {_journal(c)}, Bd. {c.volume}{number}, {c.year}, S. {_pages(c, '-')}."


def _nature(c: Citation) -> str:
    people = _turned(c, " ", " & ", 5)
    return f"{people} {_ended(c.title)} {c.journal_abbrev} {c.volume}, {_pages(c, '–')} ({c.year})."


def _cell(c: Citation) -> str:
    people = _turned(c, "", ", and ", 10)
    return f"{people} ({c.year}). {_ended(c.title)} {c.journal_abbrev} {c.volume}, {_pages(c, '–')}."


def _ieee(c: Citation) -> str:
    people = [n.family if n.collective else f"{_dotted(n, ' ')} {n.family}" for n in c.names[:6]]
    listed = ", ".join(people) + (" et al." if len(c.names) > 6 or not c.names_complete else "")
    number = f"no. {_issue(c)}, " if c.issue else ""
    title = c.title.removesuffix(".")
    where = f"vol. {c.volume}, {number}pp. {_pages(c, '–')}, Mar. {c.year}"
    return f"{listed}, “{title},” {c.journal_abbrev}, {where}."


_STYLES: dict[str, Callable[[Citation], str]] = {
    "vancouver": _vancouver,
    "vancouver with month": _month,
    "ama": _ama,
    "apa": _apa,
    "french": _french,
    "french, quoted": _french_quoted,
    "mla": _mla,
    "mla, labelled": _mla_labelled,
    "chicago": _chicago,
    "harvard": _harvard,
    "german": _german,
    "springer": _springer,
    "nature": _nature,
    "cell": _cell,
    "ieee": _ieee,
}


def _turned(c: Citation, between: str, last: str, most: int, joint: str = ", ") -> str:
    """Names as "Silva, A. B.", their initials set apart by `between`."""
    people = [n.family if n.collective else f"{n.family}, {_dotted(n, between)}" for n in c.names[:most]]
    if len(c.names) > most or not c.names_complete:
        return f"{joint.join(people)} et al."
    return last.join([joint.join(people[:-1]), people[-1]]) if len(people) > 1 else people[0]


def _first(c: Citation) -> str:
    """Names as MLA has them: the first turned, the second not, of three one alone."""
    names = [n.family if n.collective else f"{n.family}, {_dotted(n, ' ')}" for n in c.names[:1]]
    if len(c.names) > 2 or not c.names_complete:
        return f"{names[0]}, et al."
    if len(c.names) > 1:
        other = c.names[1]
        names.append(other.family if other.collective else f"{_dotted(other, ' ')} {other.family}")
    return f"{', and '.join(names).removesuffix('.')}."


def _dotted(name: Name, between: str) -> str:
    return between.join(f"{initial}." for initial in name.initials)


def _journal(c: Citation) -> str:
    return re.split(r"\s[:=]\s|\s\(", c.journal or c.journal_abbrev)[0].rstrip(".")


def _issue(c: Citation) -> str:
    return c.issue.strip("()")


def _people(c: Citation, most: int) -> str:
    names = ", ".join(_name(name) for name in c.names[:most])
    return f"{names}, et al" if len(c.names) > most or not c.names_complete else names


def _name(name: Name) -> str:
    return " ".join(filter(None, (name.family, name.initials, name.suffix)))


def _ended(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."


def _volume(c: Citation) -> str:
    return f"{c.volume}({_issue(c)})" if c.issue else c.volume


def _pages(c: Citation, dash: str) -> str:
    return dash.join(filter(None, (c.first_page, c.last_page)))


if __name__ == "__main__":
    raise SystemExit(main())
