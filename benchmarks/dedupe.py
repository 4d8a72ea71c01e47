"""Deduplication measured on sets with gold: `python benchmarks/dedupe.py FOLDER [SET...]`.

FOLDER holds one folder a set with records.csv.gz and gold.csv (record_id,cluster_id), and cases/ with records.csv and
pairs.csv (id_a,id_b,family,verdict,relation). What a figure should be stands beside it. CPU seconds are those of
`deduplicate` alone, memory is the peak of the process with its records read. Without SETs growth is measured too, on
artificial records, up to DEDUP_RECORDS (100000, or 1000000) of them; `benchmarks/dedupe_peer.py` runs beside
bib-dedupe. Nothing is kept.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.dedupe_records import write
from evidence.dedupe.deduplicate import Deduplicated, deduplicate
from evidence.formats.csv_records import read_csv
from evidence.model import Record

# What each set should reach: works lost at most, precision, recall and F1 at least.
WANTED: dict[str, dict[str, float]] = {
    "copper": {"lost": 0, "recall": 0.99},
    "cytology_screening": {"lost": 0, "recall": 0.99},
    "respiratory": {"lost": 0, "recall": 0.97},
    "haematology": {},  # its gold joins errata and replies with their articles
    "digital_work": {"lost": 0, "recall": 0.99},
    "is_ejis": {"precision": 0.98, "recall": 0.95},
    "dblp_acm": {"F1": 0.97},
}
# Records -> CPU seconds and megabytes at most.
GROWTH = {10_000: (0, 0), 100_000: (30, 1500), 1_000_000: (600, 8000)}
LINEAR = 1.3


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


def measure(name: str, folder: Path, review: Counter[bool]) -> Iterator[str]:
    """A line of figures for a set, one for each bar, and one on the ids when the records come as files of a quarter."""
    records = read_records(folder / "records.csv.gz")
    gold = {row["record_id"]: row["cluster_id"] for row in read_rows(folder / "gold.csv")}
    started = time.process_time()
    found = deduplicate(records)
    spent = time.process_time() - started
    said = home_of(found)
    both = Counter((gold[i], said[i]) for i in gold)
    hits, true, claimed = pairs_in(both), pairs_in(Counter(gold.values())), pairs_in(Counter(said.values()))
    precision, recall = hits / claimed if claimed else 1.0, hits / true
    lost, asked = len(both) - len(set(said.values())), len(found.review)
    right = sum(gold[link.id_a] == gold[link.id_b] for link in found.review)
    review.update({True: right, False: asked - right})
    yield (
        f"{name:<20}{len(records):>8}{true:>7}{precision:>10.4f}{recall:>9.4f}{lost:>6}"
        f"{100 * asked / len(records):>8.2f}{right:>5}/{asked:<5}{len(found.links):>6}{spent:>8.2f}{megabytes():>8.0f}"
    )
    figures = {"precision": precision, "recall": recall, "F1": 2 * hits / (claimed + true)}
    for figure, bar in WANTED.get(name, {}).items():
        if figure == "lost":
            yield bar_line("works lost", lost, f"{bar:g}", lost <= bar)
        else:
            yield bar_line(figure, round(figures[figure], 4), f"at least {bar}", figures[figure] >= bar)
    yield bar_line(
        "pairs to judge per 100", round(100 * asked / len(records), 2), "at most 2", asked <= 0.02 * len(records)
    )
    yield from added_one_at_a_time(records, found)


def added_one_at_a_time(records: Sequence[Record], found: Deduplicated) -> Iterator[str]:
    """Whether four files added in turn give the same partition, and how many ids change in a fresh folder."""
    mixed = random.Random(1).sample(records, len(records))
    earlier: dict[str, str] = {}
    fresh: dict[str, str] = {}
    known = changed = lost = 0
    for quarter in range(1, 5):
        upto = mixed[: len(mixed) * quarter // 4]
        now, kept = deduplicate(upto), deduplicate(upto, (), earlier)
        ids = home_of(now)
        clusters: dict[str, set[str]] = defaultdict(set)
        for record, name in fresh.items():
            clusters[name].add(ids[record])
        known, changed = known + len(clusters), changed + sum(name not in new for name, new in clusters.items())
        gone = {name for others in kept.joined.values() for name in others}
        lost += len(set(earlier.values()) - set(home_of(kept).values()) - gone)
        fresh, earlier = ids, {**earlier, **home_of(kept)}
    same = partition(kept) == partition(found)
    yield bar_line("partition of shuffled rows, added in turn", "the same" if same else "another", "the same", same)
    yield bar_line("ids that change in a used folder", lost, "0", not lost)
    yield f"        ids that change in a fresh folder {changed} of {known} ({100 * changed / known:.2f} %)"


def home_of(found: Deduplicated) -> dict[str, str]:
    """Record id -> cluster id."""
    return {record_id: cluster.cluster_id for cluster in found.clusters for record_id in cluster.record_ids}


def partition(found: Deduplicated) -> set[tuple[str, ...]]:
    """The clusters without their ids."""
    return {cluster.record_ids for cluster in found.clusters}


def bar_line(figure: str, had: object, wanted: str, good: bool) -> str:
    """A figure with what it should be."""
    return f"    {'ok ' if good else 'NOT'} {figure} {had} (wanted: {wanted})"


def megabytes() -> float:
    """The peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def growth(most: int) -> Iterator[str]:
    """CPU and memory on artificial records of growing number; each in a process of its own."""
    first = 0.0
    for records, (seconds, memory) in GROWTH.items():
        if records > most:
            return
        run = subprocess.run(
            [sys.executable, __file__, "--grow", str(records)], capture_output=True, text=True, check=True
        )
        spent, peak = map(float, run.stdout.split())
        yield f"{records} artificial records: {spent:.1f} CPU s, {peak:.0f} MB"
        if not first:
            first = spent / records
            continue
        yield bar_line("CPU s", round(spent, 1), f"under {seconds}", spent < seconds)
        yield bar_line("MB", round(peak), f"under {memory}", peak < memory)
        yield bar_line(
            "times linear", round(spent / records / first, 2), f"at most {LINEAR}", spent / records / first <= LINEAR
        )


def grow(records: int) -> None:
    """Print the CPU seconds and megabytes for so many artificial records."""
    with TemporaryDirectory() as folder:
        write(records, Path(folder))
        told = read_records(Path(folder) / "records.csv.gz")
    deduplicate(told[:50])  # the journal authority is read once, whatever the number
    started = time.process_time()
    deduplicate(told)
    print(time.process_time() - started, megabytes())


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
    if sys.argv[1:2] == ["--grow"]:
        grow(int(sys.argv[2]))
        return
    place = sys.argv[1] if len(sys.argv) > 1 else ""
    if not place or not Path(place).is_dir():
        print("Skipped: name the folder of the deduplication sets.")
        return
    root = Path(place)
    print(f"{'set':<20} records  pairs precision   recall  lost ask/100 true/asked links   CPU s      MB")
    review = Counter[bool]()
    for name in sys.argv[2:] or WANTED:
        if (root / name / "records.csv.gz").exists():
            for line in measure(name, root / name, review):
                print(line, flush=True)
    share = review[True] / max(review.total(), 1)
    print(bar_line("true pairs among those to judge, all sets", f"{share:.2f}", "at least 0.25", share >= 0.25))
    if not sys.argv[2:]:
        if (root / "cases").is_dir():
            print("\n".join(cases(root / "cases")))
        for line in growth(int(os.environ.get("DEDUP_RECORDS", "100000"))):
            print(line, flush=True)


if __name__ == "__main__":
    main()
