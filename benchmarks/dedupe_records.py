"""Artificial records of a search in four databases, with the truth: `python benchmarks/dedupe_records.py N FOLDER`.

Writes records.csv.gz and gold.csv. Everything is drawn: words and names from syllables, as common as Zipf's law has
it; journals from the authority, in full or abbreviated. One work in two is seen by two to four databases, each with
its own habits and slips; one in sixteen brings a work that is easily taken for it (second part, erratum, talk, next
year's report). For speed, memory and growth only: it says nothing of accuracy on real records.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from evidence.formats.csv_records import COLUMNS
from evidence.normalise.journals import Journal, authority

_LITTLE = ("of", "in", "the", "and", "with", "for", "a")
_SYLLABLES = [c + v for c in "bcdfglmnprstv" for v in "aeiou"]
_SOURCES = ("medline", "embase", "wos", "scopus")


@dataclass(frozen=True, slots=True)
class _Work:
    title: str
    authors: tuple[tuple[str, str], ...]
    journal: Journal
    year: int
    volume: int
    issue: int
    page: int
    length: int
    doi: str
    pmid: int


def _word(rank: int) -> str:
    """A word for a rank, common ones short."""
    said = ""
    rank += len(_SYLLABLES)
    while rank:
        rank, at = divmod(rank, len(_SYLLABLES))
        said += _SYLLABLES[at]
    return said


class _Draw:
    """Chance, and how many words, names and journals there are for so many records."""

    def __init__(self, records: int, seed: int) -> None:
        self.chance = Random(seed)
        self.words = math.log(400 * records**0.5)
        self.people = math.log(100 * records**0.5)
        self.journals = [authority().journal(at) for at in range(0, len(authority()), 7)]

    def word(self) -> str:
        return _word(int(math.exp(self.chance.random() * self.words)))

    def author(self) -> tuple[str, str]:
        family = _word(int(math.exp((0.3 + 0.7 * self.chance.random()) * self.people)))
        return family.capitalize() + "sen", _word(self.chance.randrange(3000)).capitalize()

    def title(self) -> str:
        told = [
            self.chance.choice(_LITTLE) if self.chance.random() < 0.3 else self.word()
            for _ in range(self.chance.randrange(7, 20))
        ]
        if self.chance.random() < 0.3:
            told[len(told) // 2] += ":"
        return " ".join(told).capitalize()

    def work(self, number: int) -> _Work:
        pick = self.chance.randrange
        return _Work(
            title=self.title(),
            authors=tuple(self.author() for _ in range(min(pick(1, 9), pick(1, 12)))),
            journal=self.chance.choice(self.journals),
            year=pick(1985, 2025),
            volume=pick(1, 120),
            issue=pick(1, 13),
            page=pick(1, 2500),
            length=pick(3, 15),
            doi=f"10.{pick(1000, 9999)}/{_word(pick(4000))}.{number}",
            pmid=10_000_000 + number,
        )

    def rival(self, work: _Work, number: int) -> _Work:
        """Another work that is easily taken for this one."""
        other = replace(work, doi=f"{work.doi}.{number}", pmid=10_000_000 + number)
        match self.chance.randrange(4):
            case 0:
                return replace(other, title=f"{work.title}: Part II", page=work.page + work.length + 1)
            case 1:
                return replace(other, title=f"Erratum: {work.title}", page=work.page + 200, length=0)
            case 2:
                journal = self.chance.choice(self.journals)
                return replace(other, journal=journal, year=work.year - 1, volume=work.volume + 7, page=9, length=0)
        return replace(other, year=work.year + 1, volume=work.volume + 1, page=work.page + 31)

    def slip(self, text: str) -> str:
        at = self.chance.randrange(3, len(text) - 3)
        return text[:at] + self.chance.choice(("", text[at + 1], self.chance.choice("etaoin"))) + text[at + 1 :]

    def view(self, work: _Work, source: str) -> dict[str, str]:
        """What a database says of a work."""
        often, last = self.chance.random, work.page + work.length
        names = [f"{family}, {given}" for family, given in work.authors]
        row = {
            "title": work.title + ".",
            "author": " and ".join(f"{family}, {given[0]}" for family, given in work.authors),
            "year": str(work.year + (self.chance.choice((-1, 1)) if often() < 0.03 else 0)),
            "journal": work.journal.title,
            "volume": str(work.issue if often() < 0.01 else work.volume),
            "number": "" if often() < 0.05 else str(work.issue),
            "pages": "" if often() < 0.08 else f"{work.page}-{last}" if work.length else str(work.page),
            "doi": "" if often() < 0.4 else work.doi,
            "source": source,
        }
        match source:
            case "medline":
                row |= {"journal": work.journal.medline, "pmid": str(work.pmid)}
                if row["pages"] and len(str(last)) == len(str(work.page)) > 2 and last // 100 == work.page // 100:
                    row["pages"] = f"{work.page}-{last % 100}"
            case "wos":
                row |= {"journal": work.journal.title.upper(), "author": "; ".join(names), "title": work.title.title()}
                row["doi"] = row["doi"].upper()
            case "scopus":
                row["author"] = " and ".join(names[:3] + ["et al."] * (len(names) > 3))
                row["doi"] = row["doi"] and f"https://doi.org/{row['doi']}"
                if often() < 0.1:
                    row["title"] = work.title.partition(":")[0]
        if often() < 0.04:
            row["title"] = self.slip(row["title"])
        return row


def rows(records: int, seed: int = 1) -> Iterator[tuple[dict[str, str], int]]:
    """(row of the csv columns, number of its work) for about so many records, the copies of a work far apart."""
    draw = _Draw(records, seed)
    told: list[tuple[dict[str, str], int]] = []
    number = 0
    work: _Work | None = None
    while len(told) < records:
        rival = work is not None and draw.chance.random() < 0.06
        work = draw.rival(work, number) if rival and work else draw.work(number)
        seen = 1 if draw.chance.random() < 0.55 else draw.chance.choice((2, 2, 2, 3, 3, 4))
        told += [(draw.view(work, source), number) for source in draw.chance.sample(_SOURCES, seen)]
        work, number = (None if rival else work), number + 1
    draw.chance.shuffle(told)
    for at, (row, of) in enumerate(told):
        yield {"id": f"s{at:07}"} | row, of


def write(records: int, folder: Path) -> None:
    """Write records.csv.gz and gold.csv into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    gold = ["record_id,cluster_id\n"]
    with gzip.open(folder / "records.csv.gz", "wb", compresslevel=1) as body:
        text = io.TextIOWrapper(body, "utf-8", newline="")
        table = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
        table.writeheader()
        for row, of in rows(records):
            table.writerow(row)
            gold.append(f"{row['id']},w{of}\n")
        text.close()
    (folder / "gold.csv").write_text("".join(gold))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
