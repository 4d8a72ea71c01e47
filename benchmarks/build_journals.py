"""Builds data/journals/journals.tsv.gz from the fact files that data/journals/README.md names.

    python benchmarks/build_journals.py FOLDER

FOLDER holds nlm_j_medline_2023.csv.gz, ncbi_abbreviations_2021.json.gz and jabref_*.csv.gz. Equal inputs, equal bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from evidence.normalise.journal_keys import shorter, squeezed

HERE = Path(__file__).resolve().parent.parent / "data" / "journals"
_STARTED = re.compile(r"\b(1[89]\d\d|20\d\d)\)")


def rows_of(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream)


def key(name: str) -> str:
    return squeezed(" ".join(name.split()))[0]


def clean(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.replace("|", " ").split()))


def build(folder: Path) -> bytes:
    with gzip.open(folder / "nlm_j_medline_2023.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        listed = [row for row in csv.DictReader(stream) if row["NlmId"]]
        journals = sorted(listed, key=lambda row: (row["MedAbbr"] or row["JournalTitle"], row["NlmId"]))
    ncbi: dict[str, str] = json.loads(gzip.decompress((folder / "ncbi_abbreviations_2021.json.gz").read_bytes()))[
        "default"
    ]["container-title"]
    accented: dict[tuple[str, str], str] = {}
    for title, abbreviation in sorted(ncbi.items()):
        if not title.isascii():
            accented.setdefault((key(abbreviation), key(title)), clean(title))
    with (HERE / "years.csv").open(encoding="utf-8", newline="") as hand:
        years = {row["nlm_id"]: row for row in csv.DictReader(hand)}

    by_title: dict[str, set[int]] = defaultdict(set)
    taken: dict[str, set[int]] = defaultdict(set)
    by_abbreviation: dict[str, set[int]] = defaultdict(set)
    titles: list[str] = []
    for at, row in enumerate(journals):
        title = accented.get((key(row["MedAbbr"]), key(row["JournalTitle"])), clean(row["JournalTitle"]))
        titles.append(title)
        by_abbreviation[key(row["MedAbbr"])].add(at)
        by_title[key(title)].add(at)
        for name in (title, row["MedAbbr"], *shorter(title), *shorter(row["MedAbbr"])):
            taken[key(name)].add(at)

    # Other abbreviations of a title that is one journal's, and other titles of an abbreviation that is one journal's.
    pairs: list[tuple[str, str]] = sorted(ncbi.items())
    for name in ("entrez", "medicus", "lifescience", "ubc", "general"):
        pairs += [(row[0], row[1]) for row in rows_of(folder / f"jabref_{name}.csv.gz") if len(row) > 1]
    wanted: dict[str, dict[int, str]] = defaultdict(dict)
    for title, abbreviation in pairs:
        for known, other, index in ((title, abbreviation, by_title), (abbreviation, title, by_abbreviation)):
            if "..." in other:
                continue
            at_all = index.get(key(known), set())
            new = key(other)
            if len(at_all) == 1 and new not in taken and len(new) > 3:
                wanted[new].setdefault(next(iter(at_all)), clean(other))
    variants: dict[int, list[str]] = defaultdict(list)
    for _, owners in sorted(wanted.items()):
        if len(owners) == 1:
            at, name = next(iter(owners.items()))
            variants[at].append(name)

    lines = []
    for at, row in enumerate(journals):
        hand_made = years.get(row["NlmId"], {})
        dated = _STARTED.search(row["MedAbbr"]) or _STARTED.search(row["JournalTitle"])
        lines.append(
            "\t".join(
                (
                    row["NlmId"],
                    clean(row["MedAbbr"]) or titles[at],
                    clean(row["JournalTitle"]),
                    "|".join(dict.fromkeys((*shorter(row["MedAbbr"]), *shorter(clean(row["JournalTitle"]))))),
                    "|".join(sorted(variants[at])),
                    titles[at] if titles[at] != clean(row["JournalTitle"]) else "",
                    row["ISSN (Print)"].upper(),
                    row["ISSN (Online)"].upper(),
                    hand_made.get("start") or (dated[1] if dated else ""),
                    hand_made.get("end", ""),
                    hand_made.get("bare", ""),
                )
            )
        )
    unknown = sorted(set(years) - {row["NlmId"] for row in journals})
    if unknown:
        raise SystemExit(f"years.csv names journals that the list does not hold: {', '.join(unknown)}")
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as packed:
        packed.write("\n".join(lines).encode("utf-8"))
    print(f"{len(lines)} journals, {sum(map(len, variants.values()))} variants, {len(out.getvalue())} bytes")
    return out.getvalue()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        raise SystemExit(__doc__)
    (HERE / "journals.tsv.gz").write_bytes(build(Path(sys.argv[1])))
