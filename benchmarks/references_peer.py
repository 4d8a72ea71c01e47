"""Reference strings taken apart by refextract and by us: `python benchmarks/references_peer.py FOLDER PYTHON`.

FOLDER is that of `benchmarks/references.py`, whose bench_refs.py scores both; PYTHON is the interpreter of an
environment of its own where `pip install refextract` was done. refextract is made for physics: it gives no titles of
articles, and takes a journal, a volume and a page only where it knows the journal.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.references import lines_of, measures_of, parsed
from evidence.clean.clean import clean_list
from evidence.sources.index import build_index

_FIELDS = ("authors", "first_author", "title", "journal", "year", "volume", "fpage", "doi")
_PEER = r"""
import json, re, sys, time
from refextract import extract_references_from_string

def fields(raw):
    said = {}
    for part in extract_references_from_string(raw):
        for name, values in part.items():
            said.setdefault(name, values[0])
    names = re.split(r",\s*|\s+and\s+", said.get("author", ""))
    words = [re.sub(r"\b(?:[A-Z]\.?-?){1,3}(?=\s|$)", "", name).strip(" .") for name in names]
    page = re.split(r"[-\u2013]", said.get("journal_page", ""))[0]
    found = {"authors": [word for word in words if word], "title": said.get("title"), "fpage": page,
             "journal": said.get("journal_title"), "volume": said.get("journal_volume"),
             "year": said.get("year") or said.get("journal_year"), "doi": said.get("doi", "").removeprefix("doi:")}
    return {name: value for name, value in found.items() if value}

raw = json.load(sys.stdin)
started = time.process_time()
found = [fields(text) for text in raw]
print("FOUND " + json.dumps([time.process_time() - started, found]))
"""


def main() -> int:
    """Print F1 a field and tool; 0 also where set or peer are absent."""
    if len(sys.argv) < 3 or not (Path(sys.argv[1]) / "items.jsonl").is_file():
        print("Skipped: name the folder of the reference set and a Python that has refextract.")
        return 0
    folder, python = Path(sys.argv[1]), sys.argv[2]
    items, measures = lines_of(folder / "items.jsonl"), measures_of(folder)
    raw = [" ".join(item["raw"].split()) for item in items]
    with build_index((), None) as nothing:
        started = time.process_time()
        cleaned = clean_list("\n\n".join(f"{k}. {text}" for k, text in enumerate(raw, 1)) + "\n", nothing)
        spent = time.process_time() - started
    ours = parsed(cleaned)
    _print(
        "evidence", measures.score_parse(items, [ours.get(k, {}) for k in range(1, len(items) + 1)]), spent, len(raw)
    )
    run = subprocess.run([python, "-c", _PEER], input=json.dumps(raw), capture_output=True, text=True)
    told = next((line for line in run.stdout.splitlines() if line.startswith("FOUND ")), "")
    if not told:
        print(f"{'refextract':<12}failed: {' '.join(run.stderr.split())[-200:]}")
        return 0
    seconds, theirs = json.loads(told.removeprefix("FOUND "))
    _print("refextract", measures.score_parse(items, theirs), seconds, len(raw))
    return 0


def _print(tool: str, scores: dict[str, Any], spent: float, count: int) -> None:
    per_field = scores["fields"]
    said = "  ".join(f"{name} {per_field[name]['F1'] or 0:.2f}" for name in _FIELDS)
    print(f"{tool:<12}F1 {scores['micro_F1']:.3f}  {count / spent:>6.0f} references/CPU s   {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
