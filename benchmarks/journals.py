"""How many printed journal names the authority knows, and how fast.

    python benchmarks/journals.py [BENCHMARKS_FOLDER]      (or EVIDENCE_BENCHMARKS=...)

The folder holds references/items.jsonl (printed journal, gold NLM id) and dedup/*/records.csv.gz.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path

from evidence.normalise.journals import Authority, authority


def speed(table: Authority) -> None:
    journals = [table.journal(at) for at in range(len(table))]
    names = [name for journal in journals for name in (journal.medline, journal.title)]
    for label, again in (("fresh", 1), ("repeated", 5)):
        start = time.process_time()
        for _ in range(again):
            for name in names:
                table.find(name)
        spent = time.process_time() - start
        print(f"find, {label}: {len(names) * again / spent:,.0f} a second")


def references(table: Authority, path: Path) -> None:
    tally: Counter[str] = Counter()
    shown: list[str] = []
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            item = json.loads(line)
            printed = (item.get("printed") or {}).get("journal")
            gold = (item.get("gold") or {}).get("nlm_id")
            if not printed or not gold:
                continue
            year = (item.get("printed") or {}).get("year") or ""
            when = int(year[:4]) if year[:4].isdigit() else None
            tally["names"] += 1
            found = table.find(printed, year=when)
            if found is not None:
                right = found.nlm_id == gold
                tally["found right" if right else "found wrong"] += 1
                if not right:
                    shown.append(f"found wrong: {printed} ({when}) as {found.medline} {found.nlm_id}, gold {gold}")
                continue
            offers = table.suggest(printed, year=when)
            if offers and offers[0].journal.nlm_id == gold:
                tally["first suggestion right"] += 1
            elif any(offer.journal.nlm_id == gold for offer in offers):
                tally["later suggestion right"] += 1
            else:
                tally["suggested wrong" if offers else "nothing offered"] += 1
                best = f"{offers[0].journal.medline} {offers[0].score} {offers[0].how}" if offers else "nothing"
                shown.append(f"{best}: {printed} ({when}), gold {(item['gold'] or {}).get('journal_abbrev')} {gold}")
    for label, number in tally.most_common():
        print(f"references, {label}: {number} ({number / tally['names']:.1%})")
    print("\n".join(shown))


def sets(table: Authority, folder: Path) -> None:
    for path in sorted(folder.glob("*/records.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            rows = [(row["journal"], row["year"]) for row in csv.DictReader(stream) if row["journal"]]
        known = sum(
            table.find(name, year=int(year[:4]) if year[:4].isdigit() else None) is not None for name, year in rows
        )
        print(f"{path.parent.name}: {known} of {len(rows)} journal names known ({known / max(len(rows), 1):.1%})")


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    start = time.process_time()
    table = authority()
    print(f"load: {time.process_time() - start:.3f} s CPU, {len(table)} journals")
    speed(table)
    if not (folder / "references" / "items.jsonl").is_file():
        print(f"Skipped: no references/items.jsonl in {folder}; name the folder that holds references/ and dedup/.")
        return
    references(table, folder / "references" / "items.jsonl")
    sets(table, folder / "dedup")


if __name__ == "__main__":
    main()
