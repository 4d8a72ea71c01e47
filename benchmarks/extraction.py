"""Extraction against hand-annotated texts: python benchmarks/extraction.py GOLD.jsonl... [--errors] [--quick].

GOLD (or EVIDENCE_GOLD) holds one annotated text a line: title, sections, publication types, the findings that are
right; several files are scored together. The figures are those of the scorer beside the first (`score_extraction.py`,
or the folder in EVIDENCE_SCORER), which says what each means. Prints each bar beside its figure, then all figures per
language, per origin, per count and per half of the texts (by a hash of the text's id: a rule that was written on one
half and does not help the other shows as a gap). Last, unless --quick, CPU seconds and peak memory of the command
`evidence extract` on 10,000 abstracts: the same texts again and again under ids of their own.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from evidence.extract.extract import extract
from evidence.extract.output import finding_object
from evidence.formats import WRITERS
from evidence.model import Place, Record, Section

LANGUAGES = {"en": "eng", "fr": "fre", "es": "spa", "de": "ger", "pt": "por"}
LOAD = 10_000
# (what, its name in the scorer's answer, 1 for at least or -1 for at most, the bar)
BARS = (
    ("findings, F1", "f1", 1, 0.93),
    ("response right, of those found", "response", 1, 0.95),
    ("wrong polarity", "polarity_rate", -1, 0.005),
    ("counts, precision", "counts_precision", 1, 0.98),
    ("counts, recall", "counts_recall", 1, 0.88),
    ("false alarms", "false_alarm_rate", -1, 0.03),
    ("exact findings, F1", "exact_f1", 1, 0.80),
    ("quotes not verbatim", "quotes_wrong", -1, 0),
)


def record_of(item: dict[str, Any]) -> Record:
    """The record that PubMed would hold of an annotated text."""
    foreign, title = item["lang"] != "en", item["title"].rstrip(".")
    vernacular = (item.get("title_vernacular") or "").rstrip(".")
    return Record(
        key=item["pmid"],
        pmid=item["pmid"],
        source="pubmed_xml",
        place=Place("gold", item=item["id"]),
        title=f"[{title}]." if foreign else f"{title}.",
        title_vernacular=f"{vernacular}." if vernacular else "",
        sections=tuple(Section(s["label"] or "", s["text"]) for s in item["sections"]),
        types=tuple(item["pub_types"]),
        languages=(LANGUAGES[item["lang"]],),
    )


def scorer(folder: Path) -> ModuleType | None:
    """The scoring script, if it is there."""
    path = folder / "score_extraction.py"
    spec = importlib.util.spec_from_file_location("score_extraction", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def half(item: dict[str, Any]) -> str:
    """A or B; variants of one text fall in the same half."""
    base = item["id"].split("v")[0]
    return "AB"[hashlib.sha256(base.encode()).digest()[0] % 2]


def bar(what: str, sense: int, wanted: float, figure: float) -> str:
    """A bar beside its figure."""
    word, kept = ("at least", figure >= wanted) if sense > 0 else ("at most", figure <= wanted)
    return f"{what:<36}{word:>9} {wanted:>8,.7g}   {figure:>9,.5g}   {'kept' if kept else 'MISSED'}"


def load(records: Sequence[Record]) -> tuple[float, float]:
    """CPU seconds and peak MB of `evidence extract` on 10,000 abstracts."""
    again = itertools.islice(itertools.cycle(records), LOAD)
    many = (replace(r, pmid=str(n), key=str(n)) for n, r in enumerate(again, 1))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "many.nbib"
        source.write_text("".join(WRITERS["nbib"](many)), encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["evidence", "extract", str(source), "--out", f"{folder}/out", "--quiet"]
        code = "from evidence.cli import main; main()"
        subprocess.run([sys.executable, "-c", code, *command[1:]], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def shown(module: ModuleType, items: Sequence[dict[str, Any]], found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Print the bars and the figures of a set; the scorer's answer."""
    result: dict[str, Any] = module.score(items, found)
    for what, name, sense, wanted in BARS:
        print(bar(what, sense, wanted, result["all"][name]))
    print(f"\n{module.report(result)}")
    for name in "AB":
        part = [item for item in items if half(item) == name]
        ids = {f"pmid:{item['pmid']}" for item in part}
        print(module.line(f"half {name}", module.score(part, [f for f in found if f["record_id"] in ids])["all"]))
    return result


def main(arguments: Sequence[str]) -> int:
    """Print the figures, or say in a sentence what is missing."""
    named = [a for a in arguments if not a.startswith("-")] or [os.environ.get("EVIDENCE_GOLD", "")]
    paths = [Path(name) for name in named if name]
    if not paths or not all(path.is_file() for path in paths):
        print("extraction: skipped, no annotated texts (name the files, or set EVIDENCE_GOLD)")
        return 0
    default = paths[0].resolve().parents[2] / "benchmarks" / "extraction"
    module = scorer(Path(os.environ.get("EVIDENCE_SCORER", default)))
    if module is None:
        print("extraction: skipped, no score_extraction.py (set EVIDENCE_SCORER to its folder)")
        return 0
    lines = itertools.chain.from_iterable(path.read_text(encoding="utf-8").splitlines() for path in paths)
    items = [json.loads(line) for line in lines if line.strip()]
    records = [record_of(item) for item in items]
    found = [finding_object(f) for record in records for f in extract(record).findings]
    result = shown(module, items, found)
    if "--errors" in arguments:
        print("\n".join(result["errors"]))
    if "--quick" not in arguments:
        seconds, megabytes = load(records)
        print(f"\n{LOAD:,} abstracts, read and extracted by the command ({LOAD / seconds:,.0f} a CPU second):")
        print(bar("CPU seconds", -1, 20, seconds))
        print(bar("peak MB", -1, 300, megabytes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
