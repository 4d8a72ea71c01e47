"""Deduplication measured on sets with gold: `python benchmarks/dedupe.py FOLDER [SET...]`.

FOLDER (or EVIDENCE_DEDUP_SETS) holds one folder a set with records.csv.gz and gold.csv (record_id,cluster_id), and
cases/ with records.csv and pairs.csv (id_a,id_b,family,verdict,relation). Nothing is written. CPU seconds are those of
`deduplicate` alone, memory is the peak of the process with its records read; `benchmarks/dedupe_records.py` makes sets
of any size.
"""

from __future__ import annotations

import csv
import gzip
import io
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evidence.dedupe.deduplicate import Deduplicated, deduplicate
from evidence.formats.csv_records import read_csv
from evidence.model import Record

SETS = ("copper", "cytology_screening", "respiratory", "haematology", "digital_work", "is_ejis", "dblp_acm")


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a csv file, plain or gzipped."""
    body = path.read_bytes()
    text = (gzip.decompress(body) if path.suffix == ".gz" else body).decode()
    yield from csv.DictReader(io.StringIO(text, newline=""))


def read_records(path: Path) -> list[Record]:
    """The records of a set, by the project's own csv reader."""
    body = path.read_bytes()
    stream = io.BytesIO(gzip.decompress(body) if path.suffix == ".gz" else body)
    return [item for item in read_csv(stream, path.name) if isinstance(item, Record)]


def pairs_in(sizes: Counter[str] | Counter[tuple[str, str]]) -> int:
    """How many pairs of records stand in one group."""
    return sum(n * (n - 1) // 2 for n in sizes.values())


def measure(name: str, folder: Path) -> str:
    """One line of figures for a set."""
    records = read_records(folder / "records.csv.gz")
    gold = {row["record_id"]: row["cluster_id"] for row in read_rows(folder / "gold.csv")}
    started = time.process_time()
    found = deduplicate(records)
    spent = time.process_time() - started
    said = {record_id: cluster.cluster_id for cluster in found.clusters for record_id in cluster.record_ids}
    both = Counter((gold[i], said[i]) for i in gold)
    hits, true, claimed = pairs_in(both), pairs_in(Counter(gold.values())), pairs_in(Counter(said.values()))
    lost = len(both) - len(set(said.values()))
    right = sum(gold[link.id_a] == gold[link.id_b] for link in found.review)
    asked = len(found.review)
    return (
        f"{name:<20}{len(records):>8}{true:>7}{hits / claimed if claimed else 1:>10.4f}{hits / true:>9.4f}{lost:>6}"
        f"{100 * asked / len(records):>8.2f}{right:>5}/{asked:<5}{len(found.links):>6}{spent:>8.2f}"
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:>8.0f}"
    )


def verdict_on(found: Deduplicated, a: str, b: str) -> tuple[str, str]:
    """What the files say of a pair: (verdict, relation)."""
    if any({a, b} <= set(cluster.record_ids) for cluster in found.clusters):
        return "same", ""
    for link in (*found.links, *found.review):
        if {link.id_a, link.id_b} == {a, b}:
            return link.verdict, link.relation
    return "different", ""


def cases(folder: Path) -> Iterator[str]:
    """A line a case: the verdict wanted and had."""
    found = deduplicate(read_records(folder / "records.csv"))
    right = 0
    rows = list(read_rows(folder / "pairs.csv"))
    for row in rows:
        verdict, relation = verdict_on(found, row["id_a"], row["id_b"])
        good = verdict == row["verdict"] and (verdict != "linked" or relation == row["relation"])
        right += good
        wanted = f"{row['verdict']} {row['relation']}"
        yield f"{'ok ' if good else 'NOT'} {row['family'][:48]:<50}{wanted:<26}{verdict} {relation}"
    yield f"{right} of {len(rows)} as wanted"


def main() -> None:
    """Print the table."""
    place = sys.argv[1] if len(sys.argv) > 1 else ""
    if not place or not Path(place).is_dir():
        print("Skipped: name the folder of the deduplication sets.")
        return
    root = Path(place)
    print(f"{'set':<20} records  pairs precision   recall  lost ask/100 true/asked links   CPU s      MB")
    for name in sys.argv[2:] or SETS:
        if (root / name / "records.csv.gz").exists():
            print(measure(name, root / name), flush=True)
    if (root / "cases").is_dir() and not sys.argv[2:]:
        print("\n".join(cases(root / "cases")))


if __name__ == "__main__":
    main()
