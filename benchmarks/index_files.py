"""PubMed files of any number of citations, for `index.py`: real records repeated as other papers, and real citations.

A repeated record keeps its abstract, headings, references and people but gets a PMID, a DOI, a first author, a year, a
volume, pages and a title of its own. Titles are drawn word by word, each after the one before as real titles have it,
or at random; one word in fifty is new, so that the vocabulary grows as that of the world does.
"""

from __future__ import annotations

import gzip
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from evidence.model import Citation

_RECORD = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
_ROOT = b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n'
_VARIED = re.compile(
    r"<PMID[^>]*>(?P<pmid>\d+)</PMID>|<ArticleTitle[^>]*>(?P<title>.*?)</ArticleTitle>|<Volume>(?P<volume>.*?)</Volume>"
    r"|<PubDate>(?P<date>.*?)</PubDate>|<Pagination>(?P<pages>.*?)</Pagination>|<LastName>(?P<name>.*?)</LastName>"
    r'|<ELocationID EIdType="doi"[^>]*>(?P<doi>.*?)</ELocationID>|<ArticleId IdType="doi">(?P<id>.*?)</ArticleId>',
    re.DOTALL,
)
_ONCE = ("pmid", "title", "volume", "date", "pages", "name", "doi", "id")
_FIRST_PMID = 100_000_001
Template = list[tuple[str, str]]  # text, and the name of what stands after it


def templates(samples: Iterable[Path]) -> list[Template]:
    """The full records of PubMed XML files, cut where another paper differs."""
    found = []
    for path in samples:
        data = path.read_bytes()
        data = zlib.decompressobj(31).decompress(data) if data[:2] == b"\x1f\x8b" else data
        for record in _RECORD.findall(data):
            if b"<MedlineCitation" in record and b"<Volume>" in record:
                found.append(_template(record.decode("utf-8", "replace")))
    return found


def _template(text: str) -> Template:
    parts, at, used = [], 0, set[str]()
    references = text.find("<ReferenceList")
    for match in _VARIED.finditer(text, 0, references if references > 0 else len(text)):
        name = match.lastgroup or ""
        if name not in used and name in _ONCE:
            used.add(name)
            parts.append((text[at : match.start(name)], name))
            at = match.end(name)
    return [*parts, (text[at:], "")]


class Papers:
    """Papers that do not exist, of the words, names, volumes and pages of papers that do."""

    def __init__(self, real: Sequence[Citation], templates: Sequence[Template]) -> None:
        self._templates = templates
        self._volumes = [c.volume for c in real if c.volume]
        self._years = [c.year for c in real if c.year]
        self._pages = [(c.first_page, c.last_page) for c in real if c.first_page]
        self._names = [name.family for c in real for name in c.names[:1]]
        self._after: dict[str, list[str]] = defaultdict(list)
        self._words: list[str] = []
        self._lengths = [len(c.title.split()) for c in real if len(c.title.split()) > 3]
        for citation in real:
            said = citation.title.split()
            self._words += said
            for word, following in pairwise(said):
                self._after[word].append(following)
        self._chance, self._number = random.Random(), _FIRST_PMID

    def records(self, seed: int, first: int, count: int) -> Iterator[str]:
        """So many records from the `first` on (0-based), with ascending PMIDs; the same whatever was made before."""
        self._chance = random.Random(f"{seed} {first}")
        for self._number in range(_FIRST_PMID + first, _FIRST_PMID + first + count):
            yield self._record()

    def _record(self) -> str:
        chance, pmid = self._chance, str(self._number)
        (first, last), volume, year = (
            chance.choice(self._pages),
            chance.choice(self._volumes),
            chance.choice(self._years),
        )
        doi = f"10.{1000 + self._number % 4000}/made.{pmid}"
        name = chance.choice(self._names)
        values = {
            "": "",
            "pmid": pmid,
            "title": escape(self._title()),
            "volume": escape(volume),
            "date": f"<Year>{year}</Year>",
            "pages": f"<MedlinePgn>{escape(f'{first}-{last}' if last else first)}</MedlinePgn>",
            "name": escape(self._new(name) if chance.random() < 0.05 else name),
            "doi": doi,
            "id": doi,
        }
        return "".join([text + values[name] for text, name in chance.choice(self._templates)])

    def _title(self) -> str:
        chance = self._chance
        said = [chance.choice(self._words)]
        for _ in range(chance.choice(self._lengths) - 1):
            following = self._after.get(said[-1])
            word = chance.choice(following) if following and chance.random() < 0.7 else chance.choice(self._words)
            said.append(self._new(word) if chance.random() < 0.02 else word)
        return " ".join(said)

    def _new(self, word: str) -> str:
        other = self._chance.choice(self._words)
        return word[: len(word) // 2 + 1] + other[len(other) // 2 :].lower()


def real_record(citation: Citation) -> str:
    """A citation as PubMed would write it."""
    people = "".join(
        f'<Author ValidYN="Y"><LastName>{escape(n.family)}</LastName><Initials>{escape(n.initials)}</Initials></Author>'
        for n in citation.names
    )
    pages = f"{citation.first_page}-{citation.last_page}" if citation.last_page else citation.first_page
    doi = f'<ArticleId IdType="doi">{escape(citation.doi)}</ArticleId>' if citation.doi else ""
    whole = "Y" if citation.names_complete else "N"
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{citation.pmid}</PMID><Article><Journal>'
        f"<JournalIssue><Volume>{escape(citation.volume)}</Volume><Issue>{escape(citation.issue)}</Issue><PubDate>"
        f"<Year>{citation.year or ''}</Year></PubDate></JournalIssue><Title>{escape(citation.journal)}</Title>"
        f"</Journal><ArticleTitle>{escape(citation.title)}</ArticleTitle><Pagination><MedlinePgn>{escape(pages)}"
        f'</MedlinePgn></Pagination><AuthorList CompleteYN="{whole}">{people}</AuthorList></Article>'
        f"<MedlineJournalInfo><MedlineTA>{escape(citation.journal_abbrev)}</MedlineTA><NlmUniqueID>{citation.journal_id}</NlmUniqueID>"
        f'</MedlineJournalInfo></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">{citation.pmid}'
        f"</ArticleId>{doi}</ArticleIdList></PubmedData></PubmedArticle>"
    )


def write(path: Path, records: Iterable[str]) -> None:
    """One file as PubMed distributes them."""
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(_ROOT)
        for record in records:
            out.write(record.encode())
            out.write(b"\n")
        out.write(b"</PubmedArticleSet>\n")
