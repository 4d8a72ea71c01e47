"""CPU and pairs of bib-dedupe beside ours, in one run: `python benchmarks/dedupe_peer.py FOLDER PYTHON [SET...]`.

PYTHON is the interpreter of an environment of its own where `pip install bib-dedupe` was done; it is no dependency of
ours. FOLDER is that of `benchmarks/dedupe.py`. Reading and writing are not counted on either side; CPU seconds are
those of the process and its children.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.dedupe import pairs_in, read_records, read_rows
from evidence.dedupe.deduplicate import deduplicate

SETS = ("digital_work", "syn_10k")
PEER = """
import json, resource, sys
import pandas as pd
from bib_dedupe.bib_dedupe import block, cluster, match, prep

def spent():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

def main():
    table = pd.read_csv(sys.stdin, dtype=str, keep_default_na=False).rename(columns={"id": "ID"})
    known = table["source"].isin(["article", "inproceedings", "incollection", "book"])
    table["ENTRYTYPE"] = table["source"].where(known, "article")
    journal = table["journal"]
    table["journal"] = journal.where(table["ENTRYTYPE"] == "article", "")
    table["booktitle"] = journal.where(table["ENTRYTYPE"] != "article", "")
    table = table.drop(columns=["pmid", "source"])
    started = spent()
    prepared = prep(table, verbosity_level=0, cpu=1)
    matched = match(block(prepared, verbosity_level=0, cpu=1), verbosity_level=0, cpu=1)
    groups = [list(map(str, group)) for group in cluster(matched, verbosity_level=0)]
    print("GROUPS " + json.dumps([spent() - started, groups]))

if __name__ == "__main__":
    main()
"""


def figures(gold: dict[str, str], groups: dict[str, str], spent: float) -> str:
    """Precision, recall, works lost and CPU seconds of record id -> group."""
    both = Counter((gold[i], groups[i]) for i in gold)
    hits, claimed = pairs_in(both), pairs_in(Counter(groups.values()))
    lost = len(both) - len(set(groups.values()))
    return f"{hits / claimed:>10.4f}{hits / pairs_in(Counter(gold.values())):>9.4f}{lost:>6}{spent:>10.2f}"


def main() -> None:
    """Print two lines a set, and how many times more CPU the peer took."""
    if len(sys.argv) < 3:
        print("Skipped: name the folder of the sets and a Python that has bib-dedupe.")
        return
    root, python = Path(sys.argv[1]), sys.argv[2]
    print(f"{'set':<16}{'tool':<12}precision   recall  lost     CPU s")
    for name in sys.argv[3:] or SETS:
        gold = {row["record_id"]: row["cluster_id"] for row in read_rows(root / name / "gold.csv")}
        records = read_records(root / name / "records.csv.gz")
        started = time.process_time()
        found = deduplicate(records)
        ours = time.process_time() - started
        said = {record_id: cluster.cluster_id for cluster in found.clusters for record_id in cluster.record_ids}
        print(f"{name:<16}{'evidence':<12}{figures(gold, said, ours)}", flush=True)
        table = gzip.decompress((root / name / "records.csv.gz").read_bytes())
        run = subprocess.run([python, "-c", PEER], input=table, capture_output=True, check=False)
        told = next((line for line in run.stdout.decode().splitlines() if line.startswith("GROUPS ")), "")
        if not told:
            print(f"{name:<16}{'bib-dedupe':<12}failed: {run.stderr.decode()[-300:]}")
            continue
        theirs, groups = json.loads(told.removeprefix("GROUPS "))
        home = {i: i for i in gold} | {i: group[0] for group in groups for i in group}
        print(f"{name:<16}{'bib-dedupe':<12}{figures(gold, home, theirs)}{theirs / ours:>8.1f} times", flush=True)


if __name__ == "__main__":
    main()
