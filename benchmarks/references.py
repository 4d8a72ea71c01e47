"""Measure reference cleaning on a development set: items.jsonl, lists.jsonl, index.jsonl.gz and bench_refs.py.

usage: python benchmarks/references.py [FOLDER]      (or EVIDENCE_BENCH_REFERENCES=FOLDER)

bench_refs.py of that folder defines the measures; this script feeds it what `clean_list` gives. The index is built
and timed in memory, then saved to a temporary file and opened again.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from evidence.clean.clean import CleanedList, clean_list
from evidence.report.references import references_json
from evidence.sources.index import CitationIndex, open_index

Entry = dict[str, Any]


def main() -> int:
    """Print the measures; 0 also where the set is absent."""
    given = sys.argv[1] if len(sys.argv) > 1 else ""
    folder = Path(given)
    if not given or not (folder / "items.jsonl").is_file():
        print("Skipped: name the folder that holds items.jsonl, lists.jsonl, index.jsonl.gz and bench_refs.py.")
        return 0
    measures = measures_of(folder)
    items, lists = (lines_of(folder / name) for name in ("items.jsonl", "lists.jsonl"))
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "index.jsonl.gz"
        copy.write_bytes((folder / "index.jsonl.gz").read_bytes())
        started = time.process_time()
        with open_index(copy) as index:
            built = time.process_time() - started
            count = len(index)
        started = time.perf_counter()
        index = open_index(copy)
        print(
            json.dumps(
                {
                    "citations": count,
                    "built_per_cpu_second": round(count / built),
                    "loaded_s": round(time.perf_counter() - started, 3),
                }
            )
        )
        with index:
            _items(measures, items, index)
            _lists(lists, index)
    return 0


def _items(measures: ModuleType, items: list[Entry], index: CitationIndex) -> None:
    text = "\n\n".join(f"{k}. " + re.sub(r"\s+", " ", item["raw"]) for k, item in enumerate(items, 1)) + "\n"
    started = time.process_time()
    cleaned = clean_list(text, index)
    seconds = time.process_time() - started
    found = json.loads(references_json(cleaned))
    by_number = {entry["number"]: entry for entry in reversed(found)}
    aligned = [by_number.get(k, {}) for k in range(1, len(items) + 1)]
    match = measures.score_match(items, [_claim(entry) for entry in aligned])
    kinds = match.pop("by_kind")
    print(
        json.dumps(
            {"references": len(found), "per_cpu_second": round(len(items) / seconds, 1), "match": match}, indent=1
        )
    )
    print(json.dumps({k: v for k, v in kinds.items() if set(v) - {"right", "refused"}}))
    print(json.dumps(measures.score_fields(items, aligned), ensure_ascii=False, indent=1))
    fields = parsed(cleaned)
    scores = measures.score_parse(items, [fields.get(k, {}) for k in range(1, len(items) + 1)])
    print(json.dumps({k: scores[k] for k in ("n", "micro_F1", "all_fields_right")}))
    wrong = [(i["id"], i["expect"], e.get("status")) for i, e in zip(items, aligned, strict=True) if _bad(i, e)]
    print("to look at:", wrong)


def _claim(entry: Entry) -> Entry:
    match = entry.get("match") or {}
    status = "corrected" if entry.get("status") == "conflict" and match else entry.get("status")
    candidates = [candidate.get("pmid") for candidate in entry.get("candidates") or []]
    return {
        "status": status,
        "pmid": match.get("pmid"),
        "confidence": entry.get("confidence"),
        "candidates": candidates,
    }


def _bad(item: Entry, entry: Entry) -> bool:
    pmid = (entry.get("match") or {}).get("pmid")
    return bool(pmid != item["gold_id"] if item["expect"] == "match" else pmid)


def parsed(cleaned: CleanedList) -> dict[int | None, Entry]:
    parsed: dict[int | None, Entry] = {}
    for item in cleaned.entries:
        fields: Entry = {}
        for field in item.reference.fields:
            if field.field == "authors":
                fields.setdefault("authors", []).append(field.value)
            else:
                fields.setdefault(field.field, field.value)
        parsed.setdefault(item.reference.number, fields)
    return parsed


def _lists(lists: list[Entry], index: CitationIndex) -> None:
    counted: Counter[str] = Counter()
    for given in lists:
        found = json.loads(references_json(clean_list(given["text"], index)))
        wanted = [entry["gold_id"] for entry in given["entries"]]
        have = [(entry.get("match") or {}).get("pmid") for entry in found]
        counted["lists"] += 1
        counted["count_right"] += len(found) == len(wanted)
        if len(found) != len(wanted):
            print(given["id"], given["defects"], len(found), "for", len(wanted))
        counted["ids_wanted"] += sum(map(bool, wanted))
        counted["ids_in_order"] += sum(bool(a) and a == b for a, b in zip(wanted, have, strict=False))
        counted["ids_found"] += sum((Counter(filter(None, wanted)) & Counter(filter(None, have))).values())
        counted["dups_wanted"] += sum("duplicate_of_item" in entry for entry in given["entries"])
        counted["dups_flagged"] += sum(bool(e["duplicate_of"]) or e["status"] == "duplicate" for e in found)
    print(json.dumps(dict(counted)))


def lines_of(path: Path) -> list[Entry]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measures_of(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_refs", folder / "bench_refs.py")
    if spec is None or spec.loader is None:
        raise SystemExit("bench_refs.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    raise SystemExit(main())
