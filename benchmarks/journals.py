"""How many printed journal names the authority knows, and how fast.

    python benchmarks/journals.py [BENCHMARKS_FOLDER]      (or EVIDENCE_BENCHMARKS=...)

The folder holds references/items.jsonl (printed journal, gold NLM id) and dedup/*/records.csv.gz.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

from evidence.normalise.journal_keys import spaced
from evidence.normalise.journal_suggest import meant
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


def abbreviations(table: Authority, number: int = 300) -> None:
    """Names cut as authors cut them: before a vowel, anywhere, or with the vowels left out."""
    chance = random.Random(1)
    tally: Counter[str] = Counter()
    while tally["names"] < number:
        journal = table.journal(chance.randrange(len(table)))
        head = re.split(r" [:=(\[/]|\.", journal.title)[0]
        said = [word for word in spaced(head)[0].split() if word.isalpha()]
        if len(said) < 2:
            continue
        cut = chance.choice((_before_a_vowel, _anywhere, _without_vowels))
        year = journal.start or 1952
        name = " ".join(cut(word, chance).capitalize() for word in said)
        best = meant(table, name, year)
        found = table.find(name, year=year) or (best.journal if best else None)
        # The supplements and series of a journal have its name as head: what is meant is the journal itself.
        family = found is not None and spaced(journal.title)[0].startswith(
            spaced(re.split(r" [:=(]", found.title)[0])[0]
        )
        tally["names"] += 1
        tally["nothing said" if found is None else "right" if found == journal or family else "wrong"] += 1
        if found is not None and found != journal and not family:
            print(f"wrong: {name} as {found.medline}, invented for {journal.medline}")
    print("invented abbreviations:", dict(tally))


def _before_a_vowel(word: str, chance: random.Random) -> str:
    cuts = [at for at in range(3, len(word)) if word[at] in "aeiouy" and word[at - 1] not in "aeiouy"]
    return f"{word[: chance.choice(cuts[:2])]}." if cuts and len(word) > 5 else word


def _anywhere(word: str, chance: random.Random) -> str:
    return f"{word[: chance.randrange(2, 6)]}." if len(word) > 6 else word


def _without_vowels(word: str, _: random.Random) -> str:
    return word if len(word) < 7 else word[0] + re.sub("[aeiou]", "", word[1:-1])[:3] + word[-1]


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
    abbreviations(table)
    if not (folder / "references" / "items.jsonl").is_file():
        print(f"Skipped: no references/items.jsonl in {folder}; name the folder that holds references/ and dedup/.")
        return
    references(table, folder / "references" / "items.jsonl")
    sets(table, folder / "dedup")


if __name__ == "__main__":
    main()
